"""The one rule of who sees which row."""

from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from tocsin.base import TLP
from tocsin_server.units.roles import Role
from tocsin_server.units.viewer import Viewer

Row = TypeVar("Row", bound=Model)

NONE = Q(pk__in=())
"""No row at all."""

READS_RED = frozenset({Role.DUTY_OFFICER, Role.ANALYST, Role.ADMINISTRATOR})


def visible(rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
    """The rows of a `Marked` model that `viewer` may see: list, detail, search, map and export ask this.

    - CLEAR: everyone, the public too.
    - GREEN: whoever has a role in any unit.
    - AMBER: whoever has a role in the owning unit, in one above it, or in one below it.
    - AMBER+STRICT: whoever has a role in the owning unit or in one above it.
    - RED: persons, not tokens, who are duty officer, analyst or administrator of the owning unit itself.

    A role holds for its unit and all below, so an auditor of the root sees all that is not RED.
    """
    return rows.filter(_rule(viewer))


def _rule(viewer: Viewer) -> Q:
    rule = Q(tlp=TLP.CLEAR)
    if not viewer.memberships:
        return rule
    rule |= Q(tlp=TLP.GREEN)
    rule |= Q(tlp__in=(TLP.AMBER, TLP.AMBER_STRICT)) & in_or_above(viewer)
    rule |= Q(tlp=TLP.AMBER, unit_id__in=above(viewer))
    if red := red_units(viewer):
        rule |= Q(tlp=TLP.RED, unit_id__in=red)
    return rule


def above(viewer: Viewer) -> list[str]:
    """Ids of the viewer's units and of every unit above them: the path spells them out."""
    return sorted({step for held in viewer.memberships for step in held.path.strip("/").split("/")})


def in_or_above(viewer: Viewer, unit: str = "unit") -> Q:
    """That the viewer has a role in the unit that a row names in its field `unit`, or in one above it."""
    return reduce(or_, (Q(**{f"{unit}__path__startswith": held.path}) for held in viewer.memberships), NONE)


def red_units(viewer: Viewer) -> list[str]:
    """Ids of the units whose RED rows the viewer reads: a person's own, in certain roles."""
    if viewer.person_id is None:
        return []
    return sorted({held.unit_id for held in viewer.memberships if held.role in READS_RED})
