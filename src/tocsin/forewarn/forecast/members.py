"""The two distributions a forecast is pooled from, both made of the last twelve months alone.

The twelve months themselves, each as likely as any other, are "conflictology", the bench mark of the ViEWS
prediction challenge (H. Hegre and others, "The 2023/24 VIEWS Prediction challenge", Journal of Peace Research
62, 2025): hard to beat, but slow when the level moves. The negative binomial, with a mean and variance in
which each month counts 0.4 of what is left by those after it, follows the level, but knows nothing of how
fat the tail has been. `ALPHA` and `SPREAD` were chosen from a coarse grid by forecasts of deaths
in 190 countries for months up to March 2016 (`python benchmarks/quality/forecast.py --choose`).
A quicker level, 0.6, is up to 2 % better a month ahead, and worse the further ahead.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import nbdtrik, pdtrik

from tocsin.forewarn.series import LARGEST_COUNT

MONTHS = 12
SAMPLES = 1000
ALPHA = 0.4
# Beyond this quantile the pool is too thin: in the same months, 3.6 % of outcomes were above its 99 %
# quantile. A power law, as of A. Clauset, M. Young and K. S. Gleditsch, "On the frequency of severe terrorist
# events", Journal of Conflict Resolution 51, 2007, brings that down to 1.4 % and costs no CRPS.
BODY = 0.97
# The variance about a level that moves on is larger than that about the level seen.
SPREAD = 3.0


def middles(n: int) -> NDArray[np.float64]:
    """The middles of n equal slices of probability.

    >>> middles(4).tolist()
    [0.125, 0.375, 0.625, 0.875]
    """
    return (np.arange(n) + 0.5) / n


def moments(
    months: NDArray[np.int64], alpha: float = ALPHA, spread: float = SPREAD
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and variance of the next month by the weighted months, given as (..., 12), the latest last.

    >>> mean, variance = moments(np.array([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 10]))
    >>> round(float(mean), 2), round(float(variance), 1)
    (6.41, 69.0)
    """
    weights = (1 - alpha) ** np.arange(MONTHS - 1, -1, -1.0)
    weights /= weights.sum()
    # Summed month by month: a matrix product may round otherwise for one row than for many.
    mean = np.zeros(months.shape[:-1])
    for at, weight in enumerate(weights):
        mean += weight * months[..., at]
    variance = np.zeros_like(mean)
    for at, weight in enumerate(weights):
        variance += weight * (months[..., at] - mean) ** 2
    return mean, spread * variance


def negative_binomial(
    mean: NDArray[np.float64], variance: NDArray[np.float64], chances: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Quantiles (S, Q) of negative binomials with S means and variances; Poisson where these do not spread.

    >>> negative_binomial(np.array([4.0]), np.array([20.0]), np.array([0.1, 0.5, 0.9])).tolist()
    [[0.0, 3.0, 10.0]]
    """
    found = np.empty((len(mean), len(chances)))
    wide = variance > mean * (1 + 1e-9)
    size = (mean[wide] ** 2 / (variance[wide] - mean[wide]))[:, None]
    found[wide] = nbdtrik(chances, size, size / (size + mean[wide, None]))
    found[~wide] = pdtrik(chances, mean[~wide, None])
    # The inverse is a real number: a hair above a whole one is that whole one.
    quantiles: NDArray[np.float64] = np.ceil(found - 1e-9) + 0.0
    return quantiles


def pooled(
    months: NDArray[np.int64], share: float, onset: tuple[int, ...] = (), tail: float | None = None
) -> NDArray[np.int64]:
    """Samples (S, 1000), in ascending order, of the month forecast from S times twelve months.

    `share` of them are of the negative binomial, the others of the twelve months; both are the quantiles at
    the middles of equal slices, so nothing is drawn by chance. The highest 30 follow a power law with the
    exponent `tail`, if there is one. After twelve months of nothing all are zero but the last, which are
    `onset`.

    >>> samples = pooled(np.array([[0] * 11 + [8], [0] * 12]), 0.5, (1, 3))
    >>> samples[:, [499, 899, 998, 999]].tolist()
    [[0, 8, 47, 60], [0, 0, 1, 3]]
    """
    samples = np.zeros((len(months), SAMPLES))
    samples[:, SAMPLES - len(onset) :] = onset
    active = months.any(axis=1)
    drawn = round(share * SAMPLES)
    kept = (middles(SAMPLES - drawn) * MONTHS).astype(np.intp)
    mixed = np.empty((int(active.sum()), SAMPLES))
    mixed[:, :drawn] = negative_binomial(*moments(months[active]), middles(drawn))
    mixed[:, drawn:] = np.sort(months[active], axis=1)[:, kept]
    mixed.sort(axis=1)
    if tail is not None:
        _fatten(mixed, tail)
    samples[active] = np.minimum(mixed, LARGEST_COUNT)
    return samples.astype(np.int64)


def _fatten(samples: NDArray[np.float64], tail: float) -> None:
    """Let the rows, which ascend, go on as a power law of count + 1 from their `BODY` quantile on."""
    body = round(BODY * SAMPLES)
    factors = ((1 - BODY) / (1 - middles(SAMPLES)[body:])) ** (1 / tail)
    beyond = (samples[:, body - 1, None] + 1) * factors - 1
    samples[:, body:] = np.rint(beyond)
