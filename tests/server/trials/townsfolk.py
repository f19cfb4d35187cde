"""Run as a program: a town whose people have subscribed, inside the area of its alerts and beside it.

python -m tests.server.trials.townsfolk found INSIDE OUTSIDE
python -m tests.server.trials.townsfolk publish

The first prints the address of each recipient who is to have every alert, by the key that deliveries call it
by: two desks, and all who live inside.
"""

import json
import sys
from datetime import timedelta
from typing import Any

from tocsin_server.commands import site

SOUTH, WEST, NORTH, EAST = 30.0, 100.0, 40.0, 110.0
"""The area of the alerts."""

DESKS = {"nation": "desk@nation.example", "region": "desk@region.example"}
WORDS: dict[str, Any] = {
    "event": "Heightened security",
    "headline": "More checks at stations",
    "description": "Patrols and checks have been increased at busy places.",
    "language": "en",
    "category": ["Security"],
    "urgency": "Expected",
    "severity": "Moderate",
    "certainty": "Possible",
}


def found(inside: str, outside: str) -> dict[str, str]:
    """Tables, two units with a desk each, people; who is to have every alert."""
    from tocsin_server.ledger.services import Actor
    from tocsin_server.notify import services as notify
    from tocsin_server.units import services

    founder = Actor("system:trial")
    services.add_unit(founder, id="nation", name="Nation", kind="national", parent_id="")
    services.add_unit(founder, id="region", name="Region", kind="region", parent_id="nation")
    for unit_id, address in DESKS.items():
        notify.add_recipient(viewer("administrator"), unit_id, "mail", address)
    return settle(int(inside), int(outside)) | {address: address for address in DESKS.values()}


def settle(inside: int, outside: int) -> dict[str, str]:
    """People all over the area, and others who live as far beside it; the addresses of those inside."""
    from tocsin_server import clock
    from tocsin_server.notify import selectors
    from tocsin_server.notify.models import Interest, Subscriber
    from tocsin_server.notify.subscriptions import digest, secret

    now = clock.now()
    people, homes = [], []
    for number in range(inside + outside):
        address = f"reader-{number}@home.example"
        row = Subscriber(pk=number + 1, channel="mail", address=address, added=now, confirmed=now)
        row.digest = digest(secret(row.channel, row.address, now))
        north, east = place(number, inside, outside)
        homes.append(Interest(subscriber=row, south=north, north=north, west=east, east=east))
        people.append(row)
    Subscriber.objects.bulk_create(people)
    Interest.objects.bulk_create(homes)
    return {selectors.key_of(row.pk): row.address for row in people[:inside]}


def place(number: int, inside: int, outside: int) -> tuple[float, float]:
    """Where somebody lives, in degrees: on the diagonal of the area, or of the one to the east of it."""
    share = (number + 0.5) / (inside + outside)
    beside = 0 if number < inside else EAST - WEST
    return SOUTH + (NORTH - SOUTH) * share, WEST + (EAST - WEST) * share + beside


def publish() -> str:
    """Publish an alert of the nation for all of the area; its identifier."""
    from tocsin.base import Area
    from tocsin_server import clock
    from tocsin_server.notify import services

    ring = ((SOUTH, WEST), (SOUTH, EAST), (NORTH, EAST), (NORTH, WEST), (SOUTH, WEST))
    area, expires = Area(description="Town", polygons=(ring,)), clock.now() + timedelta(hours=6)
    officer = viewer("duty_officer")
    row = services.draft(officer, unit_id="nation", areas=[area], expires=expires, **WORDS)
    return services.publish(row.pk, officer).identifier


def viewer(role: str) -> Any:
    """Whoever holds a role of the nation, by a new token."""
    from tocsin_server.ledger.services import Actor
    from tocsin_server.units import services
    from tocsin_server.units.viewer import viewer_of_token

    token, _ = services.issue_token(Actor("system:trial"), unit_id="nation", name="trial", role=role)
    return viewer_of_token(token)


if __name__ == "__main__":
    site.start_django()
    if sys.argv[1] == "found":
        site.migrate()
    do: dict[str, Any] = {"found": found, "publish": publish}
    print(json.dumps(do[sys.argv[1]](*sys.argv[2:])))
