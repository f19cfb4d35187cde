"""Many series on many steps: the past gathered, an estimate, a bound, a chance; compiled."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from tocsin.base.kernels import compiled
from tocsin.forewarn.detectors.farrington.baseline import Counts, Floats, Plan
from tocsin.forewarn.detectors.farrington.estimate import Estimate, Rules, estimate
from tocsin.forewarn.detectors.farrington.fit import Past, Work, room
from tocsin.forewarn.detectors.farrington.options import Bound
from tocsin.forewarn.detectors.farrington.tail import highest_usual, tail

DELTA, UPPER_MEAN = int(Bound.DELTA), int(Bound.UPPER_MEAN)
SMALLEST_REACH = 0.5
"""Cases between the expected count and the bound, at least, when the excess is measured in that distance."""


class Limit(NamedTuple):
    """How a bound is drawn: `normal` is the normal quantile that leaves `alpha` above it."""

    bound: int
    alpha: float
    normal: float
    power: float


class Judged(NamedTuple):
    """Bound, exceedance score and chance of one count."""

    bound: float
    statistic: float
    p: float


class Results(NamedTuple):
    """Arrays (S, D): see `protocol.Scores`; `dispersion` and `trend` are those of `Estimate`."""

    expected: Floats
    bound: Floats
    statistic: Floats
    p: Floats
    dispersion: Floats
    trend: Floats


@compiled
def _usual_above(z: float) -> float:
    """The chance that a normal variable is above z."""
    return 0.5 * math.erfc(z / math.sqrt(2.0))


@compiled
def _delta(observed: float, found: Estimate, limit: Limit) -> tuple[float, float]:
    """Bound and chance where counts to a power are taken for normal.

    With q the power and t = dispersion + variance of the expected count / expected count, the bound is
    expected * (1 + q * normal * sqrt(t / expected)) ** (1 / q); C. P. Farrington et al., Journal of the Royal
    Statistical Society A 159, 1996, section 3.5.
    """
    if found.expected <= 0.0:
        return 0.0, 1.0 if observed <= 0.0 else 0.0
    spread = limit.power * math.sqrt(found.dispersion / found.expected + found.variance)
    bound = found.expected * (1.0 + limit.normal * spread) ** (1.0 / limit.power)
    return bound, _usual_above(((observed / found.expected) ** limit.power - 1.0) / spread)


@compiled
def _quantile(observed: float, found: Estimate, limit: Limit) -> tuple[float, float]:
    """Bound and chance of a negative binomial count, at the expected count or the upper limit of it."""
    mean = found.expected
    if limit.bound == UPPER_MEAN:
        mean *= math.exp(limit.normal * math.sqrt(found.variance))
    bound = highest_usual(mean, found.dispersion, limit.alpha, limit.normal)
    return bound, tail(observed, mean, found.dispersion)


@compiled
def judged(observed: float, found: Estimate, limit: Limit) -> Judged:
    """Hold a count against what was expected.

    The statistic is the exceedance score (observed - expected) / (bound - expected): above 1 is unusual.
    """
    if limit.bound == DELTA:
        bound, p = _delta(observed, found, limit)
    else:
        bound, p = _quantile(observed, found, limit)
    statistic = (observed - found.expected) / max(bound - found.expected, SMALLEST_REACH)
    return Judged(bound, statistic, p)


@compiled
def thinned(found: Estimate, told: float) -> Estimate:
    """The estimate of what is told by then of a count: of a negative binomial the size stays as it is."""
    if told >= 1.0:
        return found
    dispersion = 1.0 + told * (found.dispersion - 1.0)
    return Estimate(found.expected, dispersion, found.variance, found.trend)


@compiled
def empty_past(most: int) -> Past:
    """Room for the past of one step."""
    return Past(
        np.empty(most), np.empty(most), np.empty(most), np.empty(most), np.empty(most),
        np.empty(most, dtype=np.int64), np.empty(most), np.empty(most, dtype=np.int64), 0.0,
    )  # fmt: skip


@compiled
def tabulate(counts: Counts, exposures: Floats) -> Past:
    """What the fit wants to know of each count of a series, whichever steps it is compared with."""
    series = empty_past(len(counts))
    for at in range(len(counts)):
        count, exposed = float(counts[at]), math.log(exposures[at])
        root = np.cbrt(count)
        series.counts[at] = count
        series.exposures[at] = exposures[at]
        series.logs[at] = math.log(count + 0.1) - exposed
        series.entropies[at] = count * (math.log(count) - exposed) if count > 0.0 else 0.0
        series.powers[at] = root * root
    return series


@compiled
def gather(series: Past, step: int, plan: Plan, room: Past) -> Past:
    """The past of one step of a series, copied side by side."""
    many = len(plan.offsets)
    for at in range(many):
        source = step + plan.offsets[at]
        room.counts[at] = series.counts[source]
        room.exposures[at] = series.exposures[source]
        room.logs[at] = series.logs[source]
        room.entropies[at] = series.entropies[source]
        room.powers[at] = series.powers[source]
    return Past(
        room.counts[:many], room.exposures[:many], room.logs[:many], room.entropies[:many],
        room.powers[:many],
        plan.seasons, plan.times, plan.gaps, 1.0 / -plan.offsets[0],
    )  # fmt: skip


@compiled
def judge_one(
    counts: Counts, exposures: Floats, told: float, plan: Plan, rules: Rules, limit: Limit
) -> tuple[Estimate, Judged, Floats]:
    """Judge the last count of a series, of which a share is told, by its past; and what weights this had."""
    series, work = tabulate(counts, exposures), room(len(counts))
    last = len(counts) - 1
    past = gather(series, last, plan, empty_past(len(counts)))
    found = thinned(estimate(past, exposures[last], work, rules), told)
    return found, judged(float(counts[last]), found, limit), work.weights[: len(plan.offsets)].copy()


@compiled
def _judge_row(
    series: Past, told: Floats, start: int, plan: Plan, rules: Rules, limit: Limit,
    past: Past, work: Work, row: int, first: int, stop: int, out: Results,
) -> None:  # fmt: skip
    for column in range(first, stop):
        step = start + column
        found = estimate(gather(series, step, plan, past), series.exposures[step], work, rules)
        found = thinned(found, told[step])
        judgement = judged(series.counts[step], found, limit)
        out.expected[row, column] = found.expected
        out.bound[row, column] = judgement.bound
        out.statistic[row, column] = judgement.statistic
        out.p[row, column] = judgement.p
        out.dispersion[row, column] = found.dispersion
        out.trend[row, column] = found.trend


@compiled
def judge_panel(
    counts: Counts, exposures: Floats, told: Floats, start: int, first: int, stop: int,
    plan: Plan, rules: Rules, limit: Limit, out: Results,
) -> None:  # fmt: skip
    """Judge columns `first` to `stop` of `out`, column 0 being step `start`, of every series.

    `exposures` has a row for each series, or one row for all; `told` is the share told of each step.
    """
    work, past = room(len(plan.offsets)), empty_past(len(plan.offsets))
    for row in range(counts.shape[0]):
        series = tabulate(counts[row], exposures[row % len(exposures)])
        _judge_row(series, told, start, plan, rules, limit, past, work, row, first, stop, out)
