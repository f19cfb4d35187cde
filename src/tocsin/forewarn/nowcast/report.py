"""Counts as they will stand when all is told, so that a detector tests those and not the late ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.nowcast.revisions import FEWEST, HALF_LIFE, comparable, revised
from tocsin.forewarn.nowcast.triangle import Triangle
from tocsin.forewarn.series import LARGEST_COUNT, Series, Step

LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Nowcast:
    """The counts of a triangle as they will stand, seen from one day.

    The first `complete` counts of `series` are told in full; the others are medians, between `low` and `high`
    with 9 chances in 10 (one of each a step). `reported` is what has been told. `quantiles`, a row for each
    step not told in full, are at `chances`. The series is known as of the end, in UTC, of the last step.
    """

    series: Series
    reported: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    chances: NDArray[np.float64]
    quantiles: NDArray[np.int64]
    complete: int

    def samples(self, generator: Generator, n: int) -> NDArray[np.int64]:
        """Draws (n, steps) of the steps that are not told in full, each step by itself.

        >>> triangle = Triangle("FR/attack", date(2015, 11, 2), [[9, 1]] * 9 + [[9, np.nan]])
        >>> nowcast(triangle, date(2015, 11, 11)).samples(np.random.default_rng(2015), 3).ravel().tolist()
        [10, 10, 10]
        """
        at = generator.random((n, len(self.quantiles)))
        draws = [np.interp(at[:, row], self.chances, one) for row, one in enumerate(self.quantiles)]
        whole: NDArray[np.int64] = np.rint(np.stack(draws, axis=1)).astype(np.int64)
        return whole

    def onto(self, series: Series) -> Series:
        """A longer series, as told by the same day, with the last steps as they will stand.

        `BadInput` where it does not end with the nowcast.

        >>> triangle = Triangle("FR/attack", date(2015, 11, 2), [[9, 1]] * 9 + [[9, np.nan]])
        >>> longer = Series("FR/attack", date(2015, 11, 1), [7] + [10] * 9 + [9])
        >>> nowcast(triangle, date(2015, 11, 11)).onto(longer).counts.tolist()
        [7, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10]
        """
        if (series.id, series.step, series.last) != (self.series.id, self.series.step, self.series.last):
            raise BadInput(f"does not end with {self.series.last}", where=series.id, reason="frame")
        counts = series.counts.copy()
        still_open = len(self.quantiles)
        counts[len(counts) - still_open :] = self.series.counts[self.complete :]
        return Series(
            series.id, series.first, counts, series.measure,
            step=series.step, exposures=series.exposures, known=self.series.known,
        )  # fmt: skip

    @property
    def reason(self) -> str:
        """The last step in one plain sentence.

        >>> triangle = Triangle("FR/attack", date(2015, 11, 2), [[6, 4]] * 9 + [[9, np.nan]])
        >>> nowcast(triangle, date(2015, 11, 11)).reason
        '9 were told for 2015-11-11; 15 will be, 9 times in 10 between 15 and 15, by how 9 earlier days grew.'
        """
        told, count = int(self.reported[-1]), int(self.series.counts[-1])
        return (
            f"{told} were told for {self.series.last}; {count} will be, 9 times in 10 between {self.low[-1]} "
            f"and {self.high[-1]}, by how {self.complete} earlier {self.series.step}s grew."
        )


def nowcast(triangle: Triangle, as_of: date, *, finer: int = 199) -> Nowcast:
    """The counts up to the step that holds `as_of`, as they will stand; nothing told later is looked at.

    A step is told in full when as many steps have passed as the triangle has columns. `finer` is how many
    quantiles there are. `BadInput` where fewer than 8 steps are told in full.
    """
    known = triangle.known(as_of)
    delays = known.shape[1]
    complete = max(len(known) - delays + 1, 0)
    if complete < FEWEST:
        text = f"{complete} steps are told in full by {as_of.isoformat()}; {FEWEST} are needed"
        raise BadInput(text, where=triangle.id, reason="too_short")
    chances = np.append(np.arange(1, finer + 1) / (finer + 1), [LOW, 0.5, HIGH])
    reported = triangle.reported(as_of)
    open_rows = range(complete, len(known))
    found = np.zeros((len(open_rows), len(chances)))
    for row in open_rows:
        found[row - complete] = _row(known, row, complete, triangle.step is Step.DAY, chances)
    whole = np.minimum(np.rint(found), LARGEST_COUNT).astype(np.int64)
    low, point, high = (np.append(reported[:complete], whole[:, at]) for at in (-3, -2, -1))
    known_at = datetime.combine(triangle.step.after(triangle.first, len(known)), time(), UTC)
    series = Series(
        triangle.id, triangle.first, point, triangle.measure, step=triangle.step, known=known_at
    )  # fmt: skip
    return Nowcast(series, reported, low, high, chances[:finer], whole[:, :finer], complete)


def _row(
    known: NDArray[np.float64], row: int, complete: int, daily: bool, chances: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Quantiles of one row that is not told in full."""
    told = len(known) - row
    ages = row - np.arange(complete)
    rows = comparable(ages, daily)
    before, after = known[:complete][rows, :told].sum(axis=1), known[:complete][rows].sum(axis=1)
    weights = 0.5 ** (ages[rows] / HALF_LIFE)
    return revised(float(known[row, :told].sum()), before, after, weights, chances)
