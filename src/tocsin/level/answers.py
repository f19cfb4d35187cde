"""What units answer to their orders, who is late, and how many have answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tocsin.base import Order
from tocsin.errors import BadInput
from tocsin.level.tree import Tree


class AnswerKind(StrEnum):
    """What a unit says of an order; either way it has answered."""

    ACKNOWLEDGED = "acknowledged"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One unit's word on one order; `text` is the reason, which a unit that cannot must give."""

    order: str
    unit: str
    kind: AnswerKind
    at: datetime
    text: str = ""

    def __post_init__(self) -> None:
        if self.kind is AnswerKind.CANNOT and not self.text.strip():
            raise BadInput(
                "say why it cannot be done; the reason goes up", where=self.order, reason="no_reason"
            )


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of how many orders have been answered.

    >>> print(Progress(3, 12))
    3 of 12
    """

    answered: int
    total: int

    def __str__(self) -> str:
        return f"{self.answered} of {self.total}"


def overdue(orders: Iterable[Order], answers: Iterable[Answer], now: datetime) -> tuple[Order, ...]:
    """The orders without an answer whose deadline is past at `now`, latest deadline last.

    An order is not late at its deadline, only after it. An answer sent before `now` counts, one dated later
    does not yet.

    >>> from datetime import timezone
    >>> at = lambda hour: datetime(2015, 11, 14, hour, tzinfo=timezone.utc)
    >>> order = Order(key="d/u/m", declaration="d", unit="u", measure="m", title="", text="",
    ...               issued=at(1), acknowledge_by=at(2))
    >>> yes = Answer(order="d/u/m", unit="u", kind=AnswerKind.ACKNOWLEDGED, at=at(4))
    >>> [len(overdue([order], [yes], at(hour))) for hour in (2, 3, 4)]
    [0, 1, 0]
    """
    asked = _by_key(orders)
    answered = _answered(asked, (answer for answer in answers if answer.at <= now))
    late = (order for key, order in asked.items() if order.acknowledge_by < now and key not in answered)
    return tuple(sorted(late, key=lambda order: (order.acknowledge_by, order.key)))


def progress(orders: Iterable[Order], answers: Iterable[Answer]) -> Progress:
    """How many of the orders have an answer; `BadInput` for an answer to no such order, or by another unit.

    >>> print(progress([], []))
    0 of 0
    """
    asked = _by_key(orders)
    return Progress(len(_answered(asked, answers)), len(asked))


def progress_below(tree: Tree, orders: Iterable[Order], answers: Iterable[Answer]) -> Mapping[str, Progress]:
    """For every unit of the tree, how many orders of itself and all below it have an answer.

    >>> from tocsin.base import Unit, UnitKind
    >>> progress_below(Tree([Unit(id="cn", name="Nation", kind=UnitKind.NATIONAL)]), [], [])
    {'cn': Progress(answered=0, total=0)}
    """
    asked = _by_key(orders)
    total = Counter(tree.unit(order.unit).id for order in asked.values())
    answered = Counter(asked[key].unit for key in _answered(asked, answers))
    for unit in reversed(tuple(tree)):
        if unit.parent:
            total[unit.parent] += total[unit.id]
            answered[unit.parent] += answered[unit.id]
    return {unit.id: Progress(answered[unit.id], total[unit.id]) for unit in tree}


def _by_key(orders: Iterable[Order]) -> dict[str, Order]:
    return {order.key: order for order in orders}


def _answered(asked: Mapping[str, Order], answers: Iterable[Answer]) -> set[str]:
    """Keys of the orders that have an answer, each given by the unit that was asked."""
    keys = set()
    for answer in answers:
        if answer.order not in asked:
            raise BadInput("there is no such order to answer", where=answer.order, reason="no_order")
        if answer.unit != asked[answer.order].unit:
            text = f"{answer.unit} answers an order to {asked[answer.order].unit}"
            raise BadInput(text, where=answer.order, reason="other_unit")
        keys.add(answer.order)
    return keys
