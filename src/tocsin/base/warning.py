"""A statistical warning, with everything needed to recompute it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a detector decided as it did: recomputing from these fields gives the same decision.

    `baseline` are the (day, count) pairs used; `statistic` is the detector's own figure for the day tested
    and `threshold` the value it was held against; `parameters` are the detector's further settings by name;
    `reason` is one plain sentence.
    """

    method: str
    baseline: tuple[tuple[date, int], ...]
    observed: int
    expected: float
    bound: float
    statistic: float
    threshold: float
    reason: str
    parameters: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:
    """A day on which a detector sounds: more incidents than the past leads one to expect, or a grave one.

    `series` names what was counted, for example "FR/attack" (see `tocsin.forewarn.SeriesKey`).
    """

    series: str
    day: date
    explanation: Explanation
