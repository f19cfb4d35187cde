"""What the levels in force ask of which unit, and which orders stand for it: read, never written."""

from collections.abc import Container, Iterable, Iterator
from itertools import groupby

from django.db.models import Q, QuerySet

from tocsin.base import Unit
from tocsin.level import SETTLED, OrderState, Tree, called_for
from tocsin.level import Measure as CoreMeasure
from tocsin_server.level import selectors
from tocsin_server.level.models import Declaration, Measure, Order

Pair = tuple[str, str]
"""A unit and a measure."""

Asked = tuple[Unit, CoreMeasure]

_AT_ONCE = 5_000


class Pairs:
    """Units with their measures. Most units have the same measures, which are held once: memory is that of
    the units, not of the orders."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        """`pairs` come unit by unit."""
        self._of: dict[str, frozenset[str]] = {}
        alike: dict[frozenset[str], frozenset[str]] = {}
        for unit, group in groupby(pairs, key=_unit):
            measures = frozenset(measure for _, measure in group)
            self._of[unit] = alike.setdefault(measures, measures)

    def __contains__(self, pair: object) -> bool:
        return isinstance(pair, tuple) and pair[1] in self._of.get(pair[0], ())

    def __len__(self) -> int:
        return sum(map(len, self._of.values()))

    @property
    def measures(self) -> frozenset[str]:
        """All the measures that occur."""
        return frozenset().union(*set(self._of.values()))


def _unit(pair: Pair) -> str:
    return pair[0]


def called(declaration: Declaration, tree: Tree) -> Iterator[Asked]:
    """Every unit with every measure that a declaration asks of it, unit by unit."""
    return called_for(
        selectors.declared(declaration),
        tree,
        selectors.scheme(declaration.scheme),
        selectors.catalogue(declaration.plan_id),
        selectors.additions(declaration),
    )


def wanted(declaration: Declaration, tree: Tree) -> Pairs:
    """The same, held to be looked up."""
    return Pairs((unit.id, measure.id) for unit, measure in called(declaration, tree))


def standing(*, exercise: bool, without: Container[int] = ()) -> Pairs:
    """The units that have a live order, with the measure: real ones, or those of exercises.

    `without` are numbers of orders that count as if they were gone.
    """
    live = selectors.live().filter(exercise=exercise)
    orders = Order.objects.filter(declaration__in=live).exclude(state=OrderState.WITHDRAWN)
    rows = orders.order_by("unit_id").values_list("pk", "unit_id", "measure_id")
    slugs = _slugs()
    return Pairs(
        (unit, slugs[measure])
        for pk, unit, measure in rows.iterator(chunk_size=_AT_ONCE)
        if pk not in without
    )


def strays(orders: "QuerySet[Order]", asked: Pairs) -> dict[int, str]:
    """Of some orders of a declaration, those open that it does not ask for: their numbers, with the unit.

    What was passed on stays as long as the order that it was passed on from does.
    """
    slugs, found = _slugs(), dict[int, str]()
    passed_on: dict[int, tuple[int, str]] = {}
    rows = orders.exclude(state__in=SETTLED).values_list("pk", "unit_id", "measure_id", "passed_on_by_id")
    for pk, unit, measure, by in rows.iterator(chunk_size=_AT_ONCE):
        if (unit, slugs[measure]) in asked:
            continue
        if by is None:
            found[pk] = unit
        else:
            passed_on[pk] = (by, unit)
    while gone := {pk: unit for pk, (by, unit) in passed_on.items() if by in found and pk not in found}:
        found |= gone
    return found


def kept(earlier: Declaration, later: Declaration, asked: Pairs) -> dict[int, int]:
    """The measures that a declaration which replaces another asks for in the same words: by the number that
    the earlier's orders have for it, the later's. What is asked in other words is another order."""
    new = {row.slug: row for row in _measures(later)}
    return {
        row.pk: new[row.slug].pk
        for row in _measures(earlier)
        if row.slug in asked.measures and row.slug in new and row.data == new[row.slug].data
    }


def measure_ids(declaration: Declaration) -> dict[str, int]:
    """The numbers of the measures that a declaration may ask for, the plan's before the units'."""
    return {row.slug: row.pk for row in _measures(declaration)}


def missing(trial: Declaration, tree: Tree) -> Iterator[Asked]:
    """What would be ordered if a declaration came into force now, replacing what it names as replaced."""
    if trial.replaces is None:
        there = standing(exercise=trial.exercise)
        yield from ((unit, m) for unit, m in called(trial, tree) if (unit.id, m.id) not in there)
        return
    others = [row for row in selectors.in_force_rows(exercise=trial.exercise) if row.pk != trial.replaces_id]
    there = standing(exercise=trial.exercise, without=_lost(trial.replaces, trial, others, tree))
    given: set[Pair] = set()
    for row in (trial, *others):
        for unit, measure in called(row, tree):
            pair = (unit.id, measure.id)
            if pair not in there and pair not in given:
                given.add(pair)
                yield unit, measure


def _lost(earlier: Declaration, trial: Declaration, others: Iterable[Declaration], tree: Tree) -> set[int]:
    """The orders that would stand no more: those not carried on, and those that nobody asks for."""
    asked = wanted(trial, tree)
    carried = Q(measure__in=kept(earlier, trial, asked))
    orders = Order.objects.filter(declaration=earlier)
    lost = set(orders.exclude(carried).values_list("pk", flat=True))
    lost.update(strays(orders.filter(carried), asked))
    for row in others:
        lost.update(strays(Order.objects.filter(declaration=row), wanted(row, tree)))
    return lost


def _measures(declaration: Declaration) -> Iterator[Measure]:
    """The measures that units have added, then those of the declaration's plan."""
    yield from Measure.objects.filter(plan=None, dropped=None)
    yield from Measure.objects.filter(plan=declaration.plan_id)


def _slugs() -> dict[int, str]:
    return dict(Measure.objects.values_list("pk", "slug"))
