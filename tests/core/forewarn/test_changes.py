"""Changes of level are found where they are, told in a sentence, and not found in noise."""

from datetime import date, timedelta

import numpy as np
import pytest

from tocsin.errors import BadInput
from tocsin.forewarn import Measure, Series
from tocsin.forewarn.detectors.changes import changes
from tocsin.forewarn.series import Step

START = date(2014, 1, 1)


def found(counts, **settings):
    return changes(Series("FR/attack", START, counts), **settings)


def drawn(*parts, seed=5):
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.poisson(mean, steps) for mean, steps in parts])


def test_a_rise_and_a_fall_are_put_on_their_days():
    rise, fall = found([0, 1] * 30 + [4, 6] * 15 + [1, 0] * 30)
    assert (rise.day, fall.day) == (START + timedelta(days=60), START + timedelta(days=90))
    assert (rise.before, rise.after, fall.after) == (0.5, 5.0, 0.5)
    assert fall.reason == (
        "From 2014-04-01 on, incidents fell from 5.0 to 0.5 a day (30 days before it, 60 days from it on)."
    )


@pytest.mark.parametrize("length", [100, 400, 3653])
def test_a_doubling_is_found_near_its_day_in_short_and_long_series(length):
    (change,) = found(drawn((2, length // 2), (5, length - length // 2)))
    assert abs((change.day - START).days - length // 2) <= 3
    assert change.evidence > 10


def test_noise_without_a_change_is_left_alone():
    rng = np.random.default_rng(6)
    told = [len(found(rng.negative_binomial(1, 0.5, 200))) for _ in range(10)]
    assert sum(told) <= 1


def test_counts_that_vary_more_need_more_evidence():
    even = [2] * 30 + [3] * 30
    uneven = [0, 4, 0, 4] * 7 + [0, 6, 0, 6] * 8
    assert found(uneven) == ()
    assert found(even, strictness=0.5) != ()


def test_weeks_and_months_are_dated_by_their_first_day():
    for step, day in ((Step.WEEK, date(2014, 5, 21)), (Step.MONTH, date(2015, 9, 1))):
        (change,) = changes(Series("FR/attack", START, [1] * 20 + [9] * 20, step=step))
        assert change.day == day
        assert f"to 9.0 a {step} (20 {step}s before it" in change.reason


@pytest.mark.parametrize("counts", [[0] * 50, [3], [1] * 13, [7] * 400])
def test_where_nothing_changes_or_little_is_known_nothing_is_told(counts):
    assert found(counts) == ()


def test_what_it_cannot_use_is_refused():
    with pytest.raises(BadInput, match="changes are found in incidents, not in killed"):
        changes(Series("FR/attack", START, [1] * 50, Measure.DEADLIEST))
    for settings in ({"least": 0}, {"strictness": 0}):
        with pytest.raises(BadInput, match="must be at least 1 step and above 0"):
            found([1] * 50, **settings)
