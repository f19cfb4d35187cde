"""How reliable a source has proved: the share of its tellings that agree with what others settle.

Each telling is a trial, so the share has a beta distribution; starting from the flat one it is learned by
counting (the beta-binomial model; Gelman et al. 2013, "Bayesian Data Analysis", section 2.4). A telling half
a year old counts half as much, for newsrooms change. The letter goes by what is sure, not by the share
itself: by the lower bound of the 90 % interval.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import fsum

from scipy.special import betaincinv

from tocsin.extract.grading.scale import UNKNOWN_LETTER

HALF_LIFE = timedelta(days=182)
FEWEST = 8.0
"""Fewer judged tellings than this, old ones counted in part, say nothing of a source."""

FLOORS = (("A", 0.85), ("B", 0.7), ("C", 0.5))
"""The least share that the source surely keeps, for each letter."""

CEILING = 0.5
"""A source is unreliable (E) only if it surely agrees less often than this; else it is a D."""

_TAIL = 0.05


@dataclass(frozen=True, slots=True)
class Reliability:
    """A letter from A to F and what it rests on: `agreed` of `judged` tellings, the 90 % interval `low` to
    `high` of the share (0 to 1), and the `weight` of the tellings, old ones counted in part."""

    letter: str
    agreed: int
    judged: int
    weight: float
    low: float
    high: float

    @property
    def why(self) -> str:
        """What the letter rests on, in plain words."""
        told = f"{self.agreed} of {self.judged} tellings agreed with what other sources settled"
        if not self.judged:
            return "No other sources settled what it tells."
        if self.letter == UNKNOWN_LETTER:
            return f"{told}, too few or too old to judge it by."
        return f"{told}; the true share is {self.low:.0%} to {self.high:.0%} (90 % interval)."


def reliability(history: Iterable[tuple[datetime, bool]], now: datetime) -> Reliability:
    """The grade of a source from its judged tellings, each as when it was told and whether it agreed.

    Times carry a zone. The order of the history does not matter.

    >>> from datetime import UTC
    >>> now = datetime(2026, 1, 1, tzinfo=UTC)
    >>> grade = reliability([(now, True)] * 41 + [(now, False)] * 5, now)
    >>> grade.letter, round(grade.low, 2), round(grade.high, 2)
    ('B', 0.79, 0.94)
    """
    tellings = list(history)
    weights = [(0.5 ** max(0.0, (now - at) / HALF_LIFE), agreed) for at, agreed in tellings]
    right = fsum(weight for weight, agreed in weights if agreed)
    wrong = fsum(weight for weight, agreed in weights if not agreed)
    low, high = (float(betaincinv(1 + right, 1 + wrong, tail)) for tail in (_TAIL, 1 - _TAIL))
    agreed = sum(agreed for _, agreed in tellings)
    return Reliability(_letter(right + wrong, low, high), agreed, len(tellings), right + wrong, low, high)


def _letter(weight: float, low: float, high: float) -> str:
    if weight < FEWEST:
        return UNKNOWN_LETTER
    for letter, floor in FLOORS:
        if low >= floor:
            return letter
    return "E" if high < CEILING else "D"
