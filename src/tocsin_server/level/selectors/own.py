"""What a viewer's own units are asked now, and who below them may be asked instead."""

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from tocsin.level import SETTLED, UNANSWERED
from tocsin_server.level.models import Order
from tocsin_server.level.selectors.levels import live
from tocsin_server.level.selectors.orders import orders
from tocsin_server.units import selectors as units
from tocsin_server.units.models import Unit
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer

MOST = 500
"""No page shows more orders of a viewer's own units than this; the sheet has them all."""


def own_orders(viewer: Viewer) -> list[Order]:
    """The live orders of the units that the viewer answers for: unanswered ones first, then those to be done,
    then those settled; in each the most pressing first."""
    own = units.units_where(viewer, Permission.ACKNOWLEDGE)
    rows = (
        orders(viewer)
        .filter(unit__in=own, declaration__in=live())
        .annotate(
            part=Case(
                When(state__in=sorted(UNANSWERED), then=Value(0)),
                When(state__in=sorted(SETTLED), then=Value(2)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
    )
    return list(rows.order_by("unit__path", "part", "acknowledge_by", "pk")[:MOST])


def units_below(unit_id: str) -> QuerySet[Unit]:
    """The units below one, to which it may pass an order on; in the order of the tree."""
    unit = units.unit(unit_id)
    return units.subtree(unit).exclude(pk=unit_id).order_by("path")


def passed_on(order: Order) -> QuerySet[Order]:
    """The orders that units below were given because this one was passed on to them."""
    return Order.objects.filter(passed_on_by=order).select_related("unit")


def live_now(order: Any) -> bool:
    """Whether the level that an order rests on is in force, so that it may still be answered."""
    return live().filter(pk=order.declaration_id).exists()
