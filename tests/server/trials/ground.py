"""The ground the trials stand on: a site of their own with real processes, on SQLite or PostgreSQL."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from tocsin_server.commands.app import children

Process = subprocess.Popen[bytes]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], seconds: float, what: str) -> None:
    """Wait for something that must come true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"{what} did not come true in {seconds:.0f} s"
        time.sleep(0.05)


class Ground:
    """A site: its processes, which may be started and killed at will, and a look into its database.

    Without `lease` the worker is `tocsin worker` itself, with the leases of the service.
    """

    def __init__(self, home: Path, database: str, mail_port: int, lease: float | None) -> None:
        self.home, self.database, self.lease = home, database, lease
        self.port = free_port()
        (home / "static").mkdir()
        self._processes: list[Process] = []
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")},
            "DJANGO_SETTINGS_MODULE": "tocsin_server.settings",
            "TOCSIN_HOME": str(home),
            "TOCSIN_DATABASE": database,
            "TOCSIN_MAIL": f"smtp://127.0.0.1:{mail_port}",
            "TOCSIN_ALERT_SECOND_PERSON": "0",
            "TOCSIN_SECOND_PERSON": "0",  # the trials' clients are tokens, which confirm nothing
        }

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the site to its end, which must be a good one."""
        done = subprocess.run(
            [sys.executable, *command], env=self._environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, f"{command} ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done

    def ask(self, module: str, *arguments: str) -> Any:
        """What a program of the trials prints, read as JSON."""
        return json.loads(self.run("-m", module, *arguments).stdout)

    def start(self, module: str, *arguments: str) -> Process:
        """Start a program of the trials."""
        return self._start([sys.executable, "-m", module, *arguments])

    def work(self) -> Process:
        """Start a worker."""
        if self.lease is None:
            return self._start(children("127.0.0.1", self.port)[1].command)
        return self._start([sys.executable, "-m", "tests.server.trials.short_lease", str(self.lease)])

    def serve(self) -> Process:
        """Start the web server."""
        return self._start(children("127.0.0.1", self.port)[0].command)

    def answers(self) -> bool:
        """Whether the web server takes connections."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database holds now."""
        if self.database:
            with psycopg.connect(self.database) as connection:
                return connection.execute(sql).fetchall()
        with closing(
            sqlite3.connect(f"file:{self.home}/tocsin.sqlite3?mode=ro", uri=True, timeout=30)
        ) as file:
            return file.execute(sql).fetchall()

    def stop(self) -> list[int]:
        """Ask every process to end; the exit statuses of those that ran. None may need to be killed."""
        running = [process for process in self._processes if process.poll() is None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        return [process.wait(20) for process in running]

    def clear(self) -> None:
        """End what still runs, however the trial ended."""
        for process in self._processes:
            process.kill()
            process.wait()

    def _start(self, command: list[str]) -> Process:
        with (self.home / "log").open("ab") as log:
            process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
        self._processes.append(process)
        return process


@contextmanager
def ground(home: Path, mail_port: int, lease: float | None) -> Iterator[Ground]:
    """A site that goes with its processes and its database when the trial is over."""
    with database() as address:
        site = Ground(home, address, mail_port, lease)
        try:
            yield site
        finally:
            site.clear()


@contextmanager
def database() -> Iterator[str]:
    """The address of a new database on the PostgreSQL that the tests run on; "" on SQLite."""
    server = os.environ.get("TOCSIN_DATABASE", "")
    if not server:
        yield ""
        return
    name = f"trial_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
