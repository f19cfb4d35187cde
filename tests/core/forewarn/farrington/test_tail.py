"""The negative binomial's tail and quantile are those of SciPy."""

import math

import pytest
from scipy import stats

from tocsin.forewarn.detectors.farrington.tail import chance, highest_usual, tail

MEANS = [1e-6, 0.03, 0.9, 4.0, 37.5, 812.0, 2e5]
PHIS = [1.0, 1.0000001, 1.01, 1.7, 6.0, 80.0]


def distribution(mean, phi):
    return stats.poisson(mean) if phi == 1 else stats.nbinom(mean / (phi - 1), 1 / phi)


@pytest.mark.parametrize("phi", PHIS)
@pytest.mark.parametrize("mean", MEANS)
def test_tail_is_that_of_scipy(mean, phi):
    scipy = distribution(mean, phi)
    deviation = math.sqrt(phi * mean)
    for away in (-3, -1, 0, 1, 3, 8):
        count = max(0, math.floor(mean + away * deviation))
        assert tail(float(count), mean, phi) == pytest.approx(scipy.sf(count - 1), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("phi", PHIS)
@pytest.mark.parametrize("mean", MEANS)
@pytest.mark.parametrize("alpha", [0.05, 0.01, 1e-4])
def test_quantile_is_that_of_scipy(mean, phi, alpha):
    assert highest_usual(mean, phi, alpha, stats.norm.isf(alpha)) == distribution(mean, phi).ppf(1 - alpha)


@pytest.mark.parametrize("mean", MEANS)
def test_it_goes_over_into_poisson(mean):
    count = math.ceil(mean + math.sqrt(mean))
    assert chance(count, mean, 1 + 1e-14) == pytest.approx(chance(count, mean, 1.0), rel=1e-6)


def test_nothing_expected():
    assert (tail(0.0, 0.0, 1.0), tail(1.0, 0.0, 1.0), highest_usual(0.0, 1.0, 0.01, 2.33)) == (1.0, 0.0, 0.0)
