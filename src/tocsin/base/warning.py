"""A statistical warning, with everything needed to recompute it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a detector decided as it did: recomputing from these fields gives the same decision.

    `baseline` are the (day, count) pairs used; `statistic` is the detector's own figure for the day tested
    and `threshold` the value it was held against; `reason` is one plain sentence.
    """

    method: str
    baseline: tuple[tuple[date, int], ...]
    observed: int
    expected: float
    bound: float
    statistic: float
    threshold: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:
    """More incidents of a kind in a place on a day than the past leads one to expect.

    `series` names what was counted, for example "FR/attack".
    """

    series: str
    day: date
    explanation: Explanation
