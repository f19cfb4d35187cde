"""From one declaration to every order that follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import quote

from tocsin.base import Declaration, Order, Unit
from tocsin.level.plans import Measure, Plan
from tocsin.level.tree import Tree


def cascade(
    declaration: Declaration, units: Tree | Iterable[Unit], plan: Plan, *, issued: datetime | None = None
) -> tuple[Order, ...]:
    """One order for each unit at or below the declared one and each measure of the rank for its kind.

    Pure and repeatable: the same arguments give the same orders with the same keys, so giving them out again
    gives out nothing new, and a unit that joined since gets its own only. Units come parents first, measures
    in the plan's order. `issued` is the declaration's start unless told; no deadline is later than its end.
    Whether the scheme has such a rank is `Scheme.level`'s to say.

    `BadInput` for an unknown unit, a broken tree, or a plan that does not know the scheme.

    >>> from datetime import timezone
    >>> from tocsin.base import UnitKind
    >>> from tocsin.level import get_plan
    >>> start = datetime(2015, 11, 14, 1, tzinfo=timezone.utc)
    >>> level = Declaration(id="d1", scheme="heightened-alert", rank=2, unit="cn", basis="Public safety act",
    ...                     owner="National group", reason="Attacks abroad", starts=start,
    ...                     ends=start + timedelta(days=7))
    >>> nation = Unit(id="cn", name="National group", kind=UnitKind.NATIONAL)
    >>> forces = Unit(id="cn-forces", name="Liaison", kind=UnitKind.ARMED_FORCES, parent="cn")
    >>> for order in cascade(level, [nation, forces], get_plan("standard"))[-3:]:
    ...     print(order.key, order.acknowledge_by.strftime("%H:%M"))
    d1/cn-forces/contacts-check 05:00
    d1/cn-forces/forces-liaison 02:00
    d1/cn-forces/forces-support 01:30
    """
    tree = units if isinstance(units, Tree) else Tree(units)
    at = declaration.starts if issued is None else issued
    measures = plan.at(declaration.scheme, declaration.rank)
    return tuple(
        _order(declaration, unit, measure, at)
        for unit in tree.branch(declaration.unit)
        for measure in measures
        if unit.kind in measure.kinds
    )


def order_key(declaration: str, unit: str, measure: str) -> str:
    """The key of an order: readable, and different for different triples whatever characters they hold.

    >>> order_key("d1", "cn/gd", "mail-screen")
    'd1/cn%2Fgd/mail-screen'
    """
    return "/".join(quote(part, safe="") for part in (declaration, unit, measure))


def _order(declaration: Declaration, unit: Unit, measure: Measure, issued: datetime) -> Order:
    return Order(
        key=order_key(declaration.id, unit.id, measure.id),
        declaration=declaration.id,
        unit=unit.id,
        measure=measure.id,
        title=measure.title,
        text=measure.text,
        issued=issued,
        acknowledge_by=min(issued + timedelta(minutes=measure.minutes), declaration.ends),
    )
