"""A fixed rule: one incident that kills many is a warning by itself, whatever came before.

Counting incidents cannot see a mass-casualty attack in a place with no history: it is one incident. This rule
looks at the deadliest incident of the day instead, by the number of dead that the reports agree is certain.
It knows no baseline, so it works on the first day of watching, and it does not tire where such days are
common: whoever finds it too loud raises `killed`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tocsin.base import Explanation
from tocsin.forewarn.detectors.windows import require_made_for, windowed
from tocsin.forewarn.protocol import Decision, Outcome, Scores
from tocsin.forewarn.series import Measure, Panel, Series, Step


@dataclass(frozen=True, slots=True)
class Severity:
    """Sounds when the deadliest incident of a day killed at least `killed` people for certain.

    >>> paris = Series("FR/attack", date(2015, 11, 13), [128], Measure.DEADLIEST)
    >>> decision = Severity().test(paris, date(2015, 11, 13))
    >>> decision.outcome.value, decision.explanation.reason
    ('alarm', 'At least 128 people were killed in one incident; from 10 on, a single incident is a warning.')
    """

    killed: int = 10

    @property
    def name(self) -> str:
        """Stable name."""
        return "severity"

    @property
    def measure(self) -> Measure:
        """Killed in the deadliest incident of the day."""
        return Measure.DEADLIEST

    @property
    def steps(self) -> frozenset[Step]:
        """Days, weeks and months: it looks at one incident, whatever the step it falls in."""
        return frozenset(Step)

    @property
    def history(self) -> int:
        """None: it knows no baseline."""
        return 0

    def scores(self, panel: Panel, steps: range) -> Scores:
        """Judge these steps of many series at once: the count itself against the fixed rule."""
        return windowed(self, panel, steps, self._scores)

    def test(self, series: Series, day: date) -> Decision:
        """Judge the step of `day` alone; `BadInput` where the series does not reach it."""
        require_made_for(self, series)
        outcome, explanation = self._decide(series.count(day))
        explanation = replace(explanation, step=series.step.value, known=series.known)
        return Decision(series=series.id, day=day, outcome=outcome, explanation=explanation)

    def judge(self, explanation: Explanation) -> tuple[Outcome, Explanation]:
        """Decide again from what an explanation stores."""
        same = replace(self, killed=int(explanation.threshold))
        outcome, again = same._decide(explanation.observed)
        return outcome, replace(again, step=explanation.step, known=explanation.known)

    def _scores(self, counts: NDArray[np.int64]) -> Scores:
        expected, bound = np.zeros(counts.shape), np.full(counts.shape, self.killed - 1.0)
        return Scores(expected, bound, counts.astype(np.float64), np.full(counts.shape, np.nan))

    def _decide(self, observed: int) -> tuple[Outcome, Explanation]:
        outcome = Outcome.ALARM if observed >= self.killed else Outcome.NO_ALARM
        people = "person was" if observed == 1 else "people were"
        return outcome, Explanation(
            method=self.name,
            baseline=(),
            observed=observed,
            expected=0.0,
            bound=self.killed - 1.0,
            statistic=float(observed),
            threshold=float(self.killed),
            reason=f"At least {observed} {people} killed in one incident; "
            f"from {self.killed} on, a single incident is a warning.",
        )
