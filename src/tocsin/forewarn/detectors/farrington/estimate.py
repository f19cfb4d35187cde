"""What the past leads one to expect: the fit, past outbreaks weighed down, the trend kept or dropped."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from tocsin.base.kernels import compiled
from tocsin.forewarn.detectors.farrington.fit import Fitted, Past, Work, fit
from tocsin.forewarn.detectors.farrington.options import Trend

NEVER, SIGNIFICANT = int(Trend.NEVER), int(Trend.SIGNIFICANT)
YEARS_FOR_A_TREND = 3


class Rules(NamedTuple):
    """The settings that the estimate depends on: see `options.Options`.

    `wald` is the value of the slope over its standard error beyond which it is significant.
    """

    seasons: int
    years: int
    trend: int
    wald: float
    downweight_above: float
    relative_errors: bool


class Estimate(NamedTuple):
    """The count expected for an exposure of 1, its overdispersion (at least 1), the variance of the logarithm
    of the expected count, and the trend, the logarithm of the growth a step (0 where there is none)."""

    expected: float
    dispersion: float
    variance: float
    trend: float


@compiled
def _raw_dispersion(past: Past, work: Work, free: int) -> float:
    """Pearson's chi-square over the degrees of freedom, with the working weights of the last round."""
    total = 0.0
    for at in range(len(past.counts)):
        relative = (past.counts[at] - work.means[at]) / work.means[at]
        total += work.weights[at] * work.before[at] * relative * relative
    return total / free


@compiled
def _relative_dispersion(past: Past, work: Work, free: int) -> float:
    """The mean square of relative residuals: see `options.Options.relative_errors`."""
    total = 0.0
    for at in range(len(past.counts)):
        relative = (past.counts[at] - work.means[at]) / work.means[at]
        total += work.weights[at] * relative * relative
    return total / free


@compiled
def _distance(work: Work, season: int, time: float) -> float:
    """How far a time lies from the middle of its season's counts."""
    middle: float = work.moments[season] / work.mass[season]
    return time - middle


@compiled
def _weigh(past: Past, work: Work, fitted: Fitted, dispersion: float, above: float) -> None:
    """Weigh down counts whose standardised Anscombe residual s is above a limit: by 1 / s**2, sum kept.

    s = 3/2 * (count**(2/3) - mean**(2/3)) / (mean**(1/6) * sqrt(dispersion * (1 - leverage))).
    """
    total = 0.0
    for at in range(len(past.counts)):
        weight, mean, season = 1.0, work.means[at], past.seasons[at]
        if past.counts[at] > mean:
            away = _distance(work, season, past.times[at])
            leverage = work.before[at] * (1.0 / work.mass[season] + away * away / fitted.curvature)
            root = np.cbrt(mean)
            scale = math.sqrt(root * dispersion * (1.0 - leverage))
            residual = 1.5 * (past.powers[at] - root * root)
            if residual > above * scale:
                weight = (scale / residual) ** 2
        work.weights[at] = weight
        total += weight
    for at in range(len(past.counts)):
        work.weights[at] *= len(past.counts) / total


@compiled
def _fit_twice(past: Past, work: Work, rules: Rules, trend: bool) -> tuple[Fitted, float, float]:
    """The model fitted, counts of past outbreaks weighed down, and fitted again.

    With it the dispersion, and what the squares of standard errors are scaled by, mostly the same.
    """
    free = len(past.counts) - rules.seasons - (1 if trend else 0)
    work.weights[: len(past.counts)] = 1.0
    fitted = fit(past, work, rules.seasons, trend)
    if rules.downweight_above < np.inf and fitted.converged:
        dispersion = max(_raw_dispersion(past, work, free), 1.0)
        _weigh(past, work, fitted, dispersion, rules.downweight_above)
        fitted = fit(past, work, rules.seasons, trend)
    dispersion = max(_raw_dispersion(past, work, free), 1.0)
    if rules.relative_errors:
        return fitted, dispersion, _relative_dispersion(past, work, free)
    return fitted, dispersion, dispersion


@compiled
def _predict(past: Past, exposure: float, work: Work, rules: Rules, trend: bool) -> tuple[Estimate, bool]:
    """The estimate for the step tested (time 0, season 0), and whether its trend may be believed."""
    fitted, dispersion, scale = _fit_twice(past, work, rules, trend)
    away = _distance(work, 0, 0.0)
    variance = scale * (1.0 / work.mass[0] + away * away / fitted.curvature)
    expected = exposure * math.exp(work.levels[0])
    good = fitted.converged and expected <= past.counts.max()
    if rules.trend == SIGNIFICANT:
        good = good and abs(fitted.slope) > rules.wald * math.sqrt(scale / fitted.curvature)
    return Estimate(expected, dispersion, variance, fitted.slope * past.step), good


@compiled
def estimate(past: Past, exposure: float, work: Work, rules: Rules) -> Estimate:
    """What to expect of a step with this exposure. The weights that the past had stay in `work`."""
    if past.counts.max() == 0.0:
        work.weights[: len(past.counts)] = 1.0
        return Estimate(0.0, 1.0, 0.0, 0.0)
    if rules.trend != NEVER and rules.years >= YEARS_FOR_A_TREND:
        found, good = _predict(past, exposure, work, rules, True)
        if good:
            return found
    return _predict(past, exposure, work, rules, False)[0]
