"""How fast a level plans patrols anew: `python benchmarks/speed/replan.py [--postgres] [--venues 5000]`.

A unit with 5,000 venues, each with its own hours, and 250 teams on duty that make four visits each in 21
shifts has a plan in force; a worker runs beside it, started as the service starts it. Then a level is raised
that asks for floors. Printed are the seconds from the call that raises it until the new plan with its rosters
is committed, beside the limit; how long of that the plan itself takes, with the parts it is made of; and
what a plain insert of the very same rows takes, which is the least a database could need.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.speed import people
from benchmarks.speed.cascade import place

LIMIT = 5.0
"""Seconds from raising the level to stored rosters."""
PATIENCE = 120.0
TEAMS, VISITS, DAYS = 250, 4, 7
THERE = 1100
"""Teams of the unit: 21 shifts of 250 are 5,250 duties, five of a team in a week."""
STARTS = (clock_time(6), clock_time(14), clock_time(22))
DECISION = {
    "key": "benchmark", "scheme": "generic", "rank": 3, "unit_id": "nation", "basis": "Public Safety Act",
    "owner": "National centre", "reason": "Benchmark",
}  # fmt: skip
COLUMNS = ("unit_id", "tlp", "slug", "name", "kind", "place", "latitude", "longitude", "zone", "capacity",
           "present", "district", "floor", "ceiling", "notes", "added", "changed", "changed_by")  # fmt: skip
KINDS = ("station", "school", "market", "stadium", "hospital", "hotel")


def venues(number: int) -> Iterator[tuple[Any, ...]]:
    """Venues by a seed, no two with the same hours."""
    from tocsin_server import clock

    chance, now = np.random.default_rng(2015), clock.now()
    for at in range(number):
        most = int(np.exp(chance.normal(6, 1.2))) + 5
        present = f"Mo-Fr 08-18={most}; Sa,Su 10-16={most // 2}; Mo-Su 20-23={most // 4 + at % 7}"
        north, east = 35 + chance.random(), 105 + chance.random()
        yield ("nation", "amber", f"venue-{at}", f"Venue {at}", KINDS[at % 6], "", north, east, "UTC",
               most * 2, present, "", 0.0, 1.0, "", now, now, "system:benchmark")  # fmt: skip


def viewer() -> Any:
    """The nation's duty officer."""
    from tocsin_server.units.models import ApiToken
    from tocsin_server.units.viewer import viewer_of_token

    return viewer_of_token(ApiToken.objects.select_related("unit").get(unit="nation"))


def settle(number: int) -> str:
    """Venues, teams, floors, and a plan in force."""
    from django.db import transaction

    from tocsin_server import bulk, clock
    from tocsin_server.protect.floors import Rule
    from tocsin_server.protect.models import Venue
    from tocsin_server.protect.services import planning, teams

    with transaction.atomic():
        bulk.insert(Venue, COLUMNS, venues(number))
    teams.add_teams(viewer(), "nation", [f"Team {one}" for one in range(THERE)])
    rules = [Rule(3, "", 0.03), Rule(3, "station", 0.06)]
    teams.set_floors(viewer(), "nation", rules)
    day = clock.now().astimezone(UTC).date()
    wanted = planning.Wanted(day, DAYS, STARTS, "UTC", TEAMS, VISITS)
    row = planning.ask_for_plan(viewer(), "nation", wanted, "Ordinary week")
    return str(row.pk)


def until(state: dict[str, Any]) -> float:
    """Wait until there is a plan like this; when it was there."""
    from tocsin_server.protect.models import PatrolPlan

    began = time.monotonic()
    while not PatrolPlan.objects.filter(**state).exists():
        if time.monotonic() - began > PATIENCE:
            raise SystemExit(f"no plan after {PATIENCE:.0f} s: {list(PatrolPlan.objects.values('problem'))}")
        time.sleep(0.02)
    return time.monotonic()


def alone(plan_id: str) -> dict[str, float]:
    """The parts of making the same plan once more, in this process: worked out, written, undone."""
    from django.db import transaction

    from tocsin_server.protect.models import PatrolPlan
    from tocsin_server.protect.services import planning

    row = PatrolPlan.objects.select_related("unit").get(pk=plan_id)
    planning.worked_out(row)
    began = time.monotonic()
    work = planning.worked_out(row)
    worked = time.monotonic()
    with transaction.atomic():
        row.pk, row.key, row.declaration = None, "again", None
        row.save(force_insert=True)
        work.write()
        written = time.monotonic()
        transaction.set_rollback(True)
    return {"worked out": worked - began, "written": written - worked}


def floor() -> tuple[int, float]:
    """Insert the rows of the plan's rosters, ready made, into an identical table."""
    from django.db import connection, transaction

    from tocsin_server.protect.models import Assignment

    rows = list(Assignment.objects.filter(shift__plan__step=3).values_list("shift", "team", "venue", "order"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE plain (a bigint, b bigint, c bigint, d integer)")
        began = time.monotonic()
        cursor.executemany("INSERT INTO plain VALUES (%s, %s, %s, %s)", rows)
        seconds = time.monotonic() - began
        transaction.set_rollback(True)
    return len(rows), seconds


def measure(number: int) -> None:
    """Found the site, start a worker, raise the level, wait."""
    from tocsin_server import clock
    from tocsin_server.commands import site
    from tocsin_server.level import services as level

    site.migrate()
    people.found()
    settle(number)
    worker = subprocess.Popen([sys.executable, "-m", "tocsin.cli.main", "worker"], env=os.environ.copy())
    try:
        until({"state": "made"})
        time.sleep(2)  # so that the worker is at rest, as on an ordinary day
        began = time.monotonic()
        level.raise_level(viewer(), **DECISION, ends=clock.now() + timedelta(days=7))
        raised = time.monotonic() - began
        seconds = until({"state": "made", "step": 3}) - began
    finally:
        worker.terminate()
        worker.wait()
    told(number, raised, seconds)


def told(number: int, raised: float, seconds: float) -> None:
    """Print what it took."""
    from tocsin_server.protect.models import PatrolPlan, PlanShift

    plan = PatrolPlan.objects.get(step=3)
    shifts = PlanShift.objects.filter(plan=plan).count()
    rows, plain = floor()
    print(
        f"{number:,} venues x {shifts} shifts, {plan.teams} teams with {plan.visits} visits: {rows:,} visits"
    )
    print(f"level raised                 {raised:6.2f} s")
    print(f"until the rosters are stored {seconds:6.2f} s (limit {LIMIT:g} s: {seconds / LIMIT:.0%} of it)")
    waited = (plan.asked - plan.declaration.starts).total_seconds()
    print(f"  until the worker asked     {waited:6.2f} s")
    for name, took in alone(str(plan.pk)).items():
        print(f"  the plan alone, {name:12} {took:6.2f} s")
    print(f"plain insert of the visits   {plain:6.2f} s: {seconds / plain:.0f} times")


def main() -> None:
    """Print how long it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--venues", type=int, default=5_000)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    with place(given.postgres) as environment:
        os.environ |= {**environment, "DJANGO_SETTINGS_MODULE": "tocsin_server.settings"}
        import django

        django.setup()
        measure(given.venues)


if __name__ == "__main__":
    main()
