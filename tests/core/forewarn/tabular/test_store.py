"""The grid keeps what is put into it, in whatever order, however large it grows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.forewarn.backtest import NONE
from tocsin.forewarn.tabular.store import Grid, first_gap


def array(*values):
    return np.array(values, dtype=np.int32)


def test_it_grows_with_series_and_days_that_come_in_any_order():
    rng = np.random.default_rng(3)
    expected = rng.integers(0, 9, (700, 150)).astype(np.int32)
    cells = [(series, day) for series in range(700) for day in range(150)]
    rng.shuffle(cells)
    grid = Grid()
    for part in np.array_split(np.array(cells, dtype=np.int32), 7):
        series, days = part.T
        assert grid.put(series, days + 735_900, expected[series, days]) is None
    assert grid.days.tolist() == list(range(735_900, 736_050))
    found = grid.counts(700, grid.days, events=False)
    np.testing.assert_array_equal(found, expected)


def test_days_that_never_came_have_no_count():
    grid = Grid()
    grid.put(array(0), array(10), array(4))
    assert grid.counts(1, array(9, 10, 11), events=False).tolist() == [[NONE, 4, NONE]]


def test_events_count_0_where_none_came():
    grid = Grid()
    grid.add(array(0, 0), array(10, 10))
    assert grid.counts(2, array(9, 10), events=True).tolist() == [[0, 2], [0, 0]]


@pytest.mark.parametrize(("first", "second"), [([(0, 5)], [(1, 5), (0, 5)]), ([], [(0, 5), (0, 5)])])
def test_the_row_that_repeats_a_cell_is_named(first, second):
    grid = Grid()
    if first:
        grid.put(*array(*first).reshape(-1, 2).T, array(1))
    assert grid.put(*array(*second).reshape(-1, 2).T, array(1, 1)) == 1


def test_more_than_fits_into_memory_is_refused_with_a_way_out():
    grid = Grid()
    grid.add(array(0), array(1))
    with pytest.raises(BadInput, match="leave out the earliest"):
        grid.add(np.full(20_000, 2_000_000, dtype=np.int32), np.arange(20_000, dtype=np.int32))


@given(st.lists(st.lists(st.sampled_from([NONE, 1]), min_size=4, max_size=4), min_size=1, max_size=3))
def test_a_gap_is_a_hole_between_two_counts(rows):
    table = np.array(rows, dtype=np.int32)
    holes = [
        (row, column)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if cell == NONE and 1 in cells[:column] and 1 in cells[column:]
    ]
    assert first_gap(table) == (holes[0] if holes else None)
