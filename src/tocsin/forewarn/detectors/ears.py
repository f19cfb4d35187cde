"""EARS C1, C2 and C3: is today's count far above the mean of a recent week?

The early aberration reporting system of L. Hutwagner, W. Thompson, G. M. Seeman and T. Treadwell, "The
bioterrorism preparedness and response Early Aberration Reporting System (EARS)", Journal of Urban Health 80,
2003; compared with other methods by R. D. Fricker, B. L. Hegler and D. A. Dunfee, Statistics in Medicine 27,
2008. C1 uses the seven days just before the day tested, C2 the seven days that end three days before it, so
that an outbreak of a day or two does not raise its own baseline. C3 is C2 with a memory: by how much more
than one standard deviation the two days before lay above their own C2 means lowers the bound of the third.
All need little history and are easy to explain; all are blind to weekdays and seasons. Counts by week are
tested alike, with seven weeks for seven days.

Two rules are ours. Violent incidents are few, so a quiet week often has no spread at all, and any incident
after it would be infinitely unusual:

*   The standard deviation is at least that of a Poisson count of the same mean, and the mean at least one
    incident in the seven days: sd >= sqrt(max(mean, 1/7)). On 400 days of 4,000 random Poisson series, false
    alarms with a minimum count of 3 fall from 3.2 % to 1.9 % of days at one incident a day, from 3.0 % to
    1.2 % at two, and 4 after a steady 2 is no alarm. `poisson_floor=False` leaves it out.
*   Above the bound, but fewer than `minimum_count` incidents: the outcome says so and no warning is raised. A
    single grave incident is the business of the `severity` detector.

C3 of the paper sums the excess over one of the three days' C2 and sounds above 2, so two very unusual days
make it sound on the third though nothing happens on it. We hold the third day's own count against the bound
that the two days leave for it, mean + sd * (3 - their excess): a day is unusual by what happened on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tocsin.base import Explanation
from tocsin.errors import BadInput
from tocsin.forewarn.detectors.windows import require_made_for, rolling_sums, windowed
from tocsin.forewarn.detectors.wording import unusual
from tocsin.forewarn.protocol import Decision, Outcome, Scores
from tocsin.forewarn.series import Measure, Panel, Series, Step

BASELINE = 7
MEMORY = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """Expected count, standard deviation, alarm bound and C1, C2 or C3 itself, one a step and series."""

    expected: NDArray[np.float64]
    sd: NDArray[np.float64]
    bound: NDArray[np.float64]
    statistic: NDArray[np.float64]


def limits(
    counts: NDArray[np.int64],
    *,
    lag: int,
    memory: bool = False,
    threshold: float = 3.0,
    poisson_floor: bool = True,
) -> Limits:
    """EARS limits of many series at once.

    `counts` has shape (..., T); the result has shape (..., T - h), where h is the history that the method
    needs, its first column being the limits of step h. C1 has `lag` 0 (h 7), C2 2 (h 9), C3 2 and `memory`
    (h 11); `threshold` is in standard deviations. Without `poisson_floor` the limits are those of the paper,
    where a count not above a baseline without any spread counts as 0 standard deviations above it.

    >>> steady = np.array([2, 2, 2, 2, 2, 2, 2, 9])
    >>> limits(steady, lag=0, poisson_floor=False).bound.tolist()
    [2.0]
    >>> limits(steady, lag=0).bound.round(2).tolist()
    [6.24]
    """
    observed = counts[..., BASELINE + lag :]
    used = observed.shape[-1]
    total, squares = (rolling_sums(values, BASELINE)[..., :used] for values in (counts, counts * counts))
    mean = total / BASELINE
    variance = (BASELINE * squares - total * total) / (BASELINE * (BASELINE - 1))
    if poisson_floor:
        variance = np.maximum(variance, np.maximum(mean, 1 / BASELINE))
    sd = np.sqrt(variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        above = np.where((sd == 0) & (observed <= mean), 0.0, (observed - mean) / sd)
    if not memory:
        return Limits(mean, sd, mean + threshold * sd, above)
    return _with_memory(mean, sd, above, threshold)


def _with_memory(
    mean: NDArray[np.float64], sd: NDArray[np.float64], above: NDArray[np.float64], threshold: float
) -> Limits:
    """C3 from C2: what the two steps before each had in excess counts for the third."""
    excess = np.maximum(above - 1, 0)
    carried = excess[..., 1:-1] + excess[..., :-MEMORY]
    mean, sd, above = mean[..., MEMORY:], sd[..., MEMORY:], above[..., MEMORY:]
    with np.errstate(invalid="ignore"):
        allowed = np.where(sd > 0, sd * (threshold - carried), 0.0)
        return Limits(mean, sd, np.maximum(mean + allowed, 0.0), above + carried)


@dataclass(frozen=True, slots=True)
class Ears:
    """EARS with a baseline of 7 steps that ends `lag` steps before the one tested.

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
    memory: bool = False
    threshold: float = 3.0
    minimum_count: int = 3
    poisson_floor: bool = True

    @property
    def measure(self) -> Measure:
        """Incidents a step."""
        return Measure.INCIDENTS

    @property
    def steps(self) -> frozenset[Step]:
        """Days and weeks."""
        return frozenset({Step.DAY, Step.WEEK})

    @property
    def history(self) -> int:
        """7 steps for C1, 9 for C2, 11 for C3."""
        return BASELINE + self.lag + (MEMORY if self.memory else 0)

    @property
    def _baseline(self) -> int:
        """How many counts the decision rests on: C2 leaves the two steps before out, C3 looks at them."""
        return self.history if self.memory else BASELINE

    def scores(self, panel: Panel, steps: range) -> Scores:
        """Judge these steps of many series at once; see `limits`."""
        return windowed(self, panel, steps, self._scores)

    def test(self, series: Series, day: date) -> Decision:
        """Judge the step of `day`; `BadInput` where the series does not reach it."""
        require_made_for(self, series)
        at = series.at(day)
        start = at - self.history
        outcome, explanation = self._decide(
            series.pairs(start, start + self._baseline), int(series.counts[at]), series.step
        )
        explanation = replace(explanation, known=series.known)
        return Decision(series=series.id, day=day, outcome=outcome, explanation=explanation)

    def judge(self, explanation: Explanation) -> tuple[Outcome, Explanation]:
        """Decide again from what an explanation stores."""
        settings = dict(explanation.parameters)
        for setting in ("minimum_count", "poisson_floor"):
            if setting not in settings:
                raise BadInput(f"the setting {setting} is missing", where=self.name, reason="parameters")
        same = replace(
            self,
            threshold=explanation.threshold,
            minimum_count=int(settings["minimum_count"]),
            poisson_floor=bool(settings["poisson_floor"]),
        )
        outcome, again = same._decide(explanation.baseline, explanation.observed, Step(explanation.step))
        return outcome, replace(again, known=explanation.known)

    def _limits(self, counts: NDArray[np.int64]) -> Limits:
        return limits(
            counts,
            lag=self.lag,
            memory=self.memory,
            threshold=self.threshold,
            poisson_floor=self.poisson_floor,
        )

    def _scores(self, counts: NDArray[np.int64]) -> Scores:
        found = self._limits(counts)
        return Scores(found.expected, found.bound, found.statistic, np.full_like(found.bound, np.nan))

    def _decide(
        self, baseline: tuple[tuple[date, int], ...], observed: int, step: Step
    ) -> tuple[Outcome, Explanation]:
        if len(baseline) < self._baseline:
            reason = (
                f"Only {len(baseline)} of the {self._baseline} {step}s that the test compares with are known."
            )
            return Outcome.TOO_LITTLE_HISTORY, self._explain(
                baseline, observed, step, (0.0, 0.0, 0.0), reason
            )
        unused = [0] * (self.history - self._baseline)
        found = self._limits(np.array([*(count for _, count in baseline), *unused, observed], dtype=np.int64))
        expected, bound, statistic = (
            float(figure[0]) for figure in (found.expected, found.bound, found.statistic)
        )
        outcome, ending = self._outcome(observed, bound)
        since = f" after the {MEMORY} {step}s before it" if self.memory else ""
        noun = "incident" if observed == 1 else "incidents"
        compared = baseline[-self.lag - BASELINE : -self.lag] if self.memory else baseline
        reason = (
            f"{observed} {noun}; {expected:.1f} a {step} were expected from the {BASELINE} {step}s "
            f"{compared[0][0]} to {compared[-1][0]}, and {unusual(bound)}{since}{ending}."
        )
        return outcome, self._explain(baseline, observed, step, (expected, bound, statistic), reason)

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
        step: Step,
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
            parameters=(
                ("minimum_count", self.minimum_count),
                ("poisson_floor", float(self.poisson_floor)),
            ),
            step=step.value,
        )
