"""Identifiers of 10,000 alerts that are all sent in one second, given by 8 processes:
`python benchmarks/speed/identifiers.py [--alerts 10000] [--processes 8] [--published 400]`.

The service's own function gives them, in fresh processes twice over for the same second, as after a restart;
all must differ. The limit is 10,000 a second. The peer is what the field does, the time of sending alone: how
many of the same alerts that would name twice. Then the processes publish alerts in full for one second of the
site's clock (drawn up, checked, signed, verified, entered in the ledger, handed over), on SQLite in a fresh
home or on the database that TOCSIN_DATABASE names, which must be empty.
"""

import argparse
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

SENT = datetime(2026, 11, 23, 8, 0, 7, tzinfo=UTC)
LIMIT = 10_000
UNIT = "nation"
WORDS: dict[str, Any] = {
    "unit_id": UNIT,
    "event": "Flood",
    "headline": "Leave the low ground",
    "description": "The river has left its bed.",
    "instruction": "Go uphill on foot.",
    "category": ["Met"],
    "urgency": "Immediate",
    "severity": "Severe",
    "certainty": "Observed",
    "response": ["Evacuate"],
    "language": "en",
    "expires": SENT + timedelta(days=1),
    "area_units": [UNIT],
}

spawn = multiprocessing.get_context("spawn")
Work = Callable[[int], list[str]]


def draw(count: int) -> list[str]:
    """As many identifiers as the service gives."""
    from tocsin_server.notify.services.publishing import new_identifier

    return [new_identifier(SENT) for _ in range(count)]


def publish(count: int) -> list[str]:
    """Write as many alerts and publish them; their identifiers as they are stored."""
    from tocsin_server import clock
    from tocsin_server.notify import services
    from tocsin_server.units import selectors
    from tocsin_server.units.viewer import viewer_of

    officer = viewer_of(selectors.person("officer"))
    with clock.standing_at(SENT):
        rows = [services.draft(officer, **WORDS) for _ in range(count)]
        done = [services.publish(row.pk, officer, alone="Measuring.") for row in rows]
    return [row.identifier or "" for row in done]


def set_up() -> None:
    """A site with one unit and one officer."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from tocsin_server.ledger.services import Actor
    from tocsin_server.units import services

    actor = Actor("system:benchmark")
    services.add_unit(
        actor, id=UNIT, name="Nation", kind="national", parent_id="", latitude=48.85, longitude=2.35
    )
    services.add_person(actor, username="officer", display="Officer")
    services.grant(actor, username="officer", unit_id=UNIT, role="duty_officer")


def _run(work: Work, count: int, start: Any, told: Any) -> None:
    import django

    django.setup()
    work(0)  # whatever is loaded on first use
    start.wait()
    began = time.time()
    found = work(count)
    told.put((began, time.time(), found))


def together(work: Work, shares: Sequence[int]) -> tuple[list[str], float]:
    """What processes find in work begun at one moment, and the seconds until the last of them is done."""
    start, told = spawn.Barrier(len(shares)), spawn.Queue()
    processes = [spawn.Process(target=_run, args=(work, share, start, told)) for share in shares]
    for process in processes:
        process.start()
    parts = [told.get(timeout=600) for _ in processes]
    for process in processes:
        process.join()
    seconds = max(end for _, end, _ in parts) - min(began for began, _, _ in parts)
    return [each for _, _, found in parts for each in found], seconds


def shares(total: int, processes: int) -> list[int]:
    return [total // processes + (number < total % processes) for number in range(processes)]


def row(what: str, found: Sequence[str], seconds: float, limit: str) -> None:
    rate, twice = len(found) / seconds, len(found) - len(set(found))
    print(f"{what:<28} {len(found):>7,} in {seconds:6.2f} s  {rate:>9,.0f} /s  given twice {twice}  {limit}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--alerts", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--published", type=int, default=400)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["TOCSIN_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin_server.settings"
        os.environ["TOCSIN_LOG"] = "error"
        every: list[str] = []
        for what in ("one second, 8 processes", "again, after a restart"):
            found, seconds = together(draw, shares(given.alerts, given.processes))
            row(what, found, seconds, f"limit {LIMIT:,} /s: {len(found) / seconds / LIMIT:.1f} times")
            every += found
        print(f"{'both together':<28} {len(every):>7,} identifiers, {len(set(every)):,} of them different")
        print(f"{'by the time alone (peer)':<28} {len(every):>7,} alerts, 1 identifier")
        set_up()
        found, seconds = together(publish, shares(given.published, given.processes))
        row("published in full", found, seconds, "")


if __name__ == "__main__":
    main()
