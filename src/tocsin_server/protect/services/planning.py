"""Plans of patrols: asked for by a person or by a level, committed to at once, made by a worker.

The seed is drawn and its fingerprint written to the ledger when the plan is asked for. All that follows is
computed from what stands there, so a worker that died leaves nothing half done, and the next one makes the
same plan.
"""

import secrets
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from tocsin.base import TLP
from tocsin.errors import BadInput, TocsinError
from tocsin.protect.draws import Seed, commitment
from tocsin.protect.patrols import Gathering, Patrols, Shift, drawn, guarantee, plan_patrols, shifts
from tocsin.protect.rosters import Rules
from tocsin.protect.venues import Venue as CoreVenue
from tocsin_server import bulk, clock
from tocsin_server.jobs.services import URGENT, enqueue
from tocsin_server.ledger.services import Actor, act
from tocsin_server.level.models import NoticeKind
from tocsin_server.level.services import notify_patrols
from tocsin_server.level.wording import moment
from tocsin_server.locks import one_at_a_time
from tocsin_server.protect.arrays import packed
from tocsin_server.protect.models import Assignment, PatrolPlan, PlanShift, PlanState, Team
from tocsin_server.protect.selectors import core_venues
from tocsin_server.protect.selectors import patrols as selectors
from tocsin_server.protect.services.rostering import OnDuty, refuse_short, rostered
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

PLANNER = Actor("system:patrols")
KIND = "patrols.plan"
"""The kind of work that makes a plan."""
ANEW = "patrols.anew"
"""The kind that asks for new plans where levels ask for something else than was planned for."""

TOURS = "patrols.tours"
"""The kind that finds the ways of a plan's teams, once it is made."""

MOST_DAYS = 56
MOST_CELLS = 500_000
"""Venues times shifts of one plan: as many as a page can still show and a worker makes in seconds."""

_SHIFT = (
    "plan_id", "number", "start", "end", "on_duty", "unreached", "people", "shares", "level", "strong",
    "worst", "dropped", "told",
)  # fmt: skip
_ASSIGNMENT = ("shift_id", "team_id", "venue_id", "order")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be planned: shifts of `days` from `first_day`, beginning at `starts` by the clocks of
    `zone`; in each `teams` on duty that make `visits` each. A team works at most `most_shifts` in a calendar
    week, and rests `rest_hours` between two."""

    first_day: date
    days: int
    starts: tuple[time, ...]
    zone: str
    teams: int
    visits: int
    most_shifts: int = 5
    rest_hours: float = 11.0

    @property
    def rules(self) -> Rules:
        """What holds for every team."""
        return Rules(self.most_shifts, timedelta(hours=self.rest_hours))


def preview(unit_id: str, wanted: Wanted) -> Patrols:
    """What a plan would guarantee, drawn by nobody; `BadInput` for what could not be planned."""
    venues, gatherings = [venue for _, venue in core_venues(unit_id)], selectors.gatherings(unit_id)
    teams, now = _enough_teams(unit_id, wanted), clock.now()
    refuse_short(teams, upcoming(wanted, now), wanted.teams, wanted.rules)
    floors = selectors.demand(unit_id).floors
    return _planned(wanted, venues, floors, gatherings, Seed(bytes(32)), now)


def ask_for_plan(viewer: Viewer, unit_id: str, wanted: Wanted, reason: str, *, key: str = "") -> PatrolPlan:
    """Commit to a seed and have a worker plan the patrols of a unit's venues; it takes over from the plan in
    force at its first shift.

    `key` names this one decision: asking again with it returns the plan that stands. Errors: `BadInput`
    for what could not be planned, found here and not by the worker; `NotAllowed`.
    """
    require(viewer, Permission.PLAN_PATROLS, units.unit(unit_id))
    if not reason.strip():
        raise BadInput("say what the plan is for", where="reason")
    key = key or uuid.uuid4().hex
    if standing := PatrolPlan.objects.filter(key=key).first():
        return standing
    preview(unit_id, wanted)
    with act(viewer.acting_for(unit_id), "protect.plan_asked") as entry:
        row, new = _ask(unit_id, wanted, key=key, reason=reason, by=viewer.label)
        if not new:
            entry.cancel()
        entry.subject, entry.data = f"plan:{row.pk}", _committed(row)
    return row


def replan(actor: Actor = PLANNER) -> int:
    """Ask for new plans wherever the floors that the levels in force ask for are not those of the plan in
    force; how many."""
    asked = 0
    for plan in selectors.plans_in_force(clock.now()):
        now_asked = selectors.demand(plan.unit_id)
        if now_asked.floors == plan.floors_by_kind or selectors.is_waited_for(plan.unit_id):
            continue
        declaration = now_asked.declaration
        key = f"level:{plan.pk}:{now_asked.step}:{declaration.pk if declaration else 'rest'}"
        with act(replace(actor, unit=plan.unit_id), "protect.plan_asked") as entry:
            wanted = _onward(plan, clock.now())
            reason = f"{now_asked.word}: what the level asks for has changed"
            row, new = _ask(plan.unit_id, wanted, key=key, reason=reason, by=actor.label)
            entry.subject, entry.data = f"plan:{row.pk}", _committed(row)
            if not new:
                entry.cancel()
        asked += new
    return asked


def make_plan(plan_id: str) -> None:
    """Make a plan that was asked for: shares, draws, who goes where. Made or given up already, nothing
    happens.

    What cannot be planned is said on its page and, where a level asked for it, to the unit on its channels;
    the plan in force stands.
    """
    row = PatrolPlan.objects.select_related("unit", "declaration__unit").get(pk=plan_id)
    if row.state != PlanState.WAITING:
        return
    try:
        made = worked_out(row)
    except BadInput as error:
        _give_up(row, error)
        return
    with act(replace(PLANNER, unit=row.unit_id), "protect.plan_made") as entry:
        one_at_a_time(f"protect.plan:{row.unit_id}")
        if not PatrolPlan.objects.filter(pk=row.pk, state=PlanState.WAITING).exists():
            entry.cancel()
            return
        made.write()
        told = guarantee(made.patrols)
        entry.subject = f"plan:{row.pk}"
        entry.data = {
            "commitment": row.commitment, "from": row.starts, "to": row.ends, "venues": len(row.venues),
            "least": told.least, "worst": told.worst, "replaces": row.replaces_id,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Work:
    """A plan worked out, and what it is written from."""

    row: PatrolPlan
    numbers: list[int]
    patrols: Patrols
    on_duty: OnDuty
    stops: list[list[tuple[int, list[int]]]]

    def write(self) -> None:
        """Write it in the caller's transaction, and let it take over."""
        row, patrols = self.row, self.patrols
        row.state, row.made = PlanState.MADE, clock.now()
        row.starts, row.ends = patrols.shifts[0].start, patrols.shifts[-1].end
        row.venues = [
            [pk, one.id, one.name, one.kind, one.latitude, one.longitude]
            for pk, one in zip(self.numbers, patrols.venues, strict=True)
        ]
        row.floors, row.ceilings = packed(patrols.floors), packed(patrols.ceilings)
        row.replaces = _take_over(row, row.starts)
        row.save()
        bulk.insert(PlanShift, _SHIFT, self._shifts())
        numbered = dict(PlanShift.objects.filter(plan=row).values_list("number", "pk"))
        bulk.insert(Assignment, _ASSIGNMENT, self._assignments(numbered))
        enqueue(TOURS, f"{TOURS}:{row.pk}", {"plan": str(row.pk)})
        if row.declaration and row.asked_by == PLANNER.label:
            about = f"{moment(row.starts)} – {moment(row.ends)}"
            notify_patrols(row.declaration, row.unit_id, NoticeKind.PATROLS, about)

    def _shifts(self) -> Iterator[tuple[object, ...]]:
        columns = zip(self.patrols.shifts, self.patrols.coverages, strict=True)
        for at, (shift, coverage) in enumerate(columns):
            yield (
                self.row.pk, at, shift.start, shift.end, self.on_duty[at], {},
                packed(self.patrols.people[:, at]), packed(coverage.shares),
                coverage.level, coverage.strong, coverage.worst, False, False,
            )  # fmt: skip

    def _assignments(self, numbered: dict[int, int]) -> Iterator[tuple[int, ...]]:
        for at, teams in enumerate(self.stops):
            for team, stops in teams:
                for turn, venue in enumerate(stops):
                    yield numbered[at], team, self.numbers[venue], turn


def worked_out(row: PatrolPlan) -> Work:
    """A plan worked out from what stands in its row and in the register; nothing is written."""
    pairs = core_venues(row.unit_id)
    numbers, venues = [pk for pk, _ in pairs], [venue for _, venue in pairs]
    wanted, teams = _wanted(row), _enough_teams(row.unit_id, _wanted(row))
    seed = Seed.parse(row.seed)
    gatherings = selectors.gatherings(row.unit_id)
    patrols = _planned(wanted, venues, row.floors_by_kind, gatherings, seed, row.asked)
    on_duty = rostered(row.unit_id, teams, patrols.shifts, wanted.teams, wanted.rules)
    return Work(row, numbers, patrols, on_duty, _who_goes_where(patrols, drawn(patrols, seed), on_duty))


def _ask(unit_id: str, wanted: Wanted, *, key: str, reason: str, by: str) -> tuple[PatrolPlan, bool]:
    """Write down what is wanted, with its seed and the work of making it, in the caller's transaction."""
    demand, seed = selectors.demand(unit_id), Seed(secrets.token_bytes(32))
    row, new = PatrolPlan.objects.get_or_create(
        key=key,
        defaults={
            "unit_id": unit_id, "tlp": TLP.AMBER_STRICT, "first_day": wanted.first_day, "days": wanted.days,
            "shift_starts": [f"{at:%H:%M}" for at in wanted.starts], "zone": wanted.zone,
            "teams": wanted.teams, "visits": wanted.visits, "step": demand.step,
            "most_shifts": wanted.most_shifts, "rest_hours": wanted.rest_hours,
            "floors_by_kind": demand.floors, "declaration": demand.declaration,
            "reason": reason, "asked": clock.now(), "asked_by": by, "seed": seed.text,
            "commitment": commitment(seed),
        },
    )  # fmt: skip
    if new:
        enqueue(KIND, f"{KIND}:{row.pk}", {"plan": str(row.pk)}, priority=URGENT)
    return row, new


def _committed(row: PatrolPlan) -> dict[str, Any]:
    return {
        "commitment": row.commitment, "first": row.first_day, "days": row.days, "shifts": row.shift_starts,
        "teams": row.teams, "visits": row.visits, "step": row.step, "reason": row.reason,
    }  # fmt: skip


def _give_up(row: PatrolPlan, error: TocsinError) -> None:
    """Say which number is short; the plan in force stands."""
    with act(replace(PLANNER, unit=row.unit_id), "protect.plan_failed") as entry:
        waiting = PatrolPlan.objects.filter(pk=row.pk, state=PlanState.WAITING)
        if not waiting.update(state=PlanState.FAILED, problem=str(error), made=clock.now()):
            entry.cancel()
            return
        entry.subject, entry.data = f"plan:{row.pk}", {"problem": str(error)}
        if row.declaration and row.asked_by == PLANNER.label:
            notify_patrols(row.declaration, row.unit_id, NoticeKind.UNPLANNED, str(error))


def _take_over(row: PatrolPlan, starts: datetime) -> PatrolPlan | None:
    """Drop the shifts of earlier plans that this one replaces: those that begin with its first, or later."""
    found = list(selectors.plans_of(row.unit_id, starts).exclude(pk=row.pk))
    for plan in found:
        PlanShift.objects.filter(plan=plan, start__gte=starts).update(dropped=True)
        last = PlanShift.objects.filter(plan=plan, dropped=False).order_by("-end").first()
        plan.ends = last.end if last else starts
        plan.save(update_fields=["ends"])
    return found[0] if found else None


def _wanted(row: PatrolPlan) -> Wanted:
    starts = tuple(time.fromisoformat(each) for each in row.shift_starts)
    return Wanted(
        row.first_day, row.days, starts, row.zone, row.teams, row.visits, row.most_shifts, row.rest_hours
    )


def _onward(plan: PatrolPlan, now: datetime) -> Wanted:
    """The same again from today, as long as before."""
    return replace(_wanted(plan), first_day=now.astimezone(ZoneInfo(plan.zone)).date())


def _planned(
    wanted: Wanted,
    venues: Sequence[CoreVenue],
    floors: dict[str, float],
    gatherings: Sequence[Gathering],
    seed: Seed,
    now: datetime,
) -> Patrols:
    asked = np.array([floors.get(venue.kind, 0.0) for venue in venues])
    coming = upcoming(wanted, now)
    if len(venues) * len(coming) > MOST_CELLS:
        text = f"{len(venues):,} venues in {len(coming)} shifts are more than {MOST_CELLS:,}; plan fewer days"
        raise BadInput(text, where="days", reason="too_many")
    return plan_patrols(
        venues, coming, wanted.teams, visits=wanted.visits, floors=asked, gatherings=gatherings, seed=seed
    )


def upcoming(wanted: Wanted, now: datetime) -> tuple[Shift, ...]:
    """The shifts that are planned: as many as asked for, from the first that has not begun yet."""
    if not 1 <= wanted.days <= MOST_DAYS:
        raise BadInput(f"plan 1 to {MOST_DAYS} days, not {wanted.days}", where="days", reason="days")
    first = max(wanted.first_day, now.astimezone(ZoneInfo(wanted.zone)).date())
    coming = [one for one in shifts(first, wanted.days + 1, wanted.starts, wanted.zone) if one.start > now]
    return tuple(coming[: wanted.days * len(wanted.starts)])


def _enough_teams(unit_id: str, wanted: Wanted) -> list[Team]:
    """The teams of a unit; `BadInput` for fewer than are to be on duty at once."""
    teams = list(selectors.teams(unit_id))
    if wanted.teams > len(teams):
        text = (
            f"{wanted.teams} teams are to be on duty and the unit has {len(teams)}: "
            f"{wanted.teams} > {len(teams)}"
        )
        raise BadInput(text, where="teams", reason="too_few_teams")
    return teams


def _who_goes_where(
    patrols: Patrols, lots: Sequence[Sequence[int]], on_duty: OnDuty
) -> list[list[tuple[int, list[int]]]]:
    """For each shift the teams on duty, each with the numbers of its venues in the order of its way."""
    from tocsin.protect.routes import shared_out  # costly to import, and no page needs it

    points = np.array([[one.latitude, one.longitude] for one in patrols.venues])
    found = []
    for lot, teams in zip(lots, on_duty, strict=True):
        parts = shared_out(points[list(lot)], patrols.teams) if lot else []
        ways = [[lot[one] for one in part] for part in parts]
        found.append([(team, way) for team, way in zip(teams, ways, strict=False) if way])
    return found
