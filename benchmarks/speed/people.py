"""A country with people in it who subscribed, for the benchmarks of alerts; and alerts for its places."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np

SOUTH, WEST, NORTH, EAST = 30.0, 100.0, 40.0, 110.0
"""The country."""

REGIONS = 10
"""Regions along each side of it: so many times so many squares."""

TOKEN = "tocsin_benchmark_people"
WORDS: dict[str, Any] = {
    "event": "Heightened security",
    "headline": "More police at stations and stadiums",
    "description": "Patrols are reinforced after attacks abroad.",
    "instruction": "Allow more time for bag checks.",
    "category": ["Security"],
    "urgency": "Expected",
    "severity": "Moderate",
    "certainty": "Possible",
    "response": ["Monitor"],
    "language": "en",
}


def found(regions: bool = False) -> None:
    """A nation with its duty officer's token; and its regions, if they are wanted."""
    from tocsin_server import clock
    from tocsin_server.ledger.services import Actor
    from tocsin_server.units import selectors, services
    from tocsin_server.units.models import ApiToken

    actor = Actor("system:benchmark")
    services.add_unit(actor, id="nation", name="Nation", kind="national", parent_id="")
    for number in range(REGIONS * REGIONS if regions else 0):
        services.add_unit(
            actor, id=f"region-{number}", name=f"Region {number}", kind="region", parent_id="nation"
        )
    now = clock.now()
    ApiToken.objects.create(
        unit_id="nation", name="benchmark", role="duty_officer", digest=selectors.digest(TOKEN),
        created=now, expires=now + timedelta(days=1),
    )  # fmt: skip


def settle(count: int, outside: int = 0, seed: int = 2015) -> None:
    """So many subscribers by mail at points all over the country, and so many beside it."""
    from django.db import connection, transaction

    from tocsin_server import bulk, clock
    from tocsin_server.notify.models import Interest, Subscriber
    from tocsin_server.notify.subscriptions import digest, secret

    now, chance = clock.now(), np.random.default_rng(seed)

    def people() -> Iterator[tuple[Any, ...]]:
        for number in range(1, count + outside + 1):
            address = f"reader-{number}@home.example"
            known = digest(secret("mail", address, now))  # one that is not is written anew with each message
            yield number, "mail", address, {}, "en", "", known, now, now, 0

    def places() -> Iterator[tuple[Any, ...]]:
        for number in range(1, count + outside + 1):
            latitude, longitude = float(chance.uniform(SOUTH, NORTH)), float(chance.uniform(WEST, EAST))
            longitude += 0 if number <= count else EAST - WEST
            yield number, "Home", latitude, longitude, latitude, longitude, None

    columns = ("id", "channel", "address", "keys", "language", "least_severity", "digest", "added")
    with transaction.atomic():
        bulk.insert(Subscriber, (*columns, "confirmed", "asked"), people())
        bulk.insert(Interest, ("subscriber_id", "name", "south", "west", "north", "east", "rings"), places())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as PostgreSQL does by itself within a minute


def draft(region: int | None = None) -> int:
    """An alert of the nation for all of the country, or of a region for its square; its number."""
    from tocsin.base import Area
    from tocsin_server import clock
    from tocsin_server.notify import services

    south, west, north, east = SOUTH, WEST, NORTH, EAST
    if region is not None:
        high, wide = (NORTH - SOUTH) / REGIONS, (EAST - WEST) / REGIONS
        south, west = SOUTH + region // REGIONS * high, WEST + region % REGIONS * wide
        north, east = south + high, west + wide
    ring = ((south, west), (south, east), (north, east), (north, west), (south, west))
    area = Area(description="Square", polygons=(ring,))
    unit = "nation" if region is None else f"region-{region}"
    row = services.draft(
        viewer(), unit_id=unit, areas=[area], expires=clock.now() + timedelta(hours=6), **WORDS
    )
    return row.pk


def viewer() -> Any:
    """The nation's duty officer."""
    from tocsin_server.units.models import ApiToken
    from tocsin_server.units.viewer import viewer_of_token

    return viewer_of_token(ApiToken.objects.select_related("unit").get(unit="nation"))
