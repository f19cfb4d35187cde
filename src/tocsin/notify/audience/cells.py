"""The search for points inside shapes: over the Earth, its quarters, the quarters of those and so on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tocsin.notify.audience.arrays import Bools, Floats, Keys, Numbers
from tocsin.notify.audience.outlines import Outlines

DEEPEST = 26
"""Halvings of the Earth both ways; the smallest cells are 0.3 m high, far more than the slack."""

_FEW = 128
"""A cell is not quartered any more if testing all its points against all parts in it takes fewer tests."""


def column_row(x: Floats, y: Floats) -> tuple[Keys, Keys]:
    """Column from the west and row from the south of the smallest cell in which points lie."""
    most = 2**DEEPEST
    column = np.minimum((x + 180) * (most / 360), most - 1)
    row = np.minimum((y + 90) * (most / 180), most - 1)
    return column.astype(np.uint64), row.astype(np.uint64)


def key(column: Keys, row: Keys) -> Keys:
    """The bits of row and column in turn (Morton, 1966): all points of a cell have its key as first bits.

    >>> key(np.array([0b11], dtype=np.uint64), np.array([0b01], dtype=np.uint64)).tolist() == [0b0111]
    True
    """
    return _spread(column) | (_spread(row) << np.uint64(1))


def _spread(number: Keys) -> Keys:
    """A zero before every bit of numbers of up to 32 bits."""
    for shift, mask in _SPREADING:
        number = (number | (number << shift)) & mask
    return number


_SPREADING = [
    (np.uint64(shift), np.uint64(mask))
    for shift, mask in [
        (16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333), (1, 0x5555555555555555),
    ]
]  # fmt: skip


_EAST, _NORTH = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of one size, each searched for one shape; its points are those from `start` to before `stop`."""

    level: int
    shape: Numbers
    column: Numbers
    row: Numbers
    start: Numbers
    stop: Numbers

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in degrees."""
        return 360 / 2**self.level, 180 / 2**self.level

    def middles(self) -> tuple[Floats, Floats]:
        """Longitudes and latitudes of their middles."""
        width, height = self.size
        return np.float64(width) * (self.column + 0.5) - 180, np.float64(height) * (self.row + 0.5) - 90

    def __getitem__(self, chosen: Bools) -> Cells:
        fields = (self.shape, self.column, self.row, self.start, self.stop)
        return Cells(self.level, *(field[chosen] for field in fields))

    def quarters(self, keys: Keys) -> Cells:
        """The four quarters of every cell, one cell's after the other's, in the order of the keys."""
        column = (2 * self.column[:, None] + _EAST).ravel()
        row = (2 * self.row[:, None] + _NORTH).ravel()
        first = key(column.astype(np.uint64), row.astype(np.uint64)).reshape(-1, 4)[:, 1:]
        inner = np.searchsorted(keys, first << np.uint64(2 * (DEEPEST - self.level - 1)))
        start = np.column_stack([self.start, inner]).ravel()
        stop = np.column_stack([inner, self.stop]).ravel()
        return Cells(self.level + 1, np.repeat(self.shape, 4), column, row, start, stop)


@dataclass(frozen=True, slots=True)
class Front:
    """Cells yet to be searched, and pairs of one, by its place among them, and a part that may touch it."""

    cells: Cells
    cell: Numbers
    part: Numbers

    def only(self, chosen: Bools) -> Front:
        """Some of the cells with their pairs."""
        kept = chosen[self.cell]
        place = np.cumsum(chosen) - 1
        return Front(self.cells[chosen], place[self.cell[kept]], self.part[kept])

    def touched(self, outlines: Outlines) -> Front:
        """The same cells with those pairs alone that do touch."""
        x, y = self.cells.middles()
        touching = outlines.touch(self.part, x[self.cell], y[self.cell], *self.cells.size)
        return Front(self.cells, self.cell[touching], self.part[touching])

    def quartered(self, keys: Keys) -> Front:
        """The quarters of the cells in which there is anyone, each with all pairs of its cell."""
        quarters = self.cells.quarters(keys)
        cell = (4 * self.cell[:, None] + np.arange(4)).ravel()
        return Front(quarters, cell, np.repeat(self.part, 4)).only(quarters.start < quarters.stop)


def search(outlines: Outlines, keys: Keys, x: Floats, y: Floats, held: Bools) -> None:
    """Set `held` for the points that a shape holds; points are in the order of their keys.

    A cell that no part of a boundary touches is wholly inside or outside, as its middle is. The others are
    quartered until testing each of their points is less work.
    """
    front = _earth(outlines, len(keys))
    while True:
        front = front.touched(outlines)
        cells = front.cells
        parts = np.bincount(front.cell, minlength=len(cells.start))
        _take_whole(cells[parts == 0], outlines, held)
        small = ((cells.stop - cells.start) * parts <= _FEW) | (cells.level == DEEPEST)
        _test_each(front.only(small & (parts > 0)), outlines, x, y, held)
        if small.all():
            return
        front = front.only(~small).quartered(keys)


def _earth(outlines: Outlines, points: int) -> Front:
    """One cell for each shape, the whole Earth, touched by all parts of that shape."""
    shape = np.arange(outlines.owners.max() + 1)
    none = np.zeros_like(shape)
    return Front(
        Cells(0, shape, none, none, none, none + points), outlines.owners, np.arange(len(outlines.owners))
    )


def _take_whole(cells: Cells, outlines: Outlines, held: Bools) -> None:
    inside = outlines.hold(cells.shape, *cells.middles())
    for start, stop in zip(cells.start[inside].tolist(), cells.stop[inside].tolist(), strict=True):
        held[start:stop] = True


def _test_each(front: Front, outlines: Outlines, x: Floats, y: Floats, held: Bools) -> None:
    cells = front.cells
    point, cell = _spans(cells.start, cells.stop)
    held[point[outlines.hold(cells.shape[cell], x[point], y[point])]] = True
    point, pair = _spans(cells.start[front.cell], cells.stop[front.cell])
    left = ~held[point]
    point, part = point[left], front.part[pair[left]]
    held[point[outlines.beside(part, x[point], y[point])]] = True


def _spans(start: Numbers, stop: Numbers) -> tuple[Numbers, Numbers]:
    """All numbers of the spans one after the other, and for each the place of its span.

    >>> [numbers.tolist() for numbers in _spans(np.array([7, 1]), np.array([9, 2]))]
    [[7, 8, 1], [0, 0, 1]]
    """
    lengths = stop - start
    span = np.repeat(np.arange(len(start)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(len(span)) + (start - before)[span], span
