"""Venues, teams and a plan of the cast's locality, as tests of patrols need them."""

from datetime import UTC, date, datetime, time
from typing import Any

from tests.server.conftest import Cast
from tocsin_server import clock
from tocsin_server.protect.models import PatrolPlan, Venue
from tocsin_server.protect.services import planning, teams

MORNING = datetime(2015, 11, 14, 1, 25, tzinfo=UTC)
WANTED = planning.Wanted(
    date(2015, 11, 14),
    7,
    (time(6), time(14), time(22)),
    "UTC",
    teams=2,
    visits=2,
    most_shifts=21,
    rest_hours=0,
)
"""A week for the few teams of a test: they do not rest."""
KINDS = ("station", "school", "market", "stadium")


def venues(unit: str = "locality", number: int = 12) -> list[Venue]:
    """Some venues of a unit, each with more people than the one before."""
    return [
        Venue.objects.create(
            unit_id=unit, tlp="amber", slug=f"{unit}-{at}", name=f"Venue {at}", kind=KINDS[at % 4],
            latitude=48.8 + at / 100, longitude=2.3, zone="UTC", capacity=1000 + 100 * at,
            present=str(100 + 50 * at), added=clock.now(), changed=clock.now(), changed_by="system:test",
        )
        for at in range(number)
    ]  # fmt: skip


def ground(cast: Cast, unit: str = "locality", number: int = 4) -> None:
    """Venues, and teams for them."""
    venues(unit)
    teams.add_teams(cast[f"{unit}.duty_officer"], unit, [f"Team {one}" for one in range(1, number + 1)])


def asked(cast: Cast, **changes: Any) -> PatrolPlan:
    """A plan that the locality's duty officer asked for."""
    wanted = changes.pop("wanted", WANTED)
    return planning.ask_for_plan(cast["locality.duty_officer"], "locality", wanted, "Markets open", **changes)


def made(cast: Cast, **changes: Any) -> PatrolPlan:
    """The same, made."""
    row = asked(cast, **changes)
    planning.make_plan(str(row.pk))
    row.refresh_from_db()
    return row
