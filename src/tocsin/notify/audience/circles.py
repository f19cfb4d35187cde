"""Circles on a sphere, by straight lines through it: exact near the centre, the far side and the poles."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.notify.area import KM_A_DEGREE
from tocsin.notify.audience.arrays import Floats
from tocsin.notify.audience.rings import TOLERANCE
from tocsin.notify.geometry import circle_fault

Angle = float | Floats


@dataclass(frozen=True, slots=True)
class Circle:
    """A centre in degrees, and the radius as an angle at the middle of the Earth, in degrees."""

    latitude: float
    longitude: float
    angle: float


def circle(latitude: float, longitude: float, radius_km: float) -> Circle:
    """A circle of CAP; its radius in kilometres over a sphere of 6,371 km. `BadInput` if it is none.

    >>> round(circle(48.86, 2.35, 111.195).angle, 4)
    1.0
    """
    if fault := circle_fault(latitude, longitude, radius_km):
        raise BadInput(fault[1], where="circle", reason=str(fault[0]))
    return Circle(latitude, longitude, radius_km / KM_A_DEGREE)


def away(latitude: Angle, longitude: Angle, latitudes: Floats, longitudes: Floats) -> Floats:
    """Great-circle distances between points in degrees of arc, to about 1e-13 degree.

    Half the angle between two unit vectors has their difference as its sine and their sum as its cosine (over
    two), so that neither near nor opposite points lose digits, as they do with the cosine and the haversine
    formula (Kahan, "How futile are mindless assessments of roundoff", 2006, section 12).

    >>> away(90, 0, np.array([0.0, -90.0]), np.array([77.0, 0.0]))
    array([ 90., 180.])
    """
    here, there = _vectors(latitude, longitude), _vectors(latitudes, longitudes)
    apart = np.linalg.norm(there - here, axis=-1)
    together = np.linalg.norm(there + here, axis=-1)
    return np.asarray(np.degrees(2 * np.arctan2(apart, together)))


def _vectors(latitudes: Angle, longitudes: Angle) -> NDArray[np.float64]:
    north, east = np.radians(latitudes), np.radians(longitudes)
    level = np.cos(north)
    return np.stack([level * np.cos(east), level * np.sin(east), np.sin(north) + 0 * east], axis=-1)


def reach(circle: Circle) -> tuple[float, float, float]:
    """South, north, and how far to either side in longitude a circle reaches, in degrees; 180 over a pole.

    >>> [round(degrees, 3) for degrees in reach(circle(60, 10, 111.195))]
    [59.0, 61.0, 2.0]
    """
    angle = circle.angle + 2 * TOLERANCE
    south, north = circle.latitude - angle, circle.latitude + angle
    if south <= -90 or north >= 90:
        return max(south, -90.0), min(north, 90.0), 180.0
    share = math.sin(math.radians(angle)) / math.cos(math.radians(circle.latitude))
    aside = math.asin(min(1.0, share * (1 + 1e-14)))  # rounded up, as the arc sine is steep near 1
    return south, north, math.degrees(aside) + TOLERANCE
