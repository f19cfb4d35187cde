"""The ways of teams through their shift, found after a plan is made: who takes which stops, in which order,
and which stops nobody can reach in time."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tocsin.errors import BadInput
from tocsin.protect.patrols import Shift
from tocsin_server import bulk, clock
from tocsin_server.ledger.services import act
from tocsin_server.locks import one_at_a_time
from tocsin_server.protect.models import Assignment, PatrolPlan, PlanShift, PlanState, Team, Venue
from tocsin_server.protect.services.planning import PLANNER

if TYPE_CHECKING:
    from tocsin.protect.routes import Crew

MINUTES = 15.0
"""How long a visit takes."""
MOST_STOPS = 300
"""Of one shift. Where there are more, teams go the ways of the first sharing out."""

_COLUMNS = ("shift_id", "team_id", "venue_id", "order")


def find_tours(plan_id: str) -> None:
    """Find the tours of each shift of a plan that has not begun; doing it again changes nothing."""
    plan = PatrolPlan.objects.get(pk=plan_id)
    if plan.state != PlanState.MADE:
        return
    for shift in PlanShift.objects.filter(plan=plan, dropped=False, start__gt=clock.now()).order_by("start"):
        with act(replace(PLANNER, unit=plan.unit_id), "protect.tours_found") as entry:
            one_at_a_time(f"protect.plan:{plan.unit_id}")
            entry.subject = f"plan:{plan.pk}"
            stops = list(Assignment.objects.filter(shift=shift).select_related("venue").order_by("venue_id"))
            if not 0 < len(stops) <= MOST_STOPS or any(stop.checks.exists() for stop in stops):
                entry.cancel()
                continue
            entry.data = _toured(plan, shift, stops)


def _toured(plan: PatrolPlan, row: PlanShift, stops: Sequence[Assignment]) -> dict[str, object]:
    """Write down the tours of one shift; what the ledger is to say of it."""
    from tocsin.protect.routes import Stop, route  # costly to import, and no page needs it

    venues = [stop.venue for stop in stops]
    points = [Stop(str(one.pk), one.latitude, one.longitude, MINUTES) for one in venues]
    teams = {team.name: team for team in Team.objects.filter(pk__in=row.on_duty).order_by("pk")}
    crews = [_crew(team, plan.visits, venues) for team in teams.values()]
    try:
        found = route(points, crews, Shift(row.start, row.end), seed=row.number)
    except BadInput as refusal:
        return {"shift": row.number, "problem": str(refusal)}
    rows = [
        (row.pk, teams[tour.crew].pk, int(visit.stop), turn)
        for tour in found.tours
        for turn, visit in enumerate(tour.visits)
    ]
    kept = {stop.venue_id: stop for stop in stops}
    unreached = {int(one.stop): one.text for one in found.left_out}
    rows += [(row.pk, kept[pk].team_id, pk, plan.visits + turn) for turn, pk in enumerate(unreached)]
    Assignment.objects.filter(shift=row).delete()
    bulk.insert(Assignment, _COLUMNS, rows)
    row.unreached = {str(pk): text for pk, text in unreached.items()}
    row.save(update_fields=["unreached"])
    return {
        "shift": row.number, "minutes": round(found.travel.total_seconds() / 60), "unreached": len(unreached)
    }  # fmt: skip


def _crew(team: Team, visits: int, venues: Sequence[Venue]) -> "Crew":
    """A team on duty; one without a place of its own sets out from the middle of the venues."""
    from tocsin.protect.routes import Crew

    middle = np.mean([[one.latitude, one.longitude] for one in venues], axis=0)
    return Crew(
        team.name,
        float(middle[0]) if team.latitude is None else team.latitude,
        float(middle[1]) if team.longitude is None else team.longitude,
        visits,
    )
