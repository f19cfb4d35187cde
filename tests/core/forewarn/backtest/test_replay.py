"""A back-test sees at each step what was known then and nothing else, and holds warnings against labels."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.forewarn import Outcome, recompute
from tocsin.forewarn.backtest import AsOf, backtest
from tocsin.forewarn.backtest.asof import microseconds
from tocsin.forewarn.backtest.labels import score
from tocsin.forewarn.decide import Rules
from tocsin.forewarn.detect import detect_in
from tocsin.forewarn.series import Step
from tocsin.forewarn.tabular import read_any

FIRST = date(2015, 11, 4)
QUIET = [0, 1, 0, 0, 2, 0, 1, 0, 0]
DAYS = 14
START = datetime(2015, 11, 4, tzinfo=UTC)


def history(counts):
    return read_any(counts, first=FIRST).history


def versions(rows):
    """An `AsOf` of (series, step, count, days after the first on which it was known)."""
    ordered = sorted(rows, key=lambda row: row[3])
    series, steps, counts, known = np.array(ordered, dtype=np.int32).T
    moments = np.array([microseconds(START + timedelta(days=int(day))) for day in known], dtype=np.int64)
    return AsOf(("a", "b"), FIRST, Step.DAY, series, steps, counts, moments)


def told(report):
    return [(one.series, one.day, one.explanation) for one in report.warnings]


late = st.lists(
    st.tuples(
        st.integers(0, 1), st.integers(0, DAYS + 5), st.integers(0, 30), st.integers(DAYS + 1, DAYS + 9)
    ),
    max_size=30,
)
counts = st.lists(st.integers(0, 12), min_size=2 * DAYS, max_size=2 * DAYS)


@settings(max_examples=40)
@given(counts, late)
def test_what_became_known_later_changes_no_past_decision_and_every_warning_recomputes(counts, late):
    rows = [(at % 2, at // 2, count, at // 2 + 1) for at, count in enumerate(counts)]
    last = FIRST + timedelta(days=DAYS - 1)
    before = backtest(versions(rows), "ears-c2", last=last)
    after = backtest(versions([*rows, *late]), "ears-c2", last=last)
    assert told(after) == told(before)
    assert (after.judged, after.short, after.held_back) == (before.judged, before.short, before.held_back)
    assert all(recompute(one.explanation) for one in before.warnings)
    assert all(one.explanation.known is not None for one in before.warnings)


@given(counts)
@settings(max_examples=20)
def test_each_step_is_what_a_scan_on_that_day_would_have_said(counts):
    table = {"a": counts[:DAYS], "b": counts[DAYS:]}
    rules = Rules(cool_down=0)
    found = told(backtest(history(table), "ears-c1", rules=rules))
    daily = [
        one
        for at in range(DAYS)
        for one in detect_in(history(table), "ears-c1", now=FIRST + timedelta(days=at), rules=rules).warnings
    ]
    assert found == [(one.series, one.day, one.explanation) for one in daily]


def test_a_late_count_is_missed_at_once_and_caught_by_waiting():
    rows = [(0, at, count, at + 1) for at, count in enumerate([*QUIET, 1])]
    rows.append((0, 9, 7, 12))
    assert not backtest(versions(rows), "ears-c2").warnings
    (warning,) = backtest(versions(rows), "ears-c2", lag=2).warnings
    assert warning.explanation.observed == 7


def test_a_count_that_was_not_known_is_told_of():
    rows = [(0, at, count, at + 3) for at, count in enumerate([*QUIET, 7])]
    report = backtest(versions(rows), "ears-c2", first=date(2015, 11, 13))
    assert (report.judged, report.unknown) == (0, 1)


def test_a_warning_cools_its_series_down():
    report = backtest(history([*QUIET, 7, 8, 7]), "ears-c2")
    assert [one.day.day for one in report.warnings] == [13]
    assert report.held_back == {Outcome.COOLING_DOWN: 2}
    assert report.alarms_a_week == pytest.approx(3 * 7 / 12)


def test_labels_say_what_was_caught_and_how_late():
    labels = {"0": [date(2015, 11, 12), date(2015, 11, 13)]}
    scored = backtest(history([*QUIET, 7, 0, 0]), "ears-c1", labels=labels).scored
    assert (scored.detected, scored.delay, scored.sensitivity, scored.specificity) == (1.0, 1, 0.5, 1.0)


def test_an_outbreak_that_no_step_could_judge_is_not_counted():
    scored = backtest(history([*QUIET, 7]), "ears-c2", labels={"0": [date(2015, 11, 5)]}).scored
    assert (scored.outbreaks, scored.detected, scored.sensitivity) == (0, None, None)


def test_outbreaks_that_part_are_two():
    steps = {"a": frozenset({1, 2, 5, 6})}
    scored = score(steps, steps, 10, [("a", 2), ("a", 8)])
    assert (scored.outbreaks, scored.delays, scored.specificity) == (2, (1,), 0.9)


def test_labels_of_a_series_that_is_not_there_are_refused():
    table = {"a": [1] * 12, "b": [1] * 12}
    with pytest.raises(BadInput, match="no series 'c'"):
        backtest(history(table), "ears-c2", labels={"c": [FIRST]})


@pytest.mark.parametrize("days", [(date(2015, 11, 3), None), (None, date(2016, 1, 1))])
def test_days_outside_the_history_are_refused(days):
    first, last = days
    with pytest.raises(BadInput, match="does not lie within"):
        backtest(history(QUIET), "ears-c2", first=first, last=last)
