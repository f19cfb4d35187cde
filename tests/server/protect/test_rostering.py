"""Who is on duty when: rest is kept, also after an earlier plan, and a roster given out stays."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from tests.server.conftest import Cast
from tests.server.protect.patrolling import MORNING, WANTED, asked, ground, made
from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.protect.models import PatrolPlan, PlanShift
from tocsin_server.protect.services import teams

RESTED = replace(WANTED, most_shifts=5, rest_hours=11.0)


def shifts(plan: PatrolPlan) -> list[PlanShift]:
    return list(PlanShift.objects.filter(plan=plan).order_by("start"))


def assert_rested(given: list[PlanShift], hours: float) -> None:
    """No team begins a shift so soon after its last."""
    for team in {pk for one in given for pk in one.on_duty}:
        mine = [one for one in given if team in one.on_duty]
        assert all(later.start - one.end >= timedelta(hours=hours) for one, later in pairwise(mine))


@pytest.fixture
def nine(cast: Cast) -> None:
    """Venues, and as many teams as a week of 21 shifts with two on duty asks for."""
    ground(cast, number=9)


def test_each_shift_has_its_teams_and_each_team_its_rest(cast: Cast, nine: None) -> None:
    with clock.standing_at(MORNING):
        week = shifts(made(cast, wanted=RESTED))
    assert [len(one.on_duty) for one in week] == [2] * 21
    assert_rested(week, 11)
    worked = [sum(team in one.on_duty for one in week) for team in {pk for one in week for pk in one.on_duty}]
    assert max(worked) - min(worked) <= 1


def test_only_teams_on_duty_are_sent_anywhere(cast: Cast, nine: None) -> None:
    with clock.standing_at(MORNING):
        week = shifts(made(cast, wanted=RESTED))
    for one in week:
        assert set(one.assignments.values_list("team", flat=True)) <= set(one.on_duty)


def test_too_few_teams_are_refused_before_anything_is_written_with_both_numbers(cast: Cast) -> None:
    ground(cast, number=8)
    short = "30 teams are needed and 24 can come \\(30 > 24; 3 shifts a week\\)"
    with clock.standing_at(MORNING), pytest.raises(BadInput, match=short):
        asked(cast, wanted=replace(RESTED, most_shifts=3))
    assert not PatrolPlan.objects.exists()


def test_a_plan_made_anew_leaves_its_duties_to_the_teams_that_have_them(cast: Cast, nine: None) -> None:
    with clock.standing_at(MORNING):
        first = shifts(made(cast, wanted=RESTED))
    with clock.standing_at(MORNING + timedelta(days=2)):
        second = shifts(made(cast, wanted=replace(RESTED, days=3)))
    was = {one.start: set(one.on_duty) for one in first}
    assert all(set(one.on_duty) == was[one.start] for one in second if one.start in was)


def test_who_works_as_a_new_plan_begins_rests_before_a_shift_of_it(cast: Cast) -> None:
    """Six teams, two of them at work: the others begin."""
    ground(cast, number=6)
    days = replace(RESTED, days=1)
    with clock.standing_at(MORNING):
        first = shifts(made(cast, wanted=days))
        teams.add_teams(cast["locality.duty_officer"], "locality", ["Seven", "Eight"])
    begun = first[0]
    with clock.standing_at(begun.start + timedelta(hours=1)):
        again = shifts(made(cast, wanted=days))
    assert_rested([begun, *again], 11)
