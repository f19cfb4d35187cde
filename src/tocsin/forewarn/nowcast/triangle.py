"""A reporting triangle: what was told of each step, and how many steps later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.series import LARGEST_COUNT, Measure, Series, Step


@dataclass(frozen=True, slots=True, eq=False)
class Triangle:
    """By how much the count of each step changed when: `changes[t, d]` became known `d` steps after step `t`.

    Column 0 is the first report, the others add to it or, being negative, take back. What is not known yet
    is NaN: once a row is NaN, it is to its end. `changes` is copied and read-only. `BadInput` names the first
    step with a number that is broken or leaves its count below 0.

    >>> triangle = Triangle("FR/attack", date(2015, 11, 2), [[3, 1, 0], [2, -1, np.nan], [4, np.nan, np.nan]],
    ...                     step=Step.WEEK)
    >>> triangle.reported(date(2015, 11, 9)).tolist()
    [4, 2]
    """

    id: str
    first: date
    changes: NDArray[np.float64]
    measure: Measure
    step: Step

    def __init__(
        self,
        id: str,
        first: date,
        changes: ArrayLike,
        measure: Measure = Measure.INCIDENTS,
        *,
        step: Step = Step.DAY,
    ) -> None:
        if step is Step.MONTH and first.day != 1:
            raise BadInput(f"{first.isoformat()} is not the first of a month", where=id, reason="month")
        table = np.array(changes, dtype=np.float64)
        if table.ndim != 2 or 0 in table.shape:
            raise BadInput("must be rows of steps and columns of delays", where=id, reason="shape")
        wrong = _wrong(table)
        if wrong.any():
            day = step.after(first, int(np.argmax(wrong))).isoformat()
            text = f"a change of {day} is no whole number, follows on an unknown one, or leaves less than 0"
            raise BadInput(text, where=id, reason="count")
        table.flags.writeable = False
        for name, value in (
            ("id", id), ("first", first), ("changes", table), ("measure", measure), ("step", step),
        ):  # fmt: skip
            object.__setattr__(self, name, value)

    @classmethod
    def of_vintages(cls, vintages: Sequence[Series], delays: int) -> Triangle:
        """From one series as it was known at the end of each step, a vintage a step, the earliest first.

        The triangle begins with the last step of the first vintage and has `delays` columns; what changed
        later than that is not in it. `BadInput` names a vintage that is missing or begins otherwise.

        >>> monday = Series("FR/attack", date(2015, 11, 2), [4, 3])
        >>> tuesday = Series("FR/attack", date(2015, 11, 2), [4, 5, 1])
        >>> Triangle.of_vintages([monday, tuesday], 2).changes.tolist()
        [[3.0, 2.0], [1.0, nan]]
        """
        if not vintages or delays < 1:
            raise BadInput("needs a vintage and a column", where="triangle", reason="empty")
        head = vintages[0]
        start = len(head.counts) - 1
        changes = np.full((len(vintages), delays), np.nan)
        for at, one in enumerate(vintages):
            if (one.id, one.first, one.step) != (head.id, head.first, head.step):
                raise BadInput(f"begins or counts otherwise than {head.id}", where=one.id, reason="frame")
            if len(one.counts) != start + at + 1:
                day = head.step.after(head.first, start + at).isoformat()
                raise BadInput(f"the vintage that ends with {day} is missing", where=one.id, reason="gap")
            earlier = vintages[at - 1].counts if at else one.counts
            for delay in range(min(delays, at + 1)):
                row = start + at - delay
                changes[at - delay, delay] = one.counts[row] - (earlier[row] if delay else 0)
        return cls(head.id, head.step.after(head.first, start), changes, head.measure, step=head.step)

    def known(self, as_of: date) -> NDArray[np.float64]:
        """The rows begun by the step that holds `as_of`, with NaN where a change was not known by its end."""
        last = self.step.between(self.first, as_of)
        if not 0 <= last < len(self.changes):
            end = self.step.after(self.first, len(self.changes) - 1)
            text = f"{as_of.isoformat()} is outside {self.first.isoformat()} to {end.isoformat()}"
            raise BadInput(text, where=self.id, reason="day")
        rows = self.changes[: last + 1].copy()
        told = np.arange(last + 1)[:, None] + np.arange(rows.shape[1])
        rows[told > last] = np.nan
        return rows

    def reported(self, as_of: date) -> NDArray[np.int64]:
        """The counts as they stood at the end of the step that holds `as_of`."""
        counts: NDArray[np.int64] = np.nansum(self.known(as_of), axis=1).astype(np.int64)
        return counts


def _wrong(table: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows are not those of a triangle."""
    unknown = np.isnan(table)
    resumed = (unknown[:, :-1] & ~unknown[:, 1:]).any(axis=1)
    counts = np.nan_to_num(table, nan=0.0).cumsum(axis=1)
    broken = ~unknown & ((table != np.floor(table)) | (counts < 0) | (counts > LARGEST_COUNT))
    found: NDArray[np.bool_] = resumed | broken.any(axis=1)
    return found
