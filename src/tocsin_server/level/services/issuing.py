"""Giving the orders that follow from a declaration, carrying them on, and taking back those nobody asks for."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db.models import QuerySet

from tocsin.base import Order as Ordered
from tocsin.level import SETTLED, OrderState, called_for, cascade
from tocsin_server import bulk, clock
from tocsin_server.ledger.services import Actor, act
from tocsin_server.level import selectors
from tocsin_server.level.models import Declaration, Measure, Order
from tocsin_server.level.services import tallies
from tocsin_server.locks import one_at_a_time

LOCK = "level.raise"
"""Held by whoever changes which orders there are, so that two do not give the same ones."""

Item = TypeVar("Item")
Pair = tuple[str, str]
"""A unit and a measure."""

_COLUMNS = ("declaration_id", "unit_id", "measure_id", "issued", "acknowledge_by", "do_by", "state",
            "unanswered_late", "undone_late")  # fmt: skip


def issue(declaration: Declaration, *, at: datetime | None = None) -> Counter[str]:
    """Give the orders of a declaration that are missing, in the caller's transaction; how many by unit.

    A unit that has an order for a measure under another declaration in force gets none: it is asked once. What
    is given later than the declaration starts counts its deadlines from `at`.
    """
    measures, withdrawn = _measure_ids(declaration), _withdrawn(declaration)
    issued: Counter[str] = Counter()
    again: list[Order] = []

    def rows(orders: Iterator[Ordered]) -> Iterator[tuple[object, ...]]:
        for order in orders:
            issued[order.unit] += 1
            if pk := withdrawn.get((order.unit, order.measure)):
                again.append(_anew(pk, order))
                continue
            yield (
                declaration.pk, order.unit, measures[order.measure], order.issued, order.acknowledge_by, order.do_by,
                OrderState.ISSUED.value, False, False,
            )  # fmt: skip

    ordered = cascade(
        selectors.declared(declaration),
        selectors.tree(),
        selectors.scheme(declaration.scheme),
        selectors.catalogue(declaration.plan_id),
        additions=selectors.additions(declaration),
        standing=standing(exercise=declaration.exercise),
        issued=at,
    )
    bulk.insert(Order, _COLUMNS, rows(ordered))
    Order.objects.bulk_update(
        again, ["state", "issued", "acknowledge_by", "do_by", "changed"], batch_size=200
    )
    return issued


def _withdrawn(declaration: Declaration) -> dict[Pair, int]:
    """Orders that were taken back, as when a unit moved away: should it come back, the same order is given again."""
    orders = Order.objects.filter(declaration=declaration, state=OrderState.WITHDRAWN)
    return {(unit, slug): pk for pk, unit, slug in orders.values_list("pk", "unit_id", "measure__slug")}


def _anew(pk: int, order: Ordered) -> Order:
    return Order(
        pk=pk,
        state=OrderState.ISSUED.value,
        issued=order.issued,
        acknowledge_by=order.acknowledge_by,
        do_by=order.do_by,
        changed=order.issued,
    )


def standing(*, exercise: bool) -> set[Pair]:
    """The units that have a live order, with the measure: real ones, or those of exercises."""
    live = selectors.live().filter(exercise=exercise)
    orders = Order.objects.filter(declaration__in=live).exclude(state=OrderState.WITHDRAWN)
    return set(orders.values_list("unit_id", "measure__slug"))


def carry_on(earlier: Declaration, later: Declaration) -> int:
    """Let the orders of a declaration that is replaced rest on the one that replaces it, answers and all.

    Orders for measures that the later one does not ask for are withdrawn with the earlier; how many those are.
    """
    asked = {measure for _, measure in _wanted(later)}
    orders = Order.objects.filter(declaration=earlier).exclude(state=OrderState.WITHDRAWN)
    kept = list(Measure.objects.filter(slug__in=asked, orders__declaration=earlier).distinct())
    dropped = _withdraw(orders.exclude(measure__in=kept))
    orders.filter(measure__in=kept).update(declaration=later)
    tallies.recount(earlier)
    tallies.recount(later)
    return dropped


def complete_orders(actor: Actor) -> int:
    """Make the orders what the levels in force ask for by the tree as it is now: a unit that joined or moved gets
    its own, and loses those it is no longer asked. How many were given or withdrawn."""
    with act(actor, "level.completed") as entry:
        one_at_a_time(LOCK)
        given, withdrawn = complete_all()
        entry.subject, entry.data = "orders", {"given": dict(given), "withdrawn": withdrawn}
        if not given and not withdrawn:
            entry.cancel()
    return given.total() + withdrawn


def complete_all() -> tuple[Counter[str], int]:
    """`complete_orders` in the caller's transaction, which holds the lock: orders given by unit, and withdrawn."""
    given: Counter[str] = Counter()
    withdrawn = 0
    for exercise in (False, True):
        rows = selectors.in_force_rows(exercise=exercise)
        for row in rows:
            withdrawn += _withdraw_strays(row)
        for row in rows:
            if new := issue(row, at=clock.now()):
                tallies.recount(row, new)
                given += new
    return given, withdrawn


def _withdraw_strays(declaration: Declaration) -> int:
    """Withdraw the orders that the declaration does not ask for any more; those passed on stay where they are."""
    wanted = {(unit, measure) for unit, measure in _wanted(declaration)}
    orders = Order.objects.filter(declaration=declaration, passed_on_by=None).exclude(state__in=SETTLED)
    strays = {
        pk: unit
        for pk, unit, measure in orders.values_list("pk", "unit_id", "measure__slug")
        if (unit, measure) not in wanted
    }
    for batch in batched(strays, 500):
        _withdraw(Order.objects.filter(pk__in=batch))
    if strays:
        tallies.recount(declaration, strays.values())
    return len(strays)


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of at most `size`, since a database takes only so many parameters at once."""
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch


def _withdraw(orders: QuerySet[Order]) -> int:
    return orders.update(state=OrderState.WITHDRAWN, changed=clock.now())


def _wanted(declaration: Declaration) -> Iterator[Pair]:
    called = called_for(
        selectors.declared(declaration),
        selectors.tree(),
        selectors.scheme(declaration.scheme),
        selectors.catalogue(declaration.plan_id),
        selectors.additions(declaration),
    )
    return ((unit.id, measure.id) for unit, measure in called)


def _measure_ids(declaration: Declaration) -> dict[str, int]:
    added = Measure.objects.filter(plan=None, dropped=None).values_list("slug", "pk")
    return dict(added) | dict(declaration.plan.measures.values_list("slug", "pk"))
