"""Which venues get a team on a day: drawn so that each is as likely as planned and nothing else is.

Of all ways to draw just m of n venues with the planned chances this is the one of greatest entropy (the
conditional Poisson design: Hajek 1964; Chen, Dempster and Liu, Biometrika 1994), so that seeing one venue
covered tells as little as possible of the others. A draw that goes through the venues in a fixed order tells
a lot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.base.kernels import compiled
from tocsin.errors import BadInput
from tocsin.protect.draws.seed import Seed

Numbers = NDArray[np.float64]

NEAR = 1e-10
"""How near the chances of the draws come to those planned."""
_MOST_ROUNDS = 2_000
_LEAST = 2.0**-53
_MOST_CELLS = 100_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Lots:
    """Draws with planned chances, prepared once: `shares` (n,) is how likely each venue is drawn.

    Each draw has as many venues as the shares add up to; where that is no whole number, the one below or
    the one above. `BadInput` for a share that is not from 0 to 1, or more venues and teams than a table
    holds.

    >>> lots = Lots.of([0.5, 0.25, 0.25, 1.0])
    >>> lots.draw(Seed(bytes(32)), "2015-11-14 night")
    (0, 3)
    """

    shares: Numbers
    _open: NDArray[np.intp]
    _chances: Numbers
    _ahead: Numbers

    @classmethod
    def of(cls, shares: ArrayLike) -> Lots:
        """Prepare draws of venues with these shares."""
        planned = np.atleast_1d(np.array(shares, dtype=np.float64))
        good = (planned >= 0) & (planned <= 1)
        if not good.all():
            at = int(np.argmin(good))
            text = f"the share {planned[at]:g} of venue {at + 1} is not from 0 to 1"
            raise BadInput(text, where="shares", reason="share")
        undecided = np.flatnonzero((planned > NEAR) & (planned < 1 - NEAR))
        total = float(planned[undecided].sum())
        teams = int(np.ceil(total - NEAR * max(1, len(undecided))))
        idle = max(0.0, teams - total)
        drawn = np.append(planned[undecided], idle if idle > NEAR else [])
        drawn *= teams / drawn.sum() if len(drawn) else 1.0
        if len(drawn) * (teams + 1) > _MOST_CELLS:
            text = f"{len(drawn):,} venues and {teams:,} teams are more than one draw takes: draw by district"
            raise BadInput(text, where="shares", reason="too_many")
        odds = _odds(drawn, teams)
        chances = odds / (1 + odds)
        return cls(planned, undecided, chances, _backward(chances, teams))

    def draw(self, seed: Seed, what: str) -> tuple[int, ...]:
        """The numbers of the venues drawn, counted from 0 in order; the same for the same seed and name."""
        chosen = _chosen(self._chances, self._ahead, seed.uniform(what, len(self._chances)))
        some = self._open[chosen[: len(self._open)]]
        sure = np.flatnonzero(self.shares >= 1 - NEAR)
        return tuple(sorted([*some.tolist(), *sure.tolist()]))

    def draws(self, seed: Seed, whats: Sequence[str]) -> list[tuple[int, ...]]:
        """One draw for each name."""
        return [self.draw(seed, what) for what in whats]

    def together(self) -> Numbers:
        """How likely each two venues (n, n) are drawn on one day; on the diagonal, each alone."""
        sure = np.where(self.shares >= 1 - NEAR, 1.0, 0.0)
        joint = np.outer(sure, self.shares) + np.outer(self.shares, sure) - np.outer(sure, sure)
        teams = self._ahead.shape[1] - 1
        inner = _pairs(self._chances, teams)[: len(self._open), : len(self._open)]
        joint[np.ix_(self._open, self._open)] = inner
        np.fill_diagonal(joint, self.shares)
        return np.asarray(joint, dtype=np.float64)


def _odds(shares: Numbers, teams: int) -> Numbers:
    """The odds at which free draws, kept only where just `teams` are drawn, come out with these shares."""
    odds, step, before = shares / (1 - shares), 1.0, np.inf
    for _ in range(_MOST_ROUNDS):
        got = np.clip(_inclusion(odds / (1 + odds), teams), _LEAST, 1 - _LEAST)
        off = np.abs(got - shares).max(initial=0.0)
        if off < NEAR:
            return odds
        if off > before / 2:  # full steps swing about the odds where few venues are undecided
            step = 0.5
        odds = odds * ((shares * (1 - got)) / (got * (1 - shares))) ** step
        before = off
    raise BadInput("no draw with these shares was found", where="shares", reason="shares")


@compiled
def _backward(chances: Numbers, teams: int) -> Numbers:
    """(n + 1, teams + 1): the chance that from each venue on just so many are drawn, freely."""
    number = len(chances)
    ahead = np.zeros((number + 1, teams + 1))
    ahead[number, 0] = 1.0
    for at in range(number - 1, -1, -1):
        ahead[at, 0] = ahead[at + 1, 0] * (1 - chances[at])
        for count in range(1, teams + 1):
            ahead[at, count] = (
                ahead[at + 1, count] * (1 - chances[at]) + ahead[at + 1, count - 1] * chances[at]
            )
    return ahead


@compiled
def _inclusion(chances: Numbers, teams: int) -> Numbers:
    """How likely each is among just `teams` drawn."""
    number = len(chances)
    ahead = _backward(chances, teams)
    before = np.zeros(teams + 1)
    before[0] = 1.0
    found = np.zeros(number)
    for at in range(number):
        both = 0.0
        for count in range(teams):
            both += before[count] * ahead[at + 1, teams - 1 - count]
        found[at] = chances[at] * both / ahead[0, teams]
        for count in range(teams, 0, -1):
            before[count] = before[count] * (1 - chances[at]) + before[count - 1] * chances[at]
        before[0] *= 1 - chances[at]
    return found


@compiled
def _chosen(chances: Numbers, ahead: Numbers, uniform: Numbers) -> NDArray[np.bool_]:
    """Go through the venues, each drawn as likely as is right given how many are still to be drawn."""
    number = len(chances)
    chosen = np.zeros(number, np.bool_)
    left = ahead.shape[1] - 1
    for at in range(number):
        if left and uniform[at] * ahead[at, left] < chances[at] * ahead[at + 1, left - 1]:
            chosen[at] = True
            left -= 1
    return chosen


def _pairs(chances: Numbers, teams: int) -> Numbers:
    """How likely each two are both among just `teams` drawn: each in turn held to be drawn."""
    number = len(chances)
    joint = np.zeros((number, number))
    alone = _inclusion(chances, teams)
    for at in range(number):
        others = np.delete(chances, at)
        joint[at, np.arange(number) != at] = alone[at] * _inclusion(others, teams - 1)
    return joint
