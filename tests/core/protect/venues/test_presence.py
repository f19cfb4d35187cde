"""How many are present is read as people write it, and written as it is read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.protect.venues import WEEK, Presence

PARIS = ZoneInfo("Europe/Paris")
FRIDAY = datetime(2015, 11, 13, tzinfo=PARIS)


def at(presence: Presence, day: int, hour: int) -> int:
    return presence.hours[24 * day + hour]


def test_one_number_holds_all_week() -> None:
    assert Presence.parse(" 400 ").hours == (400,) * WEEK


def test_days_and_hours_hold_where_they_say_and_nobody_is_there_at_others() -> None:
    presence = Presence.parse("Mo-Fr 08-18=400; sa, su 10-16=900")
    assert (at(presence, 0, 7), at(presence, 0, 8), at(presence, 4, 17), at(presence, 4, 18)) == (
        0,
        400,
        400,
        0,
    )
    assert (at(presence, 5, 10), at(presence, 6, 15), at(presence, 6, 16)) == (900, 900, 0)


def test_hours_may_run_past_midnight_and_days_past_sunday() -> None:
    presence = Presence.parse("Sa-Mo 22-02=50")
    assert [at(presence, 6, 23), at(presence, 0, 1), at(presence, 1, 1), at(presence, 1, 2)] == [
        50,
        50,
        50,
        0,
    ]


def test_the_later_clause_holds() -> None:
    presence = Presence.parse("100; Fr 20-24=1500")
    assert (at(presence, 4, 19), at(presence, 4, 20), at(presence, 5, 0)) == (100, 1500, 100)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "''"),
        ("many", "'many'"),
        ("-5", "fewer than none"),
        ("Mo 8-18=-5", "fewer than none"),
        ("Mx 08-18=5", "'Mx' is no day"),
        ("Mo-We-Fr=5", "is no day"),
        ("Mo 18-18=5", "begins and ends at one hour"),
        ("Mo 24-25=5", "from 00 to 24"),
        ("Mo 08:30-18=5", "it is not like"),
        ("99999999", "is not from 0 to"),
        ("Mo=5;;Tu=4", "''"),
        ("٤٠٠", "it is not like"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        Presence.parse(text)


@given(st.lists(st.sampled_from((0, 1, 20, 300)), min_size=WEEK, max_size=WEEK))
def test_any_week_is_read_as_it_was_written(hours: list[int]) -> None:
    assert Presence.parse(Presence(tuple(hours)).text).hours == tuple(hours)


def test_the_most_counts_every_hour_touched_and_none_after() -> None:
    presence = Presence.parse("Fr 20-21=10; Fr 21-22=70; Fr 22-23=30")
    start = FRIDAY.replace(hour=20, minute=59)
    assert presence.most(start, FRIDAY.replace(hour=21)) == 10
    assert presence.most(start, FRIDAY.replace(hour=21, minute=1)) == 70
    assert presence.most(FRIDAY.replace(hour=22), FRIDAY.replace(hour=23)) == 30


def test_the_most_runs_over_the_end_of_the_week() -> None:
    presence = Presence.parse("Mo 00-01=9")
    sunday = FRIDAY + timedelta(days=2)
    assert presence.most(sunday.replace(hour=22), sunday + timedelta(days=1, minutes=5)) == 9
    assert presence.most(FRIDAY, FRIDAY + timedelta(days=8)) == 9


def test_times_without_a_zone_or_backwards_are_refused() -> None:
    presence = Presence.parse("1")
    with pytest.raises(BadInput, match="zone"):
        presence.most(FRIDAY.replace(tzinfo=None), FRIDAY)
    with pytest.raises(BadInput, match="is not after"):
        presence.most(FRIDAY, FRIDAY)
