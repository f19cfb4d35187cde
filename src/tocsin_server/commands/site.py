"""Getting a site's home folder, database and static files ready before anything runs."""

import os
import socket
from pathlib import Path

from tocsin.errors import BadInput, Conflict


def choose_home(home: Path | None) -> Path:
    """Settle where the site lives, before Django reads its settings; refuse a folder one cannot write to."""
    chosen = (home or Path(os.environ.get("TOCSIN_HOME", "var"))).absolute()
    try:
        chosen.mkdir(parents=True, exist_ok=True)
        probe = chosen / ".write-probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise BadInput(
            f"cannot be written to ({error.strerror}); give another folder with --home", where=str(chosen)
        ) from error
    os.environ["TOCSIN_HOME"] = str(chosen)
    return chosen


def start_django() -> None:
    """Load the settings and applications; the home must have been chosen."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin_server.settings")
    django.setup()


def migrate() -> None:
    """Bring the database's tables up to this version."""
    from django.core.management import call_command
    from django.db.utils import OperationalError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise Conflict(f"the database does not answer: {error}; see TOCSIN_DATABASE") from error


def collect_static(home: Path) -> None:
    """Copy and compress the static files once for each state they are in."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    stamp = home / "static" / ".collected"
    files = [storage.path(path) for finder in get_finders() for path, storage in finder.list([])]
    newest = str(max(Path(file).stat().st_mtime_ns for file in files) + len(files))
    if stamp.exists() and stamp.read_text() == newest:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(newest)


def check_port(host: str, port: int) -> None:
    """Refuse a port that something else listens on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Conflict(
                f"port {port} on {host} cannot be used ({error.strerror}); "
                f"stop what uses it or choose another: --port {port + 1}"
            ) from error
