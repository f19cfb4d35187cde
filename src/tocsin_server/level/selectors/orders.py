"""What may be asked of orders, and of what was answered to them."""

from typing import Any

from django.db.models import QuerySet

from tocsin.errors import BadInput
from tocsin.level import UNANSWERED, OrderState
from tocsin_server.level.models import Answer, EvidenceFile, Order
from tocsin_server.level.selectors.levels import live
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import in_or_above


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
