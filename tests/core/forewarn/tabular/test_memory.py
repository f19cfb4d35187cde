"""Notebooks' tables are taken as they are, whatever library made them, and refused by row and column."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from tocsin.errors import BadInput
from tocsin.forewarn.series import Panel, Series, Step
from tocsin.forewarn.tabular import Moments, Options, read_any

DAYS = [date(2015, 11, 1), date(2015, 11, 2), date(2015, 11, 3)]
LONG = {"date": DAYS, "series": ["a"] * 3, "count": [1, 0, 2]}
START = date(2015, 11, 1)


def series(counted):
    panels = counted.history.as_of(datetime(2100, 1, 1, tzinfo=UTC))
    return {
        row.id: (row.first, row.counts.tolist())
        for panel in panels
        for row in (panel.row(at) for at in range(len(panel.ids)))
    }


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame(LONG),
        pd.DataFrame(LONG).astype({"date": "datetime64[ns]", "series": "category", "count": "float64"}),
        pd.DataFrame({"a": [1, 0, 2]}, index=pd.date_range("2015-11-01", periods=3)),
        pd.DataFrame({"a": [1, 0, 2]}, index=pd.date_range("2015-11-01", periods=3, name="day")),
        pl.DataFrame(LONG),
        pl.DataFrame(LONG).with_columns(
            pl.col("series").cast(pl.Categorical), pl.col("count").cast(pl.UInt8)
        ),
        pl.DataFrame({"date": DAYS, "a": [1, 0, 2]}),
        pa.table(LONG),
        pa.table({"date": [day.isoformat() for day in DAYS], "a": ["1", "0", "2"]}),
        Series("a", START, [1, 0, 2]),
        [Series("a", START, [1, 0, 2])],
        Panel.of([Series("a", START, [1, 0, 2])]),
    ],
)
def test_every_kind_of_table_gives_the_same_series(table):
    assert series(read_any(table)) == {"a": (START, [1, 0, 2])}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([1, 0, 2], {"0": [1, 0, 2]}),
        (np.array([1, 0, 2]), {"0": [1, 0, 2]}),
        (np.array([[1, 5], [0, 6], [2, 7]]), {"0": [1, 0, 2], "1": [5, 6, 7]}),
        ({"a": [1, 0, 2], "b": np.array([5, 6, 7])}, {"a": [1, 0, 2], "b": [5, 6, 7]}),
    ],
)
def test_bare_numbers_want_their_first_day(counts, expected):
    found = read_any(counts, first=START)
    assert {name: values for name, (_, values) in series(found).items()} == expected
    with pytest.raises(BadInput, match="on which day the first count is"):
        read_any(counts)


def test_a_pandas_column_with_dates_as_its_index():
    column = pd.Series([1, 0, 2], index=pd.date_range("2015-11-01", periods=3), name="a")
    assert series(read_any(column)) == {"count": (START, [1, 0, 2])}


def test_weeks_of_numbers():
    assert read_any([1, 2], first=START, step=Step.WEEK).history.last == date(2015, 11, 8)


def test_series_may_begin_and_end_on_days_of_their_own():
    given = [Series("a", START, [1, 0, 2]), Series("b", date(2015, 11, 2), [5])]
    assert series(read_any(given)) == {"a": (START, [1, 0, 2]), "b": (date(2015, 11, 2), [5])}


def test_series_of_different_steps_are_refused():
    given = [Series("a", START, [1, 0, 2]), Series("b", START, [5], step=Step.WEEK)]
    with pytest.raises(BadInput, match="b: counts otherwise than a"):
        read_any(given)


def test_exposures_are_kept():
    given = Series("a", START, [1, 0, 2], exposures=[10.0, 20.0, 30.0])
    panel = next(read_any(given).history.as_of(datetime(2100, 1, 1, tzinfo=UTC)))
    assert panel.exposures.tolist() == [[10.0, 20.0, 30.0]]


def test_what_is_wrong_is_named_by_row_and_column():
    table = pd.DataFrame({"date": pd.to_datetime(DAYS), "a": [1, None, 2]})
    with pytest.raises(BadInput, match=r"^row 1, column 'a': the count is missing"):
        read_any(table)
    assert series(read_any(table, options=Options(fill_zero=True)))["a"][1] == [1, 0, 2]


@pytest.mark.parametrize("bad", [-1.0, 2.5, float("inf"), 1e9])
def test_bad_numbers_are_refused(bad):
    with pytest.raises(BadInput, match="row 2, column 'a'"):
        read_any(pl.DataFrame({"date": DAYS, "a": [1.0, 0.0, bad]}))


def test_a_column_of_moments_counts_on_its_zone_s_days_or_on_those_of_utc():
    moments = pd.to_datetime(["2015-11-13T23:30", "2015-07-13T23:30"]).tz_localize("America/New_York")
    table = pd.DataFrame({"date": moments, "place": "a"})
    assert read_any(table).history.last == date(2015, 11, 13)
    assert read_any(table, options=Options(moments=Moments.UTC)).history.last == date(2015, 11, 14)


def test_nothing_is_nothing():
    with pytest.raises(BadInput, match="no row in it"):
        read_any(pl.DataFrame({"date": [], "a": []}))
    with pytest.raises(BadInput, match="one row a step"):
        read_any(np.array([]), first=START)
