"""Distances on the Earth."""

from math import asin, cos, radians, sin, sqrt

import numpy as np
import numpy.typing as npt

from tocsin.base import Place

EARTH_KM = 6371.0088
Degrees = npt.NDArray[np.float64]


def distance_km(a: Place, b: Place) -> float:
    """Great-circle distance in kilometres, by the haversine formula on a sphere of the Earth's mean radius.

    >>> from tocsin.base import PlaceKind
    >>> def city(name, country, latitude, longitude):
    ...     kind = PlaceKind.SETTLEMENT
    ...     return Place(name=name, kind=kind, country=country, latitude=latitude, longitude=longitude)
    >>> round(distance_km(city("Paris", "FR", 48.8534, 2.3488), city("Beirut", "LB", 33.8938, 35.5018)))
    3191
    """
    north, south = radians(a.latitude), radians(b.latitude)
    half = sin((north - south) / 2) ** 2
    half += cos(north) * cos(south) * sin(radians(a.longitude - b.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def distances_km(
    latitude: Degrees, longitude: Degrees, to_latitude: Degrees, to_longitude: Degrees
) -> Degrees:
    """Great-circle distances in kilometres from each of n points (rows) to each of m points (columns)."""
    north, east = np.radians(latitude)[:, None], np.radians(longitude)[:, None]
    south, west = np.radians(to_latitude)[None, :], np.radians(to_longitude)[None, :]
    half = np.sin((north - south) / 2) ** 2 + np.cos(north) * np.cos(south) * np.sin((east - west) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))
