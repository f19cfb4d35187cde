"""Levels and orders over the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from ninja import Query, Router, Schema, Status
from ninja.pagination import paginate
from pydantic import AwareDatetime, Field

from tocsin.base import Scheme
from tocsin.level import SCHEMES, get_scheme
from tocsin_server.level import selectors, services
from tocsin_server.units.middleware import Request

router = Router(tags=["level"])


class LevelOut(Schema):
    """One step of a scheme; rank 1 is the calmest."""

    rank: int
    word: str
    meaning: str
    shape: str


class SchemeOut(Schema):
    """Named levels, calmest first."""

    id: str
    title: str
    levels: list[LevelOut]


class DeclarationOut(Schema):
    """A level put in force over a unit and all below it, until `ends`, or `ended` where that came first."""

    id: UUID
    key: str
    unit_id: str
    scheme: str
    rank: int
    word: str
    basis: str
    owner: str
    reason: str
    plan: str
    state: str
    exercise: bool
    starts: datetime
    ends: datetime
    ended: datetime | None


class StandingOut(Schema):
    """The level that holds for a unit now; without a declaration it is the calmest."""

    level: LevelOut
    declaration: DeclarationOut | None


class Trial(Schema):
    """What would be raised, and over which unit."""

    scheme: str = selectors.SCHEME.id
    rank: int
    unit_id: str


class PreviewOut(Schema):
    """What it would set in motion."""

    units: int
    orders: int
    by_kind: dict[str, int]


class RaiseIn(Trial):
    """A decision. `key` makes sending it twice the same as once; choose one for each decision."""

    key: str = Field(min_length=1, max_length=200)
    basis: str
    owner: str = Field(max_length=200)
    reason: str
    ends: AwareDatetime
    warning_ids: list[int] = []
    incident_ids: list[str] = []


class EndIn(Schema):
    """Why it ends early."""

    reason: str


class OrderOut(Schema):
    """One measure asked of one unit."""

    id: int
    declaration_id: UUID
    unit_id: str
    issued: datetime
    acknowledge_by: datetime
    do_by: datetime
    state: str
    answered: datetime | None


class AcknowledgeIn(Schema):
    """Which orders, or all that are open; and a note."""

    orders: list[int] | None = None
    note: str = ""


class Acknowledged(Schema):
    """The orders whose answer is new."""

    orders: list[int]


class OrderFilter(Schema):
    """Empty means any."""

    declaration: UUID | None = None
    unit: str = ""
    outstanding: bool = False


class ProgressOut(Schema):
    """Of one unit's orders: how many there are, are acknowledged, and are late with no answer."""

    unit_id: str
    total: int
    acknowledged: int
    late: int


@router.get("/schemes", response=list[SchemeOut])
def schemes(request: Request) -> list[Scheme]:
    """The schemes there are."""
    return [get_scheme(name) for name in SCHEMES]


@router.get("/standing/{unit_id}", response=StandingOut)
def standing(request: Request, unit_id: str) -> Any:
    """The level that holds for a unit; the declaration only where you may see it."""
    held = selectors.standing(unit_id)
    known = held.declaration and selectors.declarations(request.viewer).filter(pk=held.declaration.pk).first()
    return {"level": held.level, "declaration": known}


@router.post("/preview", response=PreviewOut)
def preview(request: Request, body: Trial) -> Any:
    """Count what raising a level would order; nothing is ordered."""
    return services.preview(**body.dict())


@router.get("/declarations", response=list[DeclarationOut])
@paginate(ordering=("-starts", "id"))
def declarations(request: Request) -> QuerySet[Any]:
    """The declarations you may see, latest first."""
    return selectors.declarations(request.viewer)


@router.post("/declarations", response={201: DeclarationOut})
def raise_level(request: Request, body: RaiseIn) -> Any:
    """Put a level in force over a unit and give every order that follows."""
    return Status(201, services.raise_level(request.viewer, **body.dict()))


@router.get("/declarations/{declaration_id}", response=DeclarationOut)
def declaration(request: Request, declaration_id: UUID) -> Any:
    """One declaration."""
    return selectors.declaration(declaration_id, request.viewer)


@router.get("/declarations/{declaration_id}/progress", response=list[ProgressOut])
def progress(request: Request, declaration_id: UUID) -> Any:
    """How far each unit is that you may see."""
    return selectors.progress(declaration_id, request.viewer)


@router.post("/declarations/{declaration_id}/end", response=DeclarationOut)
def end(request: Request, declaration_id: UUID, body: EndIn) -> Any:
    """End a level before its time."""
    return services.end_level(declaration_id, request.viewer, body.reason)


@router.get("/orders", response=list[OrderOut])
@paginate(ordering=("acknowledge_by", "id"))
def orders(request: Request, filters: Query[OrderFilter]) -> QuerySet[Any]:
    """The orders to your units and those below, the most pressing first."""
    return selectors.orders(
        request.viewer,
        declaration_id=filters.declaration,
        unit_id=filters.unit,
        outstanding=filters.outstanding,
    )


@router.post("/units/{unit_id}/acknowledge", response=Acknowledged)
def acknowledge(request: Request, unit_id: str, body: AcknowledgeIn) -> dict[str, Any]:
    """Say for your unit that it knows its orders."""
    return {"orders": services.acknowledge(request.viewer, unit_id, body.orders, body.note)}
