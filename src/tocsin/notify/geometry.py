"""Whether rings and circles on the globe are ones that CAP allows (CAP 1.2, sections 3.2.4 and 3.3.3)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain

import numpy as np
import shapely

from tocsin.notify.problem import Rule

Point = tuple[float, float]

_FURTHEST = np.array((90.0, 180.0))


def ring_fault(ring: Sequence[Point]) -> tuple[Rule, str] | None:
    """The first fault of a polygon of (latitude, longitude) points, None if it has none.

    >>> ring_fault([(48, 2), (49, 2), (49, 3), (48, 2)]) is None
    True
    >>> ring_fault([(48, 2), (49, 3), (48, 3), (49, 2), (48, 2)])[1]
    'its sides cross near 48.5, 2.5; draw the corners in order'
    """
    points = np.fromiter(chain.from_iterable(ring), float, 2 * len(ring)).reshape(-1, 2)
    if not np.all(np.abs(points) <= _FURTHEST):
        return Rule.COORDINATES, next(fault for point in ring if (fault := point_fault(*point)))
    if len(ring) < 4:
        return Rule.POLYGON_SHORT, f"it has {len(ring)} points; a closed ring needs at least four"
    if ring[0] != ring[-1]:
        return Rule.POLYGON_OPEN, "its last point is not its first; repeat the first point at the end"
    # Whether sides cross does not depend on which axis comes first.
    shape = shapely.linearrings(points)
    if not shapely.is_valid(shape):
        return Rule.POLYGON_CROSSED, _crossing(shape)
    return None


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
