"""The compiled fit finds what dense matrices find."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.forewarn.farrington import dense
from tocsin.forewarn import Series
from tocsin.forewarn.detectors.farrington import FLEXIBLE, FLEXIBLE_MONTHLY, ORIGINAL, Farrington, Trend
from tocsin.forewarn.detectors.farrington.baseline import plan
from tocsin.forewarn.series import Panel, Step

START = date(2004, 1, 5)


def random_series(options, years, seed, *, growth=0.0, exposed=False):
    rng = np.random.default_rng(seed)
    length = round(years * options.season) + options.half_window + 1
    times = np.arange(length)
    means = 6 * np.exp(growth * times + 0.8 * np.sin(2 * np.pi * times / options.season))
    exposures = rng.uniform(0.5, 3, length) if exposed else None
    counts = rng.negative_binomial(2, 1 / (1 + means * (exposures if exposed else 1) / 2))
    step = Step.MONTH if options.season == 12 else Step.WEEK
    return Series("FR/attack", date(2004, 1, 1), counts, step=step, exposures=exposures)


def both(options, years, series):
    made = plan(options, years)
    detector = Farrington("farrington", series.step, options)
    last = len(series.counts) - 1
    ours = detector.results(Panel.of([series]), range(last, last + 1))
    places = last + made.offsets
    trend = ours.trend[0, 0] != 0
    exposed = series.exposures is not None
    theirs = dense.estimate(
        series.counts[places],
        made.seasons,
        made.offsets,
        above=options.downweight_above,
        trend=trend,
        exposures=series.exposures[places] if exposed else None,
        exposure=series.exposures[last] if exposed else 1.0,
    )
    return ours, theirs, detector.test(series, series.last).explanation


@pytest.mark.parametrize("options", [FLEXIBLE, ORIGINAL, FLEXIBLE_MONTHLY])
@pytest.mark.parametrize("years", [3, 4, 5])
@pytest.mark.parametrize("exposed", [False, True])
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6), growth=st.floats(-0.01, 0.01))
def test_expectation_dispersion_trend_and_weights_are_those_of_dense_matrices(
    options, years, exposed, seed, growth
):
    series = random_series(options, years, seed, growth=growth, exposed=exposed)
    ours, theirs, explanation = both(options, years, series)
    figures = ours.expected[0, 0], ours.dispersion[0, 0], ours.trend[0, 0]
    assert figures == pytest.approx((theirs.expected, theirs.dispersion, theirs.slope), rel=1e-7, abs=1e-12)
    assert explanation.weights == pytest.approx(theirs.weights, rel=1e-7)


def test_a_past_outbreak_hardly_counts():
    series = random_series(FLEXIBLE, 5, 7)
    counts = series.counts.copy()
    counts[-110:-106] = 400
    outbreak = Series(series.id, series.first, counts, step=Step.WEEK)
    _, _, plain = both(FLEXIBLE, 5, series)
    _, _, told = both(FLEXIBLE, 5, outbreak)
    _, _, unweighed = both(replace(FLEXIBLE, downweight_above=np.inf), 5, outbreak)
    weights = [weight for (_, count), weight in zip(told.baseline, told.weights, strict=True) if count == 400]
    assert len(weights) == 4
    assert max(weights) < 0.1
    assert abs(told.expected - plain.expected) < 0.5 * abs(unweighed.expected - plain.expected)


def test_a_trend_that_would_lead_above_all_counts_is_not_believed():
    weeks = np.arange(265)
    counts = np.round(np.exp(weeks / 60)).astype(int)
    counts[-26:] = counts[:-26].max()
    series = Series("FR/attack", START, counts, step=Step.WEEK)
    ours, theirs, _ = both(FLEXIBLE, 5, series)
    assert ours.trend[0, 0] == 0
    assert ours.expected[0, 0] == pytest.approx(theirs.expected, rel=1e-7)
    assert ours.expected[0, 0] <= counts.max()


@pytest.mark.parametrize("trend", list(Trend))
def test_a_steady_series_has_no_significant_trend(trend):
    series = Series("FR/attack", START, [4, 6] * 150, step=Step.WEEK)
    ours, _, _ = both(replace(FLEXIBLE, trend=trend), 5, series)
    assert ours.expected[0, 0] == pytest.approx(5, abs=0.3)
    assert (ours.trend[0, 0] != 0) == (trend is Trend.ALWAYS)


def test_in_1996_a_trend_is_kept_where_it_is_significant():
    counts = np.random.default_rng(96).poisson(5 + np.arange(300) / 30)
    growing = Series("FR/attack", START, counts, step=Step.WEEK)
    ours, theirs, _ = both(replace(ORIGINAL, downweight_above=2.58), 5, growing)
    assert ours.trend[0, 0] > 0
    assert ours.expected[0, 0] == pytest.approx(theirs.expected, rel=1e-7)
