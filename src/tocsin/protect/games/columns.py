"""Column generation over patrols: a linear program on those known, and the one that would help it most.

Ford and Fulkerson 1958; Gilmore and Gomory 1961. Both programs are solved by HiGHS.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds as Range
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from tocsin.errors import BadInput, TocsinError
from tocsin.protect.games.stakes import Numbers

Marks = NDArray[np.bool_]

NEAR = 1e-7
"""What counts as nothing beside stakes and shares brought to the size of 1: HiGHS is exact to this."""
NONE = 1e-12
"""A patrol less likely than this does not go out."""


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """A linear program over shares c (n,) and one number e beside them.

    Least `worth @ c + price * e`, where `rows @ c - ease * e <= limits`, and e is at least `least`.
    """

    worth: Numbers
    price: float
    rows: Numbers
    ease: Numbers
    limits: Numbers
    least: float = 0.0

    @classmethod
    def near(cls, rows: Numbers, limits: Numbers) -> Goal:
        """The least e by which all the rows need to be passed: 0 where they can be kept."""
        return cls(np.zeros(rows.shape[1]), 1.0, rows, np.ones(len(rows)), limits)

    def eased(self, by: float) -> Goal:
        """The same with limits so much higher."""
        return replace(self, limits=self.limits + by)


@dataclass(slots=True, eq=False)
class Pool:
    """The patrols found so far: which schedules each takes, and which venues it `covers` (p, n).

    The first stays at home, so that there always is a mixture.
    """

    schedules: Marks
    teams: int
    patrols: list[tuple[int, ...]]
    covers: Marks

    @classmethod
    def of(cls, schedules: Marks, teams: int) -> Pool:
        """A pool with no patrol out; `BadInput` for a number of teams that is not whole."""
        if teams != int(teams) or teams < 0:
            raise BadInput(f"{teams} is no number of teams for schedules", where="teams", reason="teams")
        return cls(schedules, int(teams), [()], np.zeros((1, schedules.shape[1]), np.bool_))

    def best(self, goal: Goal) -> tuple[Numbers, float]:
        """How likely each patrol goes out (p,) so that the goal is met best, and e; the pool grows by the
        patrols that takes."""
        while True:
            chances, extra, prices, home = _program(goal, self.covers)
            better = self._better(prices, home + NEAR)
            if better is None:
                return chances, extra
            self.patrols.append(better)
            self.covers = np.vstack([self.covers, self._covered(better)])

    def _better(self, prices: Numbers, least: float) -> tuple[int, ...] | None:
        """A patrol worth more than `least` at these prices: a good one quickly found, else the best."""
        for choose in (_one_by_one, _most_covered):
            patrol = choose(self.schedules, self.teams, prices)
            if self._covered(patrol) @ prices > least and patrol not in self.patrols:
                return patrol
            if self.teams <= 1:  # then the first choice is the best
                break
        return None

    def _covered(self, patrol: tuple[int, ...]) -> Marks:
        return np.asarray(self.schedules[list(patrol)].any(axis=0))


def _program(goal: Goal, covers: Marks) -> tuple[Numbers, float, Numbers, float]:
    """Chances of the known patrols, e, the price of covering each venue (n,), and what a patrol must be worth
    at those prices to be of help."""
    patrols = covers.astype(np.float64)
    answer = linprog(
        np.append(patrols @ goal.worth, goal.price),
        A_ub=np.column_stack([goal.rows @ patrols.T, -goal.ease]), b_ub=goal.limits,
        A_eq=np.append(np.ones(len(patrols)), 0.0)[None, :], b_eq=[1.0],
        bounds=[*[(0, None)] * len(patrols), (goal.least, None)], method="highs",
    )  # fmt: skip
    if answer.x is None:
        raise TocsinError(f"no mixture of patrols was found: {answer.message}")
    prices = goal.rows.T @ answer.ineqlin.marginals - goal.worth
    return answer.x[:-1], float(answer.x[-1]), prices, -float(answer.eqlin.marginals[0])


def _one_by_one(schedules: Marks, teams: int, prices: Numbers) -> tuple[int, ...]:
    """Each time the schedule that adds most, while any adds something."""
    patrol: list[int] = []
    left = prices.copy()
    for _ in range(min(teams, len(schedules))):
        added = schedules @ left
        best = int(np.argmax(added))
        if added[best] <= 0:
            break
        patrol.append(best)
        left[schedules[best]] = 0.0
    return tuple(sorted(patrol))


def _most_covered(schedules: Marks, teams: int, prices: Numbers) -> tuple[int, ...]:
    """A mixed-integer program: y says which schedules are taken, z which venues that covers."""
    number, venues = schedules.shape
    on = csr_array(schedules.T.astype(np.float64))
    reached = hstack([-on, eye_array(venues)])  # z <= the sum of y over the schedules with the venue
    each, which = np.nonzero(schedules & (prices < 0))
    forced = hstack([  # z >= y where covering a venue is no gain
        csr_array((np.ones(len(each)), (np.arange(len(each)), each)), shape=(len(each), number)),
        csr_array((-np.ones(len(each)), (np.arange(len(each)), which)), shape=(len(each), venues)),
    ])  # fmt: skip
    few = csr_array(np.append(np.ones(number), np.zeros(venues))[None, :])
    most = np.append(np.zeros(venues + len(each)), teams)
    answer = milp(
        np.append(np.zeros(number), -prices),
        constraints=LinearConstraint(vstack([reached, forced, few]).tocsr(), ub=most),
        integrality=np.append(np.ones(number), np.zeros(venues)),
        bounds=Range(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    if answer.x is None:
        raise TocsinError(f"no best patrol was found: {answer.message}")
    return tuple(np.flatnonzero(answer.x[:number] > 0.5).tolist())
