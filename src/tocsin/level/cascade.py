"""From one declaration to every order that follows from it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tocsin.base import Declaration, Order, Scheme, Unit
from tocsin.level.plans import Measure, Plan
from tocsin.level.tree import Tree


@dataclass(frozen=True, slots=True)
class Addition:
    """A measure that a unit adds to the plan: for itself and all below it, or for `only` some of these."""

    unit: str
    measure: Measure
    only: frozenset[str] = frozenset()


def cascade(
    declaration: Declaration,
    tree: Tree,
    scheme: Scheme,
    plan: Plan,
    *,
    additions: Iterable[Addition] = (),
    standing: Container[tuple[str, str]] = frozenset(),
    issued: datetime | None = None,
) -> Iterator[Order]:
    """One order for each unit at or below the declared one and each measure that the level calls for there.

    Pure and repeatable: the same arguments give the same orders. `standing` holds the (unit, measure) pairs
    that have an order in force already, under this declaration or another: they get none, so giving orders
    out again gives out nothing new, and a unit that joined since gets its own only. Units come parents first,
    measures in the plan's order, the units' additions last. `issued` is the declaration's start unless told;
    no deadline is later than its end. Memory is that of one order: 100,000 units need not be held.

    `BadInput` for an unknown unit or a rank that the scheme does not have.

    >>> from datetime import timedelta, timezone
    >>> from tocsin.base import UnitKind
    >>> from tocsin.level import get_plan, get_scheme
    >>> start = datetime(2015, 11, 14, 1, tzinfo=timezone.utc)
    >>> level = Declaration(id="d1", scheme="heightened-alert", rank=2, unit="cn", basis="Public safety act",
    ...                     owner="National group", reason="Attacks abroad", starts=start,
    ...                     ends=start + timedelta(days=7))
    >>> nation = Unit(id="cn", name="National group", kind=UnitKind.NATIONAL)
    >>> forces = Unit(id="cn-forces", name="Liaison", kind=UnitKind.ARMED_FORCES, parent="cn")
    >>> tree, scheme = Tree([nation, forces]), get_scheme("heightened-alert")
    >>> {order.unit for order in cascade(level, tree, scheme, get_plan("standard"))} == {"cn", "cn-forces"}
    True
    """
    at = declaration.starts if issued is None else issued
    wanted = called_for(declaration, tree, scheme, plan, additions)
    return (_order(declaration, unit, m, at) for unit, m in wanted if (unit.id, m.id) not in standing)


def called_for(
    declaration: Declaration, tree: Tree, scheme: Scheme, plan: Plan, additions: Iterable[Addition] = ()
) -> Iterator[tuple[Unit, Measure]]:
    """Every unit with every measure that a declaration asks of it, whether it has an order for it or not."""
    step = scheme.level(declaration.rank).step
    measures = [measure for measure in plan.at(step) if measure.meets(declaration)]
    branch = tree.branch(declaration.unit)
    within = {unit.id for unit in branch}
    for unit in branch:
        yield from ((unit, measure) for measure in measures if measure.asks(unit, declaration))
    for addition in additions:
        for unit in tree.branch(addition.unit):
            named = not addition.only or unit.id in addition.only
            if named and unit.id in within and addition.measure.asks(unit, declaration):
                yield unit, addition.measure


def _order(declaration: Declaration, unit: Unit, measure: Measure, issued: datetime) -> Order:
    return Order(
        declaration.id,
        unit.id,
        measure.id,
        issued,
        min(issued + measure.acknowledge, declaration.ends),
        min(issued + measure.do, declaration.ends),
    )
