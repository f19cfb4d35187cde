"""Whole months of days, and nothing else, are added up."""

from datetime import date, timedelta

import numpy as np
import pytest

from tocsin.errors import BadInput
from tocsin.forewarn import Measure
from tocsin.forewarn.forecast import by_month
from tocsin.forewarn.series import Panel, Step

START = date(2015, 12, 20)


def days(n, measure=Measure.KILLED):
    rng = np.random.default_rng(2015)
    return Panel(("FR/attack", "DE/attack"), START, rng.poisson(2, (2, n)), measure)


@pytest.mark.parametrize(("measure", "combine"), [(Measure.KILLED, np.sum), (Measure.DEADLIEST, np.max)])
def test_each_month_holds_its_own_days_also_in_a_leap_year(measure, combine):
    panel = days(103, measure)  # to 31 March 2016
    found = by_month(panel)
    dates = [START + timedelta(days=at) for at in range(103)]
    assert (found.first, found.step, found.measure) == (date(2016, 1, 1), Step.MONTH, measure)
    for at, month in enumerate((1, 2, 3)):
        own = [day.year == 2016 and day.month == month for day in dates]
        np.testing.assert_array_equal(found.counts[:, at], combine(panel.counts[:, own], axis=1))
    assert found.counts.shape == (2, 3)


def test_a_last_month_that_is_not_over_is_left_out():
    assert by_month(days(102)).counts.shape == (2, 2)


def test_no_whole_month_and_other_steps_are_refused():
    with pytest.raises(BadInput, match="2015-12-20 to 2016-01-30 holds no whole month"):
        by_month(days(42))
    with pytest.raises(BadInput, match="not months"):
        by_month(by_month(days(103)))
