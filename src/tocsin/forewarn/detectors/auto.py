"""Which detector suits a series: by what one count covers, how many counts are known, and how rare they are.

The order of preference is by what a method can know:

1.  `farrington-flexible` compares with the same season of earlier years: weeks, months; from three years on.
2.  `nb-ewma` knows level and weekday, for sparse daily counts too: days, some weeks of them.
3.  `ewma` adds up the last steps against a baseline. Where counts are not rare (half an incident a step or
    more) it is calmer than EARS: `python benchmarks/quality/charts.py`. Where they are rare it is not.
4.  `ears-c2`, then `ears-c1`, need ten counts and eight.

Only counts before the step judged are looked at, so that the choice does not hang on what it will judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.detectors import DETECTORS, EARS_C1, EARS_C2, EWMA
from tocsin.forewarn.protocol import Detector
from tocsin.forewarn.series import Panel, Series, Step

RARE = 0.5
"""Incidents a step below which counts are rare."""

_KNOWS = {
    "farrington-flexible": "enough to compare with the same season of earlier years",
    "farrington-flexible-monthly": "enough to compare with the same season of earlier years",
    "nb-ewma": "enough to tell the level of late and the days of the week; seasons are told from weeks alone",
    EWMA.name: f"too few to tell seasons; with {RARE} a {{step}} or more, the last are added up",
    EARS_C2.name: "enough to hold the count against those just before it",
    EARS_C1.name: "too few to leave yesterday's out of what the count is compared with",
}
"""The detectors to choose from, the one that can know most first, and what the sentence says of each."""

_SO_RARE = "so rare that each is only held against those just before it"


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A detector, the rows of a panel it suits, and why, in one sentence."""

    detector: Detector
    rows: NDArray[np.int64]
    reason: str


def choose(panel: Panel, at: int, among: Sequence[Detector] = DETECTORS) -> list[Choice]:
    """The detectors that suit the series of a panel at step number `at`; every row is in one choice.

    With too little history for any, the one that needs least is chosen, and will say so. `BadInput` where
    none is made for such counts.

    >>> panel = Panel.of([Series("FR/attack", date(2015, 11, 1), [0, 1] * 6)])
    >>> for choice in choose(panel, 11):
    ...     print(choice.detector.name, choice.rows, choice.reason)
    ears-c2 [0] 11 days are known, enough to hold the count against those just before it.
    """
    fit = _made_for(panel, among)
    long_enough = [one for one in fit if one.history <= at]
    if not long_enough:
        least = min(fit, key=lambda one: one.history)
        reason = f"{_known(at, panel.step)} before it, and no test needs fewer than {least.history}."
        return [Choice(least, np.arange(len(panel.counts)), reason)]
    first = long_enough[0]
    rare = (panel.counts[:, :at].sum(axis=1) < RARE * at) & (first.name == EWMA.name)
    known = _known(at, panel.step)
    pairs = (
        Choice(first, np.flatnonzero(~rare), f"{known}, {_KNOWS[first.name].format(step=panel.step)}."),
        Choice(EARS_C2, np.flatnonzero(rare), f"{known}, with less than {RARE} a {panel.step}: {_SO_RARE}."),
    )
    return [choice for choice in pairs if len(choice.rows)]


def choose_for(series: Series, day: date) -> Choice:
    """The detector that suits one series on a day.

    >>> counts = [1, 0, 2] * 20
    >>> choice = choose_for(Series("FR/attack", date(2015, 11, 2), counts, step=Step.WEEK), date(2016, 11, 7))
    >>> choice.detector.name, choice.reason
    ('ewma', '53 weeks are known, too few to tell seasons; with 0.5 a week or more, the last are added up.')
    """
    return choose(Panel.of([series]), series.at(day))[0]


def _made_for(panel: Panel, among: Sequence[Detector]) -> list[Detector]:
    by_name = {one.name: one for one in among}
    ordered = [by_name[name] for name in _KNOWS if name in by_name]
    fit = [one for one in ordered if panel.step in one.steps and panel.measure is one.measure]
    if not fit:
        text = f"no detector that looks back is made for {panel.measure} by {panel.step}: name one"
        raise BadInput(text, where="auto", reason="detector")
    return fit


def _known(at: int, step: Step) -> str:
    return f"{at:,} {step} is known" if at == 1 else f"{at:,} {step}s are known"
