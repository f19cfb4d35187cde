"""A roster fills every need, keeps every rule and shares the burden; where there is none it says why."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.protect.rosters.weeks import DISTRICTS, needs, teams, week
from tocsin.errors import BadInput
from tocsin.protect.patrols.shifts import Shift
from tocsin.protect.rosters import Duty, Need, Roster, Rules, Team, is_night, roster


def filled(asked: Sequence[Need]) -> Counter[tuple[Shift, str, str]]:
    return Counter({(need.shift, need.district, need.skill): need.teams for need in asked if need.teams})


def places(found: Roster) -> Counter[tuple[Shift, str, str]]:
    return Counter((duty.shift, duty.district, duty.skill) for duty in found.duties if not duty.reserve)


def check(found: Roster, crew: Sequence[Team], asked: Sequence[Need], rules: Rules) -> None:
    """Every place is filled once, by a team that is there, has the skill, is rested and may still work."""
    assert places(found) == filled(asked)
    for team in crew:
        mine = found.of(team.id)
        assert all(not duty.skill or duty.skill in team.skills for duty in mine)
        assert all(team.is_there(duty.shift.start, duty.shift.end) for duty in mine)
        for one, following in pairwise(mine):
            assert following.shift.start.astimezone(UTC) - one.shift.end.astimezone(UTC) >= rules.rest
        per_week = Counter(duty.shift.start.isocalendar()[:2] for duty in mine)
        assert max(per_week.values(), default=0) <= rules.most_shifts


def test_48_teams_share_210_places_as_evenly_as_can_be() -> None:
    found = roster(teams(48), needs())
    check(found, teams(48), needs(), Rules())
    assert (found.spread, found.nights, found.proven) == (1, 1, True)  # 210 = 4 x 48 + 18
    assert {len(found.of(team.id)) for team in teams(48)} == {4, 5}


def test_48_teams_work_alike_where_reserve_evens_it_out() -> None:
    rules = Rules(reserve=True)
    found = roster(teams(48), needs(), rules)
    check(found, teams(48), needs(), rules)
    assert (found.spread, found.proven, len(found.duties)) == (0, True, 48 * 5)
    reserve = Counter(duty.shift for duty in found.duties if duty.reserve)
    assert max(reserve.values()) <= 3


def test_40_teams_are_too_few_and_the_numbers_say_so() -> None:
    with pytest.raises(BadInput, match=r"210 teams are needed and 200 can come \(210 > 200") as told:
        roster(teams(40), needs())
    assert told.value.reason == "too_few_teams"


def test_a_single_team_that_is_short_is_told_in_good_english() -> None:
    asked = [Need(week()[0], 1, "port", "dogs")]
    with pytest.raises(BadInput, match="06:00: 1 team with dogs is needed and 0 can come") as told:
        roster([Team("A")], asked)
    assert "the 1 shift from 2015-11-16 06:00: 1 team is needed" in str(told.value)


def test_a_seed_may_be_any_whole_number() -> None:
    assert roster(teams(8, "dogs", 2), needs_with_dogs(), seed=-(2**70)).proven


def test_a_roster_comes_out_the_same_again() -> None:
    assert roster(teams(13, "dogs", 2), needs_with_dogs()) == roster(teams(13, "dogs", 2), needs_with_dogs())


def needs_with_dogs() -> list[Need]:
    return [need for shift in week() for need in (Need(shift, 1, "north"), Need(shift, 1, "north", "boats"))][
        ::2
    ] + [Need(shift, 1, "port", "dogs") for shift in week()[::3]]


def test_teams_with_a_skill_are_kept_for_what_asks_for_it() -> None:
    """By turns alone the two teams with dogs would be spent on what any team can do."""
    crew, asked = teams(8, "dogs", 2), needs_with_dogs()
    found = roster(crew, asked)
    check(found, crew, asked, Rules())
    assert found.proven


def test_teams_go_to_their_home_district_where_there_is_a_place() -> None:
    shift = week()[0]
    crew = [Team("A", home="north"), Team("B", home="south"), Team("C", home="north")]
    found = roster(crew, [Need(shift, 1, "south"), Need(shift, 2, "north")])
    assert {duty.team: duty.district for duty in found.duties} == {"A": "north", "B": "south", "C": "north"}


def test_a_team_that_is_away_may_work_less_and_is_owed_nothing() -> None:
    monday = week()[0].start
    crew = [Team("A", absent=((monday, monday + timedelta(days=7)),)), *(Team(name) for name in "BCDE")]
    asked = [Need(shift, 1) for shift in week()[:20]]
    found = roster(crew, asked)
    check(found, crew, asked, Rules())
    assert Counter(duty.team for duty in found.duties) == dict.fromkeys("BCDE", 5)
    assert found.spread == 0


@settings(deadline=None, max_examples=25)
@given(st.integers(5, 9), st.integers(1, 2), st.integers(0, 3), st.integers(0, 2**16), st.booleans())
def test_whatever_is_found_keeps_all_rules(
    number: int, each: int, dogs: int, seed: int, reserve: bool
) -> None:
    shifts = week(3)
    crew = [
        Team(team.id, team.skills, team.home, ((shifts[(seed + at) % 9].start, shifts[(seed + at) % 9].end),))
        for at, team in enumerate(teams(number, "dogs", 3))
    ]
    asked = [Need(shift, each, "north") for shift in shifts]
    asked += [Need(shift, 1, "port", "dogs") for shift in shifts[:dogs]]
    rules = Rules(most_shifts=4, reserve=reserve)
    with suppress(BadInput):
        check(roster(crew, asked, rules, seed=seed), crew, asked, rules)


def test_what_was_given_out_stays_where_nothing_changed() -> None:
    """Three teams could share ten places in many ways; by turns alone the fourth would take from all."""
    asked = [Need(shift, 1, "north") for shift in week()[:10]]
    before = roster(teams(3), asked)
    assert roster(teams(3), asked[::-1], before=before, seed=7) == before
    assert roster(teams(4), asked, before=before).duties == before.duties


def test_a_team_that_falls_ill_is_stood_in_for_and_the_others_keep_their_shifts_and_places() -> None:
    asked = [Need(shift, 1, district) for shift in week()[:9] for district in ("north", "port")]
    before = roster(teams(9), asked)
    gone = before.duties[0].team
    crew = [team for team in teams(9) if team.id != gone]
    after = roster(crew, asked, before=before)
    check(after, crew, asked, Rules())
    assert {duty for duty in before.duties if duty.team != gone} <= set(after.duties)


def test_shifts_that_have_begun_stay_as_they_were() -> None:
    """A team falls ill after the third shift."""
    asked = [Need(shift, 1, "north") for shift in week()[:9]]
    before, now = roster(teams(5), asked), week()[3].start
    crew = [
        Team(team.id, home=team.home, absent=((now, week()[9].start),) if team.id == "Team 1" else ())
        for team in teams(5)
    ]
    after = roster(crew, asked, before=before, now=now - timedelta(minutes=1))
    check(after, crew, asked, Rules())
    assert after.duties[:3] == before.duties[:3]


def test_more_is_asked_for_and_nothing_is_taken_back() -> None:
    asked = [Need(shift, 1, "north") for shift in week()[:6]]
    before = roster(teams(9), asked)
    after = roster(teams(9), [*asked, Need(week()[4], 2, "port")], before=before)
    assert set(before.duties) < set(after.duties)


def test_rest_is_counted_by_time_passed_and_not_by_the_clock_on_the_wall() -> None:
    """On 28 March 2027 Paris loses an hour: between 22:00 and 07:00 by the clock lie eight hours."""
    late = Shift(
        *(datetime(2027, 3, 27, hour, tzinfo=week(1, "Europe/Paris")[0].start.tzinfo) for hour in (14, 22))
    )
    early = week(1, "Europe/Paris", date(2027, 3, 28))[0]
    early = Shift(early.start + timedelta(hours=1), early.end)
    asked = [Need(late, 1), Need(early, 1)]
    assert roster([Team("A")], asked, Rules(rest=timedelta(hours=8))).spread == 0
    with pytest.raises(BadInput, match="2 teams are needed and 1 can come"):
        roster([Team("A")], asked, Rules(rest=timedelta(hours=9)))


def test_what_only_the_solver_can_rule_out_is_told_by_the_places_that_stay_empty() -> None:
    """Five teams for five places, two teams with each skill for two places: but one team has both."""
    crew = [Team("A", frozenset(["dogs"])), Team("B", frozenset(["boats"])), Team("D"), Team("E")]
    crew.append(Team("C", frozenset(["dogs", "boats"])))
    asked = [Need(week()[0], 2, "port", skill) for skill in ("boats", "dogs")] + [Need(week()[0], 1, "port")]
    words = r"at least 1 of 5 places stay empty: 2015-11-16 06:00 1 of 2 teams with (boats|dogs)"
    with pytest.raises(BadInput, match=words) as told:
        roster(crew, asked)
    assert told.value.reason == "infeasible"


def test_a_solver_that_ran_out_of_time_does_not_say_that_there_is_none() -> None:
    with pytest.raises(BadInput, match="none was shown to be impossible") as told:
        roster(teams(48), needs(), Rules(reserve=True), effort=1e-6)
    assert told.value.reason == "undecided"


def test_a_shift_in_which_the_clock_changes_is_refused() -> None:
    zone = week(1, "Europe/Paris")[0].start.tzinfo
    with pytest.raises(BadInput, match="the clock changes in it"):
        Need(Shift(datetime(2027, 3, 27, 22, tzinfo=zone), datetime(2027, 3, 28, 6, tzinfo=zone)), 1)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: roster([Team("A"), Team("A")], needs()), "A: this team is named twice"),
        (lambda: roster([], needs()), "there must be a team"),
        (lambda: roster([Team("A")], []), "there must be a team, and a shift"),
        (lambda: roster(teams(2_000), needs(140)), "are more than one roster takes"),
        (lambda: Need(week()[0], -1), "2015-11-16 06:00: -1 is no number of teams"),
        (lambda: Rules(most_shifts=-1), "-1 shifts a week"),
        (
            lambda: Team("A", absent=((week()[0].start.replace(tzinfo=None), week()[1].start),)),
            "needs a zone",
        ),
        (lambda: Team("A", absent=((week()[1].start, week()[0].start),)), "ends before it starts"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_name(make: object, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        make()  # type: ignore[operator]


def test_a_night_has_three_hours_between_midnight_and_five() -> None:
    hours = {(22, 8): True, (2, 8): True, (14, 8): False, (18, 8): False, (3, 8): False, (0, 24): True}
    zone = week()[0].start.tzinfo
    for (hour, length), night in hours.items():
        start = datetime(2015, 11, 14, hour, tzinfo=zone)
        assert is_night(Shift(start, start + timedelta(hours=length))) is night


def test_duties_are_told_by_shift() -> None:
    found = roster(teams(48), needs())
    assert [duty.shift for duty in found.duties] == sorted(
        (duty.shift for duty in found.duties), key=lambda shift: shift.start
    )
    assert Duty(week()[0], found.duties[0].team, found.duties[0].district) == found.duties[0]
    assert {duty.district for duty in found.duties} == set(DISTRICTS)
