"""The one place where the counts of orders by unit are written: what the board adds up."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q

from tocsin.level import OrderState
from tocsin_server import bulk
from tocsin_server.level.models import Declaration, Order, Tally

COUNTED = tuple(state.value for state in OrderState if state is not OrderState.WITHDRAWN)
LATE = ("unanswered_late", "undone_late")
_COLUMNS = ("declaration_id", "unit_id", *COUNTED, *LATE)


def begin(declaration: Declaration, issued: Counter[str]) -> None:
    """Write the counts of a declaration none of whose orders has been counted: `issued` orders by unit."""
    nothing = [0] * (len(COUNTED) + len(LATE) - 1)
    bulk.insert(Tally, _COLUMNS, ([declaration.pk, unit, count, *nothing] for unit, count in issued.items()))


def recount(declaration: Declaration, units: Iterable[str] | None = None) -> None:
    """Count anew from the orders, for some units or for all: after orders were added, withdrawn or carried on."""
    orders = Order.objects.filter(declaration=declaration)
    tallies = Tally.objects.filter(declaration=declaration)
    if units is not None:
        chosen = sorted(set(units))
        orders, tallies = orders.filter(unit__in=chosen), tallies.filter(unit__in=chosen)
    tallies.delete()
    aggregates: dict[str, Any] = {state: Count("pk", filter=Q(state=state)) for state in COUNTED}
    late = {name: Count("pk", filter=Q(**{name: True}) & ~Q(state=OrderState.WITHDRAWN)) for name in LATE}
    rows = orders.order_by().values_list("unit_id").annotate(**aggregates, **late, last=Max("answered"))
    bulk.insert(
        Tally,
        (*_COLUMNS, "last_answer"),
        ([declaration.pk, *row] for row in list(rows)),
    )


def moved(order: Order, was: str, now: datetime, *, cleared: Iterable[str] = ()) -> None:
    """One order went from a state to the one it has now; `cleared` are the kinds of lateness it got rid of."""
    change: dict[str, Any] = {was: F(was) - 1, order.state: F(order.state) + 1, "last_answer": now}
    change |= {name: F(name) - 1 for name in cleared}
    Tally.objects.filter(declaration=order.declaration_id, unit=order.unit_id).update(**change)
