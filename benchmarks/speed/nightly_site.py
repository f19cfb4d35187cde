"""How long a night's scan of a site takes: incidents in the database, counted, tested, warnings written.

    python benchmarks/speed/nightly_site.py [--places N] [--days N] [--rate R]

Incidents are drawn by a seed: places times four kinds, each with its own rate about R a day, over so many
days; with the countries that the divisions add up to they make some 2,000 series. The first night writes all
counts down; the second finds one more day. The peer is one day tested without counts kept: incidents of sixty
days decoded and watched one by one, as the service did before it kept them.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.speed import people

LAST = date(2015, 11, 13)
DIVISIONS = 12
KINDS = ("attack", "bombing", "shooting", "arson")
COLUMNS = ("id", "unit_id", "tlp", "kind", "place_name", "division", "country", "first_day", "last_day",
           "precision", "killed_low", "sources", "credibility", "learned", "credibility_why", "graded",
           "data", "created", "updated", "retired")  # fmt: skip


def incidents(
    places: int, days: range, rate: float, chance: np.random.Generator
) -> Iterator[tuple[Any, ...]]:
    """Rows of incidents, `days` counted back from the last."""
    from tocsin.base import Count, Incident, IncidentKind, Place, PlaceKind, When
    from tocsin_server.codec import encode

    rates = chance.gamma(0.5, 2 * rate, size=(places, len(KINDS)))
    number = 0
    for back in days:
        day = LAST - timedelta(days=back)
        moment = datetime.combine(day, clock_time(12), UTC)
        for (at, kind), many in np.ndenumerate(chance.poisson(rates)):
            country, division = (
                f"{chr(65 + at // DIVISIONS // 26)}{chr(65 + at // DIVISIONS % 26)}",
                f"Division {at}",
            )
            for _ in range(int(many)):
                id, number = f"i{back}-{number}", number + 1
                place = Place(name=division, kind=PlaceKind.DIVISION, country=country, division=division,
                              latitude=0.0, longitude=0.0)  # fmt: skip
                word = KINDS[kind]
                told = Incident(
                    id=id, kind=IncidentKind(word), place=place, when=When.on(day), killed=Count(1, 1, 1)
                )
                where, when = (division, division, country), (day, day, "day")
                grade, stood = (1, 1, 6, 6, "", False), (moment, moment, False)
                yield (id, "nation", "green", word, *where, *when, *grade, encode(told), *stood)


def timed(act: Callable[[], Any]) -> tuple[float, float, Any]:
    """Processor and wall seconds, and what came of it."""
    used, began = time.process_time(), time.perf_counter()
    found = act()
    return time.process_time() - used, time.perf_counter() - began, found


def main() -> None:
    """Print what the nights took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--places", type=int, default=480)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--rate", type=float, default=0.15)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tocsin-nightly-") as home:
        os.environ |= {"TOCSIN_HOME": home, "DJANGO_SETTINGS_MODULE": "tocsin_server.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        people.found()
        nights(given.places, given.days, given.rate)


def nights(places: int, days: int, rate: float) -> None:
    """Fill the site, scan it twice, and time the peer."""
    from django.db import transaction

    from tocsin.forewarn import watch
    from tocsin_server import bulk, clock
    from tocsin_server.collect import services as collect
    from tocsin_server.extract import selectors as extracted
    from tocsin_server.extract.models import Incident
    from tocsin_server.forewarn import services
    from tocsin_server.forewarn.models import Counted, Version, Warning
    from tocsin_server.ledger.services import Actor
    from tocsin_server.units import selectors as units

    watcher, chance = Actor("system:watch"), np.random.default_rng(2015)
    feed = collect.add_feed(watcher, id="wire", name="w", outlet="w", kind="text", unit=units.root())
    began = datetime.combine(LAST - timedelta(days=days), clock_time(), UTC)
    collect.ingest(feed.pk, b"Nothing happened.", actor=watcher, received=began)
    with transaction.atomic():
        bulk.insert(Incident, COLUMNS, incidents(places, range(days, 0, -1), rate, chance))
    with clock.standing_at(datetime.combine(LAST, clock_time(1), UTC)):
        first = timed(lambda: services.scan(LAST - timedelta(days=1), watcher))
    with transaction.atomic():
        bulk.insert(Incident, COLUMNS, incidents(places, range(1), rate, chance))
    with clock.standing_at(datetime.combine(LAST, clock_time(23, 59), UTC)):
        arrived = timed(lambda: services.catch_up([LAST], watcher))
    with clock.standing_at(datetime.combine(LAST + timedelta(days=1), clock_time(0, 10), UTC)):
        second = timed(lambda: services.scan(LAST, watcher))
    since = LAST - timedelta(days=60)
    peer = timed(
        lambda: watch(
            extracted.incidents_between(since, LAST, unit_id="nation", tlp="green"), first=since, day=LAST
        )
    )
    series = Counted.objects.filter(of="incidents").count()
    print(f"{Incident.objects.count():,} incidents, {series:,} series of {days + 1} days, "
          f"{Version.objects.count():,} counts kept, {Warning.objects.filter(held='').count():,} warnings, "
          f"{Warning.objects.exclude(held='').count():,} held back")  # fmt: skip
    names = (
        "first night, all counted",
        "one day's news arrives",
        "a night, three days tested",
        "peer, one day",
    )
    for name, (used, wall, _) in zip(names, (first, arrived, second, peer), strict=True):
        print(f"{name:28} {used:7.1f} s processor time {wall:7.1f} s wall")
    print(f"a day's news against the peer's day: {arrived[0] / peer[0]:.2f} of its time")
    print(f"a night with its recount against three of the peer's days: {second[0] / 3 / peer[0]:.2f}")


if __name__ == "__main__":
    main()
