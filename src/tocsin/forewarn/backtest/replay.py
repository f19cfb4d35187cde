"""A back-test: each step judged by what was known when it was over, one after another.

Nothing learnt later is there to be seen, for each step gets its own view of the history (`History.as_of`).
Warnings count for the cool-down and the budget of later steps as they would have on the day. Each warning is
judged again from its explanation alone; one that would not come out the same stops the back-test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from tocsin.base import Warning
from tocsin.errors import BadInput
from tocsin.forewarn.backtest.asof import History, end_of_step
from tocsin.forewarn.backtest.labels import Labels, Scored, outbreak_steps, score
from tocsin.forewarn.decide import Rules
from tocsin.forewarn.detectors import recompute
from tocsin.forewarn.methods import choose
from tocsin.forewarn.nowcast.late import as_told
from tocsin.forewarn.protocol import Outcome
from tocsin.forewarn.series import Step
from tocsin.forewarn.sweep import Sweep, step_of, sweep

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Report:
    """What a back-test found.

    `first` and `last` begin the first and last step judged; `judged`, `short` and `unknown` count series'
    steps: judged, with too little history, and without a count known at the time. `held_back` counts the
    alarms of which no warning was made, by the rule that says so. `scored` is there where labels were given.
    """

    first: date
    last: date
    step: Step
    series: int
    judged: int
    short: int
    unknown: int
    warnings: tuple[Warning, ...]
    held_back: Mapping[Outcome, int]
    scored: Scored | None

    @property
    def weeks(self) -> float:
        """How long the time judged was."""
        return (self.step.after(self.last, 1) - self.first).days / _WEEK

    @property
    def warnings_a_week(self) -> float:
        """How many warnings a week somebody would have had to read."""
        return len(self.warnings) / self.weeks

    @property
    def alarms_a_week(self) -> float:
        """How many there would have been without the rules."""
        return (len(self.warnings) + sum(self.held_back.values())) / self.weeks


def backtest(
    history: History,
    method: str = "auto",
    *,
    first: date | None = None,
    last: date | None = None,
    lag: int = 0,
    alpha: float | None = None,
    rolling: bool = False,
    rules: Rules | None = None,
    labels: Labels | None = None,
    progress: Callable[[], None] | None = None,
) -> Report:
    """Judge every step from that which holds `first` to that which holds `last`, in turn.

    Each step is judged `lag` days after its end by what was known then; the other settings are those of
    `tocsin.forewarn.detect`. `labels` are days of outbreaks that are known, by series. `progress` is called
    after each step. `BadInput` where the days are not in the history.

    >>> from tocsin.forewarn.tabular import read_any
    >>> history = read_any([0, 1, 0, 0, 2, 0, 1, 0, 0, 7, 8, 0], first=date(2015, 11, 4)).history
    >>> report = backtest(history, "ears-c2", labels={"0": [date(2015, 11, 13), date(2015, 11, 14)]})
    >>> [warning.day.isoformat() for warning in report.warnings], report.scored.detected, report.scored.delay
    (['2015-11-13'], 1.0, 0)
    """
    chosen, rules = choose(method, alpha), rules or Rules()
    begin, end = _span(history, first, last)
    as_of = as_told(history)
    tally = _Tally(history, outbreak_steps(labels, history) if labels is not None else {})
    for at in range(begin, end + 1):
        day = history.step.after(history.first, at)
        moment = end_of_step(history.step, day) + timedelta(days=lag)
        tally.add(
            at, sweep(as_of(moment), day, chosen, rules, earlier=tally.recent(day, rules), rolling=rolling)
        )
        if progress:
            progress()
    return tally.report(begin, end, labels is not None)


def steps_between(history: History, first: date | None, last: date | None) -> int:
    """How many steps a back-test of these days judges; `BadInput` where they are not in the history."""
    begin, end = _span(history, first, last)
    return end - begin + 1


def _span(history: History, first: date | None, last: date | None) -> tuple[int, int]:
    """The numbers of the first and last step to judge."""
    begins = step_of(first, history.first, history.step) if first else history.first
    ends = step_of(last, history.first, history.step) if last else history.last
    if not history.first <= begins <= ends <= history.last:
        span = f"{history.first.isoformat()} to {history.last.isoformat()}"
        text = f"{begins.isoformat()} to {ends.isoformat()} does not lie within {span}"
        raise BadInput(text, where="days", reason="day")
    return history.step.between(history.first, begins), history.step.between(history.first, ends)


@dataclass(slots=True)
class _Tally:
    """What the steps so far came to."""

    history: History
    labelled: Mapping[str, frozenset[int]]
    raised: list[tuple[int, Warning]] = field(default_factory=list)
    held: Counter[Outcome] = field(default_factory=Counter)
    met: dict[str, set[int]] = field(default_factory=dict)
    judged: int = 0
    short: int = 0
    unknown: int = 0

    def recent(self, day: date, rules: Rules) -> list[Warning]:
        """The warnings that the rules still look back on."""
        reach = timedelta(days=max(rules.cool_down, rules.budget_days) + _WEEK)
        recent: list[Warning] = []
        for _, warning in reversed(self.raised):
            if warning.day < day - reach:
                break
            recent.append(warning)
        return recent

    def add(self, at: int, swept: Sweep) -> None:
        """Count one step; `BadInput` where a warning does not recompute."""
        told = ~np.isnan(swept.scores.bound)
        self.judged += int(told.sum())
        self.short += int((~told).sum())
        self.unknown += len(swept.unknown)
        for one in swept.decisions:
            if one.warning is None:
                self.held[one.outcome] += 1
            elif recompute(one.explanation):
                self.raised.append((at, one.warning))
        labelled = {name for name, steps in self.labelled.items() if at in steps}
        if labelled:
            for row in np.flatnonzero(told).tolist():
                if swept.ids[row] in labelled:
                    self.met.setdefault(swept.ids[row], set()).add(at)

    def report(self, begin: int, end: int, scored: bool) -> Report:
        step, first = self.history.step, self.history.first
        met = {name: frozenset(steps) for name, steps in self.met.items()}
        others = self.judged - sum(len(steps) for steps in met.values())
        pairs = [(warning.series, at) for at, warning in self.raised]
        return Report(
            step.after(first, begin), step.after(first, end), step, len(self.history.ids), self.judged,
            self.short, self.unknown, tuple(warning for _, warning in self.raised), dict(self.held),
            score(self.labelled, met, others, pairs) if scored else None,
        )  # fmt: skip
