"""Venues at stake only some of the time: a stadium in the evening, a school by day.

A plan has several periods; in each some venues are at stake, with figures of their own. Whoever means harm
chooses the period too, so what counts is the worst level of all. Teams may be fixed for each period, or
work so many shifts in all, with so many at once at most; then each limit gives a level of its own, the
highest rules, and what the other periods need not spend brings those further down, one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.errors import BadInput
from tocsin.protect.games.coverage import TIE, Coverage, judged, lowest_level, require_floors, size
from tocsin.protect.games.stakes import Bounds, Numbers, Stakes


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A period: the numbers from 0 of the venues `at_stake` (k,) in it, the `stakes` of those, and `bounds`
    for all n venues.

    A venue that is not at stake gets its floor and no more: an order to be there holds, in this period alone.
    """

    name: str
    at_stake: NDArray[np.intp]
    stakes: Stakes
    bounds: Bounds

    @classmethod
    def of_harm(cls, name: str, harm: ArrayLike, bounds: Bounds | None = None, left: float = 0.0) -> Window:
        """A period in which harm (n,) is at stake at the venues where it is above 0, the share `left` of it
        while a team is there; `BadInput` for harm below 0, or at no venue.

        >>> Window.of_harm("night", [0, 200, 100]).at_stake.tolist()
        [1, 2]
        """
        harms = np.atleast_1d(np.array(harm, dtype=np.float64))
        if (harms < 0).any() or not harms.any():
            text = "harm is below 0 at a venue, or nothing is at stake anywhere"
            raise BadInput(text, where=name, reason="harm")
        some = np.flatnonzero(harms)
        return cls(name, some, Stakes.of_harm(harms[some], left), bounds or Bounds.of(len(harms)))

    @property
    def open(self) -> Bounds:
        """The bounds of the venues at stake."""
        return self.bounds.take(self.at_stake)

    @property
    def elsewhere(self) -> float:
        """Teams that stand where nothing is at stake."""
        return float(np.delete(self.bounds.floor, self.at_stake).sum())

    def down_to(self, level: float) -> Coverage:
        """The plan that brings the best attack in this period down to a level, as far as ceilings let it."""
        inner = judged(self.stakes, self.open.needed(self.stakes, level))
        shares = self.bounds.floor.copy()
        shares[self.at_stake] = inner.shares
        return replace(
            inner, shares=shares, used=float(shares.sum()), most_wanted=self.at_stake[inner.most_wanted]
        )


@dataclass(frozen=True, slots=True, eq=False)
class WindowedCoverage:
    """A best plan, one `Coverage` for each period over all n venues.

    `level` is what the best attack at the best time is worth to the attacker, and `worst` what the defender
    then keeps if the attacker picks what suits least. `strong` is the Strong Stackelberg value: what the
    defender would keep with every period as exposed as the most exposed must be, and an attacker who among
    equals picks what suits the defender. It is told for comparison, and not planned for.
    """

    periods: tuple[Coverage, ...]
    level: float
    strong: float
    worst: float

    @property
    def shares(self) -> Numbers:
        """How likely a team is at each venue in each period (n, p)."""
        return np.column_stack([one.shares for one in self.periods])


def cover_windows(
    windows: Sequence[Window], teams: ArrayLike, *, in_all: float | None = None, names: Sequence[str] = ()
) -> WindowedCoverage:
    """Spread teams over venues and periods so that the best attack at the best time is worth as little as can
    be, and the same again for the other periods with what is left.

    `teams` (p,) or one for all are how many can be out at once in each period; `in_all` how many there are of
    team and period together, else only the former limits. `BadInput` names the period whose floors take more
    teams than it has.

    >>> evening = Window.of_harm("evening", [400, 100])
    >>> night = Window.of_harm("night", [0, 100])
    >>> plan = cover_windows([evening, night], 1, in_all=1)
    >>> round(plan.level, 1), plan.shares.round(3).tolist()
    (88.9, [[0.778, 0.0], [0.111, 0.111]])
    """
    at_once = np.broadcast_to(np.asarray(teams, dtype=np.float64), (len(windows),))
    for window, number in zip(windows, at_once, strict=True):
        require_floors(window.bounds.floor, float(number), names, f" in {window.name}")
    levels = [_own_level(window, float(number)) for window, number in zip(windows, at_once, strict=True)]
    if in_all is not None:
        asked = np.array([one.bounds.floor.sum() for one in windows])
        require_floors(asked, in_all, [one.name for one in windows], " in all")
        levels = _levels(windows, levels, in_all)
    periods = tuple(window.down_to(level) for window, level in zip(windows, levels, strict=True))
    strong, _ = _values(windows, [window.down_to(max(levels)) for window in windows])
    _, worst = _values(windows, periods)
    return WindowedCoverage(periods, max(one.level for one in periods), strong, worst)


def _own_level(window: Window, teams: float) -> float:
    return lowest_level(window.stakes, window.open, teams - window.elsewhere)


def _common_level(windows: Sequence[Window], in_all: float) -> float:
    """The one level that so many teams can hold in all these periods."""
    left = in_all - sum(one.elsewhere for one in windows)
    stakes, bounds = (
        Stakes.joined([one.stakes for one in windows]),
        Bounds.joined([one.open for one in windows]),
    )
    return lowest_level(stakes, bounds, left)


def _levels(windows: Sequence[Window], own: Sequence[float], in_all: float) -> list[float]:
    """Each period's level: those that cannot come down to what all can afford are set first; what they do
    not spend lets the others come further down."""
    levels, waiting, left = list(own), list(range(len(windows))), in_all
    while waiting:
        common = _common_level([windows[at] for at in waiting], left)
        stuck = [at for at in waiting if own[at] >= common]
        for at in stuck:
            left -= windows[at].down_to(own[at]).used
        waiting = [at for at in waiting if at not in stuck]
        if not stuck:
            for at in waiting:
                levels[at] = common
            break
    return levels


def _values(windows: Sequence[Window], periods: Sequence[Coverage]) -> tuple[float, float]:
    """What the defender keeps at best and at worst where an attacker picks the period worth most."""
    level = max(one.level for one in periods)
    near = TIE * max(size(level, window.stakes) for window in windows)
    best = [one for one in periods if one.level >= level - near]
    return max(one.strong for one in best), min(one.worst for one in best)
