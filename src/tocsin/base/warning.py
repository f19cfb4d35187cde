"""A statistical warning, with everything needed to recompute it."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a detector decided as it did: recomputing from these fields gives the same decision.

    `baseline` are the (day, count) pairs used; `statistic` is the detector's own figure for the day tested
    and `threshold` the value it was held against; `parameters` are the detector's further settings by name;
    `reason` is one plain sentence. `p` is the chance of so high a count where nothing is unusual. `weights`,
    one for each pair of the baseline, say how much it counted, empty where all counted alike; `exposures`,
    one for each pair and the last for the day tested, are what counts are held against, such as people or
    all reports. `step` is what one count covers ("day", "week", "month"); `known` is when the counts
    were known, for later news changes them; `told` is the share of the observed count that was told by then,
    as it is estimated, 1 where all was: exposures are multiplied by such shares. `places` are the names of
    the places counted together, the one in the middle first, where the detector itself found where to look.
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
    p: float | None = None
    weights: tuple[float, ...] = ()
    exposures: tuple[float, ...] = ()
    step: str = "day"
    known: datetime | None = None
    told: float = 1.0
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:
    """A day on which a detector sounds: more incidents than the past leads one to expect, or a grave one.

    `series` names what was counted, for example "FR/attack" (see `tocsin.forewarn.SeriesKey`).
    """

    series: str
    day: date
    explanation: Explanation
