"""Teams that cover several venues in one go: a walk past three stations, a ride along a line.

What can be promised is then what a mixture of patrols gives. A patrol sends each team along one of the given
schedules; a venue on two of them is covered once. The best mixture is found by column generation (Jain and
others, AAAI 2010, ASPEN): a linear program over the patrols known so far puts a price on each venue, and the
patrol that is worth most at these prices joins, until none would help. Finding it is exact too: HiGHS chooses
the schedules (maximum coverage). A schedule covers its venues and all of them; where a team may skip one, the
shorter schedule is given as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tocsin.errors import BadInput
from tocsin.protect.games.columns import NEAR, NONE, Goal, Marks, Pool
from tocsin.protect.games.coverage import Coverage, judged
from tocsin.protect.games.stakes import Bounds, Numbers, Stakes, named


@dataclass(frozen=True, slots=True, eq=False)
class Schedules:
    """Sets of venues that one team covers in one go: `covers` (s, n), a mark for each venue on it."""

    covers: Marks

    @classmethod
    def of(cls, sets: Iterable[Iterable[int]], number: int) -> Schedules:
        """Schedules over so many venues, each the numbers of its venues from 0.

        >>> Schedules.of([[0, 1], [1, 3]], 3)
        Traceback (most recent call last):
        ...
        tocsin.errors.BadInput: schedule 2: there is no venue 4 among 3
        """
        rows = [sorted(set(one)) for one in sets]
        covers = np.zeros((len(rows), number), np.bool_)
        for at, row in enumerate(rows):
            strange = [venue for venue in row if not 0 <= venue < number]
            if strange:
                text = f"there is no venue {strange[0] + 1} among {number}"
                raise BadInput(text, where=f"schedule {at + 1}", reason="venue")
            covers[at, row] = True
        return cls(covers)


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Patrols and how likely each goes out: `patrols` are the numbers of the schedules, one for each team
    that is needed, `chances` (p,) add up to 1, and `shares` (n,) is how likely each venue is covered."""

    patrols: tuple[tuple[int, ...], ...]
    chances: Numbers
    shares: Numbers

    def drawn(self, lot: float) -> tuple[int, ...]:
        """The patrol that a lot in [0, 1) falls on, as from `Seed.uniform`.

        >>> Mixture(((0,), (0, 2)), np.array([0.25, 0.75]), np.ones(1)).drawn(0.3)
        (0, 2)
        """
        at = int(np.searchsorted(np.cumsum(self.chances), lot, side="right"))
        return self.patrols[min(at, len(self.patrols) - 1)]


@dataclass(frozen=True, slots=True, eq=False)
class ScheduledCoverage:
    """A best plan, and the mixture of patrols that keeps it."""

    coverage: Coverage
    mixture: Mixture


def cover_by_schedules(
    stakes: Stakes, schedules: Schedules, teams: int, bounds: Bounds | None = None, names: Sequence[str] = ()
) -> ScheduledCoverage:
    """The mixture of patrols by so many teams with which the best attack is worth as little as can be.

    Exact to a millionth of the largest stake. `BadInput` where no mixture meets the bounds.

    >>> plan = cover_by_schedules(Stakes.of_harm([100, 100, 100]), Schedules.of([[0, 1], [1, 2]], 3), 1)
    >>> plan.coverage.shares.round(6).tolist(), round(plan.coverage.level, 6)
    ([0.5, 1.0, 0.5], 50.0)
    """
    pool, game = _pool(schedules, teams, len(stakes)), _Game.of(stakes, bounds)
    game.require_bounds(pool, names)
    return _told(stakes, pool, pool.best(game.lowest_level())[0])


def strongest_by_schedules(
    stakes: Stakes, schedules: Schedules, teams: int, bounds: Bounds | None = None, names: Sequence[str] = ()
) -> ScheduledCoverage:
    """The Strong Stackelberg mixture: the best for the defender if the attacker, among equals, picks what
    suits the defender. One program for each venue that might be picked (Conitzer and Sandholm, EC 2006).

    Its `strong` value flatters; `worst` is what it can be held to.

    >>> stakes = Stakes.of(attacker_uncovered=[3, 2], attacker_covered=[0, 0], defender_uncovered=[-9, -1],
    ...                    defender_covered=[0, 0])
    >>> plan = strongest_by_schedules(stakes, Schedules.of([[0], [1]], 2), 1)
    >>> plan.coverage.shares.round(6).tolist(), round(plan.coverage.strong, 6), round(plan.coverage.worst, 6)
    ([0.6, 0.4], -0.6, -3.6)
    """
    pool, game = _pool(schedules, teams, len(stakes)), _Game.of(stakes, bounds)
    game.require_bounds(pool, names)
    plans = []
    for venue in range(len(stakes)):
        wanted = game.wanted_most(venue)
        apart = pool.best(Goal.near(wanted.rows, wanted.limits))[1]
        if apart <= NEAR:
            plans.append(_told(stakes, pool, pool.best(wanted.eased(apart))[0]))
    return max(plans, key=lambda plan: plan.coverage.strong)


def mixture_of(shares: ArrayLike, schedules: Schedules, teams: int) -> Mixture:
    """The patrols that cover each venue just so likely (n,); `BadInput` where there is no such mixture, with
    how near one can come.

    >>> both_ways = Schedules.of([[0, 1], [1, 2]], 3)
    >>> mixture_of([0.5, 1, 0.5], both_ways, 1).patrols
    ((0,), (1,))
    >>> mixture_of([0.5, 0, 0.5], both_ways, 1)
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: shares: no mixture of these schedules covers all just so; the nearest is 0.333 off
    """
    wanted = np.asarray(shares, dtype=np.float64)
    pool = _pool(schedules, teams, len(wanted))
    both = np.vstack([np.eye(len(wanted)), -np.eye(len(wanted))])
    chances, apart = pool.best(Goal.near(both, np.concatenate([wanted, -wanted])))
    mixture = _mixture(pool, chances)
    if apart > 10 * NEAR:
        text = f"no mixture of these schedules covers all just so; the nearest is {apart:.3g} off"
        raise BadInput(text, where="shares", reason="schedules")
    return mixture


@dataclass(frozen=True, slots=True, eq=False)
class _Game:
    """Stakes brought to the size of 1, and what the bounds ask: `rows @ shares <= limits`."""

    bare: Numbers
    gain: Numbers
    kept: Numbers
    rows: Numbers
    limits: Numbers

    @classmethod
    def of(cls, stakes: Stakes, bounds: Bounds | None) -> _Game:
        asked = bounds or Bounds.of(len(stakes))
        least = float(stakes.attacker_covered.min())
        size = float(stakes.attacker_uncovered.max()) - least
        more = stakes.defender_covered - stakes.defender_uncovered
        kept = more / max(float(more.max()), NEAR)
        each = np.eye(len(stakes))
        low, high = asked.floor > 0, asked.ceiling < 1
        return cls(
            (stakes.attacker_uncovered - least) / size, stakes.gain / size, kept,
            np.vstack([-each[low], each[high]]), np.append(-asked.floor[low], asked.ceiling[high]),
        )  # fmt: skip

    def require_bounds(self, pool: Pool, names: Sequence[str]) -> None:
        """`BadInput` where no mixture keeps the bounds."""
        if not len(self.rows):
            return
        chances, apart = pool.best(Goal.near(self.rows, self.limits))
        if apart > NEAR:
            row = int(np.argmax(self.rows @ (chances @ pool.covers) - self.limits))
            at = int(np.argmax(np.abs(self.rows[row])))
            text = f"no mixture of these schedules keeps to all bounds; the nearest is {apart:.3g} off here"
            raise BadInput(text, where=named(names, at), reason="schedules")

    def lowest_level(self) -> Goal:
        """The least e that no venue is worth more than, within the bounds."""
        return Goal(
            worth=np.zeros(len(self.bare)), price=1.0,
            rows=np.vstack([-np.diag(self.gain), self.rows]),
            ease=np.append(np.ones(len(self.bare)), np.zeros(len(self.rows))),
            limits=np.append(-self.bare, self.limits + NEAR), least=-np.inf,
        )  # fmt: skip

    def wanted_most(self, venue: int) -> Goal:
        """The most that the defender keeps at a venue, where no other is worth more to the attacker."""
        others = -np.diag(self.gain)
        others[:, venue] += self.gain[venue]
        rows = np.vstack([np.delete(others, venue, axis=0), self.rows])
        limits = np.append(np.delete(self.bare[venue] - self.bare, venue), self.limits)
        worth = np.zeros(len(self.bare))
        worth[venue] = -self.kept[venue]
        return Goal(worth, 0.0, rows, np.zeros(len(rows)), limits)


def _pool(schedules: Schedules, teams: int, venues: int) -> Pool:
    if schedules.covers.shape[1] != venues:
        text = f"there are {venues} venues, and schedules are of {schedules.covers.shape[1]}"
        raise BadInput(text, where="schedules", reason="shape")
    return Pool.of(schedules.covers, teams)


def _mixture(pool: Pool, chances: Numbers) -> Mixture:
    """The patrols that go out at all, and what they cover."""
    some = np.flatnonzero(chances > NONE)
    parts = chances[some] / chances[some].sum()
    return Mixture(tuple(pool.patrols[at] for at in some), parts, parts @ pool.covers[some])


def _told(stakes: Stakes, pool: Pool, chances: Numbers) -> ScheduledCoverage:
    mixture = _mixture(pool, chances)
    return ScheduledCoverage(judged(stakes, mixture.shares, tie=10 * NEAR), mixture)
