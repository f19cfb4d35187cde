"""What the levels in force call for, reckoned from the rows alone and by none of the code under test."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from tocsin_server.level.models import Declaration, Measure, Order
from tocsin_server.units.models import Unit

SETTLED = {"done", "cannot", "withdrawn"}


def live(now: datetime) -> list[Declaration]:
    """The declarations in force at an instant."""
    return [
        row
        for row in Declaration.objects.filter(state="declared")
        if row.starts <= now < min(row.ends, row.ended or row.ends)
    ]


def called_for(row: Declaration) -> set[tuple[str, str]]:
    """Every unit and measure that a declaration calls for."""
    top = Unit.objects.get(pk=row.unit_id)
    plan = {m.slug: m.data for m in Measure.objects.filter(plan=row.plan_id)}
    added = [m for m in Measure.objects.filter(plan=None, dropped=None) if m.slug not in plan]
    found = set()
    for unit in Unit.objects.filter(path__startswith=top.path):
        found |= {(unit.pk, slug) for slug, data in plan.items() if _asks(data, unit, row)}
        found |= {
            (unit.pk, m.slug)
            for m in added
            if f"/{m.unit_id}/" in unit.path
            and (not m.only or unit.pk in m.only)
            and _asks(m.data, unit, row)
        }
    return found


def _asks(data: dict[str, Any], unit: Unit, row: Declaration) -> bool:
    if data["step"] > row.step or unit.kind not in data["kinds"]:
        return False
    if row.threats and data["threats"] and not set(row.threats) & set(data["threats"]):
        return False
    if row.venues and not set(row.venues) & set(data["venues"]):
        return False
    if unit.kind != "venue":
        return True
    about = not data["venues"] or unit.venue in data["venues"]
    return about and (not row.venues or unit.venue in row.venues)


def faults(now: datetime) -> list[str]:
    """What is wrong with the orders: lost, doubled, given without cause; empty if all is well."""
    wrong: list[str] = []
    for exercise in (False, True):
        rows = {row.pk: row for row in live(now) if row.exercise is exercise}
        called = {pk: called_for(row) for pk, row in rows.items()}
        orders = Order.objects.filter(declaration__in=rows).exclude(state="withdrawn")
        held: dict[tuple[str, str], list[Order]] = defaultdict(list)
        for order in orders.select_related("measure"):
            held[order.unit_id, order.measure.slug].append(order)
        wanted = set().union(*called.values())
        wrong += [f"{pair} is lost" for pair in sorted(wanted - held.keys())]
        wrong += [f"{pair} is doubled" for pair, found in held.items() if len(found) > 1]
        wrong += [
            f"{pair} is asked by nobody"
            for pair, found in held.items()
            for order in found
            if pair not in called[order.declaration_id]
            and order.state not in SETTLED
            and order.passed_on_by_id is None
        ]
    return wrong


def below_floor(low: Declaration) -> list[Declaration]:
    """The levels of units above, for all that one is about, that stood higher when it was declared."""
    return [
        high
        for high in live(low.starts)
        if high.exercise == low.exercise
        and high.rank > low.rank
        and high.unit_id != low.unit_id
        and low.unit.path.startswith(Unit.objects.get(pk=high.unit_id).path)
        and _within(low.threats, high.threats)
        and _within(low.venues, high.venues)
    ]


def _within(inner: list[str], outer: list[str]) -> bool:
    return not outer or (bool(inner) and set(inner) <= set(outer))


def orders_by_unit(row: Declaration) -> Counter[str]:
    """How many orders each unit has under a declaration that are not withdrawn."""
    return Counter(row.orders.exclude(state="withdrawn").values_list("unit_id", flat=True))
