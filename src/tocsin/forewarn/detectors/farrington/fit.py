"""A log-linear model of counts with seasons and a trend, fitted by iteratively weighted least squares.

log(mean) = log(exposure) + level of the season + slope * time. Because every count belongs to one season, the
normal equations are an arrow: a diagonal of seasons and one row for the slope, solved in one pass and without
a matrix (Schur complement). And because times are whole steps, means within a season follow from one another
by multiplication: no exponential is taken a count.

Start (mean = count + 0.1), stopping rule (|change of the deviance| < 1e-8 * (|deviance| + 0.1), at most 25
rounds) and the habit of taking the covariance and the dispersion with the weights of the last round, that is
with the means before its step, are those that R documents for `glm`: by them, not by the method, the
dispersion of one series in six differs in the fifth digit, and health bodies hold their figures against R.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.base.kernels import compiled

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

MOST_ROUNDS = 25
CLOSE = 1e-8


class Past(NamedTuple):
    """The n counts compared with, as the fit wants them: see `baseline.Plan` and `gather`."""

    counts: Floats
    exposures: Floats
    logs: Floats
    """log(count + 0.1) - log(exposure)"""
    entropies: Floats
    """count * (log(count) - log(exposure)), 0 for a count of 0"""
    powers: Floats
    """count ** (2 / 3)"""
    seasons: Counts
    times: Floats
    gaps: Counts
    step: float
    """The time that one step takes."""


class Work(NamedTuple):
    """Room to work in: the first three of n each, the others one for each season."""

    weights: Floats
    means: Floats
    before: Floats
    """The means before the last step, which the sums below were taken with."""
    levels: Floats
    mass: Floats
    """Sum of the working weights."""
    moments: Floats
    """Sum of the working weights times time."""
    pulls: Floats
    """Sum of the weighted differences between counts and means."""
    totals: Floats
    """Sum of the weighted counts."""


class Fitted(NamedTuple):
    """What a fit found: `curvature` is the information about the slope, infinite where there is none."""

    converged: bool
    slope: float
    curvature: float


@compiled
def room(most: int) -> Work:
    """Work arrays for up to so many counts."""
    return Work(
        np.empty(most), np.empty(most), np.empty(most), np.empty(most),
        np.empty(most), np.empty(most), np.empty(most), np.empty(most),
    )  # fmt: skip


@compiled
def _first_sums(past: Past, work: Work, seasons: int) -> tuple[float, float]:
    """The sums of the first round, where the means are the counts plus 0.1."""
    spread, pull = 0.0, 0.0
    work.mass[:seasons], work.moments[:seasons], work.pulls[:seasons] = 0.0, 0.0, 0.0
    for at in range(len(past.counts)):
        season, time, weight = past.seasons[at], past.times[at], work.weights[at]
        working = weight * (past.counts[at] + 0.1)
        target = working * past.logs[at] - 0.1 * weight
        work.before[at] = past.counts[at] + 0.1
        work.mass[season] += working
        work.moments[season] += working * time
        work.pulls[season] += target
        spread += working * time * time
        pull += target * time
    return spread, pull


@compiled
def _sums(past: Past, work: Work, seasons: int) -> tuple[float, float]:
    """The sums of a later round, at the means reached; those means become `before`."""
    spread, pull = 0.0, 0.0
    work.mass[:seasons], work.moments[:seasons], work.pulls[:seasons] = 0.0, 0.0, 0.0
    for at in range(len(past.counts)):
        season, time, weight, mean = past.seasons[at], past.times[at], work.weights[at], work.means[at]
        working = weight * mean
        excess = weight * (past.counts[at] - mean)
        work.before[at] = mean
        work.mass[season] += working
        work.moments[season] += working * time
        work.pulls[season] += excess
        spread += working * time * time
        pull += excess * time
    return spread, pull


@compiled
def _step(work: Work, seasons: int, trend: bool, spread: float, pull: float) -> tuple[float, float]:
    """How far the slope moves, and the information about it; the levels are moved."""
    by, curvature = 0.0, np.inf
    if trend:
        for season in range(seasons):
            lever = work.moments[season] / work.mass[season]
            spread -= lever * work.moments[season]
            pull -= lever * work.pulls[season]
        by, curvature = pull / spread, spread
    for season in range(seasons):
        work.levels[season] += (work.pulls[season] - by * work.moments[season]) / work.mass[season]
    return by, curvature


@compiled
def _means(past: Past, work: Work, seasons: int, slope: float) -> float:
    """Set the means; the weighted sum of them."""
    total = 0.0
    factor, growth = math.exp(slope * past.times[0]), math.exp(slope * past.step)
    for season in range(seasons):
        work.pulls[season] = math.exp(work.levels[season])
    for at in range(len(past.counts)):
        for _ in range(past.gaps[at]):
            factor *= growth
        mean = past.exposures[at] * work.pulls[past.seasons[at]] * factor
        work.means[at] = mean
        total += work.weights[at] * mean
    return total


@compiled
def _constants(past: Past, work: Work, seasons: int) -> tuple[float, float, float]:
    """What of the deviance does not change; the weighted sum of counts times time; the first deviance."""
    fixed, timed, first = 0.0, 0.0, 0.0
    work.totals[:seasons] = 0.0
    for at in range(len(past.counts)):
        weight, count = work.weights[at], past.counts[at]
        work.totals[past.seasons[at]] += weight * count
        timed += weight * count * past.times[at]
        fixed += weight * (past.entropies[at] - count)
        first += weight * (past.entropies[at] - count * past.logs[at] + 0.1)
    return fixed, timed, 2.0 * first


@compiled
def fit(past: Past, work: Work, seasons: int, trend: bool) -> Fitted:
    """Fit the model with the weights in `work`; levels, means and sums are left there."""
    fixed, timed, deviance = _constants(past, work, seasons)
    slope, curvature = 0.0, np.inf
    work.levels[:seasons] = 0.0
    for round_ in range(MOST_ROUNDS):
        spread, pull = _first_sums(past, work, seasons) if round_ == 0 else _sums(past, work, seasons)
        by, curvature = _step(work, seasons, trend, spread, pull)
        slope += by
        last, deviance = deviance, 2.0 * (fixed - slope * timed + _means(past, work, seasons, slope))
        for season in range(seasons):
            deviance -= 2.0 * work.levels[season] * work.totals[season]
        if abs(deviance - last) < CLOSE * (abs(deviance) + 0.1):
            return Fitted(True, slope, curvature)
    return Fitted(False, slope, curvature)
