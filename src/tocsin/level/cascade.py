"""From one declaration to every order that follows from it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from tocsin.base import Declaration, Order, Scheme, Unit, UnitKind, VenueKind
from tocsin.level.plans import Measure, Plan
from tocsin.level.tree import Tree

Measures = tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Addition:
    """A measure that a unit adds to the plan: for itself and all below it, or for `only` some of these."""

    unit: str
    measure: Measure
    only: frozenset[str] = frozenset()

    def is_for(self, unit: Unit) -> bool:
        """Whether a unit of the branch is among those it is for."""
        return not self.only or unit.id in self.only


Additions = tuple[Addition, ...]


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
    asked = _asked(declaration, tree, scheme, plan, additions)

    @cache
    def by(span: timedelta) -> datetime:
        return min(at + span, declaration.ends)

    return (
        Order(declaration.id, unit.id, measure.id, at, by(measure.acknowledge), by(measure.do))
        for unit, measures in asked
        for measure in measures
        if (unit.id, measure.id) not in standing
    )


def called_for(
    declaration: Declaration, tree: Tree, scheme: Scheme, plan: Plan, additions: Iterable[Addition] = ()
) -> Iterator[tuple[Unit, Measure]]:
    """Every unit with every measure that a declaration asks of it, whether it has an order for it or not.

    No pair comes twice: of two measures with one id the plan's stands before a unit's, and the upper unit's
    before the lower's.
    """
    asked = _asked(declaration, tree, scheme, plan, additions)
    return ((unit, measure) for unit, measures in asked for measure in measures)


def _asked(
    declaration: Declaration, tree: Tree, scheme: Scheme, plan: Plan, additions: Iterable[Addition]
) -> Iterator[tuple[Unit, Measures]]:
    step = scheme.level(declaration.rank).step
    branch = tree.branch(declaration.unit)
    catalogue = [measure for measure in plan.at(step) if measure.meets(declaration)]
    called = (a for a in additions if a.measure.step <= step and a.measure.meets(declaration))
    added = _added(tree, branch, called)
    # Most units are alike: what the plan asks is found once for each kind, not once for each unit.
    alike: dict[tuple[UnitKind, VenueKind | None], Measures] = {}

    def of(unit: Unit) -> Measures:
        kind = (unit.kind, unit.venue)
        if kind not in alike:
            alike[kind] = tuple(m for m in catalogue if m.asks(unit, declaration))
        reaching = (a.measure for a in added.get(unit.id, ()) if a.is_for(unit))
        own = [m for m in reaching if m.asks(unit, declaration)]
        return _each_once(alike[kind], own) if own else alike[kind]

    return ((unit, of(unit)) for unit in branch)


def _added(tree: Tree, branch: Sequence[Unit], additions: Iterable[Addition]) -> Mapping[str, Additions]:
    """What was added at or above each unit of a branch, by the highest first; empty where nothing was."""
    own: dict[str, Additions] = {}
    for addition in additions:
        unit = tree.unit(addition.unit).id
        own[unit] = (*own.get(unit, ()), addition)
    if not own:
        return {}
    above = tree.path(branch[0].id)[:-1]
    reaching = {branch[0].parent: tuple(a for unit in above for a in own.get(unit.id, ()))}
    for each in branch:
        reaching[each.id] = reaching[each.parent] + own.get(each.id, ())
    return reaching


def _each_once(catalogue: Measures, added: Iterable[Measure]) -> Measures:
    once = {measure.id: measure for measure in catalogue}
    for measure in added:
        once.setdefault(measure.id, measure)
    return tuple(once.values())
