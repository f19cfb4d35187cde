"""What may be asked of orders."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from tocsin.errors import BadInput
from tocsin.level import UNANSWERED, OrderState
from tocsin_server.level.models import Order, Tally
from tocsin_server.level.selectors.levels import live
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """Of one unit's orders: how many there are, have an answer, and are late with none."""

    unit_id: str
    total: int
    answered: int
    late: int


def orders(
    viewer: Viewer,
    *,
    declaration_id: Any = None,
    unit_id: str = "",
    outstanding: bool = False,
) -> QuerySet[Order]:
    """The orders a viewer may see, those to be acknowledged soonest first; `outstanding`: live, with no answer.

    An order concerns the unit it is given to and those above it, so these see it; units beside it do not.
    """
    rows = Order.objects.filter(_in_branches(viewer)).select_related(
        "unit", "measure", "declaration__unit", "declaration__plan"
    )
    if declaration_id:
        rows = rows.filter(declaration_id=declaration_id)
    if unit_id:
        rows = rows.filter(unit_id=unit_id)
    if outstanding:
        rows = rows.filter(state__in=UNANSWERED, declaration__in=live())
    return rows.exclude(state=OrderState.WITHDRAWN).order_by("acknowledge_by", "pk")


def order(order_id: int, viewer: Viewer) -> Order:
    """One order, withdrawn or not; `BadInput` if there is none that the viewer may see."""
    rows = Order.objects.filter(_in_branches(viewer)).select_related("unit", "measure", "declaration__unit")
    if row := rows.filter(pk=order_id).first():
        return row
    raise BadInput("there is no such order", where=f"order {order_id}", reason="unknown_order")


def mine(viewer: Viewer) -> QuerySet[Order]:
    """Live orders without an answer that the viewer may acknowledge."""
    own = units.units_where(viewer, Permission.ACKNOWLEDGE)
    return orders(viewer, outstanding=True).filter(unit__in=own)


def progress(declaration_id: Any, viewer: Viewer) -> list[UnitProgress]:
    """How far each unit is that a viewer may see, in the order of the tree."""
    rows = Tally.objects.filter(_in_branches(viewer), declaration_id=declaration_id).order_by("unit__path")
    return [
        UnitProgress(row.unit_id, total, total - row.issued - row.received, row.unanswered_late)
        for row in rows
        if (total := row.issued + row.received + row.acknowledged + row.in_progress + row.done
            + row.cannot + row.delegated)
    ]  # fmt: skip


def _in_branches(viewer: Viewer) -> Q:
    mine = Q(pk__in=())
    for held in viewer.memberships:
        mine |= Q(unit__path__startswith=held.path)
    return mine
