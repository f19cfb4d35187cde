"""What goes up: orders that nobody answered in time, that were not done in time, or that cannot be done."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tocsin.base import Order
from tocsin.level.answers import SETTLED, UNANSWERED, OrderState
from tocsin.level.tree import Tree


class Cause(StrEnum):
    """Why an order goes up."""

    UNANSWERED = "unanswered"
    NOT_DONE = "not_done"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True)
class Escalation:
    """An order that goes up from the unit that has it to the next; from a root, to its own duty officer."""

    order: Order
    cause: Cause
    to: str


def cause_of(order: Order, state: OrderState, now: datetime) -> Cause | None:
    """Why an order has to go up at `now`, if it has to. An order is not late at its deadline, only after it.

    >>> from datetime import timezone
    >>> at = lambda hour: datetime(2015, 11, 14, hour, tzinfo=timezone.utc)
    >>> order = Order("d", "u", "m", issued=at(1), acknowledge_by=at(2), do_by=at(5))
    >>> [cause_of(order, OrderState.ISSUED, at(hour)) for hour in (2, 3)]
    [None, <Cause.UNANSWERED: 'unanswered'>]
    >>> cause_of(order, OrderState.ACKNOWLEDGED, at(6))
    <Cause.NOT_DONE: 'not_done'>
    """
    if state is OrderState.CANNOT:
        return Cause.CANNOT
    if state in UNANSWERED and order.acknowledge_by < now:
        return Cause.UNANSWERED
    if state not in SETTLED and order.do_by < now:
        return Cause.NOT_DONE
    return None


def escalations(
    tree: Tree,
    orders: Iterable[tuple[Order, OrderState]],
    now: datetime,
    *,
    known: Container[tuple[str, str, str, Cause]] = frozenset(),
) -> tuple[Escalation, ...]:
    """What has to go up at `now` and has not yet: each order once for each cause, to the next unit up.

    `known` holds what went up before, as (declaration, unit, measure, cause). An order that nobody answered
    goes up for that alone until it is answered: that it is not done either says nothing more.

    >>> escalations(Tree([]), [], datetime(2015, 11, 14))
    ()
    """
    found = []
    for order, state in orders:
        cause = cause_of(order, state, now)
        if cause and (order.declaration, order.unit, order.measure, cause) not in known:
            found.append(Escalation(order, cause, tree.unit(order.unit).parent or order.unit))
    return tuple(found)
