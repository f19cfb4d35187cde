"""Units, their people and their tokens over the API."""

from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import Field

from tocsin.base import UnitKind
from tocsin.errors import NotAllowed
from tocsin_server.units import selectors, services
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed_somewhere, require
from tocsin_server.units.roles import Role

router = Router(tags=["units"])

Words = Annotated[str, Field(min_length=1, max_length=200)]


class UnitOut(Schema):
    """A body in the tree; `path` is the ids from the root down."""

    id: str
    name: str
    name_local: str
    kind: str
    parent_id: str | None
    path: str
    country: str
    latitude: float | None
    longitude: float | None
    population: int


class UnitIn(Schema):
    """A new body under another."""

    id: str
    name: Words
    name_local: str = Field("", max_length=200)
    kind: UnitKind
    parent_id: str
    country: str = Field("", pattern="^([A-Z]{2})?$")
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    population: int = Field(0, ge=0)


class Held(Schema):
    """A role in a unit."""

    unit_id: str
    role: str


class Me(Schema):
    """Whom the token makes you, and what that allows somewhere."""

    label: str
    memberships: list[Held]
    permissions: list[str]


class MembershipOut(Schema):
    """Who holds a role in a unit."""

    username: str = Field(alias="person.username")
    display: str = Field(alias="person.display")
    unit_id: str
    role: str


class PersonIn(Schema):
    """An account for an office, with its first role."""

    username: str
    display: Words
    email: str = ""
    password: str | None = None
    role: Role


class TokenOut(Schema):
    """A unit's key to the API, without its secret."""

    id: int
    unit_id: str
    name: str
    role: str
    created: datetime
    expires: datetime
    revoked: datetime | None


class TokenIn(Schema):
    """A new key."""

    name: Words
    role: Role
    days: int = 90


class NewToken(Schema):
    """A new key and its secret, shown this once."""

    token: TokenOut
    secret: str


@router.get("", response=list[UnitOut])
@paginate(ordering=("path",))
def units(request: Request) -> QuerySet[Any]:
    """All units, by path."""
    return selectors.all_units()


@router.get("/me", response=Me)
def me(request: Request) -> dict[str, Any]:
    """Whom the token makes you."""
    viewer = request.viewer
    may = [permission.name.lower() for permission in Permission if allowed_somewhere(viewer, permission)]
    held = [{"unit_id": held.unit_id, "role": held.role} for held in viewer.memberships]
    return {"label": viewer.label, "memberships": held, "permissions": may}


@router.get("/{unit_id}", response=UnitOut)
def unit(request: Request, unit_id: str) -> Any:
    """One unit."""
    return selectors.unit(unit_id)


@router.post("", response={201: UnitOut})
def add_unit(request: Request, body: UnitIn) -> Any:
    """Add a unit under one that you administer."""
    require(request.viewer, Permission.MANAGE_UNITS, selectors.unit(body.parent_id))
    return Status(201, services.add_unit(request.viewer.actor, **body.dict()))


@router.post("/{unit_id}/move", response=UnitOut)
def move(request: Request, unit_id: str, parent_id: str) -> Any:
    """Put a unit, with all below it, under another; you administer the unit above it now and the new one."""
    viewer, moved = request.viewer, selectors.unit(unit_id)
    if moved.parent is None:
        raise NotAllowed("A root is not moved over the API.")
    for place in (moved.parent, selectors.unit(parent_id)):
        require(viewer, Permission.MANAGE_UNITS, place)
    return services.move_unit(viewer.actor, unit_id, parent_id)


@router.get("/{unit_id}/people", response=list[MembershipOut])
@paginate(ordering=("id",))
def people(request: Request, unit_id: str) -> QuerySet[Any]:
    """Who holds which role in a unit that you administer, and below."""
    top = selectors.unit(unit_id)
    require(request.viewer, Permission.MANAGE_UNITS, top)
    return selectors.memberships(top)


@router.post("/{unit_id}/people", response={201: MembershipOut})
def add_person(request: Request, unit_id: str, body: PersonIn) -> Any:
    """Make an account and give it a role in a unit that you administer."""
    require(request.viewer, Permission.MANAGE_UNITS, selectors.unit(unit_id))
    return Status(201, services.add_member(request.viewer.actor, unit_id=unit_id, **body.dict()))


@router.put("/{unit_id}/people/{username}/{role}", response=MembershipOut)
def grant(request: Request, unit_id: str, username: str, role: Role) -> Any:
    """Give a person a role in a unit that you administer."""
    require(request.viewer, Permission.MANAGE_UNITS, selectors.unit(unit_id))
    return services.grant(request.viewer.actor, username=username, unit_id=unit_id, role=role)


@router.delete("/{unit_id}/people/{username}/{role}", response={204: None})
def revoke(request: Request, unit_id: str, username: str, role: Role) -> Any:
    """Take a role in a unit that you administer away."""
    require(request.viewer, Permission.MANAGE_UNITS, selectors.unit(unit_id))
    services.revoke(request.viewer.actor, username=username, unit_id=unit_id, role=role)
    return Status(204, None)


@router.get("/{unit_id}/tokens", response=list[TokenOut])
@paginate(ordering=("-id",))
def tokens(request: Request, unit_id: str) -> QuerySet[Any]:
    """The tokens of a unit that you administer, and of those below."""
    top = selectors.unit(unit_id)
    require(request.viewer, Permission.MANAGE_UNITS, top)
    return selectors.tokens(top)


@router.post("/{unit_id}/tokens", response={201: NewToken})
def issue_token(request: Request, unit_id: str, body: TokenIn) -> Any:
    """Issue a token for a unit that you administer."""
    require(request.viewer, Permission.MANAGE_UNITS, selectors.unit(unit_id))
    token, secret = services.issue_token(request.viewer.actor, unit_id=unit_id, **body.dict())
    return Status(201, {"token": token, "secret": secret})


@router.delete("/tokens/{token_id}", response={204: None})
def revoke_token(request: Request, token_id: int) -> Any:
    """End a token of a unit that you administer, now."""
    require(request.viewer, Permission.MANAGE_UNITS, selectors.token(token_id).unit)
    services.revoke_token(request.viewer.actor, token_id)
    return Status(204, None)
