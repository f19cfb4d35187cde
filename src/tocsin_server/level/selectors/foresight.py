"""What to know before a level is raised: what it would replace, what binds it, whom nothing reaches."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tocsin.base import Declaration as Declared
from tocsin.base import Level, ThreatKind, VenueKind
from tocsin.errors import Conflict
from tocsin.level import Measure as CoreMeasure
from tocsin.level import floor, refuse_below_floor, refuse_unraisable
from tocsin_server import clock
from tocsin_server.codec import decode
from tocsin_server.level.models import Contact, Declaration, Measure
from tocsin_server.level.selectors.levels import (
    declared,
    in_force_rows,
    scheme,
    standing_there,
    takes_two,
    tree,
)
from tocsin_server.units import selectors as units
from tocsin_server.units.models import Unit

NAMED = 12
"""So many of the units that nothing reaches are named; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """`replaces` stands over the same unit for the same scope; `floor` is the level below which none may go;
    `silent` are the first of `silent_count` units of the branch that have no address on any channel;
    `takes_two` tells that the site asks for a second person."""

    level: Level
    unit: Unit
    replaces: Declaration | None
    floor: Level
    silent: list[Unit]
    silent_count: int
    takes_two: bool


def foresight(
    *,
    scheme_id: str,
    rank: int,
    unit_id: str,
    ends: datetime,
    threats: Collection[str] = (),
    venues: Collection[str] = (),
    exercise: bool = False,
    kinds: Collection[str] = (),
) -> Foresight:
    """Look at a level before it is raised; `kinds` are the kinds of unit that would get orders.

    Refuses what raising it would refuse: `BadInput` for an end in the past or too late, and below the floor;
    `Conflict` where this very level stands there already.
    """
    unit, known = units.unit(unit_id), scheme(scheme_id)
    wanted = Declared(
        id="", scheme=scheme_id, rank=rank, unit=unit_id, basis="-", owner="-", reason="-", exercise=exercise,
        starts=clock.now(), ends=ends,
        threats=frozenset(map(ThreatKind, threats)), venues=frozenset(map(VenueKind, venues)),
    )  # fmt: skip
    refuse_unraisable(known, wanted)
    rows = in_force_rows(exercise=exercise)
    live, standing = [declared(row) for row in rows], tree()
    refuse_below_floor(live, standing, wanted)
    replaces = standing_there(unit_id, scheme_id, threats, venues, exercise=exercise)
    if replaces and replaces.rank == rank:
        raise Conflict(f"{replaces.word} is in force over {unit.name} already; extend it instead.")
    silent = _silent(unit, kinds)
    return Foresight(
        level=known.level(rank),
        unit=unit,
        replaces=replaces,
        floor=known.level(floor(live, standing, wanted)),
        silent=list(silent[:NAMED]),
        silent_count=silent.count(),
        takes_two=takes_two(known.level(rank).step, exercise=exercise),
    )


def by_title(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Counts by a measure's id as counts by its English title, in the order given."""
    rows = Measure.objects.filter(slug__in=counts).order_by("pk")
    titles = {row.slug: decode(CoreMeasure, row.data).in_language("en")[0] for row in rows}
    return [(titles.get(id, id), count) for id, count in counts.items()]


def _silent(top: Unit, kinds: Collection[str]) -> QuerySet[Unit]:
    reached = Contact.objects.values("unit")
    return units.subtree(top).filter(kind__in=kinds).exclude(pk__in=reached).order_by("path")
