"""How well warnings meet outbreaks that are known: what was caught, how late, and what was for nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from tocsin.errors import BadInput
from tocsin.forewarn.backtest.asof import History

Labels = Mapping[str, Collection[date]]
"""For each series the days that belong to an outbreak; steps that touch hang together."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Warnings held against labels, over the steps that could be judged.

    `sensitivity` is the share of outbreak steps with a warning, `specificity` that of other steps without
    one; None where there is no such step. `delays` are the steps from the beginning of each detected
    outbreak to its first warning, 0 where it came at once.
    """

    outbreaks: int
    delays: tuple[int, ...]
    sensitivity: float | None
    specificity: float | None

    @property
    def detected(self) -> float | None:
        """The share of outbreaks with a warning in any of their steps."""
        return len(self.delays) / self.outbreaks if self.outbreaks else None

    @property
    def delay(self) -> float | None:
        """The median delay in steps, over the outbreaks that were detected."""
        return median(self.delays) if self.delays else None


def outbreak_steps(labels: Labels, history: History) -> dict[str, frozenset[int]]:
    """The numbers of the steps of each series that are labelled; `BadInput` for a series that is not there.

    Where table and labels have one series each, those two are the same whatever their names.
    """
    if len(labels) == len(history.ids) == 1:
        labels = dict(zip(history.ids, labels.values(), strict=True))
    known = set(history.ids)
    for name in labels:
        if name not in known:
            raise BadInput(f"there is no series {name!r} to which the labels belong", where="labels")
    step, first = history.step, history.first
    return {name: frozenset(step.between(first, day) for day in days) for name, days in labels.items()}


def score(
    labelled: Mapping[str, frozenset[int]],
    judged: Mapping[str, frozenset[int]],
    others: int,
    warnings: Sequence[tuple[str, int]],
) -> Scored:
    """Hold warnings against labels.

    `labelled` and `judged` number the steps of outbreaks, and those of them that were judged, by series;
    `others` is how many series' steps were judged beside them; `warnings` are (series, step).

    >>> score({"a": frozenset({3, 4, 5})}, {"a": frozenset({3, 4, 5})}, 7, [("a", 4), ("a", 9)])
    Scored(outbreaks=1, delays=(1,), sensitivity=0.3333333333333333, specificity=0.8571428571428572)
    """
    raised = set(warnings)
    met = sum((name, step) in raised for name, steps in judged.items() for step in steps)
    inside = sum(len(steps) for steps in judged.values())
    missed = sum(step not in labelled.get(name, frozenset()) for name, step in raised)
    seen = [
        (run[0], [step for step in run if (name, step) in raised])
        for name, steps in labelled.items()
        for run in runs(steps)
        if judged.get(name, frozenset()) & set(run)
    ]
    delays = tuple(hits[0] - begin for begin, hits in seen if hits)
    return Scored(
        len(seen), delays, met / inside if inside else None, 1 - missed / others if others else None
    )


def runs(steps: Collection[int]) -> list[list[int]]:
    """Steps that follow one another, as outbreaks.

    >>> runs({3, 4, 9})
    [[3, 4], [9]]
    """
    found: list[list[int]] = []
    for step in sorted(steps):
        if found and found[-1][-1] == step - 1:
            found[-1].append(step)
        else:
            found.append([step])
    return found
