"""How long it takes from one point to another."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.base.sphere import great_circle_km
from tocsin.errors import BadInput

Numbers = NDArray[np.float64]

KM_PER_HOUR = 25.0
"""As the crow flies, by car through a town: streets are a good third longer than that."""


def travel_minutes(latitude: ArrayLike, longitude: ArrayLike, km_per_hour: float = KM_PER_HOUR) -> Numbers:
    """Minutes (n, n) between n points given in degrees, at a speed along the great circle.

    `BadInput` names the first point that is not on the Earth.

    >>> travel_minutes([31.2222, 31.2304], [121.4581, 121.4737]).round(1).tolist()
    [[0.0, 4.2], [4.2, 0.0]]
    """
    if not 0 < km_per_hour < np.inf:
        raise BadInput(f"{km_per_hour:g} km/h is no speed to travel at", where="speed", reason="speed")
    north, east = (np.atleast_1d(np.asarray(degrees, np.float64)) for degrees in (latitude, longitude))
    for degrees, limit, name in ((north, 90, "latitude"), (east, 180, "longitude")):
        good = np.abs(degrees) <= limit  # NaN compares False
        if not good.all():
            at = int(np.argmin(good))
            text = f"its {name} {degrees[at]:g} is not between -{limit} and {limit} degrees"
            raise BadInput(text, where=f"point {at + 1}", reason=name)
    return great_circle_km(north[:, None], east[:, None], north, east) * (60 / km_per_hour)


def checked_minutes(given: ArrayLike, points: int) -> Numbers:
    """Travel times (n, n) that somebody else worked out; `BadInput` where they are not that."""
    minutes = np.asarray(given, np.float64)
    if minutes.shape != (points, points):
        size = " by ".join(str(side) for side in minutes.shape)
        text = f"there must be {points} by {points} travel times, teams first, then stops; there are {size}"
        raise BadInput(text, where="travel times", reason="shape")
    good = np.isfinite(minutes) & (minutes >= 0)
    if not good.all():
        start, end = np.argwhere(~good)[0]
        text = f"{minutes[start, end]:g} minutes from point {start + 1} to point {end + 1} is no travel time"
        raise BadInput(text, where="travel times", reason="minutes")
    return minutes
