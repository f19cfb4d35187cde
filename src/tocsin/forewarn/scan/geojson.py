"""The circle of a cluster as GeoJSON (RFC 7946), for a map."""

from __future__ import annotations

import math
from typing import Any

from shapely import MultiPolygon, Polygon, affinity, box
from shapely.geometry import mapping
from shapely.geometry.polygon import orient

from tocsin.base import Explanation
from tocsin.base.sphere import EARTH_RADIUS_KM
from tocsin.errors import BadInput

_CORNERS = 64


def geojson(explanation: Explanation) -> dict[str, Any]:
    """A Feature with the circle that a scan warns of, and what it says of it.

    The geometry is a Polygon of 64 corners, cut in two where it crosses the antimeridian; a Point where the
    circle holds one place alone; around a pole, the box of all longitudes beyond its nearest latitude.
    `BadInput` where the explanation is of no cluster.

    >>> facts = (("latitude", 48.8590), ("longitude", 2.3781), ("radius_km", 0.0))
    >>> warning = Explanation(method="scan", baseline=(), observed=9, expected=3.0, bound=7.0, statistic=6.4,
    ...                       threshold=5.1, reason="", parameters=facts, p=0.001, places=("11e",))
    >>> geojson(warning)["geometry"]
    {'type': 'Point', 'coordinates': (2.3781, 48.859)}
    """
    facts = dict(explanation.parameters)
    try:
        latitude, longitude, radius = (facts[name] for name in ("latitude", "longitude", "radius_km"))
    except KeyError as missing:
        raise BadInput(f"it is of no cluster: {missing} is missing", where="scan", reason="place") from None
    return {
        "type": "Feature",
        "geometry": circle(latitude, longitude, radius),
        "properties": {
            "observed": explanation.observed,
            "expected": explanation.expected,
            "p": explanation.p,
            "radius_km": radius,
            "places": list(explanation.places),
            "reason": explanation.reason,
        },
    }


def circle(latitude: float, longitude: float, radius_km: float) -> dict[str, Any]:
    """The geometry of all points at most so far from one, as `geojson` says.

    >>> [round(end, 3) for end in circle(0, 0, 111.19508)["coordinates"][0][0]]
    [1.0, 0.0]
    """
    if radius_km == 0:
        return {"type": "Point", "coordinates": (longitude, latitude)}
    angle = radius_km / EARTH_RADIUS_KM
    reach = math.degrees(angle)
    if abs(latitude) + reach >= 90:
        south, north = max(latitude - reach, -90), min(latitude + reach, 90)
        return dict(mapping(box(-180, south if latitude > 0 else -90, 180, 90 if latitude > 0 else north)))
    corners = [_towards(latitude, longitude, angle, 2 * math.pi * at / _CORNERS) for at in range(_CORNERS)]
    return dict(mapping(_within_the_world(Polygon(corners))))


def _within_the_world(whole: Polygon) -> Polygon | MultiPolygon:
    """The polygon, or both parts of one that goes beyond the antimeridian."""
    world = box(-180, -90, 180, 90)
    if world.contains(whole):
        return whole
    turned = (affinity.translate(whole, turn).intersection(world) for turn in (-360, 0, 360))
    return MultiPolygon([orient(part) for part in turned if part.area > 0])


def _towards(latitude: float, longitude: float, angle: float, bearing: float) -> tuple[float, float]:
    """Longitude and latitude of the point so far from one, its longitude not brought back into bounds.

    `bearing` turns from the east to the north, so that corners go counter-clockwise as RFC 7946 asks.
    """
    north = math.radians(latitude)
    sine = math.sin(north) * math.cos(angle) + math.cos(north) * math.sin(angle) * math.sin(bearing)
    east = math.atan2(
        math.cos(bearing) * math.sin(angle) * math.cos(north), math.cos(angle) - math.sin(north) * sine
    )
    return longitude + math.degrees(east), math.degrees(math.asin(sine))
