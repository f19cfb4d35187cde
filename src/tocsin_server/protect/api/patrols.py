"""Patrols over the API: teams, what levels ask for, plans, who goes where, checks, gates."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import AwareDatetime, Field

from tocsin.protect.patrols import compare, guarantee
from tocsin_server.protect.floors import Rule
from tocsin_server.protect.selectors import gates as gate_selectors
from tocsin_server.protect.selectors import patrols as selectors
from tocsin_server.protect.selectors.plan_page import shown
from tocsin_server.protect.services import gates as gate_services
from tocsin_server.protect.services import planning, teams, walking
from tocsin_server.units import selectors as units
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, require

router = Router(tags=["protect"])


class TeamOut(Schema):
    """A team by its call sign; who is in it stands nowhere."""

    id: int
    unit_id: str
    name: str
    skills: list[str]
    latitude: float | None
    longitude: float | None


class TeamsIn(Schema):
    """Teams to be added to a unit, and where they set out."""

    unit: str
    names: list[str] = Field(max_length=2000)
    skills: list[str] = []
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)


class FloorIO(Schema):
    """From `step` of preparedness on, venues of a `kind` ("": every kind) get a visit in at least `share` of
    shifts."""

    step: int
    kind: str = ""
    share: float


class PatrolPlanIn(Schema):
    """What is to be planned. A team works at most `most_shifts` in a calendar week, and rests `rest_hours`
    between two. `key` names this one decision: sent twice, it is one plan."""

    unit: str
    first_day: date
    days: int = 7
    starts: list[time] = [time(6), time(14), time(22)]
    zone: str
    teams: int
    visits: int = 1
    most_shifts: int = 5
    rest_hours: float = 11
    reason: str
    key: str = Field("", max_length=200)

    @property
    def wanted(self) -> planning.Wanted:
        """The same as the service takes it."""
        starts = tuple(sorted(self.starts))
        return planning.Wanted(
            self.first_day, self.days, starts, self.zone, self.teams, self.visits,
            self.most_shifts, self.rest_hours,
        )  # fmt: skip


class PatrolPlanOut(Schema):
    """A plan. `commitment` is the SHA-256 of its seed; `problem` says why one could not be made."""

    id: UUID
    unit_id: str
    state: Literal["waiting", "made", "failed"]
    starts: datetime | None
    ends: datetime | None
    teams: int
    visits: int
    most_shifts: int
    rest_hours: float
    step: int
    floors_by_kind: dict[str, float]
    declaration_id: UUID | None
    reason: str
    asked: datetime
    asked_by: str
    commitment: str
    replaces_id: UUID | None
    problem: str


class GuaranteeOut(Schema):
    """What a plan guarantees: the least chance that a team is at a venue where people are, and the most
    people who can be expected to be at one without."""

    text: str
    least: float
    worst: float


class SeenOut(Schema):
    """What a plan guarantees, what floors cost, and what each number of teams would."""

    guarantee: GuaranteeOut
    strong: float
    worst: float
    without_floors: float
    floors_visits: float
    curve: list[dict[str, float]]


class VisitOut(Schema):
    """A visit that was planned, and when it was made."""

    team: str
    venue: str
    order: int
    done: datetime | None
    flags: list[str]


class ComparisonOut(Schema):
    """What one plan does otherwise than another: mean share before and after of each venue."""

    before: GuaranteeOut
    after: GuaranteeOut
    changes: list[tuple[str, float, float]]
    gone: list[str]
    new: list[str]


class CheckIn(Schema):
    """A check of a venue, named by its number or by the `code` of one of its points. `key` is a UUID of the
    phone's own: sent twice, it counts once."""

    key: UUID
    at: AwareDatetime
    sent: AwareDatetime | None = None
    venue_id: int | None = None
    code: str = ""
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    accuracy: float | None = Field(None, ge=0)
    note: str = ""


class TakenOut(Schema):
    """What became of a check: `counts` where a visit was planned there; `flags` say what is odd about it."""

    new: bool
    venue: str
    counts: bool
    flags: list[str]


class GateIn(Schema):
    """A gate to be opened, and which share in percent of those who come is asked to stop."""

    unit: str
    name: str
    percent: Decimal = Field(ge=0, le=100)


class GateOut(Schema):
    """A gate; its `seed` is told once it is closed."""

    id: int
    unit_id: str
    name: str
    percent: Decimal
    commitment: str
    opened: datetime
    closed: datetime | None
    came: int
    stopped: int
    seed: str

    @staticmethod
    def resolve_seed(row: Any) -> str:
        """Nothing while the gate is open."""
        return str(row.seed) if row.closed else ""


class DrawnOut(Schema):
    """Whether whoever comes now is asked to stop, and the counts so far."""

    stops: bool
    came: int
    stopped: int


@router.get("/teams", response=list[TeamOut])
def unit_teams(request: Request, unit: str) -> Any:
    """The teams of a unit that are planned for."""
    require(request.viewer, Permission.PLAN_PATROLS, units.unit(unit))
    return list(selectors.teams(unit))


@router.post("/teams", response={201: list[TeamOut]})
def add_teams(request: Request, given: TeamsIn) -> Any:
    """Add teams."""
    depot = None
    if given.latitude is not None and given.longitude is not None:
        depot = given.latitude, given.longitude
    return Status(
        201, teams.add_teams(request.viewer, given.unit, given.names, skills=given.skills, depot=depot)
    )


@router.post("/teams/{team_id}/stand-down", response={204: None})
def stand_down(request: Request, team_id: int) -> Any:
    """Plan no more for a team."""
    teams.stand_down(request.viewer, team_id)
    return Status(204, None)


@router.get("/floors/{unit}", response=list[FloorIO])
def floors(request: Request, unit: str) -> Any:
    """What each step of preparedness asks of a unit's patrols."""
    require(request.viewer, Permission.PLAN_PATROLS, units.unit(unit))
    return list(selectors.rules(unit))


@router.put("/floors/{unit}", response=list[FloorIO])
def set_floors(request: Request, unit: str, given: list[FloorIO]) -> Any:
    """Say what each step asks for; an empty list brings the standard table back."""
    teams.set_floors(request.viewer, unit, [Rule(one.step, one.kind, one.share) for one in given])
    return list(selectors.rules(unit))


@router.get("/patrols", response=list[PatrolPlanOut])
@paginate(ordering=("-asked", "id"))
def plans(request: Request, unit: str = "") -> QuerySet[Any]:
    """The plans you may see, the newest first."""
    rows = selectors.plans(request.viewer)
    return rows.filter(unit=unit) if unit else rows


@router.post("/patrols", response={202: PatrolPlanOut})
def ask_for_plan(request: Request, given: PatrolPlanIn) -> Any:
    """Have a plan made: a worker makes it within seconds; its seed is committed to at once."""
    row = planning.ask_for_plan(request.viewer, given.unit, given.wanted, given.reason, key=given.key)
    return Status(202, row)


@router.post("/patrols/preview", response=SeenOut)
def preview(request: Request, given: PatrolPlanIn) -> Any:
    """What a plan would guarantee, without making it."""
    require(request.viewer, Permission.PLAN_PATROLS, units.unit(given.unit))
    return _seen(planning.preview(given.unit, given.wanted))


@router.get("/patrols/{uuid:plan_id}", response=PatrolPlanOut)
def plan(request: Request, plan_id: UUID) -> Any:
    """One plan."""
    return selectors.plan(plan_id, request.viewer)


@router.get("/patrols/{uuid:plan_id}/guarantee", response=SeenOut)
def guaranteed(request: Request, plan_id: UUID) -> Any:
    """What a plan guarantees."""
    return _seen(selectors.patrols_of(selectors.plan(plan_id, request.viewer)))


@router.get("/patrols/{uuid:plan_id}/paper")
def paper(request: Request, plan_id: UUID) -> HttpResponse:
    """The plan as the file that `tocsin plan verify` checks."""
    data = selectors.paper(selectors.plan(plan_id, request.viewer))
    return HttpResponse(data, content_type="application/json")


@router.get("/patrols/{uuid:plan_id}/seed", response=dict[str, str])
def seed(request: Request, plan_id: UUID) -> Any:
    """The seed of a plan whose last shift is over; empty before."""
    found = selectors.seed_of(selectors.plan(plan_id, request.viewer))
    return {"seed": found.text if found else ""}


@router.get("/patrols/{uuid:plan_id}/shifts/{int:number}", response=list[VisitOut])
def shift(request: Request, plan_id: UUID, number: int) -> Any:
    """Who goes where in one shift, and what was done of it."""
    found = selectors.shift_of(selectors.plan(plan_id, request.viewer), number)
    return [_visit(visit) for _, visits in selectors.rounds(found) for visit in visits]


@router.get("/patrols/{uuid:plan_id}/compare/{uuid:other_id}", response=ComparisonOut)
def compared(request: Request, plan_id: UUID, other_id: UUID) -> Any:
    """What another plan does otherwise than this one."""
    before, after = (selectors.patrols_of(selectors.plan(one, request.viewer)) for one in (plan_id, other_id))
    return compare(before, after)


@router.post("/teams/{team_id}/checks", response=TakenOut)
def check(request: Request, team_id: int, given: CheckIn) -> Any:
    """Say that a team was at a venue; without a network it may be sent later, and twice."""
    told = given.model_dump() | {"key": str(given.key)}
    return walking.check_in(request.viewer, team_id, walking.Check(**told))


@router.get("/gates", response=list[GateOut])
@paginate(ordering=("-opened", "id"))
def gates(request: Request) -> QuerySet[Any]:
    """The gates you may see, the newest first."""
    return gate_selectors.gates(request.viewer)


@router.post("/gates", response={201: GateOut})
def open_gate(request: Request, given: GateIn) -> Any:
    """Open a gate."""
    return Status(201, gate_services.open_gate(request.viewer, given.unit, given.name, given.percent))


@router.post("/gates/{gate_id}/next", response=DrawnOut)
def next_at_gate(request: Request, gate_id: int, key: str) -> Any:
    """Somebody comes: whether to ask them to stop. The same `key` again is the same tap."""
    return gate_services.next_at_gate(request.viewer, gate_id, key)


@router.post("/gates/{gate_id}/close", response=GateOut)
def close_gate(request: Request, gate_id: int) -> Any:
    """Close a gate; its seed is told."""
    return gate_services.close_gate(request.viewer, gate_id)


def _seen(patrols: Any) -> dict[str, Any]:
    seen = shown(patrols)
    return {
        "guarantee": guarantee(patrols),
        "strong": seen.strong,
        "worst": seen.worst,
        "without_floors": seen.floors.without,
        "floors_visits": seen.floors.visits,
        "curve": [{"teams": step.teams, "worst": step.worst, "gain": step.gain} for step in seen.curve.steps],
    }


def _visit(visit: Any) -> dict[str, Any]:
    checks = list(visit.checks.all())
    return {
        "team": visit.team.name,
        "venue": visit.venue.slug,
        "order": visit.order,
        "done": min((one.at for one in checks), default=None),
        "flags": [flag for one in checks for flag in one.flags],
    }
