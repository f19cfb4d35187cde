"""Tours keep to the shift and to opening hours, and what is left out is named with what is short."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.protect.patrols.shifts import Shift, shifts
from tocsin.protect.routes import Crew, LeftOut, Route, Stop, Why, route, travel_minutes

[MORNING] = shifts(date(2015, 11, 14), 1, [time(6)], "Asia/Shanghai")
MORNING = Shift(MORNING.start, MORNING.start + timedelta(hours=8))
BASE = Crew("Team 7", 31.2222, 121.4581)


def clock(hour: int, minute: int = 0) -> datetime:
    return MORNING.start.replace(hour=hour, minute=minute)


def town(number: int, seed: int = 2015, minutes: float = 15) -> list[Stop]:
    rng = np.random.default_rng(seed)
    return [
        Stop(f"Venue {at + 1}", *rng.uniform((31.1, 121.3), (31.35, 121.6)).tolist(), minutes)
        for at in range(number)
    ]


def near(name: str = "Opera", minutes: float = 15, **more: object) -> Stop:
    return Stop(name, 31.2352, 121.4743, minutes, **more)


def why(found: Route, stop: str) -> LeftOut:
    return next(one for one in found.left_out if one.stop == stop)


def check(found: Route, stops: Sequence[Stop], crews: Sequence[Crew]) -> None:
    """Each stop is made once or left out; every tour lies in the shift, gives each leg its time and each
    visit its minutes, while the place is open."""
    made = [visit.stop for tour in found.tours for visit in tour.visits]
    assert sorted([*made, *(one.stop for one in found.left_out)]) == sorted(stop.id for stop in stops)
    by_id, starts = {stop.id: stop for stop in stops}, {crew.id: crew for crew in crews}
    for tour in found.tours:
        crew = starts[tour.crew]
        assert crew.may_make(len(tour.visits))
        assert MORNING.start <= tour.departs <= tour.returns <= MORNING.end
        points = [crew, *(by_id[visit.stop] for visit in tour.visits), crew]
        legs = [
            travel_minutes([a.latitude, b.latitude], [a.longitude, b.longitude])[0, 1]
            for a, b in pairwise(points)
        ]
        leaves = [tour.departs, *(visit.leaves for visit in tour.visits)]
        arrives = [*(visit.arrives for visit in tour.visits), tour.returns]
        for left, arrived, minutes in zip(leaves, arrives, legs, strict=True):
            assert arrived - left >= timedelta(minutes=minutes)
        for visit in tour.visits:
            stop = by_id[visit.stop]
            begins = visit.leaves - timedelta(minutes=stop.minutes)
            assert visit.arrives <= begins
            assert stop.opens is None or begins >= stop.opens
            assert stop.closes is None or visit.leaves <= stop.closes


def test_a_hundred_stops_are_all_made_within_the_shift() -> None:
    crews = [Crew(f"Team {at}", 31.2 + at / 50, 121.45) for at in range(6)]
    found = route(town(100), crews, MORNING, iterations=200)
    check(found, town(100), crews)
    assert not found.left_out


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 25), st.integers(1, 3), st.integers(0, 2**16), st.integers(0, 8))
def test_tours_keep_to_time_whatever_is_asked(number: int, teams: int, seed: int, most: int) -> None:
    rng = np.random.default_rng(seed)
    stops = []
    for stop in town(number, seed, minutes=float(rng.integers(0, 90))):
        opens = MORNING.start + timedelta(minutes=int(rng.integers(-200, 600)))
        closes = opens + timedelta(minutes=int(rng.integers(1, 300)))
        stops.append(Stop(stop.id, stop.latitude, stop.longitude, stop.minutes, opens, closes))
    crews = [Crew(f"Team {at}", 31.2, 121.4 + at / 10, most) for at in range(teams)]
    check(route(stops, crews, MORNING, iterations=50), stops, crews)


def test_the_same_seed_gives_the_same_tours() -> None:
    crews = [BASE, Crew("Team 8", 31.3, 121.5)]
    assert route(town(30), crews, MORNING, seed=4, iterations=300) == route(
        town(30), crews, MORNING, seed=4, iterations=300
    )


def test_a_seed_may_be_any_whole_number_and_a_search_has_a_step() -> None:
    assert route([near()], [BASE], MORNING, seed=-(2**70), iterations=1).tours
    with pytest.raises(BadInput, match="iterations: 0 is no number of steps"):
        route([near()], [BASE], MORNING, iterations=0)


def test_times_are_told_by_the_clock_of_the_place() -> None:
    [tour] = route([near()], [BASE], MORNING).tours
    assert tour.departs.tzinfo is MORNING.start.tzinfo
    assert tour.visits[0].leaves.utcoffset() == timedelta(hours=8)


def test_travel_times_may_be_given_crews_first() -> None:
    found = route([near("A"), near("B")], [BASE], MORNING, travel=[[0, 10, 50], [10, 0, 20], [50, 20, 0]])
    assert [visit.stop for visit in found.tours[0].visits] in (["A", "B"], ["B", "A"])
    assert found.travel == timedelta(minutes=80)
    assert found.tours[0].takes == timedelta(minutes=110)


def test_a_place_that_is_closed_through_the_shift_is_left_out() -> None:
    found = route([near(minutes=20, opens=clock(13, 50), closes=clock(18))], [BASE], MORNING)
    assert found.tours == ()
    assert why(found, "Opera") == LeftOut(
        "Opera", Why.CLOSED, "10 minutes of the shift lie in its opening hours and a visit takes 20"
    )


def test_a_place_that_closes_before_anybody_is_there_is_left_out() -> None:
    found = route([near(closes=clock(6, 16))], [BASE], MORNING)
    assert why(found, "Opera").why == Why.TOO_LATE
    assert "a visit must begin by 06:01 and the first team is there at 06:05" in why(found, "Opera").text


def test_a_place_too_far_for_the_shift_is_left_out_and_the_others_are_visited() -> None:
    found = route([near(), Stop("Peak", 33.5, 121.4)], [BASE], MORNING)
    assert [visit.stop for visit in found.tours[0].visits] == ["Opera"]
    assert why(found, "Peak").why == Why.TOO_FAR
    assert "minutes and the shift has 480" in why(found, "Peak").text


def test_stops_beyond_what_teams_may_make_are_left_out() -> None:
    found = route([near("A"), near("B"), near("C")], [Crew("Team 7", 31.2222, 121.4581, 2)], MORNING)
    assert [(one.why, one.text) for one in found.left_out] == [
        (Why.STOPS, "the teams make all the 2 stops that they may")
    ]


def test_what_there_is_no_time_for_tells_how_much_is_short() -> None:
    found = route([near(name, minutes=200) for name in "ABC"], [BASE], MORNING)
    [left] = found.left_out
    assert left.why == Why.TIME
    assert left.text == "it takes 200 minutes more and Team 7 has 70 left"


def test_places_open_at_the_same_time_only_cannot_all_be_visited() -> None:
    hours = {"minutes": 30, "opens": clock(9), "closes": clock(9, 45)}
    found = route([near("A", **hours), near("B", **hours)], [BASE], MORNING)
    assert [one.why for one in found.left_out] == [Why.HOURS]


def test_hours_of_another_zone_are_the_same_hours() -> None:
    found = route([near(opens=clock(9).astimezone(UTC), closes=clock(10).astimezone(UTC))], [BASE], MORNING)
    assert found.tours[0].visits[0].leaves >= clock(9, 15)


@pytest.mark.parametrize(
    ("stops", "crews", "words"),
    [
        ([], [BASE], "there must be a team to go and a stop"),
        ([near()], [], "there must be a team to go and a stop"),
        ([near(), near()], [BASE], "Opera: it is named twice"),
        ([near()], [BASE, BASE], "Team 7: it is named twice"),
        ([Stop("Opera", 131.0, 121.0)], [BASE], "its latitude 131 is not between"),
        (town(2_000), [BASE], "are more than one route takes"),
    ],
)
def test_what_makes_no_sense_is_refused(stops: list[Stop], crews: list[Crew], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        route(stops, crews, MORNING)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"minutes": -1}, "-1 is no number of minutes"),
        ({"minutes": float("nan")}, "nan is no number of minutes"),
        ({"opens": clock(9), "closes": clock(9)}, "it closes before it opens"),
        ({"opens": clock(9).replace(tzinfo=None)}, "its opening hours need a zone"),
    ],
)
def test_a_stop_that_cannot_be_is_refused(more: dict[str, object], words: str) -> None:
    with pytest.raises(BadInput, match=f"Opera: {words}"):
        near(**more)


@pytest.mark.parametrize(
    ("travel", "words"),
    [
        ([[0, 1], [1, 0]], "must be 3 by 3 travel times, teams first, then stops; there are 2 by 2"),
        ([[0, 1, 1], [1, 0, -2], [1, 1, 0]], "-2 minutes from point 2 to point 3 is no travel time"),
    ],
)
def test_travel_times_that_are_none_are_refused(travel: list[list[float]], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        route([near("A"), near("B")], [BASE], MORNING, travel=travel)
