"""Incidents, rulings and official actions, over the API."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Query, Router, Schema, Status
from ninja.pagination import paginate
from pydantic import Field

from tocsin.errors import BadInput
from tocsin_server.extract import selectors, services
from tocsin_server.units.middleware import Request

router = Router(tags=["extract"])


class IncidentOut(Schema):
    """An incident; each toll as low, best and high, `sources` the independent ones."""

    id: str
    unit_id: str
    tlp: str
    kind: str
    place_name: str
    division: str
    country: str
    latitude: float | None
    longitude: float | None
    first_day: date | None
    last_day: date | None
    precision: str
    killed_low: int | None
    killed_best: int | None
    killed_high: int | None
    injured_low: int | None
    injured_best: int | None
    injured_high: int | None
    missing_low: int | None
    missing_best: int | None
    missing_high: int | None
    abducted_low: int | None
    abducted_best: int | None
    abducted_high: int | None
    sources: int
    created: datetime
    updated: datetime
    retired: bool
    successor_id: str | None


class TellingOut(Schema):
    """One report's telling of an incident: what may be split off or merged."""

    id: str
    report_id: str
    outlet: str
    title: str
    published: datetime | None


class WholeIncident(IncidentOut):
    """The same with what it rests on: `data` is the whole record with weapons, targets, claims, evidence."""

    data: dict[str, Any]
    tellings: list[TellingOut]


class ActionOut(Schema):
    """An official action that a report tells of."""

    id: int
    report_id: str
    kind: str
    country: str
    place_name: str
    day: date | None
    summary: str
    data: dict[str, Any]


class Filter(Schema):
    """What of the picture; empty means any. `killed` is the least number of dead, `text` words of reports."""

    kind: str = ""
    country: str = ""
    first: date | None = None
    last: date | None = None
    killed: int | None = None
    text: str = ""


class SplitIn(Schema):
    """Which tellings leave their incident, and why."""

    mentions: list[str] = Field(min_length=1)
    reason: str


class MergeIn(Schema):
    """Which incidents become one, and why."""

    incidents: list[str] = Field(min_length=2)
    reason: str


class RuleIn(Schema):
    """Whether two tellings are of one incident, and why."""

    first: str
    second: str
    same: bool
    reason: str


class Changed(Schema):
    """The incidents that an act changed."""

    incidents: list[str]


@router.get("/incidents", response=list[IncidentOut])
@paginate(ordering=("-updated", "id"))
def incidents(request: Request, filters: Query[Filter]) -> QuerySet[Any]:
    """The incidents you may see, last changed first."""
    return selectors.incidents(request.viewer, selectors.Filters(**filters.dict()))


@router.get("/incidents/{incident_id}", response=WholeIncident)
def incident(request: Request, incident_id: str) -> Any:
    """One incident; a retired one says where its reports went."""
    row = selectors.incident(request.viewer, incident_id)
    if row is None:
        raise BadInput(f"there is no incident {incident_id}", where="incident", reason="unknown_incident")
    tellings = [
        TellingOut(
            id=each.id,
            report_id=each.report.pk,
            outlet=each.report.outlet,
            title=each.report.title,
            published=each.report.published,
        )
        for each in selectors.tellings(request.viewer, row)
    ]
    columns = IncidentOut.from_orm(row).dict()
    return WholeIncident(**columns, data=row.data, tellings=tellings)


@router.post("/rulings/split", response=Changed)
def split(request: Request, body: SplitIn) -> dict[str, Any]:
    """Take tellings out of their incident into one of their own."""
    return {"incidents": services.split(body.mentions, request.viewer, body.reason)}


@router.post("/rulings/merge", response=Changed)
def merge(request: Request, body: MergeIn) -> dict[str, Any]:
    """Make one incident of several."""
    return {"incidents": services.merge(body.incidents, request.viewer, body.reason)}


@router.post("/rulings/rule", response=Changed)
def rule(request: Request, body: RuleIn) -> dict[str, Any]:
    """Rule on two tellings."""
    return {"incidents": services.rule(body.first, body.second, body.same, body.reason, request.viewer)}


@router.delete("/rulings/{ruling_id}", response={204: None})
def withdraw(request: Request, ruling_id: int) -> Any:
    """Take back the decision that a ruling is part of."""
    services.withdraw(ruling_id, request.viewer)
    return Status(204, None)


@router.get("/actions", response=list[ActionOut])
@paginate(ordering=("-id",))
def actions(request: Request) -> QuerySet[Any]:
    """Official actions that reports tell of, last read first."""
    return selectors.actions(request.viewer)
