"""A ring of (latitude, longitude) points on the globe as pieces of the plane from -180 to 180 degrees."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from tocsin.errors import BadInput

TOLERANCE = 1e-9
"""Degrees beside a boundary that still count as inside: 0.1 mm, some thousand times what arithmetic errs."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_COPIES = range(-2, 3)
"""Turns of a ring around a pole that are drawn side by side, so that both ends lie far beyond 180 degrees."""

_MANY, _MUCH = 50_000, 20_000_000
"""Pairs of sides that may cross, and parts they cut out times sides, beyond which a ring is not untangled."""


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


def fill(path: Floats) -> BaseGeometry:
    """What a closed path in the plane goes around in sum; a path that crosses itself is cut where it does.

    One that does so without end holds its convex hull: nobody inside is missed, and it takes no long time.
    """
    if len(path) < 4:
        return shapely.Polygon()
    polygon = shapely.Polygon(path)
    if polygon.is_valid:
        return polygon
    if _overlaps(path) > _MANY + 2 * len(path):
        return polygon.convex_hull
    faces = shapely.get_parts(shapely.polygonize([shapely.unary_union(shapely.LineString(path))]))
    if len(faces) * len(path) > _MUCH:
        return polygon.convex_hull
    points = shapely.get_coordinates(shapely.point_on_surface(faces))
    around = [_winding(path, x, y) != 0 for x, y in points]
    return shapely.coverage_union_all(faces[np.array(around, dtype=np.bool_)])


def _overlaps(path: Floats) -> int:
    """At least as many as pairs of sides that may cross: those that overlap both from west to east and from
    south to north are no more than those that do so either way."""
    least, most = np.minimum(path[:-1], path[1:]), np.maximum(path[:-1], path[1:])
    either = [_pairs(least[:, axis], most[:, axis]) for axis in (0, 1)]
    return min(either)


def _pairs(starts: Floats, stops: Floats) -> int:
    """How many pairs of spans overlap: of those that start before another stops, without those that stop
    before it starts, each counted from both sides, and each with itself."""
    before = np.searchsorted(np.sort(starts), stops) - np.searchsorted(np.sort(stops), starts, side="right")
    return int(np.maximum(before - 1, 0).sum()) // 2


def _winding(path: Floats, x: float, y: float) -> int:
    """How often a closed path goes around a point that is not on it, counted where it passes below."""
    (x0, y0), (x1, y1) = path[:-1].T, path[1:].T
    passes = (x0 > x) != (x1 > x)
    below = (y1 - y0) * (x - x0) < (y - y0) * (x1 - x0)
    return int(np.sum(np.sign(x1 - x0)[passes & (below == (x1 > x0))]))


def _sides(path: Floats) -> Floats:
    """Its sides, and the whole line of a pole that it reaches: the pole is one point."""
    sides = np.hstack([path[:-1], path[1:]]) if len(path) > 1 else np.hstack([path, path])
    reached = [pole for pole in (-90.0, 90.0) if np.any(np.abs(path[:, 1] - pole) <= TOLERANCE)]
    return np.vstack([sides, *([-180.0, pole, 180.0, pole] for pole in reached)])
