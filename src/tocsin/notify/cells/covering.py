"""Where to broadcast: rings of few corners that hold all of the warned area, and how far they go beyond it.

What an area covers is as `tocsin.notify.audience` has it. Everything is reckoned in steps of the wire (see
`coordinates`). The area is first widened by three quarters of a step, then simplified by adding alone, then
its corners are taken to the nearest step. That moves no point of the boundary by more than half a diagonal,
0.7072 of a step, so the area stays inside; and whether it does is checked again on the result, in degrees.
Where that fails, or the rings would cross themselves, the convex hull is taken in its stead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import affine_transform, translate
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from tocsin.base import Area
from tocsin.errors import BadInput
from tocsin.notify.area import KM_A_DEGREE
from tocsin.notify.audience.circles import Circle, reach
from tocsin.notify.audience.rings import TOLERANCE, Piece
from tocsin.notify.audience.shapes import shapes
from tocsin.notify.cells.coordinates import MOST_OCTETS, STEPS, size
from tocsin.notify.cells.records import Outline, Ring
from tocsin.notify.cells.simplify import holding

MOST_POINTS = 100
"""Of one ring, its first repeated as the last counted, so 99 corners (WEA: at most 100)."""

MOST_RINGS = 10
"""More are joined, the nearest first: within 1,024 octets ten rings still get 18 points each."""

_MARGIN = 0.75
_ROUGH = 600
_MANY = 2000
_CIRCLE_SIDES = 96
_WIDEST = 179.9
_METRES_A_DEGREE = KM_A_DEGREE * 1000

_X, _Y = 360 / STEPS, 180 / STEPS
_TO_STEPS = (1 / _X, 0, 0, 1 / _Y, 180 / _X, 90 / _Y)
_TO_DEGREES = (_X, 0, 0, _Y, -180, -90)

Floats = NDArray[np.float64]


def outline(areas: Iterable[Area], *, points: int = MOST_POINTS) -> Outline:
    """The rings to broadcast for areas, each of at most `points` points and all within 1,024 octets.

    Their corners are exactly on steps of the wire, with longitudes from -180 to 180; a side goes the short
    way round. Holes are filled, circles become polygons of 96 sides around them. `BadInput` where there is no
    shape, or none to be carried: around a pole, wider than 179.9 degrees, within 20 m of the north pole.

    >>> square = Area(description="A square", polygons=(((48, 2), (48, 3), (49, 3), (49, 2), (48, 2)),))
    >>> found = outline([square])
    >>> len(found.rings[0]), found.overshoot_m < 20
    (5, True)
    """
    try:
        return _outline(tuple(areas), points)
    except shapely.errors.GEOSException as error:
        text = f"its shape cannot be reckoned with: {error}; draw it anew"
        raise BadInput(text, where="area", reason="shape") from error


@lru_cache(maxsize=256)
def _outline(areas: tuple[Area, ...], points: int) -> Outline:
    warned, round_by = _warned(areas)
    parts = _joined([wide for part in shapely.get_parts(warned) for wide in _widened(part)])
    for part in parts:
        _narrow((part.bounds[2] - part.bounds[0]) * _X)
    shares = _shares(parts, points)
    rings = [_ring(part, _inside(warned, part), share - 1) for part, share in zip(parts, shares, strict=True)]
    together = affine_transform(shapely.union_all(rings), _TO_DEGREES)
    far, extra = _beyond(affine_transform(warned, _TO_DEGREES), together)
    corners = sum(len(ring) - 1 for area in areas for ring in area.polygons)
    return Outline(tuple(_degrees(ring) for ring in rings), far + round_by, extra, corners)


def _warned(areas: Sequence[Area]) -> tuple[BaseGeometry, float]:
    """Everything warned, in steps, in one place each: nothing twice on both sides of the antimeridian; and by
    how many metres the polygons drawn for circles are larger than these."""
    found = shapes(areas)
    parts = [each for piece in found.pieces for each in _placed(piece)]
    discs = [_disc(circle) for circle in found.circles]
    parts += [disc for disc, _ in discs]
    if not parts:
        raise BadInput("it has no polygon, circle or known country", where="area", reason="no-shape")
    whole = affine_transform(shapely.union_all([_home(part) for part in parts]), _TO_STEPS)
    if whole.bounds[3] > STEPS - 4:
        text = "it reaches the north pole, which coordinates on the air do not"
        raise BadInput(text, where="area", reason="pole")
    return whole, max((larger for _, larger in discs), default=0.0)


def _placed(piece: Piece) -> list[BaseGeometry]:
    """What a piece goes around, and those of its sides that lie outside of that."""
    lines = shapely.linestrings(piece.sides.reshape(-1, 2, 2))
    near = piece.filled.buffer(TOLERANCE)
    shapely.prepare(near)
    bare = [line for line in lines[~shapely.covers(near, lines)] if line.length or piece.filled.is_empty]
    found = [*shapely.get_parts(piece.filled), *(line if line.length else line.centroid for line in bare)]
    for part in found:
        _narrow(part.bounds[2] - part.bounds[0])
    return found


def _narrow(width: float) -> None:
    if width > _WIDEST:
        text = "it goes around a pole or is wider than 180 degrees of longitude"
        raise BadInput(f"{text}; coordinates on the air cannot tell that", where="area", reason="wide")


def _home(part: BaseGeometry) -> BaseGeometry:
    """Moved by whole turns so that its west end is from -180 up to 180."""
    return translate(part, xoff=-360 * np.floor((part.bounds[0] + 180) / 360))


def _disc(circle: Circle) -> tuple[BaseGeometry, float]:
    """A polygon that holds a circle, in degrees, and by how many metres its corners are outside."""
    if circle.angle < TOLERANCE:
        return shapely.Point(circle.longitude, circle.latitude), 0.0
    edge = shapely.points(_around(circle, 16 * _CIRCLE_SIDES))
    more = 1 / np.cos(np.pi / _CIRCLE_SIDES) - 1
    while True:
        wider = replace(circle, angle=circle.angle * (1 + more))
        *_, aside = reach(wider)
        _narrow(2 * aside)
        polygon = Polygon(_around(wider, _CIRCLE_SIDES))
        if polygon.is_valid and bool(np.all(shapely.covers(polygon, edge))):
            return polygon, float((wider.angle - circle.angle) * _METRES_A_DEGREE)
        more *= 1.25


def _around(circle: Circle, sides: int) -> Floats:
    """Points on the edge of a circle, as rows of longitude and latitude, longitudes running on."""
    bearings, out = np.arange(sides) * (2 * np.pi / sides), np.radians(circle.angle)
    north = np.radians(circle.latitude)
    there = np.arcsin(np.sin(north) * np.cos(out) + np.cos(north) * np.sin(out) * np.cos(bearings))
    across = np.arctan2(
        np.sin(bearings) * np.sin(out) * np.cos(north), np.cos(out) - np.sin(north) * np.sin(there)
    )
    return np.column_stack([circle.longitude + np.degrees(across), np.degrees(there)])


def _widened(part: BaseGeometry) -> list[Polygon]:
    """All within the margin around one part; if it has very many corners, roughly, by as little more as
    brings them down to some hundreds."""
    less, rough = _simpler(part, _ROUGH)
    return _polygons(less.buffer(_MARGIN + rough, join_style="mitre", mitre_limit=2))


def _simpler(shape: BaseGeometry, corners: int) -> tuple[BaseGeometry, float]:
    """A shape of no more corners, and how far it may be from the first: step by step, each twice the last."""
    step, aside = 1.0, 0.0
    while len(shapely.get_coordinates(shape)) > corners:
        shape = shape.simplify(step)
        aside, step = aside + step, step * 2
    return shape, aside


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]


def _joined(parts: list[Polygon]) -> list[Polygon]:
    """At most ten: as long as there are more, the two that lie nearest become their common hull."""
    parts = _apart(parts)
    while len(parts) > MOST_RINGS:
        pair = _nearest(np.array([part.bounds for part in parts]))
        hull = shapely.union_all([parts[at] for at in pair]).convex_hull
        parts = _apart([hull, *(part for at, part in enumerate(parts) if at not in pair)])
    return parts


def _apart(parts: Sequence[Polygon]) -> list[Polygon]:
    """Without holes, and those that overlap as one."""
    return [Polygon(part.exterior) for part in _polygons(shapely.union_all(parts))]


def _nearest(boxes: Floats) -> tuple[int, int]:
    """The two boxes (west, south, east, north) with the least gap."""
    low, high = boxes[:, None, :2], boxes[:, None, 2:]
    gaps = np.maximum(0, np.maximum(low - high.swapaxes(0, 1), low.swapaxes(0, 1) - high))
    apart = np.hypot(gaps[..., 0], gaps[..., 1])
    np.fill_diagonal(apart, np.inf)
    one, other = divmod(int(apart.argmin()), len(boxes))
    return one, other


def _shares(parts: Sequence[Polygon], points: int) -> list[int]:
    """How many points each ring may have: what it has, cut to one most for all that fits the octets."""
    wanted = [max(5, len(part.exterior.coords)) for part in parts]
    most = points
    while sum(size(min(each, most)) for each in wanted) > MOST_OCTETS:
        most -= 1
    return [min(each, most) for each in wanted]


def _inside(warned: BaseGeometry, part: Polygon) -> BaseGeometry:
    """The parts of what is warned that lie in one ring's share."""
    shapely.prepare(part)
    return shapely.union_all([each for each in shapely.get_parts(warned) if part.intersects(each)])


def _ring(part: Polygon, inside: BaseGeometry, corners: int) -> Polygon:
    """A ring on steps that holds what is inside a part: of its own shape, else its hull's, else a box."""
    for shape in (part, part.convex_hull):
        ring = shapely.remove_repeated_points(Polygon(np.rint(holding(shape, corners).exterior.coords)))
        few = len(ring.exterior.coords) <= corners + 1
        if few and ring.is_valid and ring.covers(inside) and _on_earth(ring):
            return ring
    west, south, east, north = shapely.union(part, inside).bounds
    return shapely.box(np.floor(west), max(0, np.floor(south)), np.ceil(east), min(STEPS - 1, np.ceil(north)))


def _on_earth(ring: Polygon) -> bool:
    """Whether a ring, whose corners may have run far out, is one that can be written and read."""
    west, south, east, north = ring.bounds
    return bool(south >= 0 and north < STEPS and (east - west) * _X <= 180)


def _degrees(ring: Polygon) -> Ring:
    """The points of a ring, to the last bit what a reader of the wire gets."""
    steps = [(int(x), int(y)) for x, y in ring.exterior.coords]
    return tuple((y * 180 / STEPS - 90, x % STEPS * 360 / STEPS - 180) for x, y in steps)


def _beyond(warned: BaseGeometry, together: BaseGeometry) -> tuple[float, float]:
    """How far the rings go beyond what is warned: metres, at most a fiftieth too many, and share of area.

    East and west are measured as at the latitude nearest to the equator, so never too short.
    """
    _, south, _, north = together.bounds
    latitude = 0.0 if south < 0 < north else min(abs(south), abs(north))
    across = _METRES_A_DEGREE * float(np.cos(np.radians(latitude)))
    level = (across, 0, 0, _METRES_A_DEGREE, 0, 0)
    share = 1 - _area(warned) / _area(together)
    return _farthest(affine_transform(warned, level), affine_transform(together, level)), max(share, 0.0)


def _farthest(warned: BaseGeometry, together: BaseGeometry) -> float:
    """The least distance within which of `warned` all of `together` lies, between two that are close.

    Where there are thousands of corners it is measured from a simpler shape, which lies at most `aside` from
    the true one, and that is added.
    """
    simpler, aside = _simpler(warned, _MANY)
    corners = shapely.points(shapely.get_coordinates(together))
    low = float(shapely.distance(corners, simpler).max())
    high = low * 1.02 + 0.5
    while not simpler.buffer(high).covers(together):
        low, high = high, high * 1.5
    while high - low > max(1.0, 0.02 * high):
        middle = (low + high) / 2
        if simpler.buffer(middle).covers(together):
            high = middle
        else:
            low = middle
    return high + aside


def _area(shape: BaseGeometry) -> float:
    """On the sphere, but for a factor: Lambert's cylinder keeps areas."""

    def flat(points: Floats) -> Floats:
        return np.column_stack([points[:, 0], np.degrees(np.sin(np.radians(points[:, 1])))])

    return float(shapely.transform(shape, flat).area)
