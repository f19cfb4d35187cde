"""Which areas that people care for an alert's area touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from tocsin.base import Area
from tocsin.notify.audience.arrays import Bools, Floats
from tocsin.notify.audience.bounds import Box, bounds
from tocsin.notify.audience.circles import Circle, away
from tocsin.notify.audience.outlines import RingOutlines
from tocsin.notify.audience.rings import TOLERANCE, Piece
from tocsin.notify.audience.shapes import geocodes, shapes

_NEAR = 1e-7
"""Degrees, a centimetre, by which a circle may miss a polygon and still count as touching it."""

_MANY = 50_000
"""Stretches of a polygon's sides, all perhaps near enough to a circle: from here on it touches."""


class Interests:
    """Areas that people care for, by id, to be asked again and again which of them an alert's area touches.

    Areas touch if they have a point in common, up to `TOLERANCE`, or a geocode. `BadInput` as `matches`.

    >>> town = Area(description="Town", circles=((48.9, 2.4, 3.0),))
    >>> department = Area(description="Department", geocodes=(("INSEE", "75"),))
    >>> cared_for = Interests(["ada", "ben"], [town, department])
    >>> cared_for.touched([Area(description="River", polygons=(((48.9, 2.3), (48.9, 2.5)),))]).tolist()
    ['ada']
    """

    def __init__(self, ids: ArrayLike, areas: Sequence[Area]) -> None:
        self._ids = np.asarray(ids)
        self._outlines = [_Outline(area) for area in areas]
        boxes = [bounds([area]) for area in areas]
        self._places = np.repeat(np.arange(len(areas)), [len(each) for each in boxes])
        self._tree = shapely.STRtree(_drawn(box for each in boxes for box in each))

    def __len__(self) -> int:
        return len(self._outlines)

    def touched(self, areas: Iterable[Area]) -> NDArray[np.generic]:
        """Ids of the areas that any of these areas touches, each once, in the order they were given."""
        alert = list(areas)
        touches = np.zeros(len(self), dtype=np.bool_)
        for area in alert:
            outline = _Outline(area)
            near = self._tree.query(_drawn(bounds([area])))[1]
            for place in np.unique(self._places[near]):
                touches[place] = touches[place] or outline.touches(self._outlines[place])
        codes = geocodes(alert)
        for place, outline in enumerate(self._outlines):
            touches[place] |= not codes.isdisjoint(outline.codes)
        return self._ids[touches]


def touching(areas: Iterable[Area], interests: Sequence[Area]) -> Bools:
    """For each area that someone cares for, whether any of the areas touches it, as `Interests` has it.

    >>> crossing = Area(description="x", polygons=(((-17, 179), (-17, -179), (-18, -179), (-17, 179)),))
    >>> touching([crossing], [Area(description="y", circles=((-17, -179.5, 0.0),))])
    array([ True])
    """
    found = np.zeros(len(interests), dtype=np.bool_)
    found[Interests(np.arange(len(interests)), interests).touched(areas)] = True
    return found


class _Outline:
    """The shapes of one area, ready for comparing."""

    def __init__(self, area: Area) -> None:
        found = shapes([area])
        self.codes = geocodes([area])
        self.circles = found.circles
        self.pieces = found.pieces
        self.drawn = np.array([_whole(piece) for piece in found.pieces], dtype=object)
        shapely.prepare(self.drawn)

    def touches(self, other: _Outline) -> bool:
        return (
            bool(shapely.dwithin(self.drawn[:, None], other.drawn[None, :], TOLERANCE).any())
            or any(_circles_touch(one, two) for one in self.circles for two in other.circles)
            or any(_circle_touches(circle, piece) for circle in self.circles for piece in other.pieces)
            or any(_circle_touches(circle, piece) for circle in other.circles for piece in self.pieces)
        )


def _whole(piece: Piece) -> BaseGeometry:
    """What a ring encloses, together with those of its sides that enclose nothing."""
    sides = shapely.multilinestrings(shapely.linestrings(piece.sides.reshape(-1, 2, 2)))
    return shapely.GeometryCollection([piece.filled, sides])


def _drawn(boxes: Iterable[Box]) -> NDArray[np.object_]:
    corners = [(box.west, box.south, box.east, box.north) for box in boxes]
    return np.asarray(shapely.box(*np.array(corners).reshape(-1, 4).T))


def _circles_touch(one: Circle, two: Circle) -> bool:
    apart = away(one.latitude, one.longitude, np.array([two.latitude]), np.array([two.longitude]))
    return bool(apart[0] <= one.angle + two.angle + TOLERANCE)


def _circle_touches(circle: Circle, piece: Piece) -> bool:
    """Whether its centre is inside the piece, or any point of a side within its radius.

    A stretch of a side is nowhere nearer to the centre than its middle is, less half its length. Those that
    may yet be near enough are halved until one is, none may be, or they are too small to matter.
    """
    centre = np.array([circle.longitude]), np.array([circle.latitude])
    if RingOutlines([piece]).hold(np.array([0]), *centre)[0]:
        return True
    sides, enough = piece.sides, circle.angle + TOLERANCE
    while len(sides):
        middles = (sides[:, :2] + sides[:, 2:]) / 2
        half = np.hypot(*(sides[:, 2:] - sides[:, :2]).T) / 2
        apart = away(circle.latitude, circle.longitude, middles[:, 1], middles[:, 0])
        maybe = apart - half <= enough
        if (apart <= enough).any() or maybe.sum() > _MANY or (maybe & (half < _NEAR)).any():
            return True
        sides = _halves(sides[maybe], middles[maybe])
    return False


def _halves(sides: Floats, middles: Floats) -> Floats:
    return np.vstack([np.hstack([sides[:, :2], middles]), np.hstack([middles, sides[:, 2:]])])
