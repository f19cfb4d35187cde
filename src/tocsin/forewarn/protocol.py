"""What a detector is, and the named outcomes of its tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from tocsin.base import Explanation, Warning
from tocsin.forewarn.series import Measure, Series


class Outcome(StrEnum):
    """How a test ended; every reason not to sound has its own name."""

    ALARM = "alarm"
    NO_ALARM = "no alarm"
    TOO_LITTLE_HISTORY = "too little history"
    BELOW_MINIMUM_COUNT = "below minimum count"
    TOLD_BY_A_PART = "told by a part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one detector says of one series on one day, and why."""

    series: str
    day: date
    outcome: Outcome
    explanation: Explanation

    @property
    def warning(self) -> Warning | None:
        """The warning to raise, None unless the outcome is an alarm."""
        if self.outcome is not Outcome.ALARM:
            return None
        return Warning(series=self.series, day=self.day, explanation=self.explanation)


class Detector(Protocol):
    """A way to tell an unusual day. Members keep no state and read nothing but their arguments."""

    @property
    def name(self) -> str:
        """Stable name, also the `method` of its explanations."""

    @property
    def measure(self) -> Measure:
        """What the series it tests must count."""

    def test(self, series: Series, day: date) -> Decision:
        """Judge `day` by the days before it; later days are never looked at."""

    def judge(self, explanation: Explanation) -> tuple[Outcome, Explanation]:
        """The outcome and explanation that follow from a stored baseline, count and settings alone."""
