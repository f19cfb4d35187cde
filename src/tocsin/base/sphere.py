"""How far points of the Earth are from one another."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_KM = 6371.0088
"""The mean radius of the Earth (IUGG)."""

_PLACES_OF_A_KM = 6
"""Distances are rounded to a millimetre, so that equally far means the same on every machine."""


def great_circle_km(
    latitude: ArrayLike, longitude: ArrayLike, to_latitude: ArrayLike, to_longitude: ArrayLike
) -> NDArray[np.float64]:
    """Kilometres along a sphere of `EARTH_RADIUS_KM`, rounded to the millimetre; degrees, arrays broadcast.

    The haversine formula (R. W. Sinnott, Sky and Telescope 68, 1984), which is exact for near points.

    >>> float(great_circle_km(0, 179.5, 0, -179.5))
    111.19508
    """
    degrees = (
        np.asarray(value, dtype=np.float64) for value in (latitude, longitude, to_latitude, to_longitude)
    )
    north, east, to_north, to_east = (np.radians(value) for value in degrees)
    rise, turn = np.sin((to_north - north) / 2), np.sin((to_east - east) / 2)
    half_chord = np.sqrt(rise * rise + np.cos(north) * np.cos(to_north) * turn * turn)
    distance = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(half_chord, 1.0))
    rounded: NDArray[np.float64] = np.round(distance, _PLACES_OF_A_KM)
    return rounded
