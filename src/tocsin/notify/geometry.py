"""Whether rings and circles on the globe are ones that CAP allows (CAP 1.2, sections 3.2.4 and 3.3.3)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain

import numpy as np
import shapely
from numpy.typing import NDArray

from tocsin.notify.problem import Rule

Point = tuple[float, float]

_FURTHEST = np.array((90.0, 180.0))
_CROSSED_AT_POLE = (
    Rule.POLYGON_CROSSED,
    "its sides cross on their way round the pole; draw the corners in order",
)


def ring_fault(ring: Sequence[Point]) -> tuple[Rule, str] | None:
    """The first fault of a polygon of (latitude, longitude) points, None if it has none.

    >>> ring_fault([(48, 2), (49, 2), (49, 3), (48, 2)]) is None
    True
    >>> ring_fault([(48, 2), (49, 3), (48, 3), (49, 2), (48, 2)])[1]
    'its sides cross near 48.5, 2.5; draw the corners in order'
    >>> ring_fault([(70, 0), (70, 120), (70, -120), (70, 0)]) is None  # round the pole
    True
    """
    points = np.fromiter(chain.from_iterable(ring), float, 2 * len(ring)).reshape(-1, 2)
    if not np.all(np.abs(points) <= _FURTHEST):
        return Rule.COORDINATES, next(fault for point in ring if (fault := point_fault(*point)))
    if len(ring) < 4:
        return Rule.POLYGON_SHORT, f"it has {len(ring)} points; a closed ring needs at least four"
    if ring[0] != ring[-1]:
        return Rule.POLYGON_OPEN, "its last point is not its first; repeat the first point at the end"
    # Whether sides cross does not depend on which axis comes first.
    path = _short_ways(points)
    if abs(path[-1, 1] - path[0, 1]) > 180:
        return None if shapely.is_simple(shapely.linestrings(path)) else _CROSSED_AT_POLE
    path[-1] = path[0]
    shape = shapely.linearrings(path)
    if not shapely.is_valid(shape):
        return Rule.POLYGON_CROSSED, _crossing(shape)
    return None


def _short_ways(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The ring with each side the short way round, as those who are inside are found: longitudes may go
    beyond 180, and one that goes round a pole does not come back to its first. A side from -180 to 180 is the
    edge of a map of the whole world and stays as it is."""
    if np.ptp(points[:, 1]) <= 180:
        return points
    steps = np.diff(points[:, 1])
    long_ways = (np.abs(steps) > 180) & (np.abs(steps) < 360)
    steps -= 360 * np.sign(steps) * long_ways
    return np.column_stack([points[:, 0], np.concatenate([points[:1, 1], points[0, 1] + np.cumsum(steps)])])


def circle_fault(latitude: float, longitude: float, radius: float) -> tuple[Rule, str] | None:
    """The first fault of a circle, its radius in kilometres, None if it has none.

    >>> circle_fault(48.86, 2.35, -1)[1]
    'its radius of -1 km is not a length; give it in km'
    """
    if fault := point_fault(latitude, longitude):
        return Rule.COORDINATES, fault
    if not (math.isfinite(radius) and radius >= 0):
        return Rule.CIRCLE, f"its radius of {radius:g} km is not a length; give it in km"
    return None


def point_fault(latitude: float, longitude: float) -> str:
    """Why a point is not on Earth, "" if it is.

    >>> point_fault(116.4, 39.9)
    '116.4, 39.9 is not a point: latitude is from -90 to 90; are they swapped?'
    """
    if not (-90 <= latitude <= 90):
        swapped = -180 <= latitude <= 180 and -90 <= longitude <= 90
        ending = "; are they swapped?" if swapped else "; correct it"
        return f"{latitude:g}, {longitude:g} is not a point: latitude is from -90 to 90{ending}"
    if not (-180 <= longitude <= 180):
        return f"{latitude:g}, {longitude:g} is not a point: longitude is from -180 to 180; correct it"
    return ""


def _crossing(shape: shapely.LinearRing) -> str:
    """Words for shapely's "Self-intersection[48.5 2.5]"."""
    kind, _, at = shapely.is_valid_reason(shape).partition("[")
    if "ntersection" not in kind:
        return "its points enclose no area; draw at least three corners that are not in one line"
    latitude, longitude = (float(number) for number in at.rstrip("]").split())
    return f"its sides cross near {latitude:g}, {longitude:g}; draw the corners in order"
