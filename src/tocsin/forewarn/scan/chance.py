"""How often chance alone brings a cluster as strong: days dealt anew among the cases, again and again."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.scan.kernel import Frame, of_replicates, work

AT_ONCE = 2_000_000
"""So many random numbers are held at a time; how many changes no figure."""

_FEWEST_FOR_GUMBEL = 50
_EULER = 0.5772156649015329


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """The largest log likelihood ratio of each replicate, in the order drawn.

    `stopped` says that drawing ended early, because as strong a cluster as was asked about had come so often
    that it is no news.
    """

    largest: NDArray[np.float64]
    stopped: bool

    def exceeding(self, ratio: float) -> int:
        """How many replicates had a cluster as strong as that or stronger."""
        return int((self.largest >= ratio).sum())

    def p(self, ratio: float) -> float:
        """The chance of a cluster as strong as that or stronger, somewhere, where there is none.

        >>> chance = Chance(np.array([1.0, 2.0, 3.0, 4.0]), stopped=False)
        >>> chance.p(3.5), chance.p(9.0)
        (0.4, 0.2)
        """
        return p_value(self.exceeding(ratio), len(self.largest), stopped=self.stopped)

    def gumbel_p(self, ratio: float) -> float | None:
        """The same from a Gumbel distribution with the mean and spread of the replicates.

        It tells p apart below what so many replicates can show (A. M. Abrams, K. Kleinman and M. Kulldorff,
        International Journal of Health Geographics 9:61, 2010). None with fewer than 50 replicates, or where
        all are alike.
        """
        spread = float(self.largest.std(ddof=1)) if len(self.largest) >= _FEWEST_FOR_GUMBEL else 0.0
        if spread == 0:
            return None
        scale = spread * math.sqrt(6) / math.pi
        middle = float(self.largest.mean()) - _EULER * scale
        return -math.expm1(-math.exp(-(ratio - middle) / scale))

    def critical(self, alpha: float) -> float:
        """The log likelihood ratio that only clusters with p of at most `alpha` exceed.

        >>> Chance(np.arange(1.0, 100.0), stopped=False).critical(0.05)
        95.0
        """
        rank = max(1, allowed(alpha, len(self.largest)))
        return float(np.partition(self.largest, -rank)[-rank])


def p_value(exceeding: int, replicates: int, *, stopped: bool) -> float:
    """The Monte Carlo p-value: what was observed is one more draw among the replicates (Dwass 1957).

    Where drawing stopped at a given number of exceedings, that number over the draws (J. Besag and
    P. Clifford, Biometrika 78, 1991).

    >>> p_value(215, 999, stopped=False), p_value(10, 40, stopped=True)
    (0.216, 0.25)
    """
    return exceeding / replicates if stopped else (1 + exceeding) / (1 + replicates)


def allowed(alpha: float, replicates: int) -> int:
    """p is at most `alpha` where fewer replicates than this exceed.

    >>> allowed(0.05, 999), allowed(1 / 365, 999)
    (50, 2)
    """
    return math.floor(alpha * (1 + replicates) * (1 + 1e-12))


def replicate(
    frame: Frame,
    site: NDArray[np.int32],
    rng: np.random.Generator,
    *,
    replicates: int,
    ratio: float,
    stop_after: int | None = None,
    at_once: int = AT_ONCE,
) -> Chance:
    """Deal the days anew `replicates` times, or until `stop_after` replicates exceed `ratio`.

    `BadInput` where either is not positive.
    """
    _at_least_one("replicates", replicates)
    if stop_after is not None:
        _at_least_one("stop_after", stop_after)
    arrays, dealt = work(frame), site.copy()
    rows = max(1, at_once // max(1, len(frame.day)))
    if stop_after is not None:
        rows = min(rows, 100)
    drawn: list[NDArray[np.float64]] = []
    for done in range(0, replicates, rows):
        uniforms = rng.random((min(rows, replicates - done), len(frame.day)))
        drawn.append(of_replicates(frame, arrays, dealt, uniforms))
        if stop_after is not None:
            largest = np.concatenate(drawn)
            ends = np.flatnonzero(largest >= ratio)
            if len(ends) >= stop_after:
                return Chance(largest[: ends[stop_after - 1] + 1], stopped=True)
    return Chance(np.concatenate(drawn), stopped=False)


def _at_least_one(name: str, value: int) -> None:
    if value < 1:
        raise BadInput(f"{value} is too few; take at least 1", where=name, reason=name)
