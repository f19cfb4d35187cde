"""What a closed path in the plane goes around, also where it crosses itself."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from tocsin.notify.audience.arrays import Floats

_MANY, _MUCH = 50_000, 20_000_000
"""Pairs of sides that may cross, and parts they cut out times sides, beyond which a ring is not untangled."""


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
    points = shapely.point_on_surface(faces)
    inside = ~np.isnan(
        shapely.get_x(points)
    )  # a face too thin for a point lies within the tolerance of its sides
    inside[inside] = [_winding(path, point.x, point.y) != 0 for point in points[inside]]
    return shapely.coverage_union_all(faces[inside])


def _overlaps(path: Floats) -> int:
    """No fewer than the pairs of sides that cross: they overlap from west to east and from south to north."""
    least, most = np.minimum(path[:-1], path[1:]), np.maximum(path[:-1], path[1:])
    return min(_pairs(least[:, axis], most[:, axis]) for axis in (0, 1))


def _pairs(starts: Floats, stops: Floats) -> int:
    """How many pairs of spans overlap by more than an end."""
    begun = np.searchsorted(np.sort(starts), stops)
    over = np.searchsorted(np.sort(stops), starts, side="right")
    others = np.maximum(begun - over - 1, 0)  # a span is not its own neighbour; one of no length has none
    return int(others.sum()) // 2  # each pair was counted from both of its spans


def _winding(path: Floats, x: float, y: float) -> int:
    """How often a closed path goes around a point that is not on it, counted where it passes below."""
    (x0, y0), (x1, y1) = path[:-1].T, path[1:].T
    passes = (x0 > x) != (x1 > x)
    below = (y1 - y0) * (x - x0) < (y - y0) * (x1 - x0)
    return int(np.sum(np.sign(x1 - x0)[passes & (below == (x1 > x0))]))
