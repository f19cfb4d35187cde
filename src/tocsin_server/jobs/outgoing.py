"""Messages on their way: each goes out once, whoever dies meanwhile, and what became of it can be seen.

A message waits; whoever sends it claims it first, and settles it afterwards. One that is found claimed by a
worker that is no more may have gone out or not: it is unsure, and a person decides whether it goes again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import F, QuerySet

from tocsin_server import clock
from tocsin_server.jobs.models import Outgoing, OutgoingState
from tocsin_server.smtp import DeliveryFailed

DIED = "the worker died while sending: it may have been sent"

Row = TypeVar("Row", bound=Outgoing)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try; `gone` where the address has ceased to exist, `retry_after` the seconds that
    the other side asks for before the next."""

    state: str
    error: str = ""
    gone: bool = False
    retry_after: float = 0.0


LEFT_BEHIND = Outcome(OutgoingState.UNSURE, DIED)


def claim(rows: QuerySet[Row], **noted: Any) -> int:
    """Take those of `rows` that wait, and note other columns with it; how many the caller may now send.

    Of all who try to take a message, one finds it waiting.
    """
    waiting = rows.filter(state=OutgoingState.WAITING)
    return waiting.update(state=OutgoingState.SENDING, attempts=F("attempts") + 1, **noted)


def claim_each(rows: QuerySet[Row]) -> set[int]:
    """As `claim`, in the caller's transaction: the numbers of those that the caller may now send."""
    waiting = rows.filter(state=OutgoingState.WAITING).select_for_update()
    mine = set(waiting.values_list("pk", flat=True))
    claim(rows.filter(pk__in=mine))
    return mine


def left_behind(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those of `rows` that somebody took and never settled. Asked by whoever has work that was another's
    before, they were left so by a worker that died."""
    return rows.filter(state=OutgoingState.SENDING)


def attempt(hand_over: Callable[[], object]) -> Outcome:
    """Hand a message over; trouble that may pass leaves it waiting."""
    try:
        hand_over()
    except DeliveryFailed as error:
        return Outcome(_state_after(error), str(error), error.gone, error.retry_after or 0.0)
    return Outcome(OutgoingState.SENT)


def settle(rows: QuerySet[Row], outcome: Outcome, **noted: Any) -> int:
    """Write down what became of `rows`, and other columns with it; how many were still to be settled.

    One that was taken for lost meanwhile is settled too: whoever handed it over knows better.
    """
    sent: datetime | None = clock.now() if outcome.state == OutgoingState.SENT else None
    open_ones = rows.exclude(state__in=(OutgoingState.SENT, OutgoingState.FAILED))
    return open_ones.update(state=outcome.state, error=outcome.error, sent=sent, **noted)


def _state_after(error: DeliveryFailed) -> OutgoingState:
    if error.unsure:
        return OutgoingState.UNSURE
    return OutgoingState.FAILED if error.permanent else OutgoingState.WAITING
