"""One step of every series, judged and put under the rules, for a night's scan, a notebook, a back-test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tocsin.base import Warning
from tocsin.forewarn.decide import Rules, decide, weeks_until
from tocsin.forewarn.methods import Chosen
from tocsin.forewarn.protocol import Decision, Detector, Outcome, Scores
from tocsin.forewarn.series import Panel, Step


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """What became of every series at one step.

    `decisions` are those whose count reached the bound, after the rules, most unusual first. The arrays, one
    entry a series, hold the figures of all that were judged, NaN where there was too little history; what
    had no count for the step is in `unknown`. `why` says which detector judged how many series, and why it.
    """

    day: date
    decisions: tuple[Decision, ...]
    ids: tuple[str, ...]
    methods: tuple[str, ...]
    observed: NDArray[np.int64]
    scores: Scores
    unknown: tuple[str, ...]
    why: tuple[str, ...]

    @property
    def warnings(self) -> tuple[Warning, ...]:
        """What is passed on."""
        return tuple(warning for one in self.decisions if (warning := one.warning))


def sweep(
    panels: Iterable[Panel],
    day: date,
    chosen: Chosen,
    rules: Rules,
    *,
    earlier: Sequence[Warning] = (),
    rolling: bool = False,
) -> Sweep:
    """Judge the step that holds `day` in every series; with `rolling`, daily counts in weeks that end on it.

    `earlier` are the warnings passed on before, for the cool-down and the budget.
    """
    parts: list[_Part] = []
    unknown: list[str] = []
    why: Counter[tuple[str, str]] = Counter()
    for panel in panels:
        at = panel.step.between(panel.first, day)
        if not 0 <= at < panel.counts.shape[1]:
            unknown += panel.ids
            continue
        if rolling:
            panel, at = _rolled(panel, day)
        for choice in chosen(panel, at):
            parts.append(_judge(_rows(panel, choice.rows), at, choice.detector))
            why[choice.detector.name, choice.reason] += len(choice.rows)
    scores = _joined([part.scores for part in parts])
    found = [one for part in parts for one in part.decisions]
    ruled = decide(found, rules, earlier=earlier, tested=scores.p)
    return Sweep(
        day,
        tuple(sorted(ruled, key=_most_unusual)),
        tuple(id for part in parts for id in part.panel.ids),
        tuple(part.method for part in parts for _ in part.panel.ids),
        np.concatenate([part.observed for part in parts]) if parts else np.zeros(0, dtype=np.int64),
        scores,
        tuple(unknown),
        tuple(f"{method} for {series:,} series: {reason}" for (method, reason), series in why.items()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The series that one detector judged."""

    panel: Panel
    method: str
    observed: NDArray[np.int64]
    scores: Scores
    decisions: tuple[Decision, ...]


def _judge(panel: Panel, at: int, detector: Detector) -> _Part:
    """Score all rows at once, and ask for an explanation only where a count reaches its bound."""
    found = detector.scores(panel, range(at, at + 1))
    scores = Scores(*(array[:, 0] for array in (found.expected, found.bound, found.statistic, found.p)))
    observed = panel.counts[:, at]
    day = panel.step.after(panel.first, at)
    reached = np.flatnonzero((observed >= scores.bound) & (observed > 0))
    decisions = tuple(detector.test(panel.row(row), day) for row in reached.tolist())
    told = tuple(one for one in decisions if one.outcome is not Outcome.NO_ALARM)
    return _Part(panel, detector.name, observed, scores, told)


def _rolled(panel: Panel, day: date) -> tuple[Panel, int]:
    weekly = weeks_until(panel, day)
    return weekly, weekly.counts.shape[1] - 1


def _rows(panel: Panel, rows: NDArray[np.int64]) -> Panel:
    if len(rows) == len(panel.ids):
        return panel
    held = panel.exposures
    return replace(
        panel,
        ids=tuple(panel.ids[row] for row in rows),
        counts=panel.counts[rows],
        exposures=None if held is None else held[rows],
    )


def _joined(parts: Sequence[Scores]) -> Scores:
    empty = np.zeros(0, dtype=np.float64)
    names = ("expected", "bound", "statistic", "p")
    return Scores(*(np.concatenate([empty, *(getattr(part, name) for part in parts)]) for name in names))


def _most_unusual(one: Decision) -> tuple[bool, float, float, str]:
    explanation = one.explanation
    p = 1.0 if explanation.p is None else explanation.p
    return one.outcome is not Outcome.ALARM, p, -explanation.statistic, one.series


def step_of(day: date, first: date, step: Step) -> date:
    """The day on which the step that holds `day` begins.

    >>> step_of(date(2015, 11, 14), date(2015, 11, 2), Step.WEEK).isoformat()
    '2015-11-09'
    """
    return step.after(first, step.between(first, day))
