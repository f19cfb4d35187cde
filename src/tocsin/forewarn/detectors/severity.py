"""A fixed rule: one incident that kills many is a warning by itself, whatever came before.

Counting incidents cannot see a mass-casualty attack in a place with no history: it is one incident. This rule
looks at the deadliest incident of the day instead, by the number of dead that the reports agree is certain.
It knows no baseline, so it works on the first day of watching, and it does not tire where such days are
common: whoever finds it too loud raises `killed`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tocsin.base import Explanation
from tocsin.forewarn.protocol import Decision, Outcome
from tocsin.forewarn.series import Measure, Series


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

    def test(self, series: Series, day: date) -> Decision:
        """Judge `day` alone; `BadInput` where the series does not reach it."""
        outcome, explanation = self._decide(series.count(day))
        return Decision(series=series.id, day=day, outcome=outcome, explanation=explanation)

    def judge(self, explanation: Explanation) -> tuple[Outcome, Explanation]:
        """Decide again from what an explanation stores."""
        return replace(self, killed=int(explanation.threshold))._decide(explanation.observed)

    def _decide(self, observed: int) -> tuple[Outcome, Explanation]:
        outcome = Outcome.ALARM if observed >= self.killed else Outcome.NO_ALARM
        people = "person was" if observed == 1 else "people were"
        return outcome, Explanation(
            method=self.name,
            baseline=(),
            observed=observed,
            expected=0.0,
            bound=float(self.killed),
            statistic=float(observed),
            threshold=float(self.killed),
            reason=f"At least {observed} {people} killed in one incident; "
            f"from {self.killed} on, a single incident is a warning.",
        )
