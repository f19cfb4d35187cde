"""What a count will be when all is told, by how the counts before it were revised.

A count reported as c is multiplied, in time, by some m; m is above 1 where reports come late, below where
they are taken back. Looked at is log m, with half a count added on both sides, in the steps that are told in
full: their weighted median is the point, and their distances from it, each in units of its own spread, are
what the distribution is made of. The spread has two parts, phi from one step to another and (1 - 1/m) / c
from the chance of each single report to be in time. It is the reporting triangle of J. F. Lawless,
"Adjustments for reporting delays and the prediction of occurred but not reported events", Canadian Journal
of Statistics 22, 1994, with the errors of the past in place of a distribution (as G. Shafer and V. Vovk,
"A tutorial on conformal prediction", JMLR 9, 2008), for revisions downward fit no count distribution.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HALF = 0.5
HALF_LIFE = 52
# Steps with more told say more of the delay; at this count a step has half its full weight.
TELLING = 20
LEAST_NOISE, LEAST_PHI = 0.05, 1e-6
FURTHEST = 4.0
FEWEST = 8


def revised(
    reported: float,
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    weights: NDArray[np.float64],
    chances: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Quantiles of the full count of a step, not rounded.

    `reported` is its count now; `before` the counts of earlier steps at the same delay, `after` those in
    full, `weights` how much each of them counts.

    >>> half_told = np.array([10, 20, 12, 8, 15, 11, 9, 14.0])
    >>> revised(30, half_told, 2 * half_told, np.ones(8), np.array([0.5])).round(1).tolist()
    [59.3]
    """
    had, now = before + HALF, reported + HALF
    multiples = np.log((after + HALF) / had)
    telling = weights * had / (had + TELLING)
    middle = weighted_quantiles(multiples, telling, np.array([0.5]))[0]
    noise = max(1 - np.exp(-middle), LEAST_NOISE)
    errors = np.clip(multiples - middle, -1.5, 1.5)
    phi = max(np.average(errors**2 - noise / had, weights=telling), LEAST_PHI)
    scaled = np.clip(errors / np.sqrt(phi + noise / had), -FURTHEST, FURTHEST)
    spread = weighted_quantiles(scaled, telling, chances) * np.sqrt(phi + noise / now)
    found: NDArray[np.float64] = np.maximum(now * np.exp(middle + spread) - HALF, 0.0)
    return found


def weighted_quantiles(
    values: NDArray[np.float64], weights: NDArray[np.float64], chances: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Quantiles of weighted values, wide as befits so few: one more value could lie on either side.

    >>> weighted_quantiles(np.array([3.0, 1.0, 2.0]), np.ones(3), np.array([0.25, 0.5, 0.75])).tolist()
    [1.0, 2.0, 3.0]
    """
    order = values.argsort(kind="stable")
    weight = weights[order]
    most = weight.max()
    at = (weight.cumsum() - weight / 2 + most / 2) / (weight.sum() + most)
    quantiles: NDArray[np.float64] = np.interp(chances, at, values[order])
    return quantiles


def comparable(ages: NDArray[np.int64], daily: bool) -> NDArray[np.bool_]:
    """Which steps, so many steps older, are told as this one is: those of its weekday, if they suffice.

    >>> comparable(np.array([3, 2, 1]), True).tolist()
    [True, True, True]
    >>> comparable(np.arange(60, 0, -1), True).sum().item()
    8
    """
    same = ages % 7 == 0
    found: NDArray[np.bool_] = same if daily and same.sum() >= FEWEST else np.ones_like(same)
    return found
