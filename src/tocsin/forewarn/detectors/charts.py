"""What control charts share: they add up what the last weeks had above a baseline before them.

A chart that runs for ever cannot be judged again from a stored warning, so ours begins anew, `window` steps
long, for each step it judges: its start from zero is forgotten within a few steps anyway. The mean and spread
it goes by are those of the `baseline` steps before that, which a slow rise has not reached yet.

Counts are rare and come in clumps. The mean is taken to be at least one incident in the baseline, the spread
at least that of a Poisson count; and where the baseline varies `dispersion` times as much as a Poisson count
does, so does what is held against it. Fewer than `minimum_count` incidents in the window raise no warning.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tocsin.base import Explanation
from tocsin.errors import BadInput
from tocsin.forewarn.detectors.windows import require_made_for, rolling_sums, windowed
from tocsin.forewarn.detectors.wording import unusual
from tocsin.forewarn.protocol import Decision, Outcome, Scores
from tocsin.forewarn.series import Measure, Panel, Series, Step

Pairs = tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What a chart goes by, one a series and step: mean and dispersion (variance by mean) of the baseline."""

    mean: NDArray[np.float64]
    dispersion: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ControlChart(ABC):
    """A detector of slow rises; members say how the window is added up."""

    name: str
    threshold: float
    baseline: int = 28
    window: int = 14
    minimum_count: int = 3

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
        """The baseline, and the window but for the step tested."""
        return self.baseline + self.window - 1

    @abstractmethod
    def add_up(
        self, before: Before, recent: Sequence[NDArray[np.int64]]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The highest last count that is not unusual, and the chart's figure; `recent` is the window, the
        step tested being its last."""

    def scores(self, panel: Panel, steps: range) -> Scores:
        """Judge these steps of many series at once."""
        return windowed(self, panel, steps, self._scores)

    def test(self, series: Series, day: date) -> Decision:
        """Judge the step of `day`; `BadInput` where the series does not reach it."""
        require_made_for(self, series)
        at = series.at(day)
        past = series.pairs(at - self.history, at)
        outcome, explanation = self._decide(past, int(series.counts[at]), series.step)
        explanation = replace(explanation, known=series.known)
        return Decision(series=series.id, day=day, outcome=outcome, explanation=explanation)

    def judge(self, explanation: Explanation) -> tuple[Outcome, Explanation]:
        """Decide again from what an explanation stores."""
        given = dict(explanation.parameters)
        if given.keys() != {name for name, _ in self._settings()}:
            names = ", ".join(name for name, _ in self._settings())
            raise BadInput(f"its settings are not {names}", where=self.name, reason="parameters")
        whole = {name: int(given[name]) for name in ("baseline", "window", "minimum_count")}
        changes: dict[str, Any] = given | whole
        same = replace(self, threshold=explanation.threshold, **changes)
        outcome, again = same._decide(explanation.baseline, explanation.observed, Step(explanation.step))
        return outcome, replace(again, known=explanation.known)

    def _settings(self) -> tuple[tuple[str, float], ...]:
        names = (field.name for field in fields(self) if field.name not in ("name", "threshold"))
        return tuple((name, getattr(self, name)) for name in names)

    def _scores(self, counts: NDArray[np.int64]) -> Scores:
        """Counts (..., history + D) to the scores of the last D steps."""
        judged = counts.shape[-1] - self.history
        base = counts[..., : self.baseline + judged - 1]
        before = _before(
            rolling_sums(base, self.baseline), rolling_sums(base * base, self.baseline), self.baseline
        )
        recent = [counts[..., at : at + judged] for at in range(self.baseline, self.baseline + self.window)]
        bound, statistic = self.add_up(before, recent)
        return Scores(before.mean, bound, statistic, np.full_like(bound, np.nan))

    def _decide(self, past: Pairs, observed: int, step: Step) -> tuple[Outcome, Explanation]:
        if len(past) < self.history:
            reason = f"Only {len(past)} of the {self.history} {step}s that the test looks back on are known."
            return Outcome.TOO_LITTLE_HISTORY, self._explain(past, observed, step, (0.0, 0.0, 0.0), reason)
        counts = np.array([*(count for _, count in past), observed], dtype=np.int64)
        scores = self._scores(counts)
        expected, bound, statistic = (float(f[0]) for f in (scores.expected, scores.bound, scores.statistic))
        outcome, ending = self._outcome(observed, bound, int(counts[self.baseline :].sum()))
        noun = "incident" if observed == 1 else "incidents"
        reason = (
            f"{observed} {noun}; {expected:.1f} a {step} were expected from the {self.baseline} {step}s "
            f"{past[0][0]} to {past[self.baseline - 1][0]}, and, with the {self.window - 1} since, "
            f"{unusual(bound)}{ending}."
        )
        return outcome, self._explain(past, observed, step, (expected, bound, statistic), reason)

    def _outcome(self, observed: int, bound: float, recent: int) -> tuple[Outcome, str]:
        if observed <= bound:
            return Outcome.NO_ALARM, ""
        if recent < self.minimum_count:
            return Outcome.BELOW_MINIMUM_COUNT, f", but fewer than {self.minimum_count} raise no warning"
        return Outcome.ALARM, ""

    def _explain(
        self, past: Pairs, observed: int, step: Step, figures: tuple[float, float, float], reason: str
    ) -> Explanation:
        expected, bound, statistic = figures
        return Explanation(
            method=self.name,
            baseline=past,
            observed=observed,
            expected=expected,
            bound=bound,
            statistic=statistic,
            threshold=self.threshold,
            reason=reason,
            parameters=self._settings(),
            step=step.value,
        )


def _before(total: NDArray[np.int64], squares: NDArray[np.int64], steps: int) -> Before:
    mean = np.maximum(total, 1) / steps
    variance = (steps * squares.astype(np.float64) - total * total.astype(np.float64)) / (steps * (steps - 1))
    return Before(mean=mean, dispersion=np.maximum(variance / mean, 1.0))
