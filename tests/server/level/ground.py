"""A level in force over the cast's nation, as tests of what follows from it need it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.server.conftest import Cast
from tocsin.level import Answer, AnswerKind, Evidence
from tocsin_server import clock
from tocsin_server.level import services
from tocsin_server.level.models import Declaration, Order, Tally

MORNING = datetime(2015, 11, 14, 1, 25, tzinfo=UTC)
END = MORNING + timedelta(days=7)
DECISION: dict[str, Any] = {
    "key": "decision-1",
    "scheme": "generic",
    "rank": 3,
    "unit_id": "nation",
    "basis": "Emergency Response Law, article 45",
    "owner": "Duty officer, nation",
    "reason": "Attacks abroad",
    "ends": END,
}
GOOD = {
    "text": "Guards posted at both gates",
    "place": "North gate",
    "time": MORNING + timedelta(minutes=5),
}


def raised(cast: Cast, **changes: Any) -> Declaration:
    """A level raised by the nation's duty officer."""
    return services.raise_level(cast["nation.duty_officer"], **DECISION | changes)


@contextmanager
def later(**span: float) -> Iterator[None]:
    """Some time after the level was raised."""
    with clock.standing_at(MORNING + timedelta(**span)):
        yield


def orders_of(unit: str) -> list[Order]:
    """A unit's orders, the first first."""
    return list(Order.objects.filter(unit=unit).select_related("measure").order_by("pk"))


def needs(*evidence: str, unit: str = "locality") -> Order:
    """An order of a unit whose measure asks for this evidence, set so for the test."""
    order = orders_of(unit)[0]
    order.measure.data["evidence"] = sorted(Evidence(each).value for each in evidence)
    order.measure.save(update_fields=["data"])
    return order


def said(kind: str, **facts: Any) -> Answer:
    """An answer that lacks nothing a measure may ask for but a file."""
    return Answer(kind=AnswerKind(kind), **(GOOD | facts if kind == "done" else facts))


def state(order: Order) -> str:
    """Where an order stands now."""
    return Order.objects.get(pk=order.pk).state


def miscounted() -> dict[str, Any]:
    """The tallies that are not what their orders come to, counted here one by one; empty if all is well."""
    counted: dict[tuple[Any, str], Counter[str]] = {}
    for order in Order.objects.exclude(state="withdrawn"):
        tally = counted.setdefault((order.declaration_id, order.unit_id), Counter())
        tally[order.state] += 1
        tally["unanswered_late"] += order.unanswered_late
        tally["undone_late"] += order.undone_late
    rows = {(row.declaration_id, row.unit_id): row for row in Tally.objects.all()}
    columns = ("issued", "received", "acknowledged", "in_progress", "done", "cannot", "delegated",
               "unanswered_late", "undone_late")  # fmt: skip
    wrong = {}
    for key in counted.keys() | rows.keys():
        want = {column: counted.get(key, Counter())[column] for column in columns}
        have = {column: getattr(rows[key], column, 0) if key in rows else 0 for column in columns}
        if want != have:
            wrong[str(key)] = (want, have)
    return wrong
