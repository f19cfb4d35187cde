"""What a detector is, and the named outcomes of its tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tocsin.base import Explanation, Warning
from tocsin.forewarn.series import Measure, Panel, Series, Step


class Outcome(StrEnum):
    """How a test ended; every reason not to sound has its own name."""

    ALARM = "alarm"
    NO_ALARM = "no alarm"
    TOO_LITTLE_HISTORY = "too little history"
    BELOW_MINIMUM_COUNT = "below minimum count"
    TOLD_BY_A_PART = "told by a part"
    COOLING_DOWN = "cooling down"
    OVER_BUDGET = "over the alarm budget"
    ALREADY_WARNED = "already warned of"
    MORE_REPORTS = "told by more reports"
    LIKELY_CHANCE = "likely chance among so many series"


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """What a detector makes of S series on D steps, each array (S, D), NaN where it cannot judge.

    `expected` is the count one would expect, `bound` the highest that is not unusual (a count above it is),
    `statistic` the detector's own figure, `p` the chance of a count as high or higher where nothing is
    unusual, NaN throughout for a detector that knows no such chance.
    """

    expected: NDArray[np.float64]
    bound: NDArray[np.float64]
    statistic: NDArray[np.float64]
    p: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one detector says of one series on one day, and why.

    Where an alarm is held back, `outcome` names the rule that did so and `note` says why in one sentence;
    the explanation stays the detector's own, so that it still recomputes.
    """

    series: str
    day: date
    outcome: Outcome
    explanation: Explanation
    note: str = ""

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

    @property
    def steps(self) -> frozenset[Step]:
        """The steps (day, week, month) it is made for."""

    @property
    def history(self) -> int:
        """How many steps before the one tested it needs; with fewer it ends as `TOO_LITTLE_HISTORY`."""

    def scores(self, panel: Panel, steps: range) -> Scores:
        """Judge these steps of many series at once, each by what came before it alone.

        Agrees with `test` to the last bit. This is what the engine hands out to processes.
        """

    def test(self, series: Series, day: date) -> Decision:
        """Judge `day` by the days before it; later days are never looked at."""

    def judge(self, explanation: Explanation) -> tuple[Outcome, Explanation]:
        """The outcome and explanation that follow from a stored baseline, count and settings alone."""
