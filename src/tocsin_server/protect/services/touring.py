"""The ways of teams through their shift, found after a plan is made: who takes which stops, in which order,
and which stops nobody can reach in time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tocsin.errors import BadInput
from tocsin.protect.patrols import Shift
from tocsin_server import bulk, clock
from tocsin_server.ledger.services import act
from tocsin_server.locks import one_at_a_time
from tocsin_server.protect.models import Assignment, CheckIn, PatrolPlan, PlanShift, PlanState, Team
from tocsin_server.protect.services.planning import PLANNER

MINUTES = 15.0
"""How long a visit takes."""
MOST_STOPS = 300
"""Of one shift. Where there are more, teams go the ways of the first sharing out."""

_COLUMNS = ("shift_id", "team_id", "venue_id", "order")


@dataclass(frozen=True, slots=True)
class Tours:
    """Of one shift: by venue its team and turn; by venue why nobody can be there in time; and why no tours
    were found, if so. All by number."""

    turns: dict[int, tuple[int, int]]
    unreached: dict[str, str]
    problem: str = ""


def find_tours(plan_id: str) -> None:
    """Find the tours of each shift of a plan that has not begun; found again, they are the same, and nothing
    is written."""
    plan = PatrolPlan.objects.get(pk=plan_id)
    if plan.state != PlanState.MADE:
        return
    for shift in PlanShift.objects.filter(plan=plan, dropped=False, start__gt=clock.now()).order_by("start"):
        stops = _stops(shift)
        if 0 < len(stops) <= MOST_STOPS:
            _write(plan, shift, stops, _toured(plan, shift, stops))


def _stops(shift: PlanShift) -> list[Assignment]:
    return list(Assignment.objects.filter(shift=shift).select_related("venue").order_by("venue_id"))


def _toured(plan: PatrolPlan, row: PlanShift, stops: Sequence[Assignment]) -> Tours:
    """Who makes which stop in which turn. It takes a second, so no transaction waits for it."""
    from tocsin.protect.routes import Crew, Stop, route  # costly to import, and no page needs it

    venues = [stop.venue for stop in stops]
    middle = np.mean([[one.latitude, one.longitude] for one in venues], axis=0).tolist()
    teams = {team.name: team for team in Team.objects.filter(pk__in=row.on_duty).order_by("pk")}
    crews = [Crew(name, *_base(team, middle), plan.visits) for name, team in teams.items()]
    points = [Stop(str(one.pk), one.latitude, one.longitude, MINUTES) for one in venues]
    try:
        found = route(points, crews, Shift(row.start, row.end), seed=row.number)
    except BadInput as refusal:
        return Tours({stop.venue_id: (stop.team_id, stop.order) for stop in stops}, {}, str(refusal))
    turns = {
        int(visit.stop): (teams[tour.crew].pk, turn)
        for tour in found.tours
        for turn, visit in enumerate(tour.visits)
    }
    first = {stop.venue_id: stop.team_id for stop in stops}
    unreached = {int(one.stop): one.text for one in found.left_out}
    turns |= {venue: (first[venue], plan.visits + turn) for turn, venue in enumerate(unreached)}
    return Tours(turns, {str(venue): text for venue, text in unreached.items()})


def _base(team: Team, middle: Sequence[float]) -> tuple[float, float]:
    """Where a team sets out; one without a place of its own from the middle of the venues."""
    if team.latitude is None or team.longitude is None:
        return middle[0], middle[1]
    return team.latitude, team.longitude


def _write(plan: PatrolPlan, shift: PlanShift, stops: Sequence[Assignment], found: Tours) -> None:
    """Write down the tours of a shift, unless it was dropped, walked or changed meanwhile."""
    with act(replace(PLANNER, unit=plan.unit_id), "protect.tours_found") as entry:
        one_at_a_time(f"protect.plan:{plan.unit_id}")
        now = PlanShift.objects.defer("people", "shares").get(pk=shift.pk)
        was = {stop.venue_id: (stop.team_id, stop.order) for stop in stops}
        standing = {stop.venue_id: (stop.team_id, stop.order) for stop in _stops(shift)}
        walked = CheckIn.objects.filter(assignment__shift=shift).exists()
        same = (found.turns, found.unreached) == (was, now.unreached)
        if now.dropped or walked or standing != was or same:
            entry.cancel()
            return
        Assignment.objects.filter(shift=shift).delete()
        rows = [(shift.pk, team, venue, turn) for venue, (team, turn) in found.turns.items()]
        bulk.insert(Assignment, _COLUMNS, rows)
        PlanShift.objects.filter(pk=shift.pk).update(unreached=found.unreached)
        entry.subject = f"plan:{plan.pk}"
        entry.data = {"shift": shift.number, "unreached": len(found.unreached), "problem": found.problem}
