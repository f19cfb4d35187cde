"""Plans of patrols: committed to, made once, checked by anybody, replaced by the next."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.server.conftest import Cast
from tests.server.protect.patrolling import MORNING, WANTED, asked, ground, made, venues
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin.protect.draws import Seed
from tocsin.protect.patrols import verify
from tocsin_server import clock
from tocsin_server.jobs.models import Job
from tocsin_server.ledger.selectors import entries
from tocsin_server.protect.floors import Rule
from tocsin_server.protect.models import Assignment, Event, PatrolPlan, PlanShift, Team, Venue
from tocsin_server.protect.selectors import patrols as selectors
from tocsin_server.protect.services import planning, teams

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


def test_the_fingerprint_of_the_seed_is_in_the_ledger_before_anything_is_drawn(cast: Cast) -> None:
    ground(cast)
    row = asked(cast)
    entry = entries(action="protect.plan_asked").get()
    assert entry.data["commitment"] == row.commitment
    assert row.seed not in json.dumps(entry.data)
    assert not Assignment.objects.exists()


def test_every_shift_has_as_many_visits_as_its_teams_make(cast: Cast) -> None:
    ground(cast)
    row = made(cast)
    assert row.state == "made"
    assert [shift.visits for shift in selectors.shifts_of(row)] == [4] * 21


def test_no_shift_that_has_begun_is_planned(cast: Cast) -> None:
    ground(cast)
    row = made(cast)
    assert row.starts == MORNING.replace(hour=6, minute=0)


def test_teams_take_turns_so_that_none_has_more_than_one_shift_more_than_another(cast: Cast) -> None:
    ground(cast, number=5)
    made(cast)
    worked = [len({one.shift_id for one in team.assignments.all()}) for team in Team.objects.all()]
    assert max(worked) - min(worked) <= 1


def test_making_a_plan_again_changes_nothing(cast: Cast) -> None:
    ground(cast)
    row = made(cast)
    before = list(Assignment.objects.values_list("pk", "team_id", "venue_id"))
    planning.make_plan(str(row.pk))
    assert list(Assignment.objects.values_list("pk", "team_id", "venue_id")) == before
    assert entries(action="protect.plan_made").count() == 1


def test_a_worker_that_dies_while_writing_leaves_nothing_and_the_next_makes_the_same_plan(cast: Cast) -> None:
    ground(cast)
    row = asked(cast)
    work = planning.worked_out(PatrolPlan.objects.get(pk=row.pk))
    planning.make_plan(str(row.pk))
    drawn = [[venue for _, way in teams_ for venue in way] for teams_ in work.stops]
    stored = [
        [work.numbers.index(one.venue_id) for one in selectors.assignments(shift)]
        for shift in PlanShift.objects.order_by("number")
    ]
    assert [sorted(one) for one in stored] == [sorted(one) for one in drawn]


def test_asking_twice_with_one_key_is_asking_once(cast: Cast) -> None:
    ground(cast)
    assert asked(cast, key="one").pk == asked(cast, key="one").pk
    assert Job.objects.filter(kind=planning.KIND).count() == 1


def test_the_seed_is_told_to_nobody_before_the_last_shift_is_over(cast: Cast) -> None:
    ground(cast)
    row = made(cast)
    assert selectors.seed_of(row) is None
    assert "drawn" not in json.loads(selectors.paper(row))["shifts"][0]
    with clock.standing_at(row.ends):
        assert selectors.seed_of(row) == Seed.parse(row.seed)


def test_an_auditor_checks_shares_and_draws_from_the_paper_and_the_seed(cast: Cast) -> None:
    ground(cast)
    row = made(cast)
    with clock.standing_at(row.ends):
        paper = json.loads(selectors.paper(row))
    assert verify(paper, Seed.parse(row.seed)) == ()
    stored = {one.venue.slug for one in selectors.assignments(row.shifts.get(number=3))}
    assert set(paper["shifts"][3]["drawn"]) == stored


def test_a_plan_takes_over_from_the_one_in_force_at_its_first_shift(cast: Cast) -> None:
    ground(cast)
    first = made(cast)
    with clock.standing_at(MORNING + timedelta(days=1)):
        second = made(cast)
    first.refresh_from_db()
    assert second.replaces == first
    assert first.ends == second.starts
    assert first.shifts.filter(dropped=False).count() == 3
    assert list(selectors.plans_in_force(MORNING + timedelta(days=2))) == [second]


def test_more_teams_on_duty_than_there_are_are_refused_with_both_numbers(cast: Cast) -> None:
    ground(cast)
    with pytest.raises(BadInput, match="5 > 4"):
        asked(cast, wanted=replace(WANTED, teams=5))


def test_floors_above_what_teams_can_visit_are_refused_before_anything_is_written(cast: Cast) -> None:
    ground(cast)
    officer = cast["locality.duty_officer"]
    teams.set_floors(officer, "locality", [Rule(1, "", 0.5)])
    with pytest.raises(BadInput, match="6 > 4"):
        asked(cast)
    assert not PatrolPlan.objects.exists()


def test_a_unit_without_venues_is_told_so(cast: Cast) -> None:
    teams.add_teams(cast["locality.duty_officer"], "locality", ["One", "Two"])
    with pytest.raises(BadInput, match="no venue"):
        asked(cast)


def test_what_turns_out_impossible_later_is_said_on_the_plan_and_the_one_in_force_stands(cast: Cast) -> None:
    ground(cast)
    first = made(cast)
    with clock.standing_at(MORNING + timedelta(hours=1)):
        row = asked(cast)
        Team.objects.filter(name="Team 4").update(stood_down=clock.now())
        Team.objects.filter(name="Team 3").update(stood_down=clock.now())
        Team.objects.filter(name="Team 2").update(stood_down=clock.now())
        planning.make_plan(str(row.pk))
    row.refresh_from_db()
    assert (row.state, "2 > 1" in row.problem) == ("failed", True)
    assert list(selectors.plans_in_force(clock.now())) == [first]


def test_only_those_who_plan_for_the_unit_may(cast: Cast) -> None:
    ground(cast)
    for name in ("neighbour.unit_officer", "nation.auditor", "outsider.duty_officer"):
        with pytest.raises(NotAllowed):
            planning.ask_for_plan(cast[name], "locality", WANTED, "For fun")
    assert planning.ask_for_plan(cast["nation.duty_officer"], "locality", WANTED, "Storm").pk


def test_a_plan_is_seen_by_its_unit_and_those_above_alone(cast: Cast) -> None:
    ground(cast)
    row = made(cast)
    for name in ("locality.unit_officer", "region.duty_officer", "nation.auditor"):
        assert selectors.plan(row.pk, cast[name]) == row
    for name in ("neighbour.unit_officer", "outsider.duty_officer", "public"):
        with pytest.raises(BadInput):
            selectors.plan(row.pk, cast[name])


def test_venues_of_units_below_are_planned_with_the_units_own(cast: Cast) -> None:
    ground(cast)
    venues("region", 3)
    officer = cast["region.duty_officer"]
    teams.add_teams(officer, "region", ["A", "B"])
    row = planning.ask_for_plan(officer, "region", WANTED, "Storm")
    planning.make_plan(str(row.pk))
    row.refresh_from_db()
    assert len(row.venues) == 15


def test_a_team_that_is_there_is_not_added_twice(cast: Cast) -> None:
    officer = cast["locality.duty_officer"]
    teams.add_teams(officer, "locality", ["One"])
    with pytest.raises(Conflict):
        teams.add_teams(officer, "locality", ["One"])
    teams.stand_down(officer, Team.objects.get().pk)
    assert [row.pk for row in teams.add_teams(officer, "locality", ["One"])] == [Team.objects.get().pk]


def test_people_at_an_event_count_in_the_shifts_it_touches(cast: Cast) -> None:
    ground(cast)
    venue = Venue.objects.get(slug="locality-0")
    start = MORNING.replace(hour=15, minute=0)
    Event.objects.create(
        venue=venue, name="Fair", starts=start, ends=start + timedelta(hours=2), expected=900,
        added=clock.now(), added_by="system:test",
    )  # fmt: skip
    people = selectors.patrols_of(made(cast)).people[0]
    assert people[:3].tolist() == [100, 900, 100]
