"""What a plan guarantees, in one sentence; what one more team would buy, what floors cost, how two plans
differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.protect.games import Bounds, Stakes
from tocsin.protect.games.coverage import lowest_level
from tocsin.protect.patrols.plan import Patrols

Numbers = NDArray[np.float64]

NONE = 1e-9
"""A share below this is none."""


@dataclass(frozen=True, slots=True)
class Guarantee:
    """`least` is the smallest chance that a team is at a venue where people are, `worst` the most people who
    can be expected to be at one venue without a team; each with where and when. `uncovered` venues have
    people in some shift in which they get no visit at all, none of them more than `small`."""

    least: float
    least_at: str
    least_when: str
    worst: float
    worst_at: str
    worst_when: str
    uncovered: int
    small: float

    @property
    def text(self) -> str:
        """The guarantee as one sentence."""
        worst = (
            f"at worst {self.worst:,.0f} people can be expected to be at a venue without a team "
            f"({self.worst_at}, {self.worst_when})"
        )
        if self.uncovered:
            venues = "1 venue gets" if self.uncovered == 1 else f"{self.uncovered:,} venues get"
            return (
                f"Wherever an attack comes, {worst}; {venues} no visit in some shift, "
                f"none of them with more than {self.small:,.0f} people then."
            )
        return (
            f"Any venue is covered with probability at least {_percent(self.least)} ({self.least_at}, "
            f"{self.least_when}); {worst}."
        )


@dataclass(frozen=True, slots=True)
class Step:
    """With so many `teams`, `worst` is what can be kept; `gain` what the last of them buys."""

    teams: int
    worst: float
    gain: float


@dataclass(frozen=True, slots=True)
class FloorsCost:
    """What floors cost: the worst case with and without them, and how many visits a shift they tie."""

    worst: float
    without: float
    visits: float


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """From one plan to another: what both guarantee; the mean share before and after of each venue that both
    have, the greatest change first; the venues that only one has."""

    before: Guarantee
    after: Guarantee
    changes: tuple[tuple[str, float, float], ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]


def guarantee(patrols: Patrols) -> Guarantee:
    """What a plan guarantees over all its shifts."""
    shares, people = patrols.shares, patrols.people
    there = people > 0
    if not there.any():
        raise BadInput("nobody is at any venue in these shifts", where="venues", reason="empty")
    least = np.unravel_index(np.argmin(np.where(there, shares, np.inf)), shares.shape)
    left = people * (1 - shares)
    worst = np.unravel_index(np.argmax(left), left.shape)
    bare = there & (shares < NONE)
    return Guarantee(
        float(shares[least]), patrols.venues[least[0]].name, patrols.shifts[least[1]].name,
        float(left[worst]), patrols.venues[worst[0]].name, patrols.shifts[worst[1]].name,
        int(bare.any(axis=1).sum()), float(people[bare].max(initial=0.0)),
    )  # fmt: skip


def curve(patrols: Patrols, teams: Sequence[int]) -> tuple[Step, ...]:
    """The worst case that each number of teams could keep, all else as planned; numbers that do not reach the
    floors are left out."""
    steps: list[Step] = []
    for number in sorted(set(teams)):
        if number * patrols.visits < patrols.floors.sum() * (1 - 1e-12):
            continue
        worst = _worst(patrols, patrols.floors, number)
        steps.append(Step(number, worst, steps[-1].worst - worst if steps else 0.0))
    return tuple(steps)


def cost_of_floors(patrols: Patrols) -> FloorsCost:
    """How much lower the worst case would be if no floor were asked for."""
    without = _worst(patrols, np.zeros_like(patrols.floors), patrols.teams)
    return FloorsCost(patrols.worst, without, float(patrols.floors.sum()))


def compare(before: Patrols, after: Patrols) -> Comparison:
    """How one plan differs from another, venue by venue by their ids."""
    was, now = _means(before), _means(after)
    both = sorted(was.keys() & now.keys(), key=lambda one: (-abs(now[one] - was[one]), one))
    return Comparison(
        guarantee(before),
        guarantee(after),
        tuple((one, was[one], now[one]) for one in both),
        tuple(sorted(was.keys() - now.keys())),
        tuple(sorted(now.keys() - was.keys())),
    )


def _means(patrols: Patrols) -> dict[str, float]:
    means = patrols.shares.mean(axis=1)
    return {venue.id: float(mean) for venue, mean in zip(patrols.venues, means, strict=True)}


def _worst(patrols: Patrols, floors: Numbers, teams: int) -> float:
    worst = 0.0
    for people in patrols.people.T:
        open_ = people > 0
        if open_.any():
            visits = teams * patrols.visits - float(floors[~open_].sum())
            bounds = Bounds(floors[open_], patrols.ceilings[open_])
            worst = max(worst, lowest_level(Stakes.of_harm(people[open_]), bounds, visits))
    return worst


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{100 * share:.1g} %"
