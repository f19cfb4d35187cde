"""What may be asked of orders, and of what was answered to them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tocsin.errors import BadInput
from tocsin.level import UNANSWERED, OrderState
from tocsin_server.level.models import Answer, EvidenceFile, Order, Tally
from tocsin_server.level.selectors.levels import live
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import in_or_above


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
    """The orders a viewer may see, those to be acknowledged soonest first; `outstanding`: live, with no
    answer.

    An order concerns the unit it is given to and those above it, so these see it; units beside it do not.
    """
    rows = Order.objects.filter(in_or_above(viewer)).select_related(
        "unit", "measure", "declaration__unit", "declaration__plan"
    )
    rows = rows.defer("declaration__plan__source")  # the plan's whole text, once for each order
    if declaration_id:
        rows = rows.filter(declaration_id=declaration_id)
    if unit_id:
        rows = rows.filter(unit_id=unit_id)
    if outstanding:
        rows = rows.filter(state__in=UNANSWERED, declaration__in=live())
    return rows.exclude(state=OrderState.WITHDRAWN).order_by("acknowledge_by", "pk")


def order(order_id: int, viewer: Viewer) -> Order:
    """One order, withdrawn or not; `BadInput` if there is none that the viewer may see."""
    rows = Order.objects.filter(in_or_above(viewer)).select_related("unit", "measure", "declaration__unit")
    if row := rows.filter(pk=order_id).first():
        return row
    raise BadInput("there is no such order", where=f"order {order_id}", reason="unknown_order")


def mine(viewer: Viewer) -> QuerySet[Order]:
    """Live orders without an answer that the viewer may acknowledge."""
    own = units.units_where(viewer, Permission.ACKNOWLEDGE)
    return orders(viewer, outstanding=True).filter(unit__in=own)


def answers(order: Order) -> QuerySet[Answer]:
    """All that was said of an order, the first first. Whoever may see the order may see it."""
    return Answer.objects.filter(order=order).select_related("file", "to").order_by("pk")


def evidence_file(viewer: Viewer, file_id: int) -> EvidenceFile:
    """A kept file that was sent along with an answer to an order the viewer may see; `BadInput` if there is
    none.
    """
    shown = Answer.objects.filter(in_or_above(viewer, "order__unit"), file=file_id)
    if row := EvidenceFile.objects.filter(pk=file_id, pk__in=shown.values("file")).first():
        return row
    raise BadInput("there is no such file", where=f"file {file_id}", reason="unknown_file")


def progress(declaration_id: Any, viewer: Viewer) -> list[UnitProgress]:
    """How far each unit is that a viewer may see, in the order of the tree."""
    rows = Tally.objects.filter(in_or_above(viewer), declaration_id=declaration_id).order_by("unit__path")
    found = (UnitProgress(row.unit_id, total(row), answered(row), row.unanswered_late) for row in rows)
    return [unit for unit in found if unit.total]


def total(row: Tally) -> int:
    """How many orders a tally counts."""
    return answered(row) + row.issued + row.received


def answered(row: Tally) -> int:
    """How many of them have an answer."""
    return row.acknowledged + row.in_progress + row.done + row.cannot + row.delegated
