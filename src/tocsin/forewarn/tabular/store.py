"""Counts while they are gathered: a grid of series by day, or the versions of counts one after another.

A file may be of any size; what is held of it is bounded, and more than that is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.backtest.asof import NONE

_BLOCK = 4096
_GROWTH = 1.5


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that is held of a table: series, cells (series times dates) and rows that say when they became
    known. As set it is some 4 GB at the worst."""

    series: int = 5_000_000
    cells: int = 400_000_000
    versions: int = 50_000_000

    def require_series(self, many: int, where: str) -> None:
        """`BadInput` for more series than are held."""
        if many > self.series:
            text = (
                f"more than {self.series:,} series, the most that are held at a time; is it the right column"
            )
            raise BadInput(f"{text} that says what is counted?", where=where, reason="too_many")

    def require_cells(self, series: int, dates: int, where: str) -> None:
        """`BadInput` for more cells than are held."""
        if series * dates > self.cells:
            text = (
                f"{series:,} series of {dates:,} dates are more than the {self.cells:,} counts that are held "
                "at a time; leave out the earliest (since), or take fewer series"
            )
            raise BadInput(text, where=where, reason="too_many")

    def require_versions(self, many: int, where: str) -> None:
        """`BadInput` for more rows with the time they became known than are held."""
        if many > self.versions:
            text = (
                f"more than {self.versions:,} rows that say when they became known, the most that are held "
                "at a time; leave out the earliest (since), or that column"
            )
            raise BadInput(text, where=where, reason="too_many")


BOUNDS = Bounds()


class Grid:
    """Counts by series and day, four bytes each; the order of days is that of their arrival.

    Cells hold a count and one more, 0 where there is none, so that untouched memory costs nothing.
    """

    def __init__(self, where: str = "counts", bounds: Bounds = BOUNDS) -> None:
        self._where, self._bounds = where, bounds
        self._cells: NDArray[np.int32] = np.zeros((256, 64), dtype=np.int32)
        self._slots: dict[int, int] = {}

    @property
    def days(self) -> NDArray[np.int32]:
        """The different days, ascending, as ordinals."""
        return np.array(sorted(self._slots), dtype=np.int32)

    def put(
        self, series: NDArray[np.int32], days: NDArray[np.int32], counts: NDArray[np.int32]
    ) -> int | None:
        """Store one count a row; the number of the first row whose cell is taken already, if there is one."""
        at = self._at(series, days)
        taken = self._cells[at] != 0
        if not taken.any():
            # Each row leaves its number, from the last to the first; a cell of two keeps the first's. Copies,
            # for over reversed views NumPy goes in an order of its own.
            rows = np.arange(1, len(series) + 1, dtype=np.int32)
            self._cells[series[::-1].copy(), at[1][::-1].copy()] = rows[::-1].copy()
            taken = self._cells[at] != rows
        if taken.any():
            return int(taken.argmax())
        self._cells[at] = counts + 1
        return None

    def add(self, series: NDArray[np.int32], days: NDArray[np.int32]) -> None:
        """Count one event a row."""
        rows, columns = self._at(series, days)
        # On one axis, where adding to repeated places is several times as fast.
        flat = self._cells.reshape(-1)
        np.add.at(flat, rows * np.int64(self._cells.shape[1]) + columns, 1)

    def counts(self, series: int, days: NDArray[np.int32], *, events: bool) -> NDArray[np.int32]:
        """The table (series, days): `NONE` where there is no count, 0 in `events`. The grid is used up."""
        order = np.array([self._slots.get(day, -1) for day in days.tolist()])
        self._bounds.require_cells(series, len(days), self._where)
        wide = self._cells.shape[1] >= len(days)
        table = self._cells if wide else np.zeros((series, len(days)), dtype=np.int32)
        offset = 0 if events else 1
        for start in range(0, series, _BLOCK):
            rows = slice(start, min(start + _BLOCK, series))
            block = np.where(order >= 0, self._cells[rows][:, order], 0) - offset
            table[rows, : len(days)] = block
        self._slots = {}
        return table[:series, : len(days)]

    def _at(
        self, series: NDArray[np.int32], days: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        different, which = np.unique(days, return_inverse=True)
        for day in different.tolist():
            self._slots.setdefault(day, len(self._slots))
        self._grow(int(series.max(initial=-1)) + 1, len(self._slots))
        return series, np.array([self._slots[day] for day in different.tolist()], dtype=np.int64)[which]

    def _grow(self, series: int, days: int) -> None:
        height, width = self._cells.shape
        if series <= height and days <= width:
            return
        self._bounds.require_cells(series, days, self._where)
        shape = tuple(
            max(there, int(_GROWTH * needed)) if needed > there else there
            for there, needed in ((height, series), (width, days))
        )
        cells = np.zeros(shape, dtype=np.int32)
        cells[:height, :width] = self._cells
        self._cells = cells


class Versions:
    """Versions of counts, or events, with when each became known, in the order of the table."""

    def __init__(self, where: str = "counts", bounds: Bounds = BOUNDS) -> None:
        self._where, self._bounds, self._many = where, bounds, 0
        self._parts: list[
            tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]
        ] = []

    def add(
        self,
        series: NDArray[np.int32],
        days: NDArray[np.int32],
        counts: NDArray[np.int32],
        known: NDArray[np.int64],
    ) -> None:
        """Keep these rows."""
        self._many += len(series)
        self._bounds.require_versions(self._many, self._where)
        self._parts.append((series, days, counts, known))

    def rows(
        self,
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
        """All rows in the order in which they became known, those of one moment as the table had them; what
        was kept is used up."""
        series, days, counts, known = (np.concatenate(parts) for parts in zip(*self._parts, strict=True))
        self._parts = []
        order = np.argsort(known, kind="stable")
        return series[order], days[order], counts[order], known[order]


def first_gap(table: NDArray[np.int32]) -> tuple[int, int] | None:
    """Row and column of a missing count between two that are there, if there is one.

    >>> first_gap(np.array([[NONE, 1, 2, NONE], [3, NONE, 1, 2]], dtype=np.int32))
    (1, 1)
    """
    for start in range(0, len(table), _BLOCK):
        there = table[start : start + _BLOCK] != NONE
        before = np.logical_or.accumulate(there, axis=1)
        after = np.logical_or.accumulate(there[:, ::-1], axis=1)[:, ::-1]
        rows, columns = np.nonzero(before & after & ~there)
        if len(rows):
            return start + int(rows[0]), int(columns[0])
    return None
