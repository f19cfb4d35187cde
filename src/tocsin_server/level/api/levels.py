"""Levels over the API: what holds where, what raising one would do, and the acts themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from ninja import Query, Router, Schema, Status
from ninja.pagination import paginate
from pydantic import AwareDatetime, Field

from tocsin.base import Scheme
from tocsin.level import SCHEMES, get_scheme
from tocsin_server import clock
from tocsin_server.level import selectors, services
from tocsin_server.units.middleware import Request

router = Router(tags=["level"])


class LevelOut(Schema):
    """One level of a scheme; rank 1 is the calmest, `step` is how much preparedness it asks for."""

    rank: int
    word: str
    meaning: str
    shape: str
    step: int


class SchemeOut(Schema):
    """Named levels, calmest first."""

    id: str
    title: str
    levels: list[LevelOut]


class DeclarationOut(Schema):
    """A level put in force over a unit and all below it, until `ends`, or `ended` where that came first.

    `state` is declared, proposed (it waits for a second person) or refused. Empty `threats` and `venues` mean
    that it is about all kinds. `replaces_id` is the level it took the place of.
    """

    id: UUID
    key: str
    unit_id: str
    state: str
    exercise: bool
    scheme: str
    rank: int
    word: str
    step: int
    threats: list[str]
    venues: list[str]
    basis: str
    owner: str
    reason: str
    plan: str
    plan_id: int
    starts: datetime
    ends: datetime
    ended: datetime | None
    replaces_id: UUID | None
    proposed: datetime
    proposed_by: str
    decided_by: str

    @staticmethod
    def resolve_plan(row: Any) -> str:
        """Name and version."""
        return str(row.plan)


class GroundsOut(Schema):
    """The warnings and incidents that a level rests on, as far as you may see them."""

    warning_ids: list[int]
    incident_ids: list[str]


class DeclarationDetail(DeclarationOut):
    """A declaration with its grounds."""

    grounds: GroundsOut

    @staticmethod
    def resolve_grounds(row: Any, context: Any) -> selectors.Grounds:
        """What the one who asks may see of them."""
        return selectors.grounds(row, context["request"].viewer)


class DeclarationFilter(Schema):
    """Empty means any; `in_force` means now."""

    unit: str = ""
    in_force: bool | None = None
    exercise: bool | None = None


class StandingOut(Schema):
    """The level that holds for a unit; without a declaration it is the calmest. `now` is the site's clock."""

    now: datetime
    level: LevelOut
    declaration: DeclarationOut | None


class Trial(Schema):
    """What would be raised, over which unit, and for which kinds of threat and venue; none means all."""

    scheme: str = selectors.SCHEME.id
    rank: int
    unit_id: str
    threats: list[str] = []
    venues: list[str] = []
    exercise: bool = False


class PreviewOut(Schema):
    """What it would set in motion: units and orders, units by kind, orders by measure."""

    units: int
    orders: int
    by_kind: dict[str, int]
    by_measure: dict[str, int]


class RaiseIn(Trial):
    """A decision. `key` makes sending it twice the same as once; choose one for each decision.

    `propose` asks for a second person even where the site does not.
    """

    key: str = Field(min_length=1, max_length=200)
    basis: str
    owner: str = Field(max_length=200)
    reason: str
    ends: AwareDatetime
    propose: bool = False
    warning_ids: list[int] = []
    incident_ids: list[str] = []


class ReasonIn(Schema):
    """Why."""

    reason: str


class ExtendIn(ReasonIn):
    """The new end, later or sooner, and why."""

    ends: AwareDatetime


@router.get("/schemes", response=list[SchemeOut])
def schemes(request: Request) -> list[Scheme]:
    """The schemes there are; the site's own comes first, and it is the one that levels are raised by."""
    return [selectors.SCHEME, *(get_scheme(name) for name in SCHEMES if name != selectors.SCHEME.id)]


@router.get("/standing/{unit_id}", response=StandingOut)
def standing(request: Request, unit_id: str) -> Any:
    """The level that holds for a unit; the declaration only where you may see it."""
    held = selectors.standing(unit_id)
    known = held.declaration and selectors.declarations(request.viewer).filter(pk=held.declaration.pk).first()
    return {"now": clock.now(), "level": held.level, "declaration": known}


@router.post("/preview", response=PreviewOut)
def preview(request: Request, body: Trial) -> Any:
    """Count what raising a level would order; nothing is ordered."""
    return services.preview(**body.dict())


@router.get("/declarations", response=list[DeclarationOut])
@paginate(ordering=("-starts", "id"))
def declarations(request: Request, filters: Query[DeclarationFilter]) -> QuerySet[Any]:
    """The declarations you may see that came into force, latest first."""
    given = filters.dict(exclude_none=True)
    return selectors.declared_by(request.viewer, unit_id=given.pop("unit"), **given)


@router.get("/proposals", response=list[DeclarationOut])
@paginate(ordering=("proposed", "id"))
def proposals(request: Request) -> QuerySet[Any]:
    """What waits for a second person, oldest first."""
    return selectors.proposals(request.viewer)


@router.post("/declarations", response={201: DeclarationOut})
def raise_level(request: Request, body: RaiseIn) -> Any:
    """Put a level in force over a unit and give every order that follows.

    One that stands over the same unit for the same threats and venues is replaced: so this lowers, too.
    Where a second person is needed it is only proposed: look at `state`.
    """
    return Status(201, services.raise_level(request.viewer, **body.dict()))


@router.get("/declarations/{declaration_id}", response=DeclarationDetail)
def declaration(request: Request, declaration_id: UUID) -> Any:
    """One declaration with its grounds."""
    return selectors.declaration(declaration_id, request.viewer)


@router.post("/declarations/{declaration_id}/confirm", response=DeclarationOut)
def confirm(request: Request, declaration_id: UUID) -> Any:
    """Put in force what another proposed. It takes a person: a token is told so and confirms nothing."""
    return services.confirm(declaration_id, request.viewer)


@router.post("/declarations/{declaration_id}/refuse", response=DeclarationOut)
def refuse(request: Request, declaration_id: UUID, body: ReasonIn) -> Any:
    """Decide that what was proposed does not come into force."""
    return services.refuse(declaration_id, request.viewer, body.reason)


@router.post("/declarations/{declaration_id}/extend", response=DeclarationOut)
def extend(request: Request, declaration_id: UUID, body: ExtendIn) -> Any:
    """Let a level in force last longer, or end sooner; its orders stand as they are."""
    return services.extend_level(declaration_id, request.viewer, body.ends, body.reason)


@router.post("/declarations/{declaration_id}/end", response=DeclarationOut)
def end(request: Request, declaration_id: UUID, body: ReasonIn) -> Any:
    """End a level before its time."""
    return services.end_level(declaration_id, request.viewer, body.reason)
