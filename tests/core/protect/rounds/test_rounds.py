"""Missed points are told by name, odd checks are flagged and none is lost, and one act counts once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.protect.rounds import (
    CheckIn,
    Gap,
    How,
    Limits,
    Odd,
    Planned,
    Point,
    doubts,
    impossible,
    missed,
    once,
)

ZONE = ZoneInfo("Asia/Shanghai")
OPERA = Point("opera", "Opera", 31.2352, 121.4743)
STATION = Point("station", "Station", 31.2442, 121.4743)  # 1.0 km north
AIRPORT = Point("airport", "Airport", 31.1443, 121.8083)


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2015, 11, 14, hour, minute, second, tzinfo=ZONE)


def planned(point: Point, team: str = "Team 7") -> Planned:
    return Planned(point, team, at(6), at(14))


def check(
    key: str, point: Point, when: datetime, team: str = "Team 7", how: How = How.CODE, **more: object
) -> CheckIn:
    facts = {"received": when} | more
    return CheckIn(key, team, point, how, when, **facts)


# Missed


def test_each_missed_point_is_told_by_name_in_the_order_planned() -> None:
    plan = [planned(STATION), planned(OPERA), planned(AIRPORT, "Team 8")]
    assert [
        (one.planned.point.name, one.gap, one.text) for one in missed(plan, [check("1", OPERA, at(9))])
    ] == [
        ("Station", Gap.NOBODY, "Station: no check by Team 7 from 2015-11-14 06:00 to 14:00"),
        ("Airport", Gap.NOBODY, "Airport: no check by Team 8 from 2015-11-14 06:00 to 14:00"),
    ]


@pytest.mark.parametrize(
    ("when", "gap", "words"),
    [
        (at(4, 30), Gap.EARLY, "the nearest, by Team 7, was 90 minutes before"),
        (at(15, 30), Gap.LATE, "the nearest, by Team 7, was 90 minutes after"),
    ],
)
def test_a_check_far_from_its_time_does_not_count_and_is_told(when: datetime, gap: Gap, words: str) -> None:
    [one] = missed([planned(OPERA)], [check("1", OPERA, when)])
    assert one.gap == gap
    assert one.text.endswith(words)


@pytest.mark.parametrize("when", [at(5), at(6), at(14), at(15)])
def test_a_check_within_an_hour_of_its_time_counts(when: datetime) -> None:
    assert missed([planned(OPERA)], [check("1", OPERA, when)]) == ()


def test_a_point_that_another_team_checked_is_not_missed() -> None:
    assert missed([planned(OPERA)], [check("1", OPERA, at(9), team="Team 8")]) == ()


def test_a_shift_over_midnight_names_both_days() -> None:
    night = Planned(OPERA, "Team 7", at(22), at(22) + timedelta(hours=8))
    assert missed([night], [])[0].text.endswith("from 2015-11-14 22:00 to 2015-11-15 06:00")


def test_nothing_planned_is_nothing_missed() -> None:
    assert missed([], [check("1", OPERA, at(9))]) == ()


# Impossible


def test_two_points_a_kilometre_apart_within_ten_seconds_are_flagged() -> None:
    [doubt] = impossible([check("1", OPERA, at(9)), check("2", STATION, at(9, 0, 10))])
    assert (doubt.check.key, doubt.odd) == ("2", Odd.TOO_FAST)
    assert doubt.text == "1.0 km from Opera in 10 s: more than 150 km/h"


def test_a_flag_refuses_nothing() -> None:
    checks = [check("1", OPERA, at(9)), check("2", STATION, at(9, 0, 10))]
    assert missed([planned(OPERA), planned(STATION)], checks) == ()
    assert len(once(checks)) == 2


def test_a_way_that_takes_its_time_is_not_flagged() -> None:
    assert (
        impossible([check("1", OPERA, at(9)), check("2", STATION, at(9, 1)), check("3", AIRPORT, at(9, 40))])
        == ()
    )


def test_two_places_at_one_moment_are_flagged_however_they_come_in() -> None:
    checks = [check("1", OPERA, at(9)), check("2", AIRPORT, at(9))]
    assert len(impossible(checks)) == len(impossible(checks[::-1])) == 1


def test_two_teams_may_be_at_two_places() -> None:
    assert impossible([check("1", OPERA, at(9)), check("2", AIRPORT, at(9), team="Team 8")]) == ()


def test_checkpoints_of_one_venue_are_too_near_for_doubt() -> None:
    gate = Point("gate", "Gate", OPERA.latitude + 0.001, OPERA.longitude)  # 110 m
    assert impossible([check("1", OPERA, at(9)), check("2", gate, at(9, 0, 1))]) == ()


def test_a_vague_position_is_given_its_doubt() -> None:
    """Checked by position, 1 km on in 10 s, but the phone knew its place to a kilometre only."""
    there = {"how": How.PLACE, "latitude": STATION.latitude, "longitude": STATION.longitude}
    exact = check("2", STATION, at(9, 0, 10), accuracy=10.0, **there)
    vague = check("2", STATION, at(9, 0, 10), accuracy=1_000.0, **there)
    assert impossible([check("1", OPERA, at(9)), exact])
    assert not impossible([check("1", OPERA, at(9)), vague])


def test_how_fast_is_too_fast_is_for_the_site_to_say() -> None:
    checks = [check("1", OPERA, at(9)), check("2", AIRPORT, at(9, 20))]  # 33 km: 100 km/h
    assert not impossible(checks)
    assert impossible(checks, Limits(km_per_hour=80))


# Clocks


def test_a_clock_ahead_is_told_and_put_right() -> None:
    late = check("1", OPERA, at(15), received=at(9, 30), sent=at(15, 30))
    assert late.happened == at(9)
    assert [(doubt.odd, doubt.text) for doubt in doubts([late])] == [
        (Odd.CLOCK, "the phone's clock is 360 minutes ahead")
    ]
    assert missed([planned(OPERA)], [late]) == ()


def test_a_clock_behind_is_told_and_put_right_even_when_sent_hours_later() -> None:
    offline = check("1", OPERA, at(8), received=at(13), sent=at(12))
    assert offline.happened == at(9)
    assert doubts([offline])[0].text == "the phone's clock is 60 minutes behind"


def test_a_check_sent_hours_later_by_a_right_clock_is_not_odd() -> None:
    assert doubts([check("1", OPERA, at(8), received=at(13), sent=at(13))]) == ()


def test_a_check_from_the_future_shows_a_wrong_clock_though_the_phone_did_not_say_when_it_sent_it() -> None:
    early = check("1", OPERA, at(12), received=at(9))
    assert early.happened == at(9)
    assert doubts([early])[0].odd == Odd.CLOCK


def test_the_way_through_the_network_is_no_wrong_clock() -> None:
    """Two checks ten seconds apart stay ten seconds apart, though one was a minute on its way."""
    one = check("1", OPERA, at(9), sent=at(9), received=at(9, 1))
    other = check("2", STATION, at(9, 0, 10), sent=at(9, 0, 10), received=at(9, 0, 11))
    assert other.happened - one.happened == timedelta(seconds=10)
    assert [doubt.odd for doubt in doubts([one, other])] == [Odd.TOO_FAST]


# Places


def test_a_phone_far_from_the_point_is_flagged_whatever_code_it_read() -> None:
    away = check("1", OPERA, at(9), latitude=STATION.latitude, longitude=STATION.longitude, accuracy=50.0)
    assert [doubt.text for doubt in doubts([away])] == ["the phone was 1.0 km from Opera"]


def test_a_phone_that_cannot_say_where_it_is_shows_nothing_by_its_place() -> None:
    here = {"latitude": STATION.latitude, "longitude": STATION.longitude, "accuracy": 2_000.0}
    assert doubts([check("1", OPERA, at(9), how=How.CODE, **here)]) == ()
    [doubt] = doubts([check("1", OPERA, at(9), how=How.PLACE, **here)])
    assert (doubt.odd, doubt.text) == (Odd.VAGUE, "the phone knew its place to 2000 m only")


def test_doubts_are_told_in_order_of_time() -> None:
    checks = [check(str(key), (OPERA, AIRPORT)[key % 2], at(9, key)) for key in range(5)]
    assert [doubt.check.key for doubt in doubts(checks[::-1])] == ["1", "2", "3", "4"]


# Once


def test_a_check_sent_twice_counts_once_as_it_came_first() -> None:
    first, again = check("1", OPERA, at(9)), check("1", OPERA, at(9), received=at(12))
    assert once([again, first]) == (first,)


def test_a_phone_set_up_anew_sends_the_same_act_under_another_key() -> None:
    first, again = check("1", OPERA, at(9)), check("2", OPERA, at(9).astimezone(UTC), received=at(12))
    assert once([first, again]) == (first,)


def test_two_visits_of_one_point_are_two() -> None:
    assert len(once([check("1", OPERA, at(9)), check("2", OPERA, at(11))])) == 2


@given(st.permutations(range(6)), st.lists(st.integers(0, 5), max_size=6))
def test_what_is_told_does_not_hang_on_the_order_in_which_checks_come(
    order: list[int], again: list[int]
) -> None:
    checks = [check(str(key), (OPERA, STATION, AIRPORT)[key % 3], at(9, key)) for key in range(6)]
    came = [checks[key] for key in [*order, *again]]
    assert once(came) == tuple(checks)
    assert doubts(came) == doubts(checks)


# Bad input


def test_times_without_a_zone_are_refused_by_the_key() -> None:
    with pytest.raises(BadInput, match="check 7: its times need a zone"):
        check("7", OPERA, at(9), received=at(9).replace(tzinfo=None))


@pytest.mark.parametrize("wrong", [{"km_per_hour": 0}, {"near_km": -1}, {"grace": timedelta(-1)}])
def test_limits_below_nothing_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="no limit may be below nothing"):
        Limits(**wrong)
