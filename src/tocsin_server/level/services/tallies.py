"""The one place where the counts of orders by unit are written: what the board adds up."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, Max, Q

from tocsin.level import OrderState
from tocsin_server import bulk
from tocsin_server.bulk import batched
from tocsin_server.level.models import Declaration, Order, Tally

COUNTED = tuple(state.value for state in OrderState if state is not OrderState.WITHDRAWN)
LATE = ("unanswered_late", "undone_late")
_COLUMNS = ("declaration_id", "unit_id", *COUNTED, *LATE)

Key = tuple[UUID, str]
"""A declaration and a unit: what a tally is of."""


class Standing(NamedTuple):
    """Where an order stands, as far as it is counted."""

    state: str
    unanswered_late: bool
    undone_late: bool


def standing(order: Order) -> Standing:
    """Where an order stands now."""
    return Standing(order.state, order.unanswered_late, order.undone_late)


def begin(declaration: Declaration, issued: Counter[str]) -> None:
    """Write the counts of a declaration none of whose orders has been counted: `issued` orders by unit."""
    nothing = [0] * (len(COUNTED) + len(LATE) - 1)
    bulk.insert(Tally, _COLUMNS, ([declaration.pk, unit, count, *nothing] for unit, count in issued.items()))


def recount(declaration: Declaration, units: Iterable[str] | None = None) -> None:
    """Count anew from the orders, for some units or all: after orders were added, withdrawn or carried on."""
    if units is None:
        _recount(declaration, Q())
        return
    for some in batched(sorted(set(units))):
        _recount(declaration, Q(unit__in=some))


def _recount(declaration: Declaration, chosen: Q) -> None:
    Tally.objects.filter(chosen, declaration=declaration).delete()
    aggregates: dict[str, Any] = {state: Count("pk", filter=Q(state=state)) for state in COUNTED}
    late = {name: Count("pk", filter=Q(**{name: True}) & ~Q(state=OrderState.WITHDRAWN)) for name in LATE}
    orders = Order.objects.filter(chosen, declaration=declaration).order_by().values_list("unit_id")
    rows = orders.annotate(**aggregates, **late, last=Max("answered"))
    columns = (*_COLUMNS, "last_answer")
    bulk.insert(Tally, columns, ([declaration.pk, *row] for row in list(rows)))


class Changes:
    """What happened to some orders, gathered so that units alike in it are written in one statement."""

    def __init__(self) -> None:
        self._of: dict[Key, Counter[str]] = {}
        self._answered: set[Key] = set()

    def moved(self, order: Order, was: Standing, *, first_answer: bool = False) -> None:
        """An order stands elsewhere than it did; `first_answer` where it had none before."""
        key = (order.declaration_id, order.unit_id)
        change = self._of.setdefault(key, Counter())
        change.subtract(_columns(was))
        change.update(_columns(standing(order)))
        if first_answer:
            self._answered.add(key)

    def late(self, key: Key, column: str, count: int = 1) -> None:
        """So many orders of a unit are late in one of the two ways, and were not before."""
        self._of.setdefault(key, Counter())[column] += count

    def write(self, now: datetime) -> None:
        """Add all of it to the tallies, in the caller's transaction."""
        _lock(self._of)
        alike: dict[Any, list[str]] = {}
        for key in sorted(self._of, key=str):
            change = tuple(sorted((column, by) for column, by in self._of[key].items() if by))
            alike.setdefault((key[0], change, key in self._answered), []).append(key[1])
        for (declaration_id, change, answered), units in alike.items():
            update: dict[str, Any] = {column: F(column) + by for column, by in change}
            if answered:
                update["last_answer"] = now
            _add(declaration_id, units, update)


def _lock(keys: Collection[Key]) -> None:
    """Lock several tallies in one order, the same for all who do, so that no two wait for each other."""
    if len(keys) < 2:
        return
    declarations = {declaration for declaration, _ in keys}
    for some in batched(sorted({unit for _, unit in keys})):
        rows = Tally.objects.filter(declaration__in=declarations, unit__in=some).order_by("unit", "pk")
        list(rows.select_for_update().values_list("pk", flat=True))


def _columns(standing: Standing) -> list[str]:
    """The columns in which an order counts: none once it is withdrawn."""
    if standing.state == OrderState.WITHDRAWN:
        return []
    return [standing.state, *(name for name in LATE if getattr(standing, name))]


def _add(declaration_id: UUID, units: list[str], update: dict[str, Any]) -> None:
    """Change the tallies of some units; a unit that has none yet is counted."""
    if not update:
        return
    for some in batched(units):
        tallies = Tally.objects.filter(declaration=declaration_id, unit__in=some)
        if tallies.update(**update) < len(some):
            recount(Declaration(pk=declaration_id), some)
