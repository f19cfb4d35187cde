"""Orders over the API: which there are, what a unit answers to them, and what was answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from ninja import Query, Router, Schema
from ninja.pagination import paginate
from pydantic import AwareDatetime, Field

from tocsin.level import Answer, AnswerKind, Measure
from tocsin_server.codec import decode
from tocsin_server.level import selectors, services
from tocsin_server.units.middleware import Request

router = Router(tags=["level"])

MOST_ANSWERS = 500
"""Answers in one request."""


class OrderOut(Schema):
    """One measure asked of one unit; `title` is in the language that `?language=` asks for, else English."""

    id: int
    declaration_id: UUID
    unit_id: str
    measure: str = Field(alias="measure.slug")
    title: str
    issued: datetime
    acknowledge_by: datetime
    do_by: datetime
    state: str
    answered: datetime | None
    changed: datetime | None
    unanswered_late: bool
    undone_late: bool
    passed_on_by_id: int | None
    exercise: bool = Field(alias="declaration.exercise")

    @staticmethod
    def resolve_title(row: Any, context: Any) -> str:
        """In the reader's language."""
        return _words(row, context)[0]


class OrderDetail(OrderOut):
    """An order with all that its measure says."""

    text: str
    area: str
    basis: str
    owner: str
    evidence: list[str]
    restricted: bool
    cost: str

    @staticmethod
    def resolve_text(row: Any, context: Any) -> str:
        """In the reader's language."""
        return _words(row, context)[1]

    @staticmethod
    def resolve_area(row: Any) -> str:
        """The part of public safety it belongs to."""
        return str(row.measure.data["area"])

    @staticmethod
    def resolve_basis(row: Any) -> str:
        """The law or rule that the measure rests on."""
        return str(row.measure.data["basis"])

    @staticmethod
    def resolve_owner(row: Any) -> str:
        """The office answerable for the measure."""
        return str(row.measure.data["owner"])

    @staticmethod
    def resolve_evidence(row: Any) -> list[str]:
        """What must be sent along to report it as done."""
        return sorted(row.measure.data["evidence"])

    @staticmethod
    def resolve_restricted(row: Any) -> bool:
        """Whether the public is not told of it."""
        return bool(row.measure.data["restricted"])

    @staticmethod
    def resolve_cost(row: Any) -> str:
        """What it takes."""
        return str(row.measure.data["cost"])


class OrderFilter(Schema):
    """Empty means any; `outstanding`: of a level in force, with no answer."""

    declaration: UUID | None = None
    unit: str = ""
    outstanding: bool = False


class Said(Schema):
    """A unit's word: `text` is the note, report or reason; `time` is when it was done.

    `to` is the unit that a delegated order is passed on to, `file` the digest of evidence sent before.
    """

    kind: AnswerKind
    text: str = Field("", max_length=10_000)
    place: str = Field("", max_length=300)
    time: AwareDatetime | None = None
    to: str = ""
    file: str = Field("", max_length=64)

    @property
    def said(self) -> Answer:
        """As the core knows it; it refuses what an answer of the kind lacks."""
        given = self.dict(include={"kind", "text", "place", "time", "to", "file"})
        return Answer(**given)


class AnswerIn(Said):
    """The same word on some orders of a unit."""

    orders: list[int] = Field(min_length=1)


class AcknowledgeIn(Schema):
    """Which orders, or all that are open; and a note."""

    orders: list[int] | None = None
    note: str = ""


class Answered(Schema):
    """The orders to which the answer was new."""

    orders: list[int]


@router.get("/orders", response=list[OrderOut])
@paginate(ordering=("acknowledge_by", "id"))
def orders(request: Request, filters: Query[OrderFilter], language: str = "en") -> QuerySet[Any]:
    """The orders to your units and those below, the most pressing first."""
    return selectors.orders(
        request.viewer,
        declaration_id=filters.declaration,
        unit_id=filters.unit,
        outstanding=filters.outstanding,
    )


@router.get("/orders/{order_id}", response=OrderDetail)
def order(request: Request, order_id: int, language: str = "en") -> Any:
    """One order with all that its measure says."""
    return selectors.order(order_id, request.viewer)


@router.post("/units/{unit_id}/acknowledge", response=Answered)
def acknowledge(request: Request, unit_id: str, body: AcknowledgeIn) -> Any:
    """Say for your unit that it knows its orders."""
    return {"orders": services.acknowledge(request.viewer, unit_id, body.orders, body.note, via="api")}


@router.post("/units/{unit_id}/answers", response=Answered)
def answer(request: Request, unit_id: str, body: AnswerIn) -> Any:
    """Give one answer to some orders of your unit: they are answered together or not at all."""
    return {"orders": services.answer(request.viewer, unit_id, body.orders, body.said, via="api")}


def _words(row: Any, context: Any) -> tuple[str, str]:
    """Title and text of an order's measure in the language that the request asks for."""
    language = context["request"].GET.get("language", "en")
    return decode(Measure, row.measure.data).in_language(language)
