"""Many points shared out to teams at once: equal parts, each close together, each in an order to go.

Points are halved along the longer side of their box, teams with them, until one team is left (recursive
bisection, as in Berger and Bokhari, IEEE Transactions on Computers C-36, 1987). It takes milliseconds, where
a plan is made anew while people wait; `route` finds better tours when there is time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.base.kernels import compiled
from tocsin.errors import BadInput

Numbers = NDArray[np.float64]
Order = NDArray[np.int64]


def shared_out(points: ArrayLike, teams: int) -> list[tuple[int, ...]]:
    """For each team the numbers of its points, in the order in which to visit them.

    `points` (k, 2) are degrees, latitude first. No team has more than one point more than another; teams
    beyond the number of points get none.

    >>> shared_out([[48.87, 2.33], [48.84, 2.37], [48.88, 2.34], [48.83, 2.38]], 2)
    [(3, 1), (0, 2)]
    """
    if teams < 1:
        raise BadInput(f"{teams} is no number of teams to share out to", where="teams", reason="teams")
    degrees = np.asarray(points, np.float64).reshape(-1, 2)
    good = np.isfinite(degrees).all(axis=1)
    if not good.all():
        raise BadInput("it is no point", where=f"point {int(np.argmin(good)) + 1}", reason="point")
    plane = _plane(degrees)
    sizes = [len(plane) // teams + (at < len(plane) % teams) for at in range(teams)]
    parts = _halved(plane, np.arange(len(plane)), sizes)
    return [tuple(part[_path(plane[part])].tolist()) for part in parts]


def _plane(degrees: Numbers) -> Numbers:
    """Points on a plane in degrees of latitude, those on either side of the date line beside each other."""
    latitude, longitude = degrees.T
    turns = np.exp(1j * np.radians(longitude))
    middle = np.degrees(np.angle(turns.sum())) if len(degrees) else 0.0
    east = (longitude - middle + 180) % 360 - 180
    narrow = np.cos(np.radians(latitude.mean())) if len(degrees) else 1.0
    return np.column_stack([latitude, east * narrow])


def _halved(plane: Numbers, some: Order, sizes: Sequence[int]) -> list[Order]:
    """Parts of these sizes, the points cut by a line across the longer side of their box."""
    if len(sizes) == 1:
        return [some]
    half = len(sizes) // 2
    first = sum(sizes[:half])
    if len(some) > 1:
        side = int(np.argmax(np.ptp(plane[some], axis=0)))
        some = some[np.lexsort((some, plane[some, side]))]
    return [*_halved(plane, some[:first], sizes[:half]), *_halved(plane, some[first:], sizes[half:])]


@compiled
def _path(points: Numbers) -> Order:
    """A short way through all points: each time to the nearest left, then turned round where ways cross
    (2-opt: Croes, Operations Research 6, 1958)."""
    number = len(points)
    path = np.arange(number)
    for at in range(1, number):
        nearest, least = at, np.inf
        for other in range(at, number):
            apart = _apart(points, path[at - 1], path[other])
            if apart < least:
                nearest, least = other, apart
        path[at], path[nearest] = path[nearest], path[at]
    better = True
    while better:
        better = False
        for first in range(number - 1):
            for last in range(first + 1, number):
                change = 0.0
                if first > 0:
                    change += _apart(points, path[first - 1], path[last])
                    change -= _apart(points, path[first - 1], path[first])
                if last < number - 1:
                    change += _apart(points, path[first], path[last + 1])
                    change -= _apart(points, path[last], path[last + 1])
                if change < -1e-12:
                    path[first : last + 1] = path[first : last + 1][::-1].copy()
                    better = True
    return path


@compiled
def _apart(points: Numbers, one: int, other: int) -> float:
    return float(np.hypot(points[one, 0] - points[other, 0], points[one, 1] - points[other, 1]))
