"""Late counts are held against what is told by then: no rise is made up, none is missed for being early."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from tocsin.forewarn import recompute
from tocsin.forewarn.backtest import AsOf, backtest, end_of_step
from tocsin.forewarn.backtest.asof import microseconds
from tocsin.forewarn.decide import weeks_until
from tocsin.forewarn.detect import detect_in
from tocsin.forewarn.nowcast.late import Lateness, as_told
from tocsin.forewarn.series import Step
from tocsin.forewarn.tabular import read_any

FIRST = date(2015, 6, 1)
DAYS = 120
LAST = Step.DAY.after(FIRST, DAYS - 1)
EVENING = end_of_step(Step.DAY, LAST)
A_DAY = 86_400_000_000


def history_of(on_the_day: list[int], later: list[int], *, late: int = 1, adds_up: bool = True) -> AsOf:
    """Days of so many told on them, and so many told some days later."""
    days = np.arange(len(on_the_day))
    steps = np.concatenate([days.repeat(on_the_day), days.repeat(later)]).astype(np.int32)
    delays = np.concatenate([np.zeros(sum(on_the_day)), np.full(sum(later), late)]).astype(np.int64)
    known = microseconds(end_of_step(Step.DAY, FIRST)) + (steps + delays) * A_DAY
    order = known.argsort(kind="stable")
    ones, zeros = np.ones(len(known), np.int32), np.zeros(len(known), np.int32)
    return AsOf(("FR",), FIRST, Step.DAY, zeros, steps[order], ones, known[order], adds_up)


def steady(last: int = 2) -> AsOf:
    """Two told on the day and two a day later, for months; on the last day so many."""
    return history_of([2] * (DAYS - 1) + [last], [2] * DAYS)


def shares(history: AsOf, moment: datetime = EVENING) -> list[float]:
    found = Lateness(history).told(LAST, moment)
    return [] if found is None else found[-3:].round(3).tolist()


def test_the_share_told_is_that_of_earlier_days_as_old() -> None:
    assert shares(steady()) == [1.0, 1.0, 0.5]
    assert shares(history_of([1] * DAYS, [3] * DAYS, late=2)) == [1.0, 0.25, 0.25]


def test_a_moment_within_a_day_counts_by_the_hour() -> None:
    noon = timedelta(hours=12)
    late = history_of([2] * DAYS, [2] * DAYS)
    assert shares(late, EVENING + noon) == [1.0, 1.0, 0.5]
    assert shares(late, EVENING + timedelta(days=1)) == []
    assert shares(late, EVENING - noon) == [1.0, 0.5, 0.1]


def test_nothing_learnt_later_is_looked_at() -> None:
    before = shares(steady())
    longer = history_of([2] * DAYS + [40] * 9, [2] * DAYS + [0] * 9)
    assert shares(longer) == before


def test_counts_in_versions_are_as_late_as_the_same_in_events() -> None:
    days = np.arange(DAYS)
    known = microseconds(end_of_step(Step.DAY, FIRST)) + np.concatenate([days, days + 1]) * A_DAY
    counts = np.repeat([2, 4], DAYS).astype(np.int32)
    order = known.argsort(kind="stable")
    steps = np.concatenate([days, days])[order].astype(np.int32)
    versions = AsOf(("FR",), FIRST, Step.DAY, 0 * steps, steps, counts[order], known[order])
    assert shares(versions) == shares(steady())


def test_what_was_known_at_once_when_the_watch_began_says_nothing_of_delays() -> None:
    days = np.arange(DAYS)
    began = end_of_step(Step.DAY, FIRST + timedelta(days=DAYS - 10))
    known = np.maximum(microseconds(end_of_step(Step.DAY, FIRST)) + days * A_DAY, microseconds(began))
    steps, nine = days.astype(np.int32), np.full(DAYS, 9, np.int32)
    backlog = AsOf(("FR",), FIRST, Step.DAY, 0 * steps, steps, nine, known, adds_up=True)
    assert shares(backlog) == []


@pytest.mark.parametrize("history", [history_of([4] * DAYS, [0] * DAYS), history_of([1] * 40, [1] * 40)])
def test_where_nothing_is_late_or_little_is_known_counts_are_as_they_are(history: AsOf) -> None:
    (panel,) = as_told(history)(history.latest)
    assert panel.told is None
    assert panel.exposures is None


def test_counts_that_nobody_dated_are_as_they_are() -> None:
    settled = read_any([1, 2, 3], first=FIRST).history
    assert as_told(settled) == settled.as_of


def test_half_a_count_is_no_fall_and_no_alarm() -> None:
    found = detect_in(steady(), "nb-ewma", now=LAST)
    assert found.decisions == ()
    assert found.scores.expected[0] == pytest.approx(2, abs=0.3)


def test_a_rise_is_heard_while_half_of_it_is_still_to_be_told() -> None:
    late = steady(last=9)
    (warning,) = detect_in(late, "nb-ewma", now=LAST).warnings
    why = warning.explanation
    assert why.reason.startswith("9 incidents told so far, 50 % of likely 18 in the end; by then 2.")
    assert (why.told, why.exposures[-1], why.exposures[-2]) == (0.5, 0.5, 1.0)
    assert recompute(why)
    raw = next(late.as_of(EVENING))
    assert raw.counts[0, -1] == 9
    assert why.bound < 9


def test_a_back_test_holds_late_counts_against_what_was_told_by_then() -> None:
    report = backtest(steady(last=9), "nb-ewma", first=LAST - timedelta(days=3), last=LAST)
    assert [warning.day for warning in report.warnings] == [LAST]
    assert report.warnings[0].explanation.told == 0.5


def test_weeks_are_told_as_far_as_their_days_are() -> None:
    (panel,) = as_told(steady())(EVENING)
    weekly = weeks_until(panel, LAST)
    assert weekly.told is not None
    assert weekly.told[-1] == pytest.approx(6.5 / 7)
    assert weekly.row(0).share_told(0) == 1.0
