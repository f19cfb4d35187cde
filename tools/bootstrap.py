"""Make the virtual environment a command needs, once, from the pinned and hashed requirements.

Run by any Python 3: `python3 tools/bootstrap.py .venv server`. A second run with nothing changed is instant.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WANTED = (3, 11)
COVERS = {
    "core": ("core", "core-test", "server", "dev"),
    "core-test": ("core-test",),
    "server": ("server", "dev"),
}


def stop(message):
    """End with one line that says what is wrong and what to do."""
    raise SystemExit("tocsin: " + message)


def python():
    """A Python of the wanted version: this one, or another on the PATH."""
    if sys.version_info[:2] == WANTED:
        return sys.executable
    found = shutil.which("python{}.{}".format(*WANTED))
    if not found:
        stop(
            "this is Python {}.{}; Tocsin needs Python {}.{}: install it and run again".format(
                *(sys.version_info[:2] + WANTED)
            )
        )
    return found


def run(*command, what):
    """Run a step quietly; show its output only if it fails."""
    print("tocsin: " + what, flush=True)
    done = subprocess.run(command, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        sys.stdout.write(done.stdout.decode("utf-8", "replace")[-4000:])
        stop(what + " failed; the reason stands above")


def digest(name):
    """The state of a requirement file and of the project's own metadata."""
    data = (ROOT / "requirements" / (name + ".txt")).read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(data).hexdigest()


def ready(venv, name):
    """Whether the environment already holds what is asked, or more."""
    stamp = venv / "tocsin-stamp"
    held = stamp.read_text().split() if stamp.exists() else ["", ""]
    return held[0] in COVERS.get(name, (name,)) and held[1] == digest(held[0])


def build(venv, name):
    """Create the environment and install into it."""
    interpreter = python()
    if not os.access(str(ROOT), os.W_OK):
        stop(f"{ROOT} cannot be written to: copy the project to a folder of your own")
    if not (venv / "bin" / "python").exists():
        run(interpreter, "-m", "venv", str(venv), what="creating " + venv.name)
    pip = (str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    requirements = str(ROOT / "requirements" / (name + ".txt"))
    run(
        *pip,
        "--require-hashes",
        "-r",
        requirements,
        what=f"installing what {name} needs (a minute or two)",
    )
    # Two environments may be made at a time; what this writes beside the sources is one for both.
    with (ROOT / "pyproject.toml").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        run(*pip, "--no-deps", "--no-build-isolation", "--editable", ".", what="installing Tocsin itself")
    (venv / "tocsin-stamp").write_text(f"{name} {digest(name)}\n")


if __name__ == "__main__":
    folder, wanted = ROOT / sys.argv[1], sys.argv[2]
    if not ready(folder, wanted):
        build(folder, wanted)
