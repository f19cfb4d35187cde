"""How fast an alert is queued for everybody: `python benchmarks/speed/queueing.py [--postgres]`.

250,000 subscribers all over a country, as many again beside it (`--outside`), and an alert for the country in
a fresh database. Printed is the time from the call that publishes it until the last delivery and the last
piece of work are durable: published, found by area, written down in steps by the worker's own function. It
stands beside a plain bulk insert of the very same rows into identical tables with the same indexes and keys,
and beside the rate of the peer, FPAS, as it was measured (914 a second).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import people
from cascade import place

PEER = 914
"""Recipients a second that FPAS queues (100,000 subscriptions, 25,149 matched)."""

LIMITS = {"SQLite": 10_000, "PostgreSQL": 20_000}
TABLES = ("notify_delivery", "jobs_job")


def step_build(arguments: argparse.Namespace) -> dict[str, Any]:
    """The country and its people in an empty database, and the alert as a draft."""
    from tocsin_server.commands import site

    site.migrate()
    people.found()
    people.settle(arguments.recipients, arguments.outside)
    return {"alert": people.draft()}


def step_queue(arguments: argparse.Namespace) -> dict[str, Any]:
    """Publish it and fan it out, as the worker does; when all was durable, and the first batch."""
    from tocsin_server.jobs import worker
    from tocsin_server.jobs.models import Job
    from tocsin_server.notify import services
    from tocsin_server.pipeline.handlers import HANDLERS

    before, viewer = _peak(), people.viewer()
    began, used = time.monotonic(), time.process_time()
    services.publish(arguments.alert, viewer)
    published, first = time.monotonic(), 0.0
    while worker.work_once({"audience": HANDLERS["audience"]}, "benchmark"):
        if not first and Job.objects.filter(kind="deliver.mail").exists():
            first = time.monotonic() - began
    seconds, processor = time.monotonic() - began, time.process_time() - used
    return {
        "published": published - began, "first": first, "seconds": seconds, "processor": processor,
        "before_mb": before, "peak_mb": _peak(), **_counted(),
    }  # fmt: skip


def step_floor(_: argparse.Namespace) -> dict[str, Any]:
    """Insert the very same rows, ready made, into identical tables in one transaction."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        rows = {}
        for table in TABLES:
            _identical(cursor, table)
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            rows[table] = cursor.fetchall()
        began, used = time.monotonic(), time.process_time()
        with transaction.atomic():
            for table, found in rows.items():
                _insert(cursor, f"plain_{table}", found)
        seconds, processor = time.monotonic() - began, time.process_time() - used
    return {"seconds": seconds, "processor": processor}


STEPS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    name.removeprefix("step_"): step for name, step in list(globals().items()) if name.startswith("step_")
}


def _counted() -> dict[str, int]:
    from tocsin_server.jobs.models import Job
    from tocsin_server.notify.models import Delivery

    queued = Delivery.objects.filter(channel="mail")
    jobs = Job.objects.filter(kind="deliver.mail")
    return {
        "deliveries": queued.count(),
        "recipients": queued.values("recipient").distinct().count(),
        "jobs": jobs.count(),
        "in_jobs": sum(len(payload["recipients"]) for payload in jobs.values_list("payload", flat=True)),
    }


def _identical(cursor: Any, table: str) -> None:
    """A table `plain_...` with the columns, indexes, constraints and foreign keys of another."""
    from django.db import connection

    plain = f"plain_{table}"
    if connection.vendor == "postgresql":
        cursor.execute(f"CREATE TABLE {plain} (LIKE {table} INCLUDING ALL)")
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
            f" AND conrelid = '{table}'::regclass"
        )
        for (definition,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {plain} ADD {definition}")
        return
    cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = %s AND sql > ''", [table])
    for kind, name, sql in sorted(cursor.fetchall(), key=lambda row: row[0] != "table"):
        sql = sql.replace(f'"{table}"', f'"{plain}"', 1 if kind == "table" else -1)
        cursor.execute(sql if kind == "table" else sql.replace(f'"{name}"', f'"plain_{name}"', 1))


def _insert(cursor: Any, table: str, rows: list[tuple[Any, ...]]) -> None:
    from django.db import connection

    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(step: str, arguments: argparse.Namespace, environment: dict[str, str], alert: int = 0) -> Any:
    """One step in a process of its own."""
    command = [sys.executable, __file__, "--step", step, "--alert", str(alert)]
    command += ["--recipients", str(arguments.recipients), "--outside", str(arguments.outside)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(arguments: argparse.Namespace) -> None:
    """All steps, printed as they come."""
    name = "PostgreSQL" if arguments.postgres else "SQLite"
    print(f"{name}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with place(arguments.postgres) as environment:
        environment["TOCSIN_ALERT_SECOND_PERSON"] = "0"
        built = run("build", arguments, environment)
        queued = run("queue", arguments, environment, built["alert"])
        counts = {queued[name] for name in ("deliveries", "recipients", "in_jobs")}
        if counts != {arguments.recipients}:
            raise SystemExit(f"not everybody has exactly one delivery: {queued}")
        rate = queued["deliveries"] / queued["seconds"]
        _tell("published", f"{queued['published'] * 1000:.0f} ms")
        _tell("first batch", f"{queued['first'] * 1000:.0f} ms", "ready to be sent")
        _tell("all durable", f"{queued['seconds']:.2f} s", f"{queued['deliveries']:,} deliveries",
              f"{queued['jobs']:,} jobs", f"{queued['processor']:.1f} s of its processor")  # fmt: skip
        _tell("rate", f"{rate:,.0f}/s", f"limit {LIMITS[name]:,}/s", f"FPAS {PEER}/s: {rate / PEER:.0f} x")
        floor = run("floor", arguments, environment)
        ratio = queued["seconds"] / floor["seconds"]
        _tell("plain insert", f"{floor['seconds']:.2f} s", f"ours {ratio:.2f} x",
              f"{floor['processor']:.1f} s of its processor")  # fmt: skip
        _tell("peak memory", f"{queued['peak_mb']:.0f} MB", f"{queued['before_mb']:.0f} MB before")


def _tell(name: str, *figures: str) -> None:
    print(f"{name:<14}{figures[0]:>12}  {', '.join(figures[1:])}".rstrip(), flush=True)


def main() -> None:
    """Measure, or do one step."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own")
    parser.add_argument("--recipients", type=int, default=250_000, help="subscribers in the country")
    parser.add_argument("--outside", type=int, default=250_000, help="subscribers beside it")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--alert", type=int, default=0, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not arguments.step:
        measure(arguments)
        return
    from tocsin_server.commands import site

    site.choose_home(None)
    site.start_django()
    print(json.dumps(STEPS[arguments.step](arguments)))


if __name__ == "__main__":
    main()
