"""Shifts: one after the other without a gap, and none in which the clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from tocsin.errors import BadInput
from tocsin.protect.patrols import Shift, shifts

THREE = [time(6), time(14), time(22)]


def test_a_week_of_three_shifts_a_day_is_21_without_gap_or_overlap() -> None:
    week = shifts(date(2015, 11, 14), 7, THREE, "Asia/Shanghai")
    assert len(week) == 21
    assert all(one.end == following.start for one, following in pairwise(week))
    assert week[-1].end - week[0].start == timedelta(days=7)


@pytest.mark.parametrize(
    ("day", "gap"), [(date(2026, 3, 28), "+0100, to UTC+0200"), (date(2026, 10, 24), "+0200")]
)
def test_a_shift_in_which_the_clock_changes_is_refused_with_both_offsets(day: date, gap: str) -> None:
    with pytest.raises(BadInput, match="the clock changes in it") as refusal:
        shifts(day, 1, THREE, "Europe/Paris")
    assert refusal.value.reason == "clock_change"
    assert str(refusal.value).startswith(f"{day} 22:00")


def test_shifts_may_meet_where_the_clock_changes() -> None:
    change = datetime(2026, 3, 29, 1, tzinfo=UTC)
    paris = shifts(date(2026, 3, 1), 1, [time(0)], "Europe/Paris")[0].start.tzinfo
    first = Shift(datetime(2026, 3, 28, 22, tzinfo=paris), change.astimezone(paris))
    second = Shift(change.astimezone(paris), datetime(2026, 3, 29, 6, tzinfo=paris))
    assert first.end == second.start


@pytest.mark.parametrize(
    ("days", "starts", "zone", "reason"),
    [
        (1, THREE, "Europe/Pari", "zone"),
        (1, [], "Europe/Paris", "starts"),
        (1, [time(6), time(6)], "Europe/Paris", "starts"),
        (0, THREE, "Europe/Paris", "days"),
        (700, THREE, "Europe/Paris", "days"),
    ],
)
def test_what_is_no_shift_is_refused(days: int, starts: list[time], zone: str, reason: str) -> None:
    with pytest.raises(BadInput) as refusal:
        shifts(date(2015, 11, 14), days, starts, zone)
    assert refusal.value.reason == reason


def test_a_shift_needs_zones_and_ends_after_it_starts() -> None:
    start = datetime(2015, 11, 14, 6, tzinfo=UTC)
    with pytest.raises(BadInput, match="need a zone"):
        Shift(start.replace(tzinfo=None), start)
    with pytest.raises(BadInput, match="ends after it starts"):
        Shift(start, start)
