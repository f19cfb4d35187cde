"""The boundaries of shapes in parts, and the three questions that a search from cell to cell asks of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import shapely

from tocsin.notify.audience.arrays import Bools, Floats, Numbers
from tocsin.notify.audience.circles import Circle, away
from tocsin.notify.audience.rings import TOLERANCE, Piece

_SLACK = 1e-8
"""Degrees by which a part may miss a cell and still count as touching it. More than the tolerance and what
arithmetic errs, so that where no part touches a cell its middle tells for all of its points."""


class Outlines(Protocol):
    """Shapes of one kind. Points and cells are given by longitude x and latitude y in degrees."""

    owners: Numbers
    """For each part of a boundary, the number of the shape it belongs to."""

    def touch(self, parts: Numbers, x: Floats, y: Floats, width: float, height: float) -> Bools:
        """Whether each part may reach into the cell with this middle; it may say yes too often, never no."""
        ...

    def hold(self, shapes: Numbers, x: Floats, y: Floats) -> Bools:
        """Whether each point is inside the shape of that number; exact away from the boundary."""
        ...

    def beside(self, parts: Numbers, x: Floats, y: Floats) -> Bools:
        """Whether each point is within `TOLERANCE` of that part."""
        ...


class RingOutlines:
    """Rings, whose parts are their sides."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.owners = np.repeat(np.arange(len(pieces)), [len(piece.sides) for piece in pieces])
        sides = np.vstack([piece.sides for piece in pieces])
        self._start, self._span = sides[:, :2], sides[:, 2:] - sides[:, :2]
        self._length = np.maximum(np.einsum("ij,ij->i", self._span, self._span), np.finfo(np.float64).tiny)
        self._filled = np.array([piece.filled for piece in pieces])
        shapely.prepare(self._filled)

    def touch(self, parts: Numbers, x: Floats, y: Floats, width: float, height: float) -> Bools:
        """A side misses a cell if a line parallel to the cell's or the side's own direction parts them."""
        half_x, half_y = width / 2 + _SLACK, height / 2 + _SLACK
        across, up = self._span[parts].T / 2
        from_x, from_y = self._start[parts].T - (x - across, y - up)
        across_, up_ = np.abs(across), np.abs(up)
        apart = np.abs(from_x * up - from_y * across) > half_x * up_ + half_y * across_
        apart |= (np.abs(from_x) > half_x + across_) | (np.abs(from_y) > half_y + up_)
        return np.asarray(~apart)

    def hold(self, shapes: Numbers, x: Floats, y: Floats) -> Bools:
        """By GEOS, whose orientation test is exact."""
        return np.asarray(shapely.intersects_xy(self._filled[shapes], x, y))

    def beside(self, parts: Numbers, x: Floats, y: Floats) -> Bools:
        """By the distance to the nearest point of the side."""
        from_x, from_y = (x, y) - self._start[parts].T
        across, up = self._span[parts].T
        along = np.clip((from_x * across + from_y * up) / self._length[parts], 0, 1)
        off_x, off_y = from_x - along * across, from_y - along * up
        return np.asarray(off_x * off_x + off_y * off_y <= TOLERANCE * TOLERANCE)


class CircleOutlines:
    """Circles, each with its circumference as its only part."""

    def __init__(self, circles: Sequence[Circle]) -> None:
        self.owners = np.arange(len(circles))
        fields = [(circle.latitude, circle.longitude, circle.angle) for circle in circles]
        self._latitude, self._longitude, self._angle = np.array(fields).T

    def touch(self, parts: Numbers, x: Floats, y: Floats, width: float, height: float) -> Bools:
        """The circumference misses a cell if it is farther from its middle than any point of the cell is."""
        nearest_equator = np.maximum(np.abs(y) - height / 2, 0)
        farthest = height / 2 + width / 2 * np.cos(np.radians(nearest_equator)) + _SLACK
        return np.asarray(np.abs(self._away(parts, x, y) - self._angle[parts]) <= farthest)

    def hold(self, shapes: Numbers, x: Floats, y: Floats) -> Bools:
        """By the distance from the centre."""
        return np.asarray(self._away(shapes, x, y) <= self._angle[shapes])

    def beside(self, parts: Numbers, x: Floats, y: Floats) -> Bools:
        """By the distance from the centre."""
        return np.asarray(np.abs(self._away(parts, x, y) - self._angle[parts]) <= TOLERANCE)

    def _away(self, shapes: Numbers, x: Floats, y: Floats) -> Floats:
        return away(self._latitude[shapes], self._longitude[shapes], y, x)
