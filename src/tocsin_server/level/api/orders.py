"""Orders over the API: which there are, what was answered to them, and what went up."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from ninja import Query, Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from tocsin.level import Measure
from tocsin_server.codec import decode
from tocsin_server.level import selectors, services
from tocsin_server.units.middleware import Request

router = Router(tags=["level"])


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


class EvidenceOut(Schema):
    """A file that was kept: answers name it by `digest`, the SHA-256 of its bytes."""

    id: int
    digest: str
    name: str
    media_type: str
    size: int
    added: datetime


class AnswerOut(Schema):
    """What was said of an order, by whom, and how it came: console, api, csv, sms, telephone, ..."""

    id: int
    kind: str
    at: datetime
    by: str
    via: str
    text: str
    place: str
    time: datetime | None
    to_id: str | None
    file: EvidenceOut | None


class EscalationOut(Schema):
    """An order that went up to the unit `to_id`; `seen` is when a duty officer there took note of it."""

    id: int
    order_id: int
    declaration_id: UUID = Field(alias="order.declaration_id")
    unit_id: str = Field(alias="order.unit_id")
    measure: str = Field(alias="order.measure.slug")
    cause: str
    to_id: str
    at: datetime
    seen: datetime | None
    seen_by: str


class EscalationFilter(Schema):
    """`unseen`: only those of levels in force that nobody took note of."""

    unseen: bool = True
    declaration: UUID | None = None


class NoteIn(Schema):
    """Numbers of what went up."""

    escalations: list[int] = Field(min_length=1, max_length=1000)


class Noted(Schema):
    """How many of them nobody had taken note of before."""

    new: int


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


@router.get("/orders/{order_id}/answers", response=list[AnswerOut])
@paginate(ordering=("id",))
def history(request: Request, order_id: int) -> QuerySet[Any]:
    """All that was said of an order, the first first."""
    return selectors.answers(selectors.order(order_id, request.viewer))


@router.get("/escalations", response=list[EscalationOut])
@paginate(ordering=("-at", "-id"))
def escalations(request: Request, filters: Query[EscalationFilter]) -> QuerySet[Any]:
    """What went up to your units and those below, the latest first."""
    return selectors.escalations(request.viewer, unseen=filters.unseen, declaration_id=filters.declaration)


@router.post("/escalations/note", response=Noted)
def take_note(request: Request, body: NoteIn) -> Any:
    """Say that your unit's duty officer knows what went up."""
    return {"new": services.take_note(request.viewer, body.escalations)}


def _words(row: Any, context: Any) -> tuple[str, str]:
    """Title and text of an order's measure in the language that the request asks for."""
    language = context["request"].GET.get("language", "en")
    return decode(Measure, row.measure.data).in_language(language)
