"""From how likely each venue is covered in each shift to a plain yes or no that keeps to it closely.

The shares are a flow: from each venue through its shifts to the teams on duty in them. A flow between whole
numbers can always be made whole without leaving them (Ford and Fulkerson, 1956), and the cheapest such flow
is found exactly. What comes of it is one fixed plan that anybody can foresee who knows the shares: right for
duties that all may know, such as how often a venue is inspected. Where nobody may foresee, draw
(`tocsin.protect.draws`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.errors import BadInput

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

NEAR = 1e-6
"""Sums so near a whole number are that number."""
_CELL = 1e-12
"""Shares so near 0 or 1 are decided."""
_COST = 1_000_000
"""How finely shares are told apart when cells are chosen."""


def rounded(shares: ArrayLike, districts: Sequence[str] = ()) -> NDArray[np.bool_]:
    """Which venue (rows) has a team in which shift (columns), from its `shares` (n, s), each from 0 to 1.

    Every shift has exactly its sum of teams, every venue its own sum, as has the whole, and with `districts`
    (one name for each venue) every district in every shift its sum; where a sum is no whole number, the one
    below or the one above. A share of 0 or 1 stays as it is. Among all such plans this is one with the most
    sum of shares. `BadInput` names the first share that is not from 0 to 1.

    >>> rounded([[0.5, 0.5, 0.0], [0.5, 0.5, 1.0], [1.0, 0.0, 0.0]]).astype(int).tolist()
    [[0, 1, 0], [1, 0, 1], [1, 0, 0]]
    """
    planned = _checked(shares, districts)
    chosen = planned >= 1 - _CELL
    undecided = (planned > _CELL) & ~chosen
    if undecided.any():
        chosen[undecided] = _flow(np.where(undecided, planned, 0.0), districts)
    return chosen


def _flow(shares: Numbers, districts: Sequence[str]) -> NDArray[np.bool_]:
    """Which of the cells with a share get a team, row by row.

    The teams flow from a source through the venues, through their districts' shifts, through the shifts to a
    sink, and back.
    """
    rows, columns = np.nonzero(shares)
    _, district = np.unique(districts, return_inverse=True) if districts else (0, np.zeros(len(shares), int))
    venues, shifts = shares.shape
    groups = int(district.max()) + 1
    by_group = np.zeros((groups, shifts))
    np.add.at(by_group, district, shares)
    first_group, first_shift = venues, venues + groups * shifts
    source, sink = first_shift + shifts, first_shift + shifts + 1
    group_knots = first_group + np.arange(groups * shifts)
    shift_knots = first_shift + np.arange(shifts)

    flow = _Flow(sink + 1)
    flow.arcs(np.full(venues, source), np.arange(venues), *_about(shares.sum(axis=1)))
    none, one = np.zeros(len(rows), np.int64), np.ones(len(rows), np.int64)
    cost = -np.rint(_COST * shares[rows, columns]).astype(np.int64)
    group_of_cell = first_group + district[rows] * shifts + columns
    cells = flow.arcs(rows, group_of_cell, none, one, cost)
    flow.arcs(group_knots, np.tile(shift_knots, groups), *_about(by_group.ravel()))
    flow.arcs(shift_knots, np.full(shifts, sink), *_about(shares.sum(axis=0)))
    flow.arcs(np.array([sink]), np.array([source]), *_about(shares.sum(keepdims=True).ravel()))
    return flow.solved()[cells] > 0


class _Flow:
    """A circulation in which each arc takes from `low` to `high`, for a solver that knows `high` alone."""

    def __init__(self, knots: int) -> None:
        from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # costly to import

        self._solver = SimpleMinCostFlow()
        self._supply = np.zeros(knots, np.int64)
        self._arcs = 0

    def arcs(
        self,
        tails: NDArray[np.intp],
        heads: NDArray[np.intp],
        low: Whole,
        high: Whole,
        cost: Whole | None = None,
    ) -> slice:
        """Add arcs, and say where they stand: each takes its `low` at once, and may take the rest."""
        free = np.zeros(len(tails), np.int64) if cost is None else cost
        self._solver.add_arcs_with_capacity_and_unit_cost(
            tails.astype(np.int32), heads.astype(np.int32), high - low, free
        )
        np.subtract.at(self._supply, tails, low)
        np.add.at(self._supply, heads, low)
        self._arcs += len(tails)
        return slice(self._arcs - len(tails), self._arcs)

    def solved(self) -> Whole:
        """What flows over each arc beyond its least."""
        self._solver.set_nodes_supplies(np.arange(len(self._supply), dtype=np.int32), self._supply)
        if self._solver.solve() != self._solver.OPTIMAL:
            raise BadInput("no whole numbers lie about these shares", where="shares", reason="shares")
        flows: Whole = self._solver.flows(np.arange(self._arcs, dtype=np.int32))
        return flows


def _about(sums: Numbers) -> tuple[Whole, Whole]:
    """The whole numbers below and above; both the same where it is one already."""
    whole = np.rint(sums)
    is_whole = np.abs(sums - whole) <= NEAR
    low = np.where(is_whole, whole, np.floor(sums)).astype(np.int64)
    return low, np.where(is_whole, low, low + 1)


def _checked(shares: ArrayLike, districts: Sequence[str]) -> Numbers:
    planned = np.array(shares, dtype=np.float64)
    if planned.ndim != 2:
        raise BadInput("shares are a table: venues by shifts", where="shares", reason="shape")
    if districts and len(districts) != len(planned):
        text = f"{len(districts)} districts for {len(planned)} venues"
        raise BadInput(text, where="districts", reason="shape")
    good = (planned >= 0) & (planned <= 1)
    if not good.all():
        row, column = np.argwhere(~good)[0]
        text = (
            f"the share {planned[row, column]:g} of venue {row + 1} in shift {column + 1} is not from 0 to 1"
        )
        raise BadInput(text, where="shares", reason="share")
    return planned
