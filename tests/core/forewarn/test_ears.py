"""EARS says what the paper says, explains itself, and never sees the future."""

from dataclasses import replace
from datetime import date, timedelta
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_data import shared_data

from tocsin.errors import BadInput
from tocsin.forewarn import Outcome, Series, get_detector, recompute
from tocsin.forewarn.detectors.ears import Ears, limits

START = date(2015, 11, 1)
C2 = Ears("ears-c2", lag=2)


def decide(counts, day=None, detector=C2):
    series = Series("FR/attack", START, counts)
    return detector.test(series, day or series.last)


@pytest.mark.parametrize(("method", "lag"), [("C1", 0), ("C2", 2)])
def test_limits_equal_those_of_r_on_200_series(method, lag):
    folder = shared_data("warning")
    counts = np.loadtxt(folder / "sim1000.csv.gz", delimiter=",", dtype=np.int64)[:, :200]
    upper = np.genfromtxt(folder / "r_reference" / f"sim200_ears{method}_upper.csv", delimiter=",")
    # R holds against the 99.9 % normal quantile, not 3, and its stored rows begin with the twelfth week.
    threshold = NormalDist().inv_cdf(0.999)
    bound = limits(counts, lag=lag, threshold=threshold, poisson_floor=False).bound
    ours = bound[11 - 7 - lag :][: len(upper)]
    assert ours.shape == upper.shape == (561, 200)
    np.testing.assert_allclose(ours, upper, rtol=0, atol=1e-9)


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


def test_later_days_change_no_decision():
    rng = np.random.default_rng(1)
    counts = rng.poisson(1.0, 40)
    for at in range(40):
        day = START + timedelta(days=at)
        assert decide(counts[: at + 1], day) == decide(counts, day)


weeks = st.lists(st.integers(0, 10_000_000), min_size=1, max_size=16)


@given(
    weeks,
    st.sampled_from([Ears("ears-c1", lag=0), C2, Ears("ears-c2", lag=2, threshold=2.5, minimum_count=1)]),
)
def test_every_decision_recomputes_bit_for_bit(counts, detector):
    decision = decide(counts, detector=detector)
    assert recompute(decision.explanation) is (decision.outcome is Outcome.ALARM)


@given(st.lists(st.integers(0, 10_000_000), min_size=10, max_size=16))
def test_one_day_alone_and_many_at_once_agree_to_the_bit(counts):
    matrix = np.array([counts, counts[::-1]]).T
    many = limits(matrix, lag=2)
    alone = decide(counts).explanation
    assert (alone.expected, alone.bound) == (many.expected[-1, 0], many.bound[-1, 0])


@pytest.mark.parametrize(
    "change", [{"observed": 8}, {"bound": 0.5}, {"expected": 0.0}, {"reason": "Because."}]
)
def test_an_altered_explanation_does_not_recompute(change):
    explanation = decide([0, 1, 0, 0, 0, 1, 0, 0, 0, 5]).explanation
    with pytest.raises(BadInput, match="do not follow"):
        recompute(replace(explanation, **change))


def test_an_explanation_without_its_settings_is_refused():
    explanation = replace(decide([0] * 10).explanation, parameters=())
    with pytest.raises(BadInput, match="minimum_count is missing"):
        recompute(explanation)


def test_false_alarms_on_quiet_places_stay_below_two_in_a_thousand():
    """Poisson series at 0.2 incidents a day, C2 with the minimum of three."""
    counts = np.random.default_rng(7).poisson(0.2, (400, 1000))
    bound = limits(counts, lag=2).bound
    observed = counts[9:]
    assert ((observed > bound) & (observed >= C2.minimum_count)).mean() < 0.002


def test_the_registry_names_what_it_has():
    with pytest.raises(BadInput, match="there are ears-c1, ears-c2, severity"):
        get_detector("crystal-ball")
