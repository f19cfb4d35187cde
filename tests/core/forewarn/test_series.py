"""A series takes whole counts without a gap and refuses all else by day."""

from datetime import date

import numpy as np
import pytest

from tocsin.base import IncidentKind
from tocsin.errors import BadInput
from tocsin.forewarn import Series, SeriesKey

START = date(2015, 11, 1)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([0, -1], "-1 on 2015-11-02 is not a whole number"),
        ([0, 1, 2.5], "2.5 on 2015-11-03 is not a whole number"),
        ([0, float("nan")], "nan on 2015-11-02 is not a whole number"),
        ([0, float("inf")], "inf on 2015-11-02 is not a whole number"),
        ([0, 10_000_001], "10000001 on 2015-11-02 is not a whole number from 0 to 10,000,000"),
        ([0, None], "counts must be numbers"),
        (["1", "2"], "counts must be numbers"),
        ([[1, 2]], "one number a day"),
        ([], "one number a day"),
    ],
)
def test_bad_counts_are_refused_by_day(counts, message):
    with pytest.raises(BadInput, match=message) as refusal:
        Series("FR/attack", START, counts)
    assert refusal.value.where == "FR/attack"


def test_counts_cannot_change_under_a_decision():
    given = np.array([1, 2, 3])
    series = Series("FR/attack", START, given)
    given[0] = 9
    assert series.count(START) == 1
    with pytest.raises(ValueError, match="read-only"):
        series.counts[0] = 9


def test_whole_floats_are_whole_numbers():
    assert Series("FR/attack", START, [1.0, 2.0]).counts.tolist() == [1, 2]


def test_a_day_outside_the_series_is_named():
    with pytest.raises(BadInput, match="2015-11-04 is outside 2015-11-01 to 2015-11-03"):
        Series("FR/attack", START, [1, 2, 3]).count(date(2015, 11, 4))


def test_between_stops_at_the_ends():
    pairs = Series("FR/attack", START, [1, 2]).between(date(2015, 10, 1), date(2015, 12, 1))
    assert pairs == ((date(2015, 11, 1), 1), (date(2015, 11, 2), 2))


def test_no_days_is_no_series():
    with pytest.raises(BadInput, match="there is no day in it"):
        Series.of_days("FR/attack", {})


def test_a_leap_day_is_a_day():
    days = {date(2016, 2, 28): 1, date(2016, 2, 29): 2, date(2016, 3, 1): 3}
    assert Series.of_days("FR/attack", days).counts.tolist() == [1, 2, 3]


@pytest.mark.parametrize("division", ["", "Île-de-France", "Rhône/Alpes"])
def test_a_key_survives_its_id(division):
    key = SeriesKey("FR", division, IncidentKind.VEHICLE_ATTACK)
    assert SeriesKey.parse(key.id) == key


@pytest.mark.parametrize("text", ["", "FR", "FR/parade", "/attack"])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(BadInput, match="not the id of a series"):
        SeriesKey.parse(text)
