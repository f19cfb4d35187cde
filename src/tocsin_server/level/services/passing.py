"""Passing orders on: a unit has one below it do what it was asked, and hears what became of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from tocsin.errors import BadInput, Conflict
from tocsin.level import SETTLED, OrderState
from tocsin_server.level import selectors
from tocsin_server.level.models import NoticeKind, Order
from tocsin_server.level.services import tallies
from tocsin_server.level.services.reaching import announce
from tocsin_server.units import selectors as units
from tocsin_server.units.models import Unit


def pass_on(row: Order, to: str, now: datetime) -> Order:
    """Give the order to a unit below, which has as long to acknowledge as the first had, and to do it until
    then.

    `BadInput` for a unit that does not stand below, `Conflict` for one that has an order for this measure
    itself.
    """
    unit = units.unit(to)
    if unit.pk == row.unit_id or not unit.path.startswith(row.unit.path):
        raise BadInput(f"{unit.name} does not stand below {row.unit.name}", where="to", reason="not_below")
    _refuse_own(row, unit)
    acknowledge_by = min(now + (row.acknowledge_by - row.issued), row.declaration.ends)
    facts = {
        "issued": now, "acknowledge_by": acknowledge_by, "do_by": max(row.do_by, acknowledge_by),
        "state": OrderState.ISSUED.value, "changed": None, "answered": None, "unanswered_late": False,
        "undone_late": False, "passed_on_by": row,
    }  # fmt: skip
    given, _ = Order.objects.update_or_create(
        declaration=row.declaration, unit=unit, measure=row.measure, defaults=facts
    )
    return given


def _refuse_own(row: Order, unit: Unit) -> None:
    """One unit is asked for one measure once: whatever asks it already stands."""
    live = selectors.live().filter(exercise=row.declaration.exercise)
    own = Order.objects.filter(declaration__in=live, unit=unit, measure__slug=row.measure.slug)
    if own.exclude(state=OrderState.WITHDRAWN).exclude(passed_on_by=row).exists():
        raise Conflict(f"{unit.name} has an order of its own for this; it answers for that.")


def passed_on(row: Order) -> list[Order]:
    """The orders of other units that stand for this one and are not settled, locked."""
    others = Order.objects.select_for_update().filter(passed_on_by=row)
    return list(others.exclude(state__in=SETTLED).order_by("pk"))


def first(row: Order) -> Order:
    """The order that was passed on as this one, locked."""
    return Order.objects.select_for_update().get(passed_on=row)


def tell(given: Sequence[Order]) -> None:
    """Count and announce orders that came by being passed on."""
    by_declaration: dict[str, list[Order]] = {}
    for row in given:
        by_declaration.setdefault(str(row.declaration_id), []).append(row)
    for rows in by_declaration.values():
        tallies.recount(rows[0].declaration, [row.unit_id for row in rows])
        announce(rows[0].declaration, NoticeKind.ORDERS, Counter(row.unit_id for row in rows))
