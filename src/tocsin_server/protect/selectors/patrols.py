"""What may be asked of teams, plans of patrols and who goes where."""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet

from tocsin.errors import BadInput, Conflict
from tocsin.protect.draws import Seed
from tocsin.protect.games import Coverage
from tocsin.protect.patrols import Gathering, Patrols, Shift, document
from tocsin.protect.venues import Presence
from tocsin.protect.venues import Venue as CoreVenue
from tocsin_server import clock
from tocsin_server.level import selectors as level
from tocsin_server.protect.arrays import unpacked
from tocsin_server.protect.floors import STANDARD, Rule, asked_for
from tocsin_server.protect.models import (
    Assignment,
    Event,
    Floor,
    PatrolPlan,
    PlanShift,
    PlanState,
    Team,
    Venue,
)
from tocsin_server.units import selectors as units
from tocsin_server.units.models import Unit
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

NOBODY = Presence((0,) * 168)
"""A plan keeps how many people there are by shift, not by hour of the week."""

NOT_KEPT = np.empty(0, np.intp)
"""Which venues were most wanted follows from people and shares."""

GRACE = timedelta(minutes=15)
"""So long after its end a shift is held to be under way: phones without a network send later."""

ARRAYS = ("venues", "floors", "ceilings")
"""What no list of plans needs."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What the level over a unit asks of its patrols: the least share of shifts by kind of venue."""

    step: int
    word: str
    declaration: Any
    floors: dict[str, float]


def demand(unit_id: str) -> Demand:
    """What the levels in force over a unit ask of its patrols, by the unit's own table or the standard one: a
    level that is limited to some kinds of venue raises the floors of these alone."""
    table, rest = rules(unit_id), level.SCHEME.level(1)
    over = set(units.unit(unit_id).path.strip("/").split("/"))
    rows = [row for row in level.in_force_rows() if row.unit_id in over]
    floors = asked_for(table, rest.step)
    for row in rows:
        for kind, share in asked_for(table, row.step, row.venues).items():
            floors[kind] = max(share, floors.get(kind, 0.0))
    highest = max(rows, key=lambda row: (row.step, row.starts), default=None)
    if highest is None:
        return Demand(rest.step, rest.word, None, floors)
    return Demand(highest.step, highest.word, highest, floors)


def rules(unit_id: str) -> tuple[Rule, ...]:
    """The unit's own table of floors; the standard one where it has none."""
    rows = Floor.objects.filter(unit=unit_id).order_by("step", "kind").values_list("step", "kind", "share")
    return tuple(Rule(*row) for row in rows) or STANDARD


def has_own_rules(unit_id: str) -> bool:
    """Whether a unit has a table of floors of its own."""
    return Floor.objects.filter(unit=unit_id).exists()


def teams(unit_id: str) -> QuerySet[Team]:
    """The teams of a unit that are planned for, by name."""
    return Team.objects.filter(unit=unit_id, stood_down=None).order_by("name")


def team(team_id: int) -> Team:
    """A team by its number; `BadInput` where there is none."""
    if row := Team.objects.select_related("unit").filter(pk=team_id).first():
        return row
    raise BadInput("there is no such team", where=f"team {team_id}", reason="unknown_team")


def gatherings(unit_id: str) -> list[Gathering]:
    """What is to come at the venues of a unit and those below it, for which many people come."""
    there = Event.objects.filter(venue__unit__path__startswith=units.unit(unit_id).path, called_off=None)
    rows = there.filter(ends__gt=clock.now()).order_by("starts")
    return [Gathering(*row) for row in rows.values_list("venue__slug", "starts", "ends", "expected")]


def plans(viewer: Viewer) -> QuerySet[PatrolPlan]:
    """The plans a viewer may see, the newest first, without their arrays and never with their seed."""
    rows = PatrolPlan.objects.select_related("unit", "declaration").defer("seed", *ARRAYS)
    return visible(rows, viewer).order_by("-asked", "pk")


def plan(plan_id: Any, viewer: Viewer) -> PatrolPlan:
    """One plan; `BadInput` if there is none that the viewer may see."""
    rows = visible(PatrolPlan.objects.select_related("unit", "declaration", "replaces"), viewer)
    with suppress(ValidationError):
        if row := rows.filter(pk=plan_id).first():
            return row
    raise BadInput("there is no such plan of patrols", where=f"plan {plan_id}", reason="unknown_plan")


def plans_in_force(now: datetime) -> QuerySet[PatrolPlan]:
    """Of each unit the plan that its last shifts to come belong to."""
    rows = PatrolPlan.objects.filter(state=PlanState.MADE, ends__gt=now, replaced_by=None)
    return rows.select_related("unit").defer(*ARRAYS).order_by("unit", "made")


def untold(now: datetime) -> list[tuple[str, int]]:
    """Unit and number of each shift that is over and was not reported to the orders it answers."""
    rows = PlanShift.objects.filter(told=False, dropped=False, end__lte=now - GRACE)
    return list(rows.order_by("end").values_list("plan__unit", "pk")[:100])


def is_waited_for(unit_id: str) -> bool:
    """Whether a plan of a unit is being made."""
    return PatrolPlan.objects.filter(unit=unit_id, state=PlanState.WAITING).exists()


def plans_of(unit_id: str, after: datetime) -> QuerySet[PatrolPlan]:
    """A unit's plans with shifts that end after an instant, the newest first."""
    return PatrolPlan.objects.filter(unit=unit_id, state=PlanState.MADE, ends__gt=after).order_by("-made")


def newest(unit_id: str, viewer: Viewer) -> PatrolPlan | None:
    """The plan that a unit's patrols go by, or the last that was asked for."""
    rows = plans(viewer).filter(unit=unit_id)
    return rows.filter(state=PlanState.MADE).first() or rows.first()


def others(plan: PatrolPlan, viewer: Viewer) -> QuerySet[PatrolPlan]:
    """The last plans of the same unit that were made, to compare one with."""
    rows = plans(viewer).filter(unit=plan.unit_id, state=PlanState.MADE)
    return rows.exclude(pk=plan.pk)[:10]


def shifts_of(plan: PatrolPlan) -> list[PlanShift]:
    """A plan's shifts in order, each with how many visits it has and how many of them were made."""
    visits = Count("assignments", distinct=True)
    done = Count("assignments", filter=Q(assignments__checks__isnull=False), distinct=True)
    rows = PlanShift.objects.filter(plan=plan).defer("people", "shares")
    return list(rows.annotate(visits=visits, done=done).order_by("number"))


def shift_of(plan: PatrolPlan, number: int) -> PlanShift:
    """One shift of a plan; `BadInput` where it has none of that number."""
    if row := PlanShift.objects.filter(plan=plan, number=number).defer("people", "shares").first():
        return row
    raise BadInput("there is no such shift", where=f"shift {number}", reason="unknown_shift")


def coming(plan: PatrolPlan, now: datetime) -> list[PlanShift]:
    """The shifts of a plan that are not over and go by it."""
    rows = PlanShift.objects.filter(plan=plan, dropped=False, end__gt=now)
    return list(rows.defer("people", "shares").order_by("number"))


def rounds(shift: PlanShift) -> list[tuple[Team, list[Assignment]]]:
    """Of each team on duty its visits in the order of its way, with the checks made."""
    found: dict[int, tuple[Team, list[Assignment]]] = {}
    for visit in assignments(shift).prefetch_related("checks"):
        found.setdefault(visit.team_id, (visit.team, []))[1].append(visit)
    return list(found.values())


def units_with_teams(viewer: Viewer) -> list[Unit]:
    """The units for which a viewer may plan, and that have teams or venues of their own."""
    own = units.units_where(viewer, Permission.PLAN_PATROLS)
    with_teams = Team.objects.filter(stood_down=None).values("unit")
    with_venues = Venue.objects.filter(closed=None).values("unit")
    return list(own.filter(Q(pk__in=with_teams) | Q(pk__in=with_venues)).order_by("path"))


def assignments(shift: PlanShift) -> QuerySet[Assignment]:
    """Who goes where in a shift, team by team, in the order of the way."""
    rows = Assignment.objects.filter(shift=shift).select_related("team", "venue")
    return rows.order_by("team__name", "order")


def patrols_of(plan: PatrolPlan) -> Patrols:
    """A plan that was made, as the core knows it."""
    if plan.state != PlanState.MADE:
        raise Conflict("This plan has not been made.")
    zone = ZoneInfo(plan.zone)
    rows = list(PlanShift.objects.filter(plan=plan).order_by("number"))
    floors, ceilings = unpacked(plan.floors), unpacked(plan.ceilings)
    people = [unpacked(row.people) for row in rows]
    return Patrols(
        venues=tuple(_core_venues(plan.venues, floors, ceilings, plan.zone)),
        shifts=tuple(Shift(row.start.astimezone(zone), row.end.astimezone(zone)) for row in rows),
        teams=plan.teams,
        visits=plan.visits,
        people=np.column_stack(people),
        floors=floors,
        ceilings=ceilings,
        coverages=tuple(map(_coverage, rows)),
        commitment=plan.commitment,
    )


def seed_of(plan: PatrolPlan) -> Seed | None:
    """The seed of a plan whose time is over; None before, for nobody is to know what is to be drawn."""
    is_over = plan.ends is not None and plan.ends <= clock.now()
    return Seed.parse(plan.seed) if plan.state == PlanState.MADE and is_over else None


def paper(plan: PatrolPlan) -> bytes:
    """A plan as the JSON that `tocsin plan verify` reads; with what was drawn once its time is over."""
    told = document(patrols_of(plan), seed_of(plan))
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _core_venues(
    rows: Iterable[Sequence[Any]], floors: Iterable[float], ceilings: Iterable[float], zone: str
) -> Iterable[CoreVenue]:
    for (_, id, name, kind, latitude, longitude), floor, ceiling in zip(rows, floors, ceilings, strict=True):
        yield CoreVenue(
            id=id, name=name, kind=kind, latitude=latitude, longitude=longitude, zone=zone, capacity=0,
            present=NOBODY, floor=floor, ceiling=ceiling,
        )  # fmt: skip


def _coverage(row: PlanShift) -> Coverage:
    shares = unpacked(row.shares)
    return Coverage(shares, row.level, float(shares.sum()), row.strong, row.worst, NOT_KEPT)
