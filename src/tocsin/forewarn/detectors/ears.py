"""EARS C1 and C2: is today's count far above the mean of a recent week?

The early aberration reporting system of L. Hutwagner, W. Thompson, G. M. Seeman and T. Treadwell, "The
bioterrorism preparedness and response Early Aberration Reporting System (EARS)", Journal of Urban Health 80,
2003; compared with other methods by R. D. Fricker, B. L. Hegler and D. A. Dunfee, Statistics in Medicine 27,
2008. C1 uses the seven days just before the day tested, C2 the seven days that end three days before it, so
that an outbreak of a day or two does not raise its own baseline. Both need little history and are easy to
explain; both are blind to weekdays and seasons.

Two rules are ours. Violent incidents are few, so a quiet week often has no spread at all, and any incident
after it would be infinitely unusual:

*   The standard deviation is at least that of a Poisson count of the same mean, and the mean at least one
    incident in the seven days: sd >= sqrt(max(mean, 1/7)). On 400 days of 4,000 random Poisson series, false
    alarms with a minimum count of 3 fall from 3.2 % to 1.9 % of days at one incident a day, from 3.0 % to
    1.2 % at two, and 4 after a steady 2 is no alarm.
*   Above the bound, but fewer than `minimum_count` incidents: the outcome says so and no warning is raised. A
    single grave incident is the business of the `severity` detector.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tocsin.base import Explanation
from tocsin.errors import BadInput
from tocsin.forewarn.protocol import Decision, Outcome
from tocsin.forewarn.series import Measure, Series

BASELINE = 7


@dataclass(frozen=True, slots=True)
class Limits:
    """Expected count, standard deviation and alarm bound, one of each per day and series."""

    expected: NDArray[np.float64]
    sd: NDArray[np.float64]
    bound: NDArray[np.float64]


def limits(
    counts: NDArray[np.int64], *, lag: int, threshold: float = 3.0, poisson_floor: bool = True
) -> Limits:
    """EARS limits of many series at once.

    `counts` has shape (days, ...); the result has shape (days - 7 - lag, ...), its row i being the limits of
    day i + 7 + lag. `lag` is 0 for C1 and 2 for C2; `threshold` is in standard deviations. Without
    `poisson_floor` the limits are those of the paper.

    >>> steady = np.array([2, 2, 2, 2, 2, 2, 2, 9])
    >>> limits(steady, lag=0, poisson_floor=False).bound.tolist()
    [2.0]
    >>> limits(steady, lag=0).bound.round(2).tolist()
    [6.24]
    """
    used = max(len(counts) - BASELINE - lag, 0)
    totals, squares = (_rolling(values)[:used] for values in (counts, counts * counts))
    return Limits(*_limits(totals, squares, threshold, poisson_floor))


def _rolling(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sums over every `BASELINE` days running, exact because they are sums of integers."""
    sums: NDArray[np.int64] = np.concatenate([np.zeros_like(values[:1]), values.cumsum(axis=0)])
    ends, starts = sums[BASELINE:], sums[:-BASELINE]
    return ends - starts


def _limits(total: Any, squares: Any, threshold: float, poisson_floor: bool) -> tuple[Any, Any, Any]:
    """Mean, sd and bound from exact sums: one path, so one day alone and many at once agree to the bit."""
    mean = total / BASELINE
    variance = (BASELINE * squares - total * total) / (BASELINE * (BASELINE - 1))
    if poisson_floor:
        variance = np.maximum(variance, np.maximum(mean, 1 / BASELINE))
    sd = np.sqrt(variance)
    return mean, sd, mean + threshold * sd


@dataclass(frozen=True, slots=True)
class Ears:
    """EARS with a baseline of 7 days that ends `lag` days before the day tested.

    >>> c2 = Ears("ears-c2", lag=2)
    >>> series = Series("FR/attack", date(2015, 11, 1), [0, 1, 0, 0, 0, 1, 0, 0, 0, 5])
    >>> decision = c2.test(series, date(2015, 11, 10))
    >>> decision.outcome.value
    'alarm'
    >>> print(decision.explanation.reason)
    5 incidents; 0.3 a day were expected from the 7 days 2015-11-01 to 2015-11-07, and above 1.9 is unusual.
    """

    name: str
    lag: int
    threshold: float = 3.0
    minimum_count: int = 3

    @property
    def measure(self) -> Measure:
        """Incidents a day."""
        return Measure.INCIDENTS

    def test(self, series: Series, day: date) -> Decision:
        """Judge `day`; `BadInput` where the series does not reach it."""
        observed = series.count(day)
        end = day - timedelta(days=self.lag + 1)
        baseline = series.between(end - timedelta(days=BASELINE - 1), end)
        outcome, explanation = self._decide(baseline, observed)
        return Decision(series=series.id, day=day, outcome=outcome, explanation=explanation)

    def judge(self, explanation: Explanation) -> tuple[Outcome, Explanation]:
        """Decide again from what an explanation stores."""
        settings = dict(explanation.parameters)
        if "minimum_count" not in settings:
            raise BadInput("the setting minimum_count is missing", where=self.name, reason="parameters")
        minimum = int(settings["minimum_count"])
        same = replace(self, threshold=explanation.threshold, minimum_count=minimum)
        return same._decide(explanation.baseline, explanation.observed)

    def _decide(self, baseline: tuple[tuple[date, int], ...], observed: int) -> tuple[Outcome, Explanation]:
        if len(baseline) < BASELINE:
            reason = f"Only {len(baseline)} of the {BASELINE} days that the test compares with are known."
            return Outcome.TOO_LITTLE_HISTORY, self._explain(baseline, observed, (0.0, 0.0, 0.0), reason)
        counts = [count for _, count in baseline]
        mean, sd, bound = _limits(sum(counts), sum(count * count for count in counts), self.threshold, True)
        outcome, ending = self._outcome(observed, float(bound))
        noun = "incident" if observed == 1 else "incidents"
        week = f"the {BASELINE} days {baseline[0][0]} to {baseline[-1][0]}"
        reason = (
            f"{observed} {noun}; {mean:.1f} a day were expected from {week}, "
            f"and above {bound:.1f} is unusual{ending}."
        )
        figures = (float(mean), float(bound), float((observed - mean) / sd))
        return outcome, self._explain(baseline, observed, figures, reason)

    def _outcome(self, observed: int, bound: float) -> tuple[Outcome, str]:
        if observed <= bound:
            return Outcome.NO_ALARM, ""
        if observed < self.minimum_count:
            return Outcome.BELOW_MINIMUM_COUNT, f", but fewer than {self.minimum_count} raise no warning"
        return Outcome.ALARM, ""

    def _explain(
        self,
        baseline: tuple[tuple[date, int], ...],
        observed: int,
        figures: tuple[float, float, float],
        reason: str,
    ) -> Explanation:
        expected, bound, statistic = figures
        return Explanation(
            method=self.name,
            baseline=baseline,
            observed=observed,
            expected=expected,
            bound=bound,
            statistic=statistic,
            threshold=self.threshold,
            reason=reason,
            parameters=(("minimum_count", self.minimum_count),),
        )
