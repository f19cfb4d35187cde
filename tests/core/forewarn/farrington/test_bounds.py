"""Bounds and chances belong together; R's old faults are not ours."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

from tocsin.forewarn import Series
from tocsin.forewarn.detectors.farrington import FLEXIBLE, ORIGINAL, Bound, Farrington
from tocsin.forewarn.detectors.farrington.estimate import Estimate
from tocsin.forewarn.detectors.farrington.kernel import Limit, judged, thinned
from tocsin.forewarn.series import Panel, Step

START = date(2004, 1, 5)
STEPS = range(264, 316)
every_bound = pytest.mark.parametrize("bound", list(Bound))


def limit(bound, alpha=0.01, power=2 / 3):
    return Limit(int(bound), alpha, stats.norm.isf(alpha), power)


def random_counts(rows=12, seed=2013):
    rng = np.random.default_rng(seed)
    return rng.negative_binomial(3, 1 / (1 + rng.uniform(0.2, 8, (rows, 1))), (rows, STEPS.stop))


def results(options, counts, exposures=None):
    ids = tuple(str(row) for row in range(len(counts)))
    panel = Panel(ids, START, counts, step=Step.WEEK, exposures=exposures)
    return Farrington("farrington-flexible", Step.WEEK, options).results(panel, STEPS)


@every_bound
@pytest.mark.parametrize("alpha", [0.05, 0.01, 0.001])
def test_a_count_is_above_the_bound_where_its_chance_is_below_alpha(bound, alpha):
    """An old fault of R: chances by the delta method did not belong to its bounds."""
    for mean, phi, variance in ((0.4, 1.0, 0.05), (6.0, 1.8, 0.02), (240.0, 5.0, 0.001)):
        found = Estimate(mean, phi, variance, 0.0)
        for observed in range(0, int(mean * 2 + 30)):
            judgement = judged(float(observed), found, limit(bound, alpha))
            assert (observed > judgement.bound) == (judgement.p <= alpha)
            assert (observed > judgement.bound) == (judgement.statistic > 1)


def test_the_bound_by_the_delta_method_leaves_alpha_above_it_not_half_of_it():
    """An old fault of R: limits at alpha / 2. For many cases the method is the normal approximation."""
    found = Estimate(1e6, 1.0, 0.0, 0.0)
    assert judged(0.0, found, limit(Bound.DELTA)).bound == pytest.approx(1e6 + 2.3263 * 1e3, abs=5)
    at_bound = judged(judged(0.0, found, limit(Bound.DELTA)).bound, found, limit(Bound.DELTA))
    assert at_bound.p == pytest.approx(0.01)
    assert at_bound.statistic == pytest.approx(1)


def test_the_delta_method_by_hand():
    """Expected 4, dispersion 2, variance of the log-mean .04: t = 2 + .16, 4 (1 + 2/3 z sqrt(.54)) ^ 1.5."""
    found = Estimate(4.0, 2.0, 0.04, 0.0)
    assert judged(9.0, found, limit(Bound.DELTA)).bound == pytest.approx(
        4 * (1 + 2 / 3 * 2.32635 * 0.54**0.5) ** 1.5
    )
    assert judged(9.0, found, limit(Bound.DELTA, power=1.0)).bound == pytest.approx(
        4 + 2.32635 * (4 * 2.16) ** 0.5
    )


def test_doubt_about_the_mean_raises_the_bound_but_not_the_plugged_in_one():
    sure, unsure = Estimate(20.0, 1.5, 0.0, 0.0), Estimate(20.0, 1.5, 0.05, 0.0)
    for bound in Bound:
        raised = judged(9.0, unsure, limit(bound)).bound - judged(9.0, sure, limit(bound)).bound
        assert (raised > 0) is (bound is not Bound.PLUG_IN)


def test_the_upper_mean_is_put_into_the_negative_binomial():
    found = Estimate(20.0, 1.5, 0.01, 0.0)
    mean = 20 * np.exp(stats.norm.isf(0.01) * 0.1)
    scipy = stats.nbinom(mean / 0.5, 1 / 1.5)
    judgement = judged(31.0, found, limit(Bound.UPPER_MEAN))
    assert judgement.bound == scipy.ppf(0.99)
    assert judgement.p == pytest.approx(scipy.sf(30))


@every_bound
def test_exposures_that_never_change_change_nothing(bound):
    """An old fault of R: the population offset was not that of the week tested."""
    options, counts = replace(FLEXIBLE, bound=bound), random_counts()
    plain = results(options, counts)
    same = results(options, counts, np.full(counts.shape, 5e6))
    for figure in ("expected", "bound", "p", "dispersion"):
        np.testing.assert_allclose(getattr(same, figure), getattr(plain, figure), rtol=1e-6)


def test_twice_the_exposure_in_the_week_tested_doubles_what_is_expected():
    counts = random_counts()
    exposures = np.full(counts.shape, 5e6)
    exposures[:, -1] *= 2
    plain, doubled = results(FLEXIBLE, counts), results(FLEXIBLE, counts, exposures)
    steady = (plain.trend[:, -1] != 0) & (doubled.trend[:, -1] != 0)
    assert steady.any()
    np.testing.assert_allclose(doubled.expected[steady, -1], 2 * plain.expected[steady, -1], rtol=1e-6)
    np.testing.assert_allclose(doubled.expected[:, :-1], plain.expected[:, :-1], rtol=1e-6)


@pytest.mark.parametrize("options", [FLEXIBLE, ORIGINAL])
def test_every_series_of_a_panel_gets_every_figure(options):
    """An old fault of R: outputs were missing where there were several series."""
    counts = random_counts()
    together = results(options, counts)
    for name, figures in together._asdict().items():
        assert np.isfinite(figures).all(), name
    for row in range(len(counts)):
        alone = results(options, counts[row : row + 1])
        for name, figures in together._asdict().items():
            np.testing.assert_array_equal(figures[row], getattr(alone, name)[0])


def test_nothing_in_five_years_makes_any_count_unusual():
    series = Series("FR/attack", START, [0] * 300 + [5], step=Step.WEEK)
    for options in (FLEXIBLE, ORIGINAL):
        told = Farrington("farrington", Step.WEEK, options).test(series, series.last).explanation
        assert (told.expected, told.bound, told.p) == (0, 0, 0)


def test_the_noise_of_what_is_told_is_that_of_a_count_thinned():
    """Of a negative binomial, of which each report is told by then with one chance, the size stays."""
    mean, phi, told = 200.0, 6.0, 0.4
    size = mean / (phi - 1)
    part = thinned(Estimate(told * mean, phi, 0.0, 0.0), told)
    variance = told * mean + (told * mean) ** 2 / size
    assert part.dispersion * part.expected == pytest.approx(variance)
    whole = Estimate(mean, phi, 0.0, 0.0)
    assert thinned(whole, 1.0) == whole


def test_one_week_half_told_is_judged_alike_alone_and_among_many():
    counts = random_counts(4)
    told = np.ones(STEPS.stop)
    told[-1] = 0.5
    ids = tuple("abcd")
    panel = Panel(ids, START, counts, step=Step.WEEK, exposures=np.tile(told, (4, 1)), told=told)
    detector = Farrington("farrington-flexible", Step.WEEK, FLEXIBLE)
    scores = detector.scores(panel, range(STEPS.stop - 1, STEPS.stop))
    for row in range(4):
        series = panel.row(row)
        why = detector.test(series, series.last).explanation
        assert (why.told, why.bound, why.expected) == (0.5, scores.bound[row, 0], scores.expected[row, 0])
        assert detector.judge(why)[1] == why
