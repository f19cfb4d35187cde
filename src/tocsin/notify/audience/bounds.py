"""Boxes that hold all of an area: what a database can look up before the exact test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from tocsin.base import Area
from tocsin.notify.audience.circles import Circle, reach
from tocsin.notify.audience.rings import TOLERANCE, Piece
from tocsin.notify.audience.shapes import shapes


@dataclass(frozen=True, slots=True)
class Box:
    """From south to north and west to east, in degrees, with its edges, never across the antimeridian.

    A point on the antimeridian lies in a box however it is written, as 180 or as -180.
    """

    south: float
    west: float
    north: float
    east: float


def bounds(areas: Iterable[Area]) -> tuple[Box, ...]:
    """Boxes that together hold every point that `matches` would find in these areas; they may overlap.

    >>> fiji = ((-20, 177), (-20, -178), (-15, -178), (-15, 177), (-20, 177))
    >>> [(round(box.west), round(box.east)) for box in bounds([Area(description="Fiji", polygons=(fiji,))])]
    [(177, 180), (-180, -178)]
    """
    found = shapes(areas)
    around = [box for piece in found.pieces for box in _around_piece(piece)]
    around += [box for each in found.circles for box in _around_circle(each)]
    return tuple(dict.fromkeys(around))


def _around_piece(piece: Piece) -> Iterator[Box]:
    """A box around the piece, and apart from it the line of a pole, which would make it span the Earth."""
    sides = piece.sides
    poles = (np.abs(sides[:, 1]) == 90) & (sides[:, 0] == -180) & (sides[:, 2] == 180)
    corners = sides[~poles].reshape(-1, 2)
    west, south, east, north = (
        piece.filled.bounds if not piece.filled.is_empty else (*corners[0], *corners[0])
    )
    west, south = np.minimum(corners.min(axis=0), (west, south))
    east, north = np.maximum(corners.max(axis=0), (east, north))
    yield _box(south, west, north, east)
    for _, pole, *_ in sides[poles]:
        yield _box(pole, -180, pole, 180)


def _around_circle(circle: Circle) -> Iterator[Box]:
    south, north, aside = reach(circle)
    if aside >= 180:
        yield _box(south, -180, north, 180)
        return
    for turn in (-360, 0, 360):
        west, east = circle.longitude - aside + turn, circle.longitude + aside + turn
        if east >= -180 and west <= 180:
            yield _box(south, west, north, east)


def _box(south: float, west: float, north: float, east: float) -> Box:
    """Widened by twice the tolerance, then cut to the Earth."""
    wider = 2 * TOLERANCE
    return Box(
        max(float(south) - wider, -90.0), max(float(west) - wider, -180.0),
        min(float(north) + wider, 90.0), min(float(east) + wider, 180.0),
    )  # fmt: skip
