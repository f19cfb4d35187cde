"""What may be asked of levels and orders."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from tocsin.base import Declaration as Declared
from tocsin.base import Level, Unit, UnitKind
from tocsin.errors import BadInput
from tocsin.level import Tree, get_scheme, in_force
from tocsin_server import clock
from tocsin_server.level.models import Declaration, Order, OrderState
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

SCHEME: str = settings.TOCSIN_SCHEME
"""The one scheme of the site: two beside each other would leave open which level holds."""


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


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """Of one unit's orders: how many there are, are acknowledged, and are late with no answer."""

    unit_id: str
    total: int
    acknowledged: int
    late: int


def tree() -> Tree:
    """The tree of units as the core knows it."""
    return Tree(
        Unit(id=row.pk, name=row.name, kind=UnitKind(row.kind), parent=row.parent_id or "")
        for row in units.tree()
    )


def live(now: datetime | None = None) -> QuerySet[Declaration]:
    """Declarations in force at an instant."""
    at = now or clock.now()
    return Declaration.objects.filter(starts__lte=at, ends__gt=at).filter(Q(ended=None) | Q(ended__gt=at))


def any_in_force() -> bool:
    """Whether a level is in force anywhere."""
    return live().exists()


def standing(unit_id: str, scheme: str = SCHEME) -> Standing:
    """The level that holds for a unit now."""
    rows = {str(row.pk): row for row in live().filter(scheme=scheme).select_related("unit")}
    found = in_force((declared(row) for row in rows.values()), tree(), unit_id, clock.now(), scheme=scheme)
    row = rows[found.id] if found else None
    return Standing(get_scheme(scheme).level(row.rank if row else 1), row)


def public_level(scheme: str = SCHEME) -> PublicLevel:
    """The level of the whole country, as the public site shows it."""
    root = units.root()
    held = standing(root.pk, scheme) if root else Standing(get_scheme(scheme).level(1), None)
    level, ends = held.level, held.declaration.ends if held.declaration else None
    return PublicLevel(
        level.word, level.meaning, level.shape, level.rank, len(get_scheme(scheme).levels), ends
    )


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
    )


def declarations(viewer: Viewer) -> QuerySet[Declaration]:
    """The declarations a viewer may see, latest first."""
    return visible(Declaration.objects.select_related("unit"), viewer).order_by("-starts", "pk")


def declaration(declaration_id: Any, viewer: Viewer) -> Declaration:
    """One declaration; `BadInput` if there is none that the viewer may see."""
    if row := declarations(viewer).filter(pk=declaration_id).first():
        return row
    raise BadInput(
        "there is no such declaration", where=f"declaration {declaration_id}", reason="unknown_declaration"
    )


def orders(
    viewer: Viewer,
    *,
    declaration_id: Any = None,
    unit_id: str = "",
    outstanding: bool = False,
) -> QuerySet[Order]:
    """The orders a viewer may see, those to be acknowledged soonest first.

    An order concerns the unit it is given to and those above it, so these see it; units beside it do not.
    """
    mine = Q(pk__in=())
    for held in viewer.memberships:
        mine |= Q(unit__path__startswith=held.path)
    rows = Order.objects.filter(mine).select_related("unit", "declaration__unit")
    if declaration_id:
        rows = rows.filter(declaration_id=declaration_id)
    if unit_id:
        rows = rows.filter(unit_id=unit_id)
    if outstanding:
        rows = rows.filter(state=OrderState.ISSUED, declaration__in=live())
    return rows.order_by("acknowledge_by", "key")


def progress(declaration_id: Any, viewer: Viewer) -> list[UnitProgress]:
    """How far each unit is that a viewer may see, in the order of the tree."""
    late = Q(state=OrderState.ISSUED, acknowledge_by__lt=clock.now())
    counted = orders(viewer, declaration_id=declaration_id).order_by("unit__path").values("unit_id")
    rows = counted.annotate(
        total=Count("key"),
        acknowledged=Count("key", filter=Q(state=OrderState.ACKNOWLEDGED)),
        late=Count("key", filter=late),
    )
    return [UnitProgress(**row) for row in rows]


@dataclass(slots=True)
class Node:
    """A unit in the tree of orders: its own orders, and with those of all units below it."""

    unit: Any
    own: UnitProgress | None
    total: int = 0
    acknowledged: int = 0
    late: int = 0
    below: list["Node"] = field(default_factory=list)


def order_tree(declaration_id: Any, viewer: Viewer) -> list[Node]:
    """The units a viewer may see under a declaration, as trees; each sums what is acknowledged below it."""
    found = {each.unit_id: each for each in progress(declaration_id, viewer)}
    nodes = {unit.pk: Node(unit, found[unit.pk]) for unit in units.tree() if unit.pk in found}
    tops: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.unit.parent_id)
        (above.below if above else tops).append(node)
    # Units come after the one above them, so backwards every sum is whole before it is passed up.
    for node in reversed(nodes.values()):
        for part in (node.own, *node.below):
            if part:
                node.total, node.acknowledged = node.total + part.total, node.acknowledged + part.acknowledged
                node.late += part.late
    return tops


def mine(viewer: Viewer) -> QuerySet[Order]:
    """Open orders of levels in force that the viewer may acknowledge."""
    own = units.units_where(viewer, Permission.ACKNOWLEDGE)
    return orders(viewer, outstanding=True).filter(unit__in=own)
