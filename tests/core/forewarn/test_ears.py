"""EARS says what the paper says, explains itself, and never sees the future."""

from dataclasses import replace
from datetime import date
from functools import cache
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_data import shared_data

from tocsin.errors import BadInput
from tocsin.forewarn import Outcome, Series, get_detector, recompute
from tocsin.forewarn.detectors.ears import BASELINE, Ears, limits
from tocsin.forewarn.series import Step

START = date(2015, 11, 1)
C2 = Ears("ears-c2", lag=2)
C3 = Ears("ears-c3", lag=2, memory=True)


def decide(counts, day=None, detector=C2):
    series = Series("FR/attack", START, counts)
    return detector.test(series, day or series.last)


@cache
def sim200():
    """200 simulated weekly series by row, and their upper limits by R."""
    folder = shared_data("warning")
    counts = np.loadtxt(folder / "sim1000.csv.gz", delimiter=",", dtype=np.int64)[:, :200].T
    upper = {
        method: np.genfromtxt(folder / "r_reference" / f"sim200_ears{method}_upper.csv", delimiter=",").T
        for method in ("C1", "C2", "C3")
    }
    return counts, upper


R_BEGAN = 11
"""R's stored figures begin with the twelfth of the 624 weeks and end with the 572nd."""


@pytest.mark.parametrize(("method", "lag"), [("C1", 0), ("C2", 2)])
def test_limits_equal_those_of_r_on_200_series(method, lag):
    counts, upper = sim200()
    # R holds against the 99.9 % normal quantile, not 3.
    threshold = NormalDist().inv_cdf(0.999)
    bound = limits(counts, lag=lag, threshold=threshold, poisson_floor=False).bound
    ours = bound[:, R_BEGAN - BASELINE - lag :][:, :561]
    assert ours.shape == upper[method].shape == (200, 561)
    np.testing.assert_allclose(ours, upper[method], rtol=0, atol=1e-9)


def test_c3_tells_what_r_stores_on_200_series():
    """R's C3 adds the day's own count where the definition has the mean of its baseline, so that its alarm
    does not depend on that count: max(0, count + sd * (z - excess)). It is undefined where the definition
    is (no spread in the baseline of one of the two steps before, and a count equal to its mean)."""
    counts, upper = sim200()
    z = NormalDist().inv_cdf(0.975)
    found = limits(counts, lag=2, memory=True, threshold=z, poisson_floor=False)
    with np.errstate(divide="ignore", invalid="ignore"):
        above = np.where(found.sd > 0, (counts[:, 11:] - found.expected) / found.sd, 0.0)
        excess = np.where(found.sd > 0, found.statistic - above, 0.0)
        as_in_r = np.maximum(counts[:, 11:] + found.sd * (z - excess), 0.0)[:, :561]
    known = ~np.isnan(upper["C3"])
    assert known.sum() == 105_694
    np.testing.assert_allclose(as_in_r[known], upper["C3"][known], rtol=0, atol=1e-9)


@given(st.lists(st.integers(0, 30), min_size=12, max_size=12))
def test_c3_sounds_as_defined_whenever_the_day_itself_is_above_one_standard_deviation(counts):
    """Hutwagner 2003: the sum over three days of max(0, C2 - 1) exceeds 2."""
    c2 = limits(np.array(counts), lag=2).statistic
    defined = np.maximum(c2 - 1, 0)
    found = limits(np.array(counts), lag=2, memory=True)
    if defined[2] > 0:
        assert found.statistic[0] == pytest.approx(defined.sum() + 1)
        if abs(defined.sum() - 2) > 1e-9:
            assert (counts[-1] > found.bound[0]) == (defined.sum() > 2)


def test_the_memory_of_c3_by_hand():
    """A week of mean 2 and spread sqrt(3), begun again so that three baselines running are alike: 7 and 5 lie
    2.887 and 1.732 spreads above, together 1.887 + 0.732 = 2.619 over one."""
    week = [0, 1, 2, 3, 4, 4, 0]
    found = limits(np.array([*week, *week[:2], 7, 5, 2]), lag=2, memory=True, poisson_floor=False)
    c2 = limits(np.array([*week, *week[:2], 7, 5, 2]), lag=2, poisson_floor=False)
    assert c2.statistic.tolist() == pytest.approx([5 / 3**0.5, 3 / 3**0.5, 0])
    assert found.bound[0] == pytest.approx(2 + 3**0.5 * (3 - 1.886751 - 0.732051), abs=1e-5)


def test_c3_hears_a_third_middling_day_that_c2_does_not():
    counts = [1, 0, 2, 1, 0, 1, 2, 0, 1, 4, 4, 4]
    assert [decide(counts, detector=detector).outcome for detector in (C2, C3)] == [
        Outcome.NO_ALARM,
        Outcome.ALARM,
    ]


def test_weeks_are_told_as_weeks():
    series = Series("FR/attack", date(2015, 11, 2), [0, 1, 0, 0, 0, 1, 0, 0, 0, 5], step=Step.WEEK)
    assert C2.test(series, date(2016, 1, 6)).explanation.reason == (
        "5 incidents; 0.3 a week were expected from the 7 weeks 2015-11-02 to 2015-12-14, "
        "and above 1.9 is unusual."
    )


def test_the_worked_week_by_hand():
    """Sum 14, mean 2; sum of squares 46, variance (46 - 7 * 4) / 6 = 3; bound 2 + 3 * sqrt(3) = 7.196."""
    week = limits(np.array([0, 1, 2, 3, 4, 4, 0, 0]), lag=0)
    assert (week.expected[0], week.sd[0] ** 2, week.bound[0]) == pytest.approx((2, 3, 7.196152), abs=1e-6)


def test_c2_leaves_the_two_days_before_out():
    """An attack yesterday must not hide today's: C1's baseline has it, C2's has not."""
    counts = [0, 0, 0, 0, 0, 0, 0, 0, 6, 4]
    assert decide(counts, detector=Ears("ears-c1", lag=0)).outcome is Outcome.NO_ALARM
    assert decide(counts).outcome is Outcome.ALARM


def test_too_little_history_is_an_outcome_of_its_own():
    for length in range(1, 10):
        assert decide([0] * (length - 1) + [9]).outcome is Outcome.TOO_LITTLE_HISTORY
    assert decide([0] * 9 + [9]).outcome is Outcome.ALARM


def test_after_a_quiet_week_two_incidents_are_unusual_but_below_the_minimum():
    assert decide([0] * 9 + [1]).outcome is Outcome.NO_ALARM
    assert decide([0] * 9 + [2]).outcome is Outcome.BELOW_MINIMUM_COUNT
    assert decide([0] * 9 + [3]).outcome is Outcome.ALARM


def test_four_after_a_steady_two_is_no_alarm():
    assert decide([2] * 9 + [4]).outcome is Outcome.NO_ALARM


weeks = st.lists(st.integers(0, 10_000_000), min_size=1, max_size=16)


@given(
    weeks,
    st.sampled_from(
        [
            Ears("ears-c2", lag=2, threshold=2.5, minimum_count=1),
            Ears("ears-c3", lag=2, memory=True, poisson_floor=False),
        ]
    ),
)
def test_a_decision_recomputes_with_the_settings_it_was_made_with(counts, detector):
    decision = decide(counts, detector=detector)
    assert recompute(decision.explanation) is (decision.outcome is Outcome.ALARM)


def test_an_explanation_without_its_settings_is_refused():
    explanation = replace(decide([0] * 10).explanation, parameters=())
    with pytest.raises(BadInput, match="minimum_count is missing"):
        recompute(explanation)


def test_false_alarms_on_quiet_places_stay_below_two_in_a_thousand():
    """Poisson series at 0.2 incidents a day, C2 with the minimum of three."""
    counts = np.random.default_rng(7).poisson(0.2, (1000, 400))
    bound = limits(counts, lag=2).bound
    observed = counts[:, 9:]
    assert ((observed > bound) & (observed >= C2.minimum_count)).mean() < 0.002


def test_the_registry_names_what_it_has():
    with pytest.raises(BadInput, match="there are ears-c1, ears-c2, ears-c3, "):
        get_detector("crystal-ball")
