"""Sites and events that cannot be are refused, by name and with what is wrong."""

from datetime import date

import numpy as np
import pytest

from tocsin.errors import BadInput
from tocsin.forewarn.scan import Events, Sites, great_circle_km

FIRST, LAST = date(2015, 11, 1), date(2015, 11, 14)
PARIS = Sites(["11e", "10e"], [48.8590, 48.8760], [2.3781, 2.3596])


@pytest.mark.parametrize(
    ("ids", "latitude", "longitude", "message"),
    [
        ([], [], [], "there is no place in it"),
        (["a", "a"], [1, 2], [1, 2], "a: this place comes twice"),
        (["a", "b"], [1], [1, 2], "there must be one latitude for each of 2 places"),
        (["a", "b"], [1, 91], [1, 2], "b: its latitude 91.0 is not between -90 and 90"),
        (["a", "b"], [1, 2], [1, float("nan")], "b: its longitude nan is not between -180 and 180"),
    ],
)
def test_sites_that_cannot_be_are_refused(ids, latitude, longitude, message):
    with pytest.raises(BadInput, match=message):
        Sites(ids, latitude, longitude)


def test_as_many_names_as_sites():
    with pytest.raises(BadInput, match="1 names for 2 places"):
        Sites(["a", "b"], [1, 2], [1, 2], names=["Aix"])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("12e", FIRST, 1), "event 2: no site is called '12e'"),
        (("11e", date(2015, 12, 1), 1), "event 2: 2015-12-01 is outside 2015-11-01 to 2015-11-14"),
        (("11e", FIRST, -1), "event 2: -1 is not a number of cases"),
        (("11e", FIRST, 0.5), "event 2: 0.5 is not a number of cases"),
        (("11e", FIRST, float("nan")), "event 2: nan is not a number of cases"),
        (("11e", FIRST, 30_000_000), "event 2: 30000000 is not a number of cases"),
    ],
)
def test_an_event_that_cannot_be_is_refused_by_its_number(row, message):
    with pytest.raises(BadInput, match=message):
        Events.of([("11e", FIRST, 1), row], PARIS, first=FIRST, last=LAST)


def test_more_cases_than_fit_are_refused():
    with pytest.raises(BadInput, match="36,000,000 cases are more than the 20,000,000"):
        Events.of([("11e", FIRST, 18_000_000)] * 2, PARIS, first=FIRST, last=LAST)


def test_a_last_day_before_the_first_is_refused():
    with pytest.raises(BadInput, match="2015-11-01 is before 2015-11-14"):
        Events.of([], PARIS, first=LAST, last=FIRST)


def test_arrays_of_unequal_length_and_of_words_are_refused():
    with pytest.raises(BadInput, match="differ in number"):
        Events.of_arrays([0], [1, 2], [1, 1], PARIS, first=FIRST, last=LAST)
    with pytest.raises(BadInput, match="must be a list of numbers"):
        Events.of_arrays(["11e"], [1], [1], PARIS, first=FIRST, last=LAST)


def test_counts_become_so_many_cases_and_zero_none():
    events = Events.of([("11e", FIRST, 3), ("10e", LAST, 0)], PARIS, first=FIRST, last=LAST)
    assert (events.cases, events.daily()[0], events.daily(np.array([1])).sum()) == (3, 3, 0)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((0, 0), (0, 180), 20015.114352),
        ((90, 17), (90, -99), 0),
        ((48.8566, 2.3522), (51.5074, -0.1278), 343.556503),
    ],
)
def test_distances_are_those_of_the_sphere(one, other, km):
    assert float(great_circle_km(*one, *other)) == pytest.approx(km, abs=1e-3)
