"""A simple polygon with fewer corners that holds all of it.

Two steps only ever add: leaving out a corner that points inwards, and letting the two sides beside a side run
on until they meet. The one that adds the least area is taken first. (The idea is that of progressive hulls:
Sander, Gu, Gortler, Hoppe and Snyder, "Silhouette clipping", 2000, section 4, in the plane.)
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.polygon import orient

Floats = NDArray[np.float64]
_PARALLEL = 1e-12


def holding(polygon: Polygon, corners: int) -> Polygon:
    """A polygon without holes, of at most `corners` corners if that can be had, that holds all of `polygon`.

    It may keep more where every step left would make it cross itself; a convex one always comes down to four.

    >>> bay = Polygon([(0, 0), (4, 0), (4, 4), (2, 3), (0, 4)])
    >>> list(holding(bay, 4).exterior.coords)
    [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    """
    rest = _Ring(np.asarray(orient(Polygon(polygon.exterior)).exterior.coords)[:-1])
    while rest.count > max(corners, 3):
        if not (rest.step() or (rest.retry() and rest.step())):
            break
    return Polygon(rest.points())


@dataclass(order=True, frozen=True, slots=True)
class _Step:
    """Leave out corner `at`, or, with `met`, put that point in place of it and the next."""

    area: float
    at: int
    met: tuple[float, float] | None = field(default=None, compare=False)


class _Ring:
    """Corners of a ring, anticlockwise, each knowing its neighbours, and the steps that could come next.

    `_latest` holds the one step of each corner that still counts; older ones in the heap are passed over.
    """

    def __init__(self, points: Floats) -> None:
        self.count = len(points)
        self._points = points.copy()
        self._after = np.roll(np.arange(self.count), -1)
        self._before = np.roll(np.arange(self.count), 1)
        self._there = np.ones(self.count, dtype=bool)
        self._latest: list[_Step | None] = [None] * self.count
        self._steps: list[_Step] = []
        self._blocked: set[int] = set()
        self._offer(range(self.count))

    def points(self) -> Floats:
        """The corners left, in order."""
        return self._points[self._there]

    def step(self) -> bool:
        """Take the least step that keeps the ring simple; False if there is none."""
        while self._steps:
            step = heapq.heappop(self._steps)
            if self._latest[step.at] is not step:
                continue
            if self._clear(step):
                self._take(step)
                return True
            self._blocked.add(step.at)
        return False

    def retry(self) -> bool:
        """Offer again what was in the way of the rest; False if there is nothing to offer."""
        again, self._blocked = [at for at in self._blocked if self._there[at]], set()
        self._offer(again)
        return bool(again)

    def _around(self, at: int) -> tuple[int, int, int, int]:
        """The corner before, this one, the next and the one after that."""
        after = int(self._after[at])
        return int(self._before[at]), at, after, int(self._after[after])

    def _offer(self, corners: Iterable[int]) -> None:
        for at in corners:
            self._latest[at] = step = self._possible(at)
            if step is not None:
                heapq.heappush(self._steps, step)

    def _possible(self, at: int) -> _Step | None:
        before, here, after, beyond = (self._points[corner] for corner in self._around(at))
        if (bend := _cross(here - before, after - here)) <= 0:
            return _Step(-bend / 2, at)
        met = _meeting(before, here, after, beyond)
        if met is None:
            return None
        return _Step(abs(_cross(after - here, met - here)) / 2, at, (float(met[0]), float(met[1])))

    def _clear(self, step: _Step) -> bool:
        """Whether the triangle that the step adds is free of the rest of the ring."""
        before, at, after, beyond = self._around(step.at)
        if step.met is None:
            return not self._inside(self._points[[before, at, after]], [before, at, after])
        triangle = np.array([self._points[at], step.met, self._points[after]])
        return not (self._inside(triangle, [before, at, after, beyond]) or self._crossed(triangle, at))

    def _inside(self, triangle: Floats, own: list[int]) -> bool:
        """Whether a corner other than its own lies in a triangle or on its edge."""
        others = self._there.copy()
        others[own] = False
        points = self._points[others]
        turns = np.array(
            [_turns(a, b, points) for a, b in zip(triangle, np.roll(triangle, -1, 0), strict=True)]
        )
        return bool(np.any(np.all(turns >= 0, axis=0) | np.all(turns <= 0, axis=0)))

    def _crossed(self, triangle: Floats, at: int) -> bool:
        """Whether a side crosses one of the two new ones that meet at the triangle's tip."""
        before, _, after, _ = self._around(at)
        others = self._there.copy()
        others[[before, at, after]] = False
        starts, ends = self._points[others], self._points[self._after[others]]
        return any(_cross_any(end, triangle[1], starts, ends) for end in (triangle[0], triangle[2]))

    def _take(self, step: _Step) -> None:
        before, at, after, beyond = self._around(step.at)
        if step.met is None:
            self._drop(at, before, after)
            self._offer((int(self._before[before]), before, after))
        else:
            self._points[at] = step.met
            self._drop(after, at, beyond)
            self._offer((int(self._before[before]), before, at, beyond))

    def _drop(self, at: int, before: int, after: int) -> None:
        self._after[before], self._before[after] = after, before
        self._there[at] = False
        self._latest[at] = None
        self.count -= 1


def _cross(one: Floats, other: Floats) -> float:
    return float(one[0] * other[1] - one[1] * other[0])


def _turns(start: Floats, end: Floats, points: Floats) -> Floats:
    """Positive where a point lies to the left of the way from start to end."""
    along, to = end - start, points - start
    turns: Floats = along[0] * to[:, 1] - along[1] * to[:, 0]
    return turns


def _cross_any(one: Floats, other: Floats, starts: Floats, ends: Floats) -> bool:
    """Whether the segment between two points meets any of the others."""
    apart = _turns(one, other, starts) * _turns(one, other, ends) <= 0
    starts, ends = starts[apart], ends[apart]
    along = ends - starts
    sides = [along[:, 0] * (p[1] - starts[:, 1]) - along[:, 1] * (p[0] - starts[:, 0]) for p in (one, other)]
    return bool(np.any(sides[0] * sides[1] <= 0))


def _meeting(before: Floats, here: Floats, after: Floats, beyond: Floats) -> Floats | None:
    """Where the sides before and behind the side from `here` to `after` meet if they run on past it."""
    forth, back = here - before, after - beyond
    across = _cross(forth, back)
    if across >= -_PARALLEL * float(np.hypot(*forth) * np.hypot(*back)):
        return None
    along, against = _cross(after - here, back) / across, _cross(after - here, forth) / across
    return here + along * forth if along >= 0 and against >= 0 else None
