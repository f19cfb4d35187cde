"""The geometry of charts: what is drawn is what was counted."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin_server.console import charts

NIGHT = datetime(2015, 11, 13, 21, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    at: datetime
    source: str
    low: int
    best: int
    high: int | None


def test_reports_are_counted_in_their_own_hour() -> None:
    """Two reports in one hour are one bar of two; one outside the days shown is not counted."""
    moments = [NIGHT, NIGHT + timedelta(minutes=20), NIGHT + timedelta(days=9)]
    drawn = charts.histogram(moments, date(2015, 11, 13), date(2015, 11, 14), hourly=True)
    assert [(bar.label, bar.count) for bar in drawn.bars] == [("Fri 13 Nov, 21:00 to 21:59", 2)]
    assert drawn.total == 2
    assert drawn.days == (date(2015, 11, 13), date(2015, 11, 14))
    assert drawn.bars[0].x == pytest.approx(1000 * 21.08 / 48)


@given(st.lists(st.integers(0, 10 * 24 * 60 - 1), max_size=60), st.booleans())
def test_no_bar_leaves_the_box(minutes: list[int], hourly: bool) -> None:
    """Every moment inside the days is in exactly one bar, and every bar inside the drawing."""
    first = date(2015, 11, 10)
    start = datetime(2015, 11, 10, tzinfo=UTC)
    moments = [start + timedelta(minutes=minute) for minute in minutes]
    drawn = charts.histogram(moments, first, first + timedelta(days=9), hourly=hourly)
    assert sum(bar.count for bar in drawn.bars) == len(minutes)
    for bar in drawn.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= 1000
        assert bar.y + bar.height == pytest.approx(100)


def test_each_source_has_one_row_the_latest_first() -> None:
    """Two figures of one source are one row with two steps; the source that spoke last stands on top."""
    said = [
        Said(NIGHT, "Harbour Post", 18, 18, 18),
        Said(NIGHT + timedelta(hours=3), "Harbour Post", 120, 120, None),
        Said(NIGHT + timedelta(hours=4), "Meridian", 127, 127, 129),
    ]
    grown = charts.growth(said)
    assert grown is not None
    assert [(row.source, len(row.steps), row.last.best) for row in grown.rows] == [
        ("Meridian", 1, 127),
        ("Harbour Post", 2, 120),
    ]
    assert grown.rows[1].steps[0].best > grown.rows[1].steps[1].best, "a higher toll stands higher up"


def test_without_a_dated_figure_there_is_no_growth() -> None:
    """Nothing to draw is None, not an empty chart."""
    assert charts.growth([]) is None


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.one_of(st.none(), st.integers(0, 10**6)))
def test_a_range_keeps_its_order(low: int, more: int, most: int | None) -> None:
    """Low, best and high stand in this order on the line, and none beyond its end."""
    best = low + more
    high = None if most is None else best + most
    low_x, best_x, high_x, top = charts.reach(low, best, high)
    assert 0 <= low_x <= best_x <= high_x <= 1000
    assert top >= best
