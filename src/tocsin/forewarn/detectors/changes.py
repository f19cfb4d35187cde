"""Looking back: on which days did the level of a series change?

Not a detector of a day: it may use what came after. Counts between two changes are taken to be Poisson of one
mean. Which changes there are is found by PELT (R. Killick, P. Fearnhead, I. A. Eckley, "Optimal detection of
changepoints with a linear computational cost", Journal of the American Statistical Association 107, 2012), as
the library ruptures has it, on the deviance of the counts. Each further change must lower it by
`strictness` * log(number of steps) times the dispersion: how much more the counts vary from one step to the
next than Poisson counts do, which changes of level hardly touch. A season is a change too: by weeks over
years, expect it to show.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import ruptures
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.series import Measure, Series, Step

LEAST = 7
"""Steps between two changes, at least."""

STRICTNESS = 2.0
"""One null series of a hundred is told to have changed (Poisson or three times as varied, 365 steps)."""

_CANDIDATES = 150
"""So many places are tried first, evenly spread; each change found is then put on its very step."""


@dataclass(frozen=True, slots=True)
class Change:
    """The level of a series changed with the step that begins on `day`.

    `before` and `after` are mean counts a step, up to the changes on either side; `evidence` is how far the
    change lowers the deviance, in units of the dispersion: above 10 or so it is hardly chance.
    """

    day: date
    before: float
    after: float
    evidence: float
    reason: str


def changes(series: Series, *, least: int = LEAST, strictness: float = STRICTNESS) -> tuple[Change, ...]:
    """The changes of level in a series of incidents, in the order of days.

    `least` is in steps; with a higher `strictness` fewer are told. `BadInput` where a setting is out of
    bounds or the series does not count incidents. Exposures are not looked at.

    >>> series = Series("FR/attack", date(2015, 10, 1), [0, 1] * 20 + [3, 4] * 12)
    >>> for change in changes(series):
    ...     print(change.reason)
    From 2015-11-10 on, incidents rose from 0.5 to 3.5 a day (40 days before it, 24 days from it on).
    """
    if series.measure is not Measure.INCIDENTS:
        raise BadInput(f"changes are found in {Measure.INCIDENTS}, not in {series.measure}", where=series.id)
    if least < 1 or strictness <= 0:
        text = f"must be at least 1 step and above 0, not {least} and {strictness}"
        raise BadInput(text, where="least, strictness", reason="setting")
    counts = series.counts.astype(np.float64)
    if len(counts) < 2 * least:
        return ()
    dispersion = _dispersion(counts)
    found = _search(counts, least, strictness * float(np.log(len(counts))) * dispersion)
    edges = [0, *_put_exactly(counts, found, least), len(counts)]
    return tuple(_told(series, dispersion, *edges[at : at + 3]) for at in range(len(edges) - 2))


def _dispersion(counts: NDArray[np.float64]) -> float:
    """Half the mean square of the differences from step to step, by the mean; at least 1."""
    mean = counts.mean()
    return max(float((np.diff(counts) ** 2).mean() / (2 * mean)), 1.0) if mean else 1.0


class _Deviance(ruptures.base.BaseCost):  # type: ignore[misc]
    """Poisson deviance of counts around one mean, less what does not depend on where the changes are."""

    model = "poisson"

    def __init__(self, least: int) -> None:
        self.min_size = least
        self.signal = self.sums = np.zeros(1)

    def fit(self, signal: NDArray[np.float64]) -> _Deviance:
        self.signal, self.sums = signal, np.concatenate([[0.0], np.cumsum(signal)])
        return self

    def error(self, start: int, end: int) -> float:
        return _deviance(float(self.sums[end] - self.sums[start]), end - start)


def _deviance(total: float, steps: int) -> float:
    return -2 * total * float(np.log(total / steps)) if total else 0.0


def _search(counts: NDArray[np.float64], least: int, penalty: float) -> list[int]:
    """Where changes are, to within a candidate's distance."""
    apart = max(len(counts) // _CANDIDATES, 1)
    cost = _Deviance(least)
    ends = ruptures.Pelt(custom_cost=cost, min_size=least, jump=apart).fit(counts).predict(pen=penalty)
    return [int(end) for end in ends[:-1]]


def _put_exactly(counts: NDArray[np.float64], found: Sequence[int], least: int) -> Iterator[int]:
    """Each change on the step between its neighbours that lowers the deviance most."""
    sums = np.concatenate([[0.0], np.cumsum(counts)])
    edges = [0, *found, len(counts)]
    for at in range(1, len(edges) - 1):
        first, last = edges[at - 1], edges[at + 1]
        places = range(first + least, last - least + 1)
        edges[at] = min(places, key=lambda place: _split(sums, first, place, last), default=edges[at])
        yield edges[at]


def _split(sums: NDArray[np.float64], first: int, place: int, last: int) -> float:
    """Deviance of the steps between two changes if there is another in between."""
    before, after = float(sums[place] - sums[first]), float(sums[last] - sums[place])
    return _deviance(before, place - first) + _deviance(after, last - place)


def _told(series: Series, dispersion: float, first: int, place: int, last: int) -> Change:
    sums = np.concatenate([[0.0], np.cumsum(series.counts, dtype=np.float64)])
    before = float(sums[place] - sums[first]) / (place - first)
    after = float(sums[last] - sums[place]) / (last - place)
    lowered = _deviance(float(sums[last] - sums[first]), last - first) - _split(sums, first, place, last)
    day = series.step.after(series.first, place)
    verb = "rose" if after > before else "fell"
    past, since = (_steps(number, series.step) for number in (place - first, last - place))
    reason = (
        f"From {day.isoformat()} on, incidents {verb} from {_figure(before)} to {_figure(after)} "
        f"a {series.step} ({past} before it, {since} from it on)."
    )
    return Change(day, before, after, lowered / dispersion, reason)


def _figure(mean: float) -> str:
    return f"{mean:.1f}" if mean >= 0.1 or not mean else f"{mean:.2g}"


def _steps(number: int, step: Step) -> str:
    return f"{number:,} {step}" if number == 1 else f"{number:,} {step}s"
