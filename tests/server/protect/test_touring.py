"""The ways of teams: found after the plan is made, every stop kept, what nobody can reach named."""

from dataclasses import replace

from tests.server.conftest import Cast
from tests.server.protect.patrolling import MORNING, WANTED, ground, made
from tocsin_server import clock
from tocsin_server.jobs.models import Job
from tocsin_server.ledger.models import Entry
from tocsin_server.protect.models import Assignment, PatrolPlan, PlanShift, Venue
from tocsin_server.protect.selectors import patrols as selectors
from tocsin_server.protect.services import touring
from tocsin_server.protect.services.planning import TOURS

DAY = replace(WANTED, days=1, visits=3)


def stops(plan: PatrolPlan) -> list[tuple[int, int, int]]:
    """Every visit: shift, venue, team."""
    rows = Assignment.objects.filter(shift__plan=plan).order_by("shift", "venue")
    return [(row.shift_id, row.venue_id, row.team_id) for row in rows]


def test_a_plan_that_is_made_has_its_tours_found_next(cast: Cast) -> None:
    ground(cast)
    with clock.standing_at(MORNING):
        plan = made(cast, wanted=DAY)
    assert Job.objects.get(kind=TOURS).payload == {"plan": str(plan.pk)}


def test_tours_keep_every_stop_to_teams_on_duty_and_are_the_same_when_found_again(cast: Cast) -> None:
    ground(cast)
    with clock.standing_at(MORNING):
        plan = made(cast, wanted=DAY)
        before = {(shift, venue) for shift, venue, _ in stops(plan)}
        touring.find_tours(str(plan.pk))
        found, told = stops(plan), Entry.objects.count()
        assert {(shift, venue) for shift, venue, _ in found} == before
        touring.find_tours(str(plan.pk))
    assert (stops(plan), Entry.objects.count()) == (found, told)
    for shift in PlanShift.objects.filter(plan=plan):
        mine = shift.assignments.all()
        assert {one.team_id for one in mine} <= set(shift.on_duty)
        for team in {one.team_id for one in mine}:
            turns = sorted(one.order for one in mine if one.team_id == team)
            assert turns == list(range(len(turns)))


def test_a_stop_that_nobody_can_reach_in_time_stays_with_the_number_that_is_short(cast: Cast) -> None:
    ground(cast)
    Venue.objects.filter(slug="locality-11").update(longitude=40.0, floor=1.0)
    with clock.standing_at(MORNING):
        plan = made(cast, wanted=DAY)
        touring.find_tours(str(plan.pk))
    shift = PlanShift.objects.filter(plan=plan).first()
    assert shift
    told = [visit.unreached for _, visits in selectors.rounds(shift) for visit in visits if visit.unreached]
    assert len(told) >= 1
    assert any("there and back takes" in one and "the shift has 480" in one for one in told)


def test_a_shift_that_has_begun_is_left_as_it_is(cast: Cast) -> None:
    ground(cast)
    with clock.standing_at(MORNING):
        plan = made(cast, wanted=DAY)
    before = stops(plan)
    with clock.standing_at(plan.ends):
        touring.find_tours(str(plan.pk))
    assert stops(plan) == before
    assert not PlanShift.objects.exclude(unreached={}).exists()
