"""The board and the report over the API: how far a branch is, from answers only."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from tocsin_server.level import selectors
from tocsin_server.units.middleware import Request

router = Router(tags=["level"])


class CountsOut(Schema):
    """Of a set of orders, how many stand where; the last two are past their deadlines."""

    issued: int
    received: int
    acknowledged: int
    in_progress: int
    done: int
    cannot: int
    delegated: int
    unanswered_late: int
    undone_late: int
    total: int
    answered: int


class RowOut(Schema):
    """A unit with its own orders, and with all of those at and below it; `readiness` says why in words."""

    unit_id: str
    name: str
    name_local: str
    kind: str
    venue: str
    latitude: float | None
    longitude: float | None
    own: CountsOut
    tally: CountsOut
    state: str = Field(alias="readiness.state")
    sentence: str = Field(alias="readiness.sentence")
    last_answer: datetime | None
    below: int


class StepOut(Schema):
    """A unit on the way down."""

    id: str
    name: str


class BoardOut(Schema):
    """A branch under a level: the whole of it, and each unit directly below, worst first.

    `path` leads down to the unit; `starts` are the units where your own view of this level begins.
    """

    declaration_id: UUID = Field(alias="declaration.id")
    word: str = Field(alias="declaration.word")
    exercise: bool = Field(alias="declaration.exercise")
    unit: StepOut
    minutes: int
    sentence: str
    whole: RowOut
    rows: list[RowOut]
    path: list[StepOut]
    starts: list[StepOut]


Point = tuple[datetime, int]
"""By the end of a minute, how many."""


class PartOut(Schema):
    """A unit directly below with its whole branch."""

    unit_id: str
    name: str
    orders: int
    answered: int
    done: int
    cannot: int
    late: int
    sentence: str


class PaceOut(Schema):
    """How a measure fared; `to_answer` is the mean time to the first answer."""

    measure: str
    title: str
    orders: int
    answered: int
    done: int
    cannot: int
    to_answer: timedelta | None


class WentUpOut(Schema):
    """What went up for one cause: how many, how many of them were noted, and when the first did."""

    cause: str
    count: int
    noted: int
    first: datetime


class ReasonOut(Schema):
    """Why a unit could not."""

    unit_id: str
    unit: str
    measure: str
    text: str
    at: datetime


class NoticeDeliveryOut(Schema):
    """Of one channel: how many messages stand in which state."""

    channel: str
    state: str
    count: int


class LevelReportOut(Schema):
    """What came of a level. `half` and `all` are when that share had an answer, `reasons` the latest."""

    declaration_id: UUID
    word: str
    over: str
    exercise: bool
    plan: str
    raised: datetime
    until: datetime
    drawn: datetime
    orders: int
    units: int
    answered: int
    done: int
    first_answer: datetime | None
    half: datetime | None
    all: datetime | None
    first_late: datetime | None
    answers: list[Point]
    settled: list[Point]
    parts: list[PartOut]
    paces: list[PaceOut]
    went_up: list[WentUpOut]
    could_not: int
    reasons: list[ReasonOut]
    deliveries: list[NoticeDeliveryOut]


@router.get("/declarations/{declaration_id}/board", response=BoardOut)
def board(request: Request, declaration_id: UUID, unit: str = "") -> Any:
    """How far a branch is; without `unit`, from where your view begins. Drill down by the ids in `rows`."""
    return selectors.board(request.viewer, declaration_id, unit)


@router.get("/declarations/{declaration_id}/report", response=LevelReportOut)
def report(request: Request, declaration_id: UUID) -> Any:
    """All that came of a level in the branches you see: when it was answered and done, and what went up."""
    return selectors.report(request.viewer, declaration_id)
