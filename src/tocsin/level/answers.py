"""What units answer to their orders, and what an order's state becomes by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tocsin.errors import BadInput, Conflict
from tocsin.level.plans import Evidence, Measure


class AnswerKind(StrEnum):
    """What a unit says of an order."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANNOT = "cannot"
    DELEGATED = "delegated"


class OrderState(StrEnum):
    """Where an order stands. No unit brings about `WITHDRAWN`: nobody asks for it any more."""

    ISSUED = "issued"
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANNOT = "cannot"
    DELEGATED = "delegated"
    WITHDRAWN = "withdrawn"


UNANSWERED = frozenset({OrderState.ISSUED, OrderState.RECEIVED})
"""Nobody has answered yet: that a machine or a person received it is not yet an answer."""

SETTLED = frozenset({OrderState.DONE, OrderState.CANNOT, OrderState.WITHDRAWN})
"""Nothing more is awaited by the deadline to do it: a reason why not has gone up already."""

_NEWS: dict[OrderState, frozenset[AnswerKind]] = {
    OrderState.ISSUED: frozenset(AnswerKind),
    OrderState.RECEIVED: frozenset(AnswerKind) - {AnswerKind.RECEIVED},
    OrderState.ACKNOWLEDGED: frozenset(AnswerKind) - {AnswerKind.RECEIVED, AnswerKind.ACKNOWLEDGED},
    OrderState.IN_PROGRESS: frozenset(AnswerKind) - {AnswerKind.RECEIVED, AnswerKind.ACKNOWLEDGED},
    OrderState.CANNOT: frozenset(AnswerKind) - {AnswerKind.RECEIVED, AnswerKind.ACKNOWLEDGED},
    OrderState.DELEGATED: frozenset(AnswerKind) - {AnswerKind.RECEIVED, AnswerKind.ACKNOWLEDGED},
    OrderState.DONE: frozenset(),
    OrderState.WITHDRAWN: frozenset(),
}
"""Which answers tell something new in which state: a further report, another reason, another unit do, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A unit's word on an order.

    `text` is the note, the report, or the reason; `file` names a file kept as evidence; `place` is in words
    or as "latitude, longitude"; `time` is when it was done, not when it is said; `to` is the unit an order
    is passed on to. `BadInput` names the field that an answer of this kind needs and lacks.

    >>> Answer(kind=AnswerKind.CANNOT)
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: text: say why it cannot be done; the reason goes up
    """

    kind: AnswerKind
    text: str = ""
    file: str = ""
    place: str = ""
    time: datetime | None = None
    to: str = ""

    def __post_init__(self) -> None:
        if self.kind is AnswerKind.CANNOT and not self.text.strip():
            raise BadInput("say why it cannot be done; the reason goes up", where="text", reason="no_reason")
        if self.kind is AnswerKind.DELEGATED and not self.to:
            raise BadInput("say to which unit it is passed on", where="to", reason="no_unit")
        if self.time and self.time.tzinfo is None:
            raise BadInput("say in which time zone, as in 2015-11-15T12:00+08:00", where="time")


def state_after(state: OrderState, kind: AnswerKind) -> OrderState | None:
    """The state that an answer leads to; None where it tells nothing new, as "acknowledged" said twice.

    `Conflict` where it contradicts what was said for good: a thing done is not undone, and an order withdrawn
    needs no answer.

    >>> state_after(OrderState.ISSUED, AnswerKind.ACKNOWLEDGED).value
    'acknowledged'
    >>> state_after(OrderState.DONE, AnswerKind.ACKNOWLEDGED) is None
    True
    >>> state_after(OrderState.DONE, AnswerKind.CANNOT)
    Traceback (most recent call last):
    ...
    tocsin.errors.Conflict: It was reported as done; that stands.
    """
    if kind in _NEWS[state]:
        return OrderState(kind.value)
    if state is OrderState.WITHDRAWN:
        raise Conflict("The order was withdrawn; it needs no answer.")
    if state is OrderState.DONE and kind in (AnswerKind.IN_PROGRESS, AnswerKind.CANNOT, AnswerKind.DELEGATED):
        raise Conflict("It was reported as done; that stands.")
    return None


def refuse_without_evidence(answer: Answer, measure: Measure) -> None:
    """Pass unless "done" comes without what the measure asks for; then `BadInput` names all that is missing.

    >>> from dataclasses import replace
    >>> from tocsin.level import get_plan
    >>> asked = frozenset({Evidence.TEXT, Evidence.PLACE})
    >>> measure = replace(get_plan("standard").measures[0], evidence=asked)
    >>> refuse_without_evidence(Answer(kind=AnswerKind.ACKNOWLEDGED), measure)
    >>> refuse_without_evidence(Answer(kind=AnswerKind.DONE, place="Gate 1"), measure)
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: text: to report it as done, add its text
    """
    if answer.kind is not AnswerKind.DONE:
        return
    given = {
        Evidence.TEXT: bool(answer.text.strip()),
        Evidence.FILE: bool(answer.file),
        Evidence.PLACE: bool(answer.place.strip()),
        Evidence.TIME: answer.time is not None,
    }
    if missing := [kind.value for kind in Evidence if kind in measure.evidence and not given[kind]]:
        text = f"to report it as done, add its {' and '.join(missing)}"
        raise BadInput(text, where=missing[0], reason="no_evidence")
