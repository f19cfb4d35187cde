"""The commands as a newcomer meets them: real processes, a home folder of their own, a tiny day."""

import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from urllib.request import urlopen

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
DAY = ROOT / "tests" / "data" / "tiny-day"
TOCSIN = [sys.executable, "-m", "tocsin.cli.main"]
MEMORY_LIMIT = 700e6
STARTING = 120
"""Seconds to start within, on a machine that has much else to do."""


def environment(**changes: str) -> dict[str, str]:
    """The tests' own environment without what sets up Django for them."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TOCSIN_", "DJANGO_"))}
    return {**kept, **changes}


def tocsin(*arguments: object, **changes: str) -> subprocess.CompletedProcess[str]:
    """One command, run to its end."""
    command = [*TOCSIN, *map(str, arguments)]
    return subprocess.run(command, env=environment(**changes), capture_output=True, text=True, timeout=120)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Site:
    """`tocsin serve --sample` on the tiny day, in a process group of its own as in a terminal."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.log = home.with_suffix(".log")
        arguments = ["serve", "--sample", "--home", str(home), "--port", str(self.port), "--day", str(DAY)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*TOCSIN, *arguments], env=environment(), stdout=log, stderr=log, start_new_session=True
            )

    @property
    def output(self) -> str:
        return self.log.read_text()

    def page(self, path: str = "/accounts/login/") -> str:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return str(answer.read().decode())

    def await_answer(self) -> None:
        deadline = time.monotonic() + STARTING
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.output
            try:
                self.page()
            except OSError:
                time.sleep(0.1)
            else:
                return
        pytest.fail(f"no answer in {STARTING} s:\n{self.output}")

    def group(self) -> list[psutil.Process]:
        """The supervisor and all below it."""
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def resident(self) -> int:
        """Bytes of memory the site occupies; pages that its processes share count once."""
        return sum(process.memory_full_info().pss for process in self.group())

    def interrupt(self) -> float:
        """Press Ctrl-C; seconds until the command has ended."""
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(30)
        return time.monotonic() - began

    def clear(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def head(home: Path) -> int:
    """How many entries the ledger of a stopped site has, its chain unbroken."""
    found = re.search(r"(\d+) entries, chain unbroken", tocsin("doctor", "--home", home).stderr)
    assert found
    return int(found[1])


@dataclass(frozen=True)
class Told:
    """What a first run looked like, from its start to Ctrl-C."""

    home: Path
    output: str
    page: str
    resident: int
    seconds_to_stop: float
    left_over: list[psutil.Process]
    port: int
    status: int


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """A site set up, looked at, and stopped with Ctrl-C."""
    site = Site(tmp_path_factory.mktemp("newcomer") / "home")
    try:
        site.await_answer()
        page, group, resident = site.page(), site.group(), site.resident()
        seconds = site.interrupt()
        left_over = [process for process in group if process.is_running()]
        status = site.process.returncode
        yield Told(site.home, site.output, page, resident, seconds, left_over, site.port, status)
    finally:
        site.clear()


def test_the_first_run_shows_a_log_in_page_and_tells_who_may_log_in(first: Told) -> None:
    assert "Loading the sample day" in first.output
    assert f"http://localhost:{first.port}/console/" in first.output
    assert "tocsin-november" in first.output
    assert "duty.nation " in first.output
    assert 'name="password"' in first.page
    assert "Traceback" not in first.output


def test_an_idle_site_needs_less_than_700_mb(first: Told) -> None:
    assert first.resident < MEMORY_LIMIT, f"{first.resident / 1e6:.0f} MB"


def test_ctrl_c_stops_everything_and_frees_the_port(first: Told) -> None:
    assert first.seconds_to_stop < 10
    assert first.status == 0
    assert first.left_over == []
    with socket.create_server(("127.0.0.1", first.port)):
        pass


def test_a_second_start_keeps_the_data_and_heals_what_dies(first: Told) -> None:
    """Nothing is loaded again; a web server that is killed comes back and leaves no process behind."""
    before, site = head(first.home), Site(first.home)
    try:
        site.await_answer()
        assert "Loading the sample day" not in site.output
        main, answering = web_processes(site)
        main.kill()
        psutil.wait_procs([answering], timeout=20)
        assert not answering.is_running(), "the process that answered outlived its main process"
        site.await_answer()
        assert main not in web_processes(site)
        assert "web server ended with -9" in site.output
        site.process.terminate()
        assert site.process.wait(20) == 0
    finally:
        site.clear()
    assert head(first.home) >= before > 0


def web_processes(site: Site) -> list[psutil.Process]:
    """granian's main process and the one that answers."""
    return [process for process in site.group() if "granian" in process.cmdline()]


def test_a_backup_restores_into_another_home_where_the_site_runs_on(first: Told, tmp_path: Path) -> None:
    file, home = tmp_path / "site.zip", tmp_path / "restored"
    assert tocsin("backup", file, "--home", first.home).returncode == 0
    restored = tocsin("restore", file, "--home", home)
    assert restored.returncode == 0, restored.stderr
    assert head(home) == head(first.home)
    site = Site(home)
    try:
        site.await_answer()
        assert "Loading the sample day" not in site.output
        healthy = tocsin("doctor", "--home", home)
        assert healthy.returncode == 0, healthy.stderr
        assert site.interrupt() < 10
    finally:
        site.clear()


def test_doctor_says_of_an_empty_home_how_to_begin(tmp_path: Path) -> None:
    found = tocsin("doctor", "--home", tmp_path)
    assert found.returncode == 1
    assert "start `tocsin serve` once" in found.stderr
    assert "Traceback" not in found.stderr


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """One line that tells what to do, exit status 2, no traceback."""
    lines = [line for line in done.stderr.splitlines() if line != "Preparing the database"]
    assert done.returncode == 2, done.stderr
    assert len(lines) == 1, done.stderr
    assert all(word in lines[0] for word in words), lines[0]
    assert done.stdout == ""


def test_a_port_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = tocsin("serve", "--sample", "--home", tmp_path / "home", "--port", port)
    refused(done, f"port {port}", f"--port {port + 1}")


def test_a_home_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused(tocsin("serve", "--sample", "--home", tmp_path / "file" / "home"), "cannot be written", "--home")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere, so no folder is read-only to it")
def test_a_read_only_home_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o500)
    refused(tocsin("serve", "--sample", "--home", tmp_path / "home"), "cannot be written", "--home")


def test_a_folder_that_is_no_day_is_told_in_one_line(tmp_path: Path) -> None:
    done = tocsin("serve", "--sample", "--home", tmp_path / "home", "--port", free_port(), "--day", tmp_path)
    refused(done, "day.toml", "--day")


def test_a_database_that_does_not_answer_is_told_in_one_line(tmp_path: Path) -> None:
    nowhere = f"postgresql://tocsin@127.0.0.1:{free_port()}/tocsin"
    port = free_port()
    done = tocsin("serve", "--home", tmp_path / "home", "--port", port, TOCSIN_DATABASE=nowhere)
    refused(done, "does not answer", "TOCSIN_DATABASE")


def test_a_replay_never_empties_a_folder_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear")
    refused(tocsin("demo", "--home", tmp_path, "--port", free_port()), "not a sample site", "--home")
    assert (tmp_path / "letters.txt").read_text() == "dear"


def test_a_file_that_is_no_backup_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "letter.zip").write_text("dear")
    refused(tocsin("restore", tmp_path / "letter.zip", "--home", tmp_path / "home"), "not a Tocsin backup")


@pytest.fixture
def bootstrap() -> ModuleType:
    """`tools/bootstrap.py`, which `make run` starts with whatever Python there is."""
    specification = importlib.util.spec_from_file_location("bootstrap", ROOT / "tools" / "bootstrap.py")
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_a_wrong_python_is_told_in_one_line(bootstrap: ModuleType) -> None:
    bootstrap.sys = SimpleNamespace(version_info=(3, 9, 18), executable="/usr/bin/python3")  # type: ignore[attr-defined]
    bootstrap.shutil = SimpleNamespace(which=lambda _: None)  # type: ignore[attr-defined]
    with pytest.raises(SystemExit, match=r"^tocsin: this is Python 3\.9; Tocsin needs Python 3\.11: .*$"):
        bootstrap.python()


def test_another_python_on_the_path_is_taken_if_it_is_right(bootstrap: ModuleType) -> None:
    bootstrap.sys = SimpleNamespace(version_info=(3, 13, 1), executable="/usr/bin/python3")  # type: ignore[attr-defined]
    bootstrap.shutil = SimpleNamespace(which=lambda name: f"/opt/{name}")  # type: ignore[attr-defined]
    assert bootstrap.python() == "/opt/python3.11"


def test_a_project_folder_that_is_read_only_is_told_in_one_line(
    bootstrap: ModuleType, tmp_path: Path
) -> None:
    bootstrap.os = SimpleNamespace(access=lambda *_: False, W_OK=os.W_OK)  # type: ignore[attr-defined]
    with pytest.raises(SystemExit, match="cannot be written to: copy the project"):
        bootstrap.build(tmp_path / ".venv", "server")


def test_the_second_set_up_is_instant_until_the_requirements_change(
    bootstrap: ModuleType, tmp_path: Path
) -> None:
    """The stamp says what is installed; an environment for development serves for running too."""
    assert not bootstrap.ready(tmp_path, "server")
    (tmp_path / "tocsin-stamp").write_text(f"dev {bootstrap.digest('dev')}\n")
    assert bootstrap.ready(tmp_path, "server")
    assert bootstrap.ready(tmp_path, "dev")
    (tmp_path / "tocsin-stamp").write_text(f"dev {bootstrap.digest('core')}\n")
    assert not bootstrap.ready(tmp_path, "server")


def test_a_step_that_fails_shows_why_and_stops(
    bootstrap: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="tocsin: trying failed; the reason stands above"):
        bootstrap.run(sys.executable, "-c", "raise SystemExit('no disk')", what="trying")
    assert "no disk" in capfd.readouterr().out
