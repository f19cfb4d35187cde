"""Which of some points are inside an area."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import ArrayLike

from tocsin.base import Area
from tocsin.notify.audience.circles import within
from tocsin.notify.audience.rings import TOLERANCE, Bools, Floats
from tocsin.notify.audience.shapes import shapes


def matches(areas: Iterable[Area], latitudes: ArrayLike, longitudes: ArrayLike) -> Bools:
    """For each point, in degrees, whether it is inside one of the areas. `BadInput` for areas not on Earth.

    >>> square = ((48, 2), (48, 3), (49, 3), (49, 2), (48, 2))
    >>> matches([Area(description="x", polygons=(square,))], [48.5, 48, 47.9], [2.5, 2.7, 2.5])
    array([ True,  True, False])
    """
    y = np.asarray(latitudes, dtype=np.float64)
    x = np.remainder(np.asarray(longitudes, dtype=np.float64) + 180, 360) - 180
    inside = np.zeros(len(y), dtype=np.bool_)
    found = shapes(areas)
    for each in found.circles:
        inside |= within(each, y, x)
    for piece in found.pieces:
        shapely.prepare(piece.filled)
        inside |= shapely.intersects_xy(piece.filled, x, y)
        for side in piece.sides:
            inside |= _beside(side, x, y)
    return inside


def _beside(side: Floats, x: Floats, y: Floats) -> Bools:
    """Whether points are within the tolerance of a straight side."""
    x0, y0, x1, y1 = side
    across, up = x1 - x0, y1 - y0
    length = max(across * across + up * up, np.finfo(float).tiny)
    along = np.clip(((x - x0) * across + (y - y0) * up) / length, 0, 1)
    return np.hypot(x - x0 - along * across, y - y0 - along * up) <= TOLERANCE
