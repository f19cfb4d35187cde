"""Plans over the API: the versions adopted, what changed between them, what units added themselves."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import BeforeValidator, Field

from tocsin.base import ThreatKind, UnitKind, VenueKind
from tocsin.level import Area, Evidence, Measure, changes, load_plan
from tocsin_server.codec import decode, encode
from tocsin_server.level import selectors, services
from tocsin_server.units.middleware import Request

router = Router(tags=["level"])

Words = Annotated[list[str], BeforeValidator(sorted)]
"""A set of words, always told in one order."""


class PlanOut(Schema):
    """One version of a catalogue of measures."""

    id: int
    name: str
    version: str
    title: str
    digest: str
    adopted: datetime
    adopted_by: str


class MeasureOut(Schema):
    """Something units do from a step of preparedness on. `title` and `text` are by language.

    Empty `threats`: against any; empty `venues`: about none in particular. `acknowledge` and `do` are times
    to answer and to do it (ISO 8601); `restricted` ones are not shown to the public.
    """

    id: str
    area: str
    title: dict[str, str]
    text: dict[str, str]
    step: int
    threats: Words
    kinds: Words
    venues: Words
    basis: str
    owner: str
    acknowledge: timedelta
    do: timedelta
    evidence: Words
    restricted: bool
    cost: str


class PlanDetail(PlanOut):
    """A version with its measures, in the order of the catalogue."""

    measures: list[MeasureOut]


class ChangeOut(Schema):
    """One measure that differs: added, removed, or a field of it changed from `before` to `after`."""

    kind: str
    measure: str
    field: str
    before: Any
    after: Any


class PlanIn(Schema):
    """A plan as its TOML file."""

    source: str


class MeasureIn(Schema):
    """A measure that a unit adds for itself and all below it, or for `only` some of these."""

    id: str = Field(pattern="^[a-z0-9-]{1,100}$")
    area: Area
    title: dict[str, str]
    text: dict[str, str]
    step: int = Field(ge=1, le=4)
    kinds: list[UnitKind] = Field(min_length=1)
    threats: list[ThreatKind] = []
    venues: list[VenueKind] = []
    basis: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    acknowledge: timedelta
    do: timedelta
    evidence: list[Evidence] = [Evidence.TEXT]
    restricted: bool = True
    cost: str = ""
    only: list[str] = []


class AddedOut(Schema):
    """A measure of a unit's own, for all below it or for `only` some."""

    unit_id: str
    only: list[str]
    added: datetime
    added_by: str
    measure: MeasureOut

    @staticmethod
    def resolve_measure(row: Any) -> Measure:
        """As the core knows it."""
        return decode(Measure, row.data)


@router.get("/plans", response=list[PlanOut])
@paginate(ordering=("-adopted", "-id"))
def plans(request: Request) -> QuerySet[Any]:
    """The versions adopted, the one in use first."""
    return selectors.plans()


@router.post("/plans", response={201: PlanOut})
def adopt(request: Request, body: PlanIn) -> Any:
    """Raise levels under this plan from now on; levels in force keep theirs."""
    return Status(201, services.adopt_plan(request.viewer, body.source))


@router.post("/plans/changes", response=list[ChangeOut])
def changes_of_draft(request: Request, body: PlanIn) -> Any:
    """What adopting a plan would change against the one in use; nothing is adopted."""
    return _told(changes(selectors.catalogue(services.plan_in_use().pk), load_plan(body.source)))


@router.get("/plans/{plan_id}", response=PlanDetail)
def plan(request: Request, plan_id: int) -> Any:
    """One version with its measures."""
    row = selectors.plan(plan_id)
    shown = PlanOut.from_orm(row).dict()
    return {**shown, "measures": selectors.catalogue(row.pk).measures}


@router.get("/plans/{plan_id}/changes", response=list[ChangeOut])
def changes_since(request: Request, plan_id: int, since: int) -> Any:
    """What changed from the version `since` to this one, measure by measure."""
    old, new = (selectors.catalogue(selectors.plan(id).pk) for id in (since, plan_id))
    return _told(changes(old, new))


@router.get("/measures", response=list[AddedOut])
@paginate(ordering=("id",))
def measures(request: Request, unit: str = "") -> QuerySet[Any]:
    """The measures that units at, above or below yours added for themselves."""
    return selectors.added_measures(request.viewer, unit)


@router.post("/units/{unit_id}/measures", response={201: AddedOut})
def add_measure(request: Request, unit_id: str, body: MeasureIn) -> Any:
    """Add a measure for a unit and those below; orders follow wherever a level in force calls for it."""
    measure = decode(Measure, body.dict(exclude={"only"}))
    return Status(201, services.add_measure(request.viewer, unit_id, measure, body.only))


@router.delete("/measures/{slug}", response={204: None})
def drop_measure(request: Request, slug: str) -> Any:
    """Take back a measure that a unit added; its open orders are withdrawn."""
    services.drop_measure(request.viewer, slug)
    return Status(204, None)


def _told(found: Any) -> Any:
    return [encode(change) for change in found]
