"""Incidents, rulings and official actions, over the API."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Query, Router, Schema, Status
from ninja.pagination import paginate
from pydantic import AwareDatetime, Field

from tocsin.errors import BadInput
from tocsin_server.extract import grades, selectors, services
from tocsin_server.units.middleware import Request

router = Router(tags=["extract"])


class IncidentOut(Schema):
    """An incident; each toll as low, best and high, `sources` the independent ones, `credibility` from 1,
    confirmed by other sources, to 5, improbable; 6 where it cannot be judged."""

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
    credibility: int
    created: datetime
    updated: datetime
    retired: bool
    successor_id: str | None


class TellingOut(Schema):
    """One report's telling of an incident: what may be split off or merged. `grade` is its source's letter
    and the figure of what the source tells, as "B2"; empty until it is graded."""

    id: str
    report_id: str
    outlet: str
    title: str
    published: datetime | None
    source_id: int | None
    grade: str
    grade_why: str


class OverrulingOut(Schema):
    """A grade that a person gave in place of the one worked out."""

    id: int
    grade: str
    reason: str
    by: str
    at: datetime
    until: datetime


class WholeIncident(IncidentOut):
    """The same with what it rests on: `data` is the whole record with weapons, targets, claims, evidence;
    `credibility_learned` stands again once the `overruling` ends."""

    data: dict[str, Any]
    tellings: list[TellingOut]
    credibility_learned: int
    credibility_why: str
    overruling: OverrulingOut | None


class SourceOut(Schema):
    """How reliable a source has proved, by what `unit_id` holds under one label: `letter` stands, `learned`
    was worked out: `agreed` of `judged` tellings agreed, their true share is from `low` to `high`."""

    id: int
    unit_id: str
    tlp: str
    outlet: str
    letter: str
    learned: str
    why: str
    agreed: int
    judged: int
    low: float
    high: float
    at: datetime


class StatementOut(Schema):
    """What a source told of an incident: whether it `agreed` with what the others settle (null where they
    settle nothing), fact by fact in `findings`; `credibility` of the telling and why."""

    incident_id: str
    at: datetime
    agreed: bool | None
    findings: list[dict[str, Any]]
    credibility: int
    why: str


class WholeSource(SourceOut):
    """The same with the grade that a person gave, if one is in force."""

    overruling: OverrulingOut | None


class OverruleIn(Schema):
    """A grade (A to F for a source, 1 to 6 for an incident), why, and until when it stands."""

    grade: str
    reason: str
    until: AwareDatetime


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
    """What of the picture; empty means any. `killed` is the least number of dead, `text` words of reports,
    `source` the least letter of a source that tells of it, `credibility` the least of its own."""

    kind: str = ""
    country: str = ""
    first: date | None = None
    last: date | None = None
    killed: int | None = None
    source: str = Field("", pattern="^[A-E]?$")
    credibility: int | None = Field(None, ge=1, le=5)
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
            source_id=each.statement.source_id if each.statement else None,
            grade=each.statement.grade if each.statement else "",
            grade_why=each.statement.why if each.statement else "",
        )
        for each in selectors.tellings(request.viewer, row)
    ]
    columns = IncidentOut.from_orm(row).dict()
    return WholeIncident(
        **columns,
        data=row.data,
        tellings=tellings,
        credibility_learned=row.learned,
        credibility_why=row.credibility_why,
        overruling=_in_force(row),
    )


def _in_force(row: Any) -> OverrulingOut | None:
    word = grades.in_force(row)
    return OverrulingOut.from_orm(word) if word else None


@router.post("/incidents/{incident_id}/overrule", response=IncidentOut)
def overrule_incident(request: Request, incident_id: str, body: OverruleIn) -> Any:
    """Grade an incident by hand until a moment."""
    return services.overrule_incident(incident_id, body.grade, body.reason, body.until, request.viewer)


@router.get("/sources", response=list[SourceOut])
@paginate(ordering=("id",))
def sources(request: Request) -> QuerySet[Any]:
    """The sources whose grades you may see."""
    return grades.sources(request.viewer)


@router.get("/sources/{source_id}", response=WholeSource)
def source(request: Request, source_id: int) -> Any:
    """One source."""
    row = grades.source(request.viewer, source_id)
    return WholeSource(**SourceOut.from_orm(row).dict(), overruling=_in_force(row))


@router.get("/sources/{source_id}/statements", response=list[StatementOut])
@paginate(ordering=("-at", "id"))
def statements(request: Request, source_id: int) -> QuerySet[Any]:
    """What a source told of each incident, and how that held up; the latest first."""
    return grades.statements(grades.source(request.viewer, source_id))


@router.post("/sources/{source_id}/overrule", response=SourceOut)
def overrule_source(request: Request, source_id: int, body: OverruleIn) -> Any:
    """Grade a source by hand until a moment."""
    return services.overrule_source(source_id, body.grade, body.reason, body.until, request.viewer)


@router.delete("/overrulings/{overruling_id}", response={204: None})
def withdraw_overruling(request: Request, overruling_id: int) -> Any:
    """Go back to the grade that is worked out."""
    services.withdraw_overruling(overruling_id, request.viewer)
    return Status(204, None)


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
