"""The board and the report over the API: how far a branch is, from answers only."""

from datetime import datetime
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
    unit: StepOut
    minutes: int
    sentence: str
    whole: RowOut
    rows: list[RowOut]
    path: list[StepOut]
    starts: list[StepOut]


@router.get("/declarations/{declaration_id}/board", response=BoardOut)
def board(request: Request, declaration_id: UUID, unit: str = "") -> Any:
    """How far a branch is; without `unit`, from where your view begins. Drill down by the ids in `rows`."""
    return selectors.board(request.viewer, declaration_id, unit)
