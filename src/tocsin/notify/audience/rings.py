"""A ring of (latitude, longitude) points on the globe as pieces of the plane from -180 to 180 degrees."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from tocsin.errors import BadInput
from tocsin.notify.audience.arrays import Floats
from tocsin.notify.audience.filling import fill

TOLERANCE = 1e-9
"""Degrees beside a boundary that still count as inside: 0.1 mm, some thousand times what arithmetic errs."""

_COPIES = range(-2, 3)
"""Turns of a ring around a pole that are drawn side by side, so that both ends lie far beyond 180 degrees."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A ring at one of its places in the plane. `filled` is what it goes around, x longitude and y latitude
    in degrees; `sides` are its boundary as rows of x, y, x, y, also where it encloses nothing."""

    filled: BaseGeometry
    sides: Floats


def pieces(ring: Sequence[tuple[float, float]]) -> tuple[Piece, ...]:
    """A ring wherever it shows between longitudes -180 and 180: once, or on both sides of the antimeridian.

    `BadInput` for a point that is not on Earth.

    >>> fiji = [(-20, 177), (-20, -178), (-15, -178), (-15, 177), (-20, 177)]
    >>> [piece.filled.bounds for piece in pieces(fiji)]
    [(177.0, -20.0, 182.0, -15.0), (-183.0, -20.0, -178.0, -15.0)]
    """
    if not len(ring):
        return ()
    path = unrolled(ring)
    if not _around(path) and np.any(np.abs(np.diff(path[:, 0])) == 360) and fill(path).is_empty:
        path = unrolled(ring, whole_turns=False)
    return (_polar(path),) if _around(path) else tuple(_shifted(path))


def unrolled(ring: Sequence[tuple[float, float]], *, whole_turns: bool = True) -> Floats:
    """The closed ring as rows of x, y with every side the short way, so x may go beyond 180 degrees.

    A side from -180 to 180 is a whole turn, or none.
    """
    latitudes, longitudes = np.asarray(ring, dtype=np.float64).T
    _check(latitudes, longitudes)
    if (latitudes[0], longitudes[0]) != (latitudes[-1], longitudes[-1]):
        latitudes, longitudes = np.append(latitudes, latitudes[0]), np.append(longitudes, longitudes[0])
    steps = np.diff(longitudes)
    turns = np.where(whole_turns & (np.abs(steps) == 360), 0, -np.round(steps / 360))
    start = -math.floor((longitudes[0] + 180) / 360)
    return np.column_stack([longitudes + 360 * (start + np.concatenate([[0], np.cumsum(turns)])), latitudes])


def _around(path: Floats) -> int:
    """How often a ring goes around the Earth, to the east."""
    return round(float(path[-1, 0] - path[0, 0]) / 360)


def _check(latitudes: Floats, longitudes: Floats) -> None:
    wrong = ~((np.abs(latitudes) <= 90) & (np.abs(longitudes) <= 360))
    if wrong.any():
        at = int(np.argmax(wrong))
        text = f"{latitudes[at]:g}, {longitudes[at]:g} is not a latitude and longitude in degrees"
        raise BadInput(text, where=f"polygon, point {at + 1}", reason="coordinates")


def _shifted(path: Floats) -> Iterator[Piece]:
    """The ring moved by whole turns to wherever it reaches into the plane from -180 to 180 degrees."""
    filled = fill(path)
    west, east = path[:, 0].min() - TOLERANCE, path[:, 0].max() + TOLERANCE
    for turn in range(math.floor((west + 180) / 360), math.floor((east + 180) / 360) + 1):
        yield Piece(translate(filled, xoff=-360 * turn), _sides(path - [360 * turn, 0]))


def _polar(path: Floats) -> Piece:
    """The ring and all between it and the pole it encloses."""
    pole = 90.0 if path[:, 1].max() + path[:, 1].min() >= 0 else -90.0
    turns = np.vstack([np.add(path, (360 * _around(path) * turn, 0)) for turn in _COPIES])
    closed = np.vstack([turns, [turns[-1, 0], pole], [turns[0, 0], pole], turns[:1]])
    filled = shapely.intersection(fill(closed), shapely.box(-180, -90, 180, 90))
    return Piece(filled, np.vstack([_sides(turns), [-180, pole, 180, pole]]))


def _sides(path: Floats) -> Floats:
    """The sides of a path, and the whole line of a pole that it reaches: the pole is one point."""
    sides = np.hstack([path[:-1], path[1:]]) if len(path) > 1 else np.hstack([path, path])
    reached = [pole for pole in (-90.0, 90.0) if np.any(np.abs(path[:, 1] - pole) <= TOLERANCE)]
    return np.vstack([sides, *([-180.0, pole, 180.0, pole] for pole in reached)])
