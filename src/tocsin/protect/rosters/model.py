"""The roster as a model for CP-SAT: who works which shift."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from tocsin.protect.rosters.frame import Cell, Counts, Flags, Frame

Amount = cp_model.LinearExpr | int


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Who works when, `work` (t, s), and how many teams are `missing` (k, s) by skill and shift; None where
    nothing was found. With `proven` there is nothing better, or nothing at all."""

    work: Flags | None
    missing: Counts | None
    proven: bool


def evened(frame: Frame, held: Collection[Cell], begun: int, seed: int, effort: float) -> Answer:
    """Every need filled, and of the team's shifts already given out, `held`, as many kept as can be, those in
    the first `begun` shifts all; then the shifts spread over the teams as evenly as can be, then as little
    reserve as can be and that spread over the shifts (or nights would fill with it, to be alike), then the
    nights spread."""
    model = _Model(frame)
    model.fill(0)
    model.keep(held, begun)
    shifts, teams = range(len(frame.shifts)), len(frame.teams)
    dropped = sum(1 - model.work[team][at] for team, at in held)
    goals = [(dropped, len(held)), (model.spread(shifts), len(shifts))]
    if frame.rules.reserve:
        extra = [model.on_duty(at) - int(frame.asked[:, at].sum()) for at in shifts]
        most = model.amount(teams)
        for each in extra:
            model.cp.add(each <= most)
        goals += [(sum(extra), teams * len(shifts)), (most, teams)]
    goals.append((model.spread(frame.nights), len(shifts)))
    return model.solved(_in_turn(goals), seed, effort)


def unfilled(frame: Frame, seed: int, effort: float) -> Answer:
    """All rules kept, and as few needs left unfilled as can be."""
    model = _Model(frame)
    model.fill(len(frame.teams))
    return model.solved(sum(amount for row in model.missing for amount in row), seed, effort)


class _Model:
    """Who works when is what is decided. To the needs teams of one kind, with the same skills of those asked
    for, are alike, so that beside it there are but counts: how many of each kind stand in for which skill."""

    def __init__(self, frame: Frame) -> None:
        self.cp, self.frame = cp_model.CpModel(), frame
        self.work: list[list[Amount]] = [
            [self.cp.new_bool_var("") if is_open else 0 for is_open in row] for row in frame.open
        ]
        self.missing: list[list[Amount]] = []
        for row in self.work:
            for close in frame.exclusive:
                self.cp.add(sum(row[at] for at in close) <= 1)
            for week in frame.weeks:
                self.cp.add(sum(row[at] for at in week) <= frame.rules.most_shifts)

    def amount(self, most: int) -> cp_model.IntVar:
        """A count that is open, from 0 to `most`."""
        return self.cp.new_int_var(0, most, "")

    def on_duty(self, shift: int) -> Amount:
        """How many teams work a shift."""
        return sum(row[shift] for row in self.work)

    def fill(self, short: int) -> None:
        """Ask for what is needed, less at most `short` in each shift and skill."""
        kinds, kind_of = np.unique(self.frame.able, axis=0, return_inverse=True)
        members = [np.flatnonzero(kind_of.ravel() == kind).tolist() for kind in range(len(kinds))]
        teams = len(self.frame.teams)
        self.missing = [[self.amount(short) for _ in self.frame.shifts] for _ in self.frame.skills]
        for shift, asked in enumerate(self.frame.asked.T.tolist()):
            stand_in = [[self.amount(teams) if able else 0 for able in kind] for kind in kinds]
            for skill, wanted in enumerate(asked):
                self.cp.add(sum(row[skill] for row in stand_in) + self.missing[skill][shift] == wanted)
            for some, row in zip(members, stand_in, strict=True):
                there = sum(self.work[team][shift] for team in some)
                self.cp.add(sum(row) <= there if self.frame.rules.reserve else sum(row) == there)

    def keep(self, held: Collection[Cell], begun: int) -> None:
        """Leave the first shifts as they were."""
        for team, at in np.argwhere(self.frame.open[:, :begun]).tolist():
            self.cp.add(self.work[team][at] == int((team, at) in held))

    def spread(self, among: Sequence[int]) -> Amount:
        """How many more of these shifts one team works than another; a team that is away for some may work as
        many fewer."""
        most, least = self.amount(len(among)), self.amount(len(among))
        for row, less in zip(self.work, self.frame.excused(among), strict=True):
            worked = sum(row[at] for at in among)
            self.cp.add(worked <= most)
            self.cp.add(worked + less >= least)
        return most - least

    def solved(self, goal: Amount, seed: int, effort: float) -> Answer:
        """Look for the least of the goal: by one worker and a count of its steps, so that the same comes out
        on every run."""
        self.cp.minimize(goal)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed % 2**31
        solver.parameters.max_deterministic_time = effort
        status = solver.solve(self.cp)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer(None, None, status == cp_model.INFEASIBLE)
        work = np.array([[solver.value(one) for one in row] for row in self.work], np.bool_)
        missing = np.array([[solver.value(one) for one in row] for row in self.missing], np.int64)
        return Answer(work, missing, status == cp_model.OPTIMAL)


def _in_turn(goals: Sequence[tuple[Amount, int]]) -> Amount:
    """One goal of several, each with its most: a step of the first counts more than all after it."""
    whole: Amount = 0
    weight = 1
    for goal, most in reversed(goals):
        whole += weight * goal
        weight *= most + 1
    return whole
