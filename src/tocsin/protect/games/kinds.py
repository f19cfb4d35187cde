"""Teams of several kinds, each kind fit for some venues only: dogs, divers, people who know a stadium.

Shares can be met just when no group of kinds is asked for more than it has: for every set S of kinds, the
venues that none but S can cover need at most the teams of S (Hall 1935; the least cut of a flow from kinds
to venues, Gale 1957). So the best level is the highest of the levels that those venues and those teams give
on their own, and it is found by going from one overtaxed set to the next, each time exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array

from tocsin.errors import BadInput, TocsinError
from tocsin.protect.games.coverage import Coverage, judged, lowest_level, require_floors
from tocsin.protect.games.stakes import Bounds, Numbers, Stakes, named

MOST_KINDS = 16
"""Sets of kinds double with each."""
_NONE = 1e-12

Marks = NDArray[np.bool_]
Counts = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """Kinds of teams: how many of each (k,), and which venues each is able to cover (k, n).

    `BadInput` for a number of teams below zero, or more than 16 kinds.
    """

    teams: Numbers
    able: Marks
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, teams: ArrayLike, able: ArrayLike, names: Sequence[str] = ()) -> Kinds:
        """Kinds from numbers of teams and, for each kind, the venues that it is able to cover.

        >>> Kinds.of([2, 1], [[True, True], [False, True]]).able.sum(axis=1).tolist()
        [2, 1]
        """
        numbers = np.atleast_1d(np.array(teams, dtype=np.float64))
        marks = np.atleast_2d(np.array(able, dtype=np.bool_))
        if len(marks) != len(numbers) or not 0 < len(numbers) <= MOST_KINDS:
            text = f"{len(numbers)} kinds and {len(marks)} rows of venues: as many, from 1 to {MOST_KINDS}"
            raise BadInput(text, where="kinds", reason="shape")
        bad = ~(np.isfinite(numbers) & (numbers >= 0))
        if bad.any():
            at = int(np.argmax(bad))
            kind = names[at] if names else f"kind {at + 1}"
            raise BadInput(f"{numbers[at]:g} is no number of teams", where=kind, reason="teams")
        return cls(numbers, marks, tuple(names))

    @property
    def groups(self) -> Counts:
        """The set of kinds able to cover each venue (n,), bit j for kind j."""
        return np.asarray((self.able * (1 << np.arange(len(self.teams)))[:, None]).sum(axis=0), np.intp)

    @property
    def teams_of_sets(self) -> Numbers:
        """How many teams each set of kinds has (2 ** k,)."""
        return _of_subsets(np.bincount(1 << np.arange(len(self.teams)), self.teams, 1 << len(self.teams)))

    def named(self, group: int) -> str:
        """The kinds of a set in words."""
        inside = [at for at in range(len(self.teams)) if group >> at & 1]
        return " or ".join(self.names[at] if self.names else f"kind {at + 1}" for at in inside)


@dataclass(frozen=True, slots=True, eq=False)
class CoverageByKind:
    """A best plan, and how likely a team of each kind (k, n) is at each venue: together the plan's shares."""

    coverage: Coverage
    by_kind: Numbers


def cover_by_kinds(
    stakes: Stakes, kinds: Kinds, bounds: Bounds | None = None, names: Sequence[str] = ()
) -> CoverageByKind:
    """Spread teams of several kinds over the venues so that the best attack is worth as little as can be.

    Of the ways to share the venues out among the kinds, the one that tires the busiest kind least.
    `tocsin.protect.draws.draw_kinds` draws with just these shares. `BadInput` where floors ask for more of
    some kinds than there are.

    >>> dogs, foot = [True, True, False], [False, True, True]
    >>> plan = cover_by_kinds(Stakes.of_harm([400, 200, 100]), Kinds.of([0.5, 1], [dogs, foot]))
    >>> plan.coverage.level, plan.coverage.shares.tolist(), plan.by_kind.sum(axis=1).tolist()
    (200.0, [0.5, 0.0, 0.0], [0.5, 0.0])
    """
    if kinds.able.shape[1] != len(stakes):
        text = f"there are {len(stakes)} venues, and kinds are told for {kinds.able.shape[1]}"
        raise BadInput(text, where="kinds", reason="shape")
    limits = _open_to(kinds, bounds or Bounds.of(len(stakes)), names)
    _require_floors(kinds, limits, names)
    coverage = judged(stakes, limits.needed(stakes, _lowest_by_kinds(stakes, kinds, limits)))
    return CoverageByKind(coverage, _shared_out(coverage.shares, kinds))


def _open_to(kinds: Kinds, bounds: Bounds, names: Sequence[str]) -> Bounds:
    """The bounds, with nothing for a venue that no kind is able to cover."""
    shut = kinds.groups == 0
    asked = shut & (bounds.floor > 0)
    if asked.any():
        at = int(np.argmax(asked))
        text = f"at least {bounds.floor[at]:g} is asked for, and no kind of team is able to cover it"
        raise BadInput(text, where=named(names, at), reason="kind")
    return Bounds(bounds.floor, np.where(shut, 0.0, bounds.ceiling))


def _require_floors(kinds: Kinds, bounds: Bounds, names: Sequence[str]) -> None:
    groups, teams = kinds.groups, kinds.teams_of_sets
    worst = _most_overtaxed(groups, bounds.floor, teams)
    floors = np.where(_within(groups, worst), bounds.floor, 0.0)
    require_floors(floors, float(teams[worst]), names, f" of {kinds.named(worst)}" if worst else "")


def _lowest_by_kinds(stakes: Stakes, kinds: Kinds, bounds: Bounds) -> float:
    """Newton's method on sets: at a level the most overtaxed set, then that set's own level, higher, until
    no set is overtaxed."""
    groups, teams = kinds.groups, kinds.teams_of_sets
    level = float((stakes.attacker_uncovered - bounds.ceiling * stakes.gain).max())
    while True:
        worst = _most_overtaxed(groups, bounds.needed(stakes, level), teams)
        inside = _within(groups, worst)
        if not inside.any():
            return level
        own = lowest_level(stakes.take(inside), bounds.take(inside), float(teams[worst]))
        if own <= level:
            return level
        level = own


def _most_overtaxed(groups: Counts, needed: Numbers, teams: Numbers) -> int:
    """The set of kinds whose own venues need most beyond its teams."""
    return int(np.argmax(_of_subsets(np.bincount(groups, needed, len(teams))) - teams))


def _within(groups: Counts, kinds: int) -> Marks:
    """The venues that no other kinds can cover."""
    return np.asarray(groups & ~kinds == 0)


def _of_subsets(values: NDArray[np.float64 | np.intp]) -> Numbers:
    """For each set (2 ** k,) the sum over it and all its subsets."""
    sums = np.array(values, dtype=np.float64)
    for step in (1 << bit for bit in range(len(values).bit_length() - 1)):
        pairs = sums.reshape(-1, 2, step)
        pairs[:, 1] += pairs[:, 0]
    return sums


def _shared_out(shares: Numbers, kinds: Kinds) -> Numbers:
    """How likely each kind (k, n) is at each venue; venues that suit the same kinds are shared out alike."""
    groups, which = np.unique(kinds.groups, return_inverse=True)
    needed: Numbers = np.bincount(which, shares).astype(np.float64)
    kind, group = np.nonzero((groups >> np.arange(len(kinds.teams))[:, None] & 1) * (needed > _NONE))
    flows = np.zeros((len(kinds.teams), len(groups)))
    if len(kind):
        flows[kind, group] = _least_tiring(kind, group, needed, kinds.teams)
    parts = flows[:, which] * (shares / np.maximum(flows.sum(axis=0), _NONE)[which])
    too_many = parts.sum(axis=1) / np.maximum(kinds.teams, _NONE)  # by the solver's last digits alone
    return np.asarray(parts / np.maximum(too_many, 1.0)[:, None])


def _least_tiring(kind: Counts, group: Counts, needed: Numbers, teams: Numbers) -> Numbers:
    """Teams of each kind for each group of venues so that the largest part of a kind that is out is least."""
    pairs = np.arange(len(kind))
    ones, served = np.ones(len(kind)), np.flatnonzero(needed > _NONE)
    used = coo_array(
        (
            np.append(ones, -teams),
            (np.append(kind, np.arange(len(teams))), np.append(pairs, [len(kind)] * len(teams))),
        )
    )
    met = coo_array((ones, (np.searchsorted(served, group), pairs)), shape=(len(served), len(kind) + 1))
    answer = linprog(
        np.append(np.zeros(len(kind)), 1.0),
        A_ub=used.tocsr(), b_ub=np.zeros(len(teams)), A_eq=met.tocsr(), b_eq=needed[served], method="highs",
    )  # fmt: skip
    if answer.x is None:
        raise TocsinError(f"venues could not be shared out among kinds of teams: {answer.message}")
    return np.asarray(answer.x[:-1], dtype=np.float64)
