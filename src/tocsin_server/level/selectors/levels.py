"""What may be asked of levels: which holds where, what was declared, what waits for a second person."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from tocsin.base import Declaration as Declared
from tocsin.base import Level, Scheme, ThreatKind, Unit, UnitKind, VenueKind
from tocsin.errors import BadInput
from tocsin.level import SCHEMES, Tree, get_scheme, in_force
from tocsin_server import clock
from tocsin_server.level.models import Declaration, DeclarationState
from tocsin_server.units import selectors as units
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

SCHEME: Scheme = settings.TOCSIN_SCHEME
"""The one scheme of the site."""


LEFT_OUT = ("plan__source",)
"""A plan's whole text, which no list of declarations needs: 180 kB for each."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The level that holds for a unit: `declaration` is None where none was declared: the calmest holds."""

    level: Level
    declaration: Declaration | None


@dataclass(frozen=True, slots=True)
class PublicLevel:
    """What anyone may know of the level in force: word, meaning and end, nothing else."""

    word: str
    meaning: str
    shape: str
    rank: int
    of: int
    ends: datetime | None


def scheme(id: str = SCHEME.id) -> Scheme:
    """The site's scheme, or an earlier one of it that comes with Tocsin; `BadInput` where it is neither."""
    return SCHEME if id == SCHEME.id or id not in SCHEMES else get_scheme(id)


def tree() -> Tree:
    """The tree of units as the core knows it."""
    rows = units.all_units().values_list("pk", "name", "kind", "parent_id", "venue")
    return Tree(_unit(*row) for row in rows.iterator(chunk_size=2000))


def line(unit_id: str) -> Tree:
    """A unit and those above it alone: all that decides which level holds for it."""
    unit = units.unit(unit_id)
    return Tree(
        _unit(row.pk, row.name, row.kind, row.parent_id, row.venue) for row in [*units.ancestors(unit), unit]
    )


def _unit(id: str, name: str, kind: str, parent: str | None, venue: str) -> Unit:
    return Unit(
        id=id,
        name=name,
        kind=UnitKind(kind),
        parent=parent or "",
        venue=VenueKind(venue) if venue else None,
    )


def live(now: datetime | None = None) -> QuerySet[Declaration]:
    """Declarations in force at an instant, exercises among them."""
    at = now or clock.now()
    declared = Declaration.objects.filter(state=DeclarationState.DECLARED, starts__lte=at, ends__gt=at)
    return declared.filter(Q(ended=None) | Q(ended__gt=at))


def any_in_force() -> bool:
    """Whether a level is in force anywhere."""
    return live().exists()


def last_lapse(now: datetime) -> datetime | None:
    """When a level last came to its end with nobody acting; None if none ever did."""
    lapsed = Declaration.objects.filter(state=DeclarationState.DECLARED, ended=None, ends__lte=now)
    return lapsed.order_by("-ends").values_list("ends", flat=True).first()


def standing_there(
    unit_id: str, scheme_id: str, threats: Collection[str], venues: Collection[str], *, exercise: bool
) -> Declaration | None:
    """What is in force over a unit for just these threats and venues: the one that a level raised there for
    the same would replace."""
    there = live().filter(unit=unit_id, scheme=scheme_id, exercise=exercise).select_related("unit", "plan")
    for row in there:
        if (set(row.threats), set(row.venues)) == (set(threats), set(venues)):
            return row
    return None


def takes_two(step: int, *, exercise: bool) -> bool:
    """Whether the site asks for a second person before a level of this step of preparedness is in force."""
    return not exercise and 0 < settings.TOCSIN_SECOND_PERSON <= step


def in_force_rows(*, exercise: bool = False) -> list[Declaration]:
    """The declarations in force now that are exercises, or those that are real."""
    return list(
        live()
        .filter(exercise=exercise)
        .select_related("unit", "plan")
        .defer(*LEFT_OUT)
        .order_by("starts", "pk")
    )


def standing(unit_id: str) -> Standing:
    """The level that holds for a unit now."""
    rows = {
        str(row.pk): row
        for row in live().filter(scheme=SCHEME.id).select_related("unit", "plan").defer(*LEFT_OUT)
    }
    if not rows:
        return Standing(SCHEME.level(1), None)
    found = in_force(map(declared, rows.values()), line(unit_id), unit_id, clock.now(), scheme=SCHEME.id)
    row = rows[found.id] if found else None
    return Standing(SCHEME.level(row.rank if row else 1), row)


def public_level() -> PublicLevel:
    """The level of the whole country, as the public site shows it."""
    root = units.root()
    held = standing(root.pk) if root else Standing(SCHEME.level(1), None)
    level, ends = held.level, held.declaration.ends if held.declaration else None
    return PublicLevel(level.word, level.meaning, level.shape, level.rank, len(SCHEME.levels), ends)


def declared(row: Declaration) -> Declared:
    """A row as the core's record, its end being the one that took effect."""
    return Declared(
        id=str(row.pk),
        scheme=row.scheme,
        rank=row.rank,
        unit=row.unit_id,
        basis=row.basis,
        owner=row.owner,
        reason=row.reason,
        starts=row.starts,
        ends=min(row.ended, row.ends) if row.ended else row.ends,
        threats=frozenset(map(ThreatKind, row.threats)),
        venues=frozenset(map(VenueKind, row.venues)),
        exercise=row.exercise,
    )


def declarations(viewer: Viewer) -> QuerySet[Declaration]:
    """The declarations a viewer may see that came into force, latest first."""
    rows = (
        Declaration.objects.filter(state=DeclarationState.DECLARED)
        .select_related("unit", "plan")
        .defer(*LEFT_OUT)
    )
    return visible(rows, viewer).order_by("-starts", "pk")


def proposals(viewer: Viewer) -> QuerySet[Declaration]:
    """What waits for a second person and has not passed its own end meanwhile, oldest first."""
    rows = Declaration.objects.filter(state=DeclarationState.PROPOSED, ends__gt=clock.now())
    return visible(rows.select_related("unit", "plan").defer(*LEFT_OUT), viewer).order_by("proposed", "pk")


def declaration(declaration_id: Any, viewer: Viewer) -> Declaration:
    """One declaration, proposed or declared; `BadInput` if there is none that the viewer may see."""
    rows = visible(Declaration.objects.select_related("unit", "plan").defer(*LEFT_OUT), viewer)
    with suppress(ValidationError):  # what is no number of a declaration at all names none
        if row := rows.filter(pk=declaration_id).first():
            return row
    raise BadInput(
        "there is no such declaration", where=f"declaration {declaration_id}", reason="unknown_declaration"
    )
