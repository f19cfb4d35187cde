"""The best coverage of venues by teams: exact, for a million venues in a blink.

An attacker who knows the shares picks the venue that is worth most. Any plan holds that worth down to some
level x, and for a level each venue needs a known share: the one that brings its worth down to x, at least
its floor. What is needed falls as x rises, in straight pieces, so the lowest level that the teams can pay
for is a root that Newton's method, begun below it, meets exactly after a few passes over the venues. The
game and its name: Kiekintveld and others, AAMAS 2009 (ORIGAMI), who report 1.51 hours for a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.base.kernels import compiled
from tocsin.errors import BadInput
from tocsin.protect.games.stakes import Bounds, Numbers, Stakes, named

TIE = 1e-9
"""Worths closer than this share of their size are equal to an attacker."""
_SAMPLE = 4096
"""Venues, or a few more, at whose level the search for that of all begins."""


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """A best plan: `shares` (n,) is how likely a team is at each venue; `level` what the best attack is then
    worth to the attacker; `used` how many teams that takes of those there are.

    `strong` is what the defender keeps if an attacker who finds venues equally good picks the one that suits
    the defender (the Strong Stackelberg value); `worst` if they pick the one that suits least. Between the
    two lies what can be promised, and only `worst` can. `most_wanted` are the numbers of the venues that the
    attacker finds equally good.
    """

    shares: Numbers
    level: float
    used: float
    strong: float
    worst: float
    most_wanted: NDArray[np.intp]


def cover(stakes: Stakes, teams: float, bounds: Bounds | None = None, names: Sequence[str] = ()) -> Coverage:
    """Spread `teams` over the venues so that the best attack is worth as little as can be.

    Teams that would bring the level no further down stay unused. `BadInput` where the floors alone take more
    teams than there are.

    >>> plan = cover(Stakes.of_harm([400, 200, 100]), 1)
    >>> plan.shares.round(3).tolist(), round(plan.level, 1), plan.worst == -plan.level
    ([0.667, 0.333, 0.0], 133.3, True)
    """
    limits = bounds or Bounds.of(len(stakes))
    require_floors(limits.floor, teams, names)
    return judged(stakes, limits.needed(stakes, lowest_level(stakes, limits, teams)))


def require_floors(floor: Numbers, teams: float, names: Sequence[str] = (), of: str = "") -> None:
    """`BadInput` where floors (n,) take more teams than there are; `of` says which teams or when."""
    if not teams >= 0 or not np.isfinite(teams):
        raise BadInput(f"{teams} is no number of teams{of}", where="teams", reason="teams")
    asked = float(floor.sum())
    if asked > teams * (1 + 1e-12):
        at = int(np.argmax(floor))
        text = (
            f"the floors ask for {asked:g} teams{of} and there are {teams:g}; the highest is "
            f"{floor[at]:g} at {named(names, at)}"
        )
        raise BadInput(text, where="floors", reason="too_few_teams")


def judged(stakes: Stakes, shares: Numbers, tie: float = TIE) -> Coverage:
    """What given shares are worth to both sides, whoever chose them; `tie` is how exact they are."""
    if shares.shape != (len(stakes),):
        raise BadInput(
            f"there must be one share for each of {len(stakes)} venues", where="shares", reason="shape"
        )
    worth = stakes.to_attacker(shares)
    level = float(worth.max())
    wanted = np.flatnonzero(worth >= level - tie * size(level, stakes))
    kept = stakes.take(wanted).to_defender(shares[wanted])
    return Coverage(shares, level, float(shares.sum()), float(kept.max()), float(kept.min()), wanted)


def size(level: float, stakes: Stakes) -> float:
    """What differences are small beside: how far the stakes lie apart, or how far from 0 a level."""
    return max(abs(level), float(np.ptp(stakes.attacker_uncovered)))


def lowest_level(stakes: Stakes, bounds: Bounds, teams: float) -> float:
    """The least worth of the best attack that so many teams can force.

    The search begins at the level of a sample of the venues with as much smaller a part of the teams.
    """
    some = slice(None, None, max(1, len(stakes) // _SAMPLE))
    anywhere = float(stakes.attacker_uncovered[0])
    near = _lowest_from(anywhere, stakes.take(some), bounds.take(some), teams / some.step)
    return _lowest_from(near, stakes, bounds, teams)


def _lowest_from(begin: float, stakes: Stakes, bounds: Bounds, teams: float) -> float:
    bare, covered, floor, ceiling = (
        np.ascontiguousarray(one)
        for one in (stakes.attacker_uncovered, stakes.attacker_covered, bounds.floor, bounds.ceiling)
    )
    return _lowest(bare, covered, floor, ceiling, float(teams), begin)


@compiled
def _lowest(
    bare: Numbers, covered: Numbers, floor: Numbers, ceiling: Numbers, teams: float, begin: float
) -> float:
    """What all ceilings together reach, or from there up the x at which sum(max(floor, (bare - x) / gain))
    falls to `teams`.

    The sum is convex, so Newton's step from anywhere lands at or below the root, and the further ones never
    pass it and end on its own piece; a venue whose floor is enough at one step is enough at all later ones,
    and is looked at no more.
    """
    level, left, needed, slope = -np.inf, teams, 0.0, 0.0
    for at in range(len(bare)):
        gain = bare[at] - covered[at]
        left -= floor[at]
        level = max(level, bare[at] - ceiling[at] * gain)
        above = bare[at] - floor[at] * gain - begin
        if above > 0:
            needed += above / gain
            slope += 1 / gain
    if slope > 0:
        level = max(level, begin + (needed - max(0.0, left)) / slope)
    worth, rate, kept = np.empty(len(bare)), np.empty(len(bare)), 0
    for at in range(len(bare)):
        gain = bare[at] - covered[at]
        most = bare[at] - floor[at] * gain
        if most > level:
            worth[kept], rate[kept] = most, 1 / gain
            kept += 1
    return _newton(worth[:kept], rate[:kept], max(0.0, left), level)


@compiled
def _newton(worth: Numbers, rate: Numbers, teams: float, level: float) -> float:
    """Up from a level at or below the root of sum((worth - x)+ * rate) = teams to the root."""
    number = len(worth)
    while True:
        kept, needed, slope = 0, -teams, 0.0
        for at in range(number):
            above = worth[at] - level
            if above > 0:
                needed += above * rate[at]
                slope += rate[at]
                worth[kept], rate[kept] = worth[at], rate[at]
                kept += 1
        following = level + needed / slope if kept else level
        if needed <= 0 or following <= level:
            return level
        level, number = following, kept
