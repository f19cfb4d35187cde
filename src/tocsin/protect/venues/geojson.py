"""GeoJSON (RFC 7946): features with a venue's fields as properties, and where it is as geometry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import shape

from tocsin.errors import BadInput
from tocsin.protect.venues.fields import COLUMNS
from tocsin.protect.venues.table import Row, Source

_SHAPES = ("Point", "Polygon", "MultiPolygon")
_PLACE = ("latitude", "longitude")


def read(text: str, where: str) -> Source:
    """The features of a GeoJSON text as rows; `BadInput` where it is no collection of features."""
    features = _features(text, where)
    rows = [_row(number, feature) for number, feature in enumerate(features, 1)]
    named: dict[str, int] = {}
    for row in rows:
        for name in row.fields:
            named.setdefault(name, row.number)
    return Source(where, None, list(named.items()), rows)


def _features(text: str, where: str) -> list[Any]:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise BadInput(f"not valid JSON: {error}", where=where, reason="not_json") from None
    except RecursionError:
        raise BadInput("not usable JSON: it is nested too deep", where=where, reason="not_json") from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise BadInput("it is no GeoJSON FeatureCollection", where=where, reason="not_geojson")
    return features


def _row(number: int, feature: object) -> Row:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return Row(number, {}, (("", "it is no GeoJSON Feature"),), COLUMNS)
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        return Row(number, {}, (("", "its properties are no JSON object"),), COLUMNS)
    fields = {name.strip().casefold(): _text(value) for name, value in properties.items()}
    wrong = [(name, "its place is told by its geometry; take this out") for name in _PLACE if name in fields]
    if "id" not in fields and "id" in feature:
        fields["id"] = _text(feature["id"])
    try:
        latitude, longitude = _place(feature.get("geometry"))
    except BadInput as error:
        return Row(number, fields, (*wrong, ("geometry", str(error))), _PLACE)
    return Row(number, fields | {"latitude": latitude, "longitude": longitude}, tuple(wrong))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    return json.dumps(value)


def _place(geometry: object) -> tuple[str, str]:
    """Latitude and longitude as texts: of a point, or of one well inside a polygon."""
    if not isinstance(geometry, Mapping) or geometry.get("type") not in _SHAPES:
        raise BadInput(f"it is not one of {', '.join(_SHAPES)}")
    if geometry["type"] == "Point":
        return _point(geometry.get("coordinates"))
    try:
        inside = shape(geometry).representative_point()
    except (ShapelyError, ValueError, TypeError, IndexError, KeyError):
        raise BadInput("its corners cannot be read as RFC 7946 writes them") from None
    if inside.is_empty:
        raise BadInput("it encloses nothing")
    return repr(round(inside.y, 7)), repr(round(inside.x, 7))


def _point(given: object) -> tuple[str, str]:
    if not isinstance(given, list) or not 2 <= len(given) <= 3 or not all(map(_is_number, given)):
        raise BadInput("its coordinates are not [longitude, latitude]")
    return repr(given[1]), repr(given[0])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
