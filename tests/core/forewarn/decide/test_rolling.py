"""Weeks that end on the day tested cut no cluster in two."""

from datetime import date

import numpy as np
import pytest

from tocsin.errors import BadInput
from tocsin.forewarn.decide import weeks_until
from tocsin.forewarn.series import Panel, Series, Step

START = date(2015, 11, 1)


def daily(counts, **settings):
    return Panel.of([Series("FR/attack", START, counts, **settings)])


def test_a_cluster_over_the_border_of_fixed_weeks_is_whole():
    panel = daily([0] * 6 + [3, 3] + [0] * 6)
    weekly = weeks_until(panel, date(2015, 11, 8))
    assert weekly.counts.tolist() == [[6]]
    assert (weekly.first, weekly.step) == (date(2015, 11, 2), Step.WEEK)


def test_every_day_counted_is_counted_once():
    counts = np.random.default_rng(1).poisson(2, 40)
    weekly = weeks_until(daily(counts), date(2015, 12, 10))
    assert weekly.row(0).last == date(2015, 12, 4)
    assert weekly.counts.sum() == counts[5:].sum()


def test_exposures_add_up_too():
    weekly = weeks_until(daily([1] * 7, exposures=[2.0] * 7), date(2015, 11, 7))
    assert weekly.exposures.tolist() == [[14.0]]


@pytest.mark.parametrize("day", [date(2015, 11, 6), date(2015, 11, 9)])
def test_a_day_without_seven_days_up_to_it_is_refused(day):
    with pytest.raises(BadInput, match="seven days of counts"):
        weeks_until(daily([1] * 8), day)


def test_weeks_are_not_put_into_weeks():
    with pytest.raises(BadInput, match="by the week"):
        weeks_until(daily([1] * 8, step=Step.WEEK), START)
