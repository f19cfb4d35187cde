"""Areas of an alert from the places it is for: circles, a polygon around them all, a country, a division."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from shapely.geometry import MultiPoint, Polygon
from shapely.geometry.polygon import orient

from tocsin.base import Area, Place
from tocsin.errors import BadInput
from tocsin.notify.geometry import Point, point_fault, ring_fault

KM_A_DEGREE = 6371 * math.pi / 180
"""Length of a degree of latitude on a sphere of the Earth's mean radius."""


def from_places(description: str, places: Sequence[Place], *, margin_km: float = 10.0) -> Area:
    """The area around places: a circle each for one or two, one polygon around three or more.

    >>> from tocsin.base import PlaceKind
    >>> lyon = Place(name="Lyon", kind=PlaceKind.SETTLEMENT, country="FR", latitude=45.748, longitude=4.847)
    >>> from_places("Lyon and 10 km around", [lyon]).circles
    ((45.748, 4.847, 10.0),)
    """
    points = [(place.latitude, place.longitude) for place in places]
    around = circles if len(points) < 3 else polygon
    return around(description, points, margin_km=margin_km)


def country(description: str, code: str) -> Area:
    """The area of a whole country by its ISO 3166-1 alpha-2 code, widened by about a quarter of a degree.

    Outlines: Natural Earth 1:110m (public domain). `BadInput` for a country too small to be drawn there: draw
    around its places instead.

    >>> len(country("Lebanon", "LB").polygons)
    1
    """
    return _drawn(description, "outlines.json", code)


def division(description: str, geonames_id: int) -> Area:
    """The area of a state or province by its number in GeoNames, widened by about a tenth of a degree.

    Outlines: Natural Earth 1:50m (public domain), those of Australia, Brazil, Canada and the United States.
    `BadInput` for any other: draw around its places instead.

    >>> len(division("Wyoming", 5843591).polygons)
    1
    """
    return _drawn(description, "divisions.json", str(geonames_id))


def has_outline(code: str) -> bool:
    """Whether `country` can draw this country.

    >>> has_outline("FR"), has_outline("")
    (True, False)
    """
    return code in _outlines("outlines.json")


def has_division(geonames_id: int) -> bool:
    """Whether `division` can draw this state or province.

    >>> has_division(5843591), has_division(0)
    (True, False)
    """
    return str(geonames_id) in _outlines("divisions.json")


def _drawn(description: str, file: str, code: str) -> Area:
    outline = _outlines(file).get(code)
    if outline is None:
        raise BadInput("there is no outline of it; use its places", where=code, reason="no_outline")
    rings = (tuple((latitude, longitude) for latitude, longitude in ring) for ring in outline)
    return Area(description=description, polygons=tuple(rings))


@cache
def _outlines(file: str) -> dict[str, list[list[list[float]]]]:
    loaded: dict[str, list[list[list[float]]]] = json.loads(Path(__file__).with_name(file).read_text())
    return loaded


def circles(description: str, points: Sequence[Point], *, margin_km: float = 10.0) -> Area:
    """An area of one circle of `margin_km` radius around each (latitude, longitude) in degrees.

    >>> circles("Two towns", [(48.9, 2.4), (45.8, 4.8)]).circles
    ((48.9, 2.4, 10.0), (45.8, 4.8, 10.0))
    """
    _check(points, margin_km)
    return Area(
        description=description, circles=tuple((*point, margin_km) for point in dict.fromkeys(points))
    )


def polygon(description: str, points: Sequence[Point], *, margin_km: float = 10.0) -> Area:
    """An area of one polygon that holds every (latitude, longitude) and at least `margin_km` around each.

    It is the convex hull of squares around the points, each `margin_km` to every side, closed and rounded
    outwards to 0.0001 degrees (11 m). `BadInput` for points that are none, reach a pole, or straddle the
    180th meridian: for those, use circles.

    >>> polygon("A square", [(48.0, 2.0)], margin_km=11.119).polygons[0][:2]
    ((47.9, 1.8502), (47.9, 2.1498))
    """
    _check(points, margin_km)
    hull = MultiPoint([corner for point in points for corner in _square(point, margin_km)]).convex_hull
    ring = tuple((latitude, longitude) for longitude, latitude in _ring(hull))
    if fault := ring_fault(ring):
        raise BadInput(fault[1], where=description, reason=fault[0])
    return Area(description=description, polygons=(ring,))


def _check(points: Sequence[Point], margin_km: float) -> None:
    if not points:
        raise BadInput("there is no place to draw an area around", where="area", reason="empty")
    for point in points:
        if fault := point_fault(*point):
            raise BadInput(fault, where="area", reason="coordinates")
    if not 0 < margin_km <= 1000:
        raise BadInput(f"{margin_km:g} km is not from 0 to 1,000", where="margin_km", reason="number")
    longitudes = [longitude for _, longitude in points]
    if max(longitudes) - min(longitudes) > 180:
        text = "the places lie on both sides of the 180th meridian; use a circle for each"
        raise BadInput(text, where="area", reason="coordinates")


def _square(point: Point, margin_km: float) -> list[tuple[float, float]]:
    """Corners, (longitude, latitude), of a box that holds the circle of this radius around a point."""
    latitude, longitude = point
    up = margin_km / KM_A_DEGREE
    nearest_pole = max(abs(latitude - up), abs(latitude + up))
    if nearest_pole >= 89:
        raise BadInput("the area reaches a pole; use a circle", where="area", reason="coordinates")
    # Degrees of longitude are shortest on the side nearer the pole, so the box is made wide enough there.
    across = up / math.cos(math.radians(nearest_pole))
    if abs(longitude) + across > 180:
        raise BadInput(
            "the area crosses the 180th meridian; use a circle", where="area", reason="coordinates"
        )
    south, north = _outwards(latitude - up, -1), _outwards(latitude + up, 1)
    west, east = _outwards(longitude - across, -1), _outwards(longitude + across, 1)
    return [(west, south), (east, south), (east, north), (west, north)]


def _outwards(degrees: float, direction: int) -> float:
    """Rounded to four decimals, away from the point; the slack forgives noise in the twelfth decimal."""
    scaled = degrees * 10_000
    return (math.ceil(scaled - 1e-8) if direction > 0 else math.floor(scaled + 1e-8)) / 10_000


def _ring(hull: Polygon) -> list[tuple[float, float]]:
    return [(x, y) for x, y in orient(hull).exterior.coords]
