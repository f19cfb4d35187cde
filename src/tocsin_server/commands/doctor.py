"""The site's health, as one line a finding."""

import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and what to do if not."""

    ok: bool
    what: str
    detail: str


def examine(home: Path) -> Iterator[Finding]:
    """Look at everything a site needs, cheapest first."""
    yield _python()
    yield from _home(home)
    yield _signing()
    database = _database()
    yield database
    if not database.ok:
        return
    tables = _migrations()
    yield tables
    if tables.ok:
        yield from (_ledger(), _jobs(), _worker(), _sources())


def _python() -> Finding:
    return Finding(platform.python_version_tuple()[:2] == ("3", "11"), "Python", platform.python_version())


def _home(home: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(home).free
    yield Finding(os.access(home, os.W_OK), "home folder", str(home))
    yield Finding(free > 200e6, "free disk", f"{free / 1e9:.1f} GB" + ("" if free > 200e6 else ": make room"))


def _signing() -> Finding:
    from tocsin_server.notify import services

    ok, detail = services.signing_health()
    return Finding(ok, "signing", detail)


def _database() -> Finding:
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA quick_check")
                (verdict,) = cursor.fetchone()
                return Finding(verdict == "ok", "database", f"SQLite, quick check: {verdict}")
            cursor.execute("SELECT version()")
            return Finding(True, "database", str(cursor.fetchone()[0]).split(" on ")[0])
    except DatabaseError as error:
        return Finding(False, "database", f"does not answer: {error}")


def _migrations() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    detail = "up to date" if not missing else f"{len(missing)} to apply: start `tocsin serve` once"
    return Finding(not missing, "tables", detail)


def _ledger() -> Finding:
    from tocsin_server.ledger.services import verify

    verdict = verify()
    if verdict.ok:
        return Finding(True, "ledger", f"{verdict.entries} entries, chain unbroken")
    return Finding(False, "ledger", f"broken at entry {verdict.first_bad}: {verdict.reason}")


def _jobs() -> Finding:
    from tocsin_server.jobs import selectors

    dead = selectors.dead_count()
    detail = f"{selectors.waiting_count()} waiting, {dead} given up" + (
        ": see Jobs in the console" if dead else ""
    )
    return Finding(dead == 0, "jobs", detail)


def _worker() -> Finding:
    from tocsin_server import clock
    from tocsin_server.jobs import selectors

    seen = selectors.last_heartbeat()
    if seen is None:
        return Finding(False, "worker", "none has ever run: start `tocsin serve` or `tocsin worker`")
    age = clock.now() - seen
    detail = f"last seen {seen:%Y-%m-%d %H:%M:%S %Z}"
    return Finding(age < timedelta(minutes=2), "worker", detail)


def _sources() -> Finding:
    from tocsin_server.collect import selectors

    failing = selectors.failing_feeds()
    detail = "all feeds answer" if not failing else "failing: " + ", ".join(failing)
    return Finding(not failing, "sources", detail)
