"""What was known at a moment holds nothing that was learnt later."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.forewarn.backtest import NONE, AsOf, Settled, end_of_step
from tocsin.forewarn.backtest.asof import microseconds
from tocsin.forewarn.series import Step

FIRST = date(2015, 11, 1)
rows = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 5), st.integers(0, 9), st.integers(0, 9)),
    min_size=1,
    max_size=25,
)


def at(day):
    return datetime(2015, 11, 1, tzinfo=UTC) + timedelta(days=day)


def history(rows, *, adds_up=False):
    """An `AsOf` of (series, step, count, day on which it was known)."""
    ordered = sorted(rows, key=lambda row: row[3])
    series, steps, counts, known = np.array(ordered, dtype=np.int32).T
    moments = np.array([microseconds(at(int(day))) for day in known], dtype=np.int64)
    return AsOf(("a", "b", "c"), FIRST, Step.DAY, series, steps, counts, moments, adds_up)


def shown(history, day):
    return {
        id: (panel.first, panel.counts[row].tolist(), panel.known)
        for panel in history.as_of(at(day))
        for row, id in enumerate(panel.ids)
    }


def test_the_last_version_known_stands():
    found = history([(0, 0, 3, 1), (0, 0, 5, 2), (0, 0, 4, 3)])
    assert [shown(found, day)["a"][1] for day in (1, 2, 3)] == [[3], [5], [4]]


def test_a_step_is_there_once_it_is_over():
    found = history([(0, 0, 3, 0), (0, 1, 3, 0)])
    assert shown(found, 0) == {}
    assert shown(found, 1)["a"] == (FIRST, [3], at(1))


def test_a_series_ends_before_its_first_count_that_was_not_known():
    found = history([(0, 0, 1, 1), (0, 2, 3, 3), (0, 1, 2, 4)])
    assert shown(found, 3)["a"][1] == [1]
    assert shown(found, 4)["a"][1] == [1, 2, 3]


def test_events_add_up_and_a_day_without_any_counts_none():
    found = history([(0, 0, 1, 1), (0, 2, 1, 3), (0, 0, 1, 4)], adds_up=True)
    assert shown(found, 3)["a"][1] == [1, 0, 1]
    assert shown(found, 5)["a"][1] == [2, 0, 1, 0, 0]


@given(rows, rows, st.integers(0, 9), st.booleans())
def test_what_becomes_known_later_changes_nothing_that_was_known_before(early, late, day, adds_up):
    later = [(series, step, count, day + 1 + known) for series, step, count, known in late]
    known = [row for row in early if row[3] <= day]
    if known:
        assert shown(history([*early, *later], adds_up=adds_up), day) == shown(
            history(known, adds_up=adds_up), day
        )


@given(rows, st.integers(0, 9))
def test_events_equal_a_plain_count_of_what_was_known(rows, day):
    found = shown(history(rows, adds_up=True), day)
    known = [row for row in rows if row[3] <= day]
    begin = min((step for _, step, _, _ in known), default=day)
    for number, id in enumerate("abc"):
        mine = [row for row in known if row[0] == number and row[1] < day]
        if not mine:
            assert id not in found
            continue
        counts = [sum(row[2] for row in mine if row[1] == step) for step in range(begin, day)]
        assert found[id][1] == counts


def test_settled_counts_show_no_step_before_it_is_over():
    counts = np.array([[1, 2, 3]], dtype=np.int32)
    settled = Settled(("a",), FIRST, Step.DAY, counts)
    assert [shown(settled, day).get("a", (0, 0))[1] for day in (0, 1, 3, 99)] == [
        0,
        [1],
        [1, 2, 3],
        [1, 2, 3],
    ]


def test_series_that_begin_or_end_apart_come_in_panels_of_their_own():
    counts = np.array([[1, 2, NONE], [NONE, 5, 6], [3, 4, NONE], [NONE, NONE, NONE]], dtype=np.int32)
    settled = Settled(("a", "b", "c", "d"), FIRST, Step.DAY, counts)
    panels = [(panel.ids, panel.first, panel.counts.tolist()) for panel in settled.as_of(at(9))]
    assert panels == [(("a", "c"), FIRST, [[1, 2], [3, 4]]), (("b",), date(2015, 11, 2), [[5, 6]])]


def test_a_month_is_over_when_its_last_day_is():
    assert end_of_step(Step.MONTH, date(2016, 2, 1)) == datetime(2016, 3, 1, tzinfo=UTC)


def test_a_moment_must_know_its_zone():
    with pytest.raises(BadInput, match="no time zone"):
        list(history([(0, 0, 1, 1)]).as_of(datetime(2015, 11, 2)))  # noqa: DTZ001


def test_rows_out_of_order_are_refused():
    one = np.array([0, 0], dtype=np.int32)
    with pytest.raises(BadInput, match="in the order in which they became known"):
        AsOf(("a",), FIRST, Step.DAY, one, one, one, np.array([2, 1]))
