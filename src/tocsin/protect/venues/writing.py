"""Venues as tables that `read_venues` reads as the same again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping

from tocsin.protect.venues.fields import COLUMNS
from tocsin.protect.venues.table import guarded
from tocsin.protect.venues.venue import Venue

Texts = Mapping[str, str]


def fields_of(venue: Venue) -> dict[str, str]:
    """A venue's fields as texts, such as `read_fields` takes."""
    return {
        "id": venue.id,
        "name": venue.name,
        "kind": venue.kind,
        "latitude": repr(venue.latitude),
        "longitude": repr(venue.longitude),
        "zone": venue.zone,
        "capacity": str(venue.capacity),
        "present": venue.present.text,
        "district": venue.district,
        "floor": f"{venue.floor!r}",
        "ceiling": f"{venue.ceiling!r}",
    }


def write_csv(venues: Iterable[Venue], more: Iterable[Texts] = ()) -> bytes:
    """A CSV file in UTF-8 with the mark by which spreadsheets know it; `more` are further cells of each.

    >>> write_csv([]).decode("utf-8-sig").strip()
    'id,name,kind,latitude,longitude,zone,capacity,present,district,floor,ceiling'
    """
    rows = _rows(venues, more)
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]) if rows else COLUMNS)
    writer.writeheader()
    for row in rows:
        texts = {name: guarded(text) for name, text in row.items() if name not in ("latitude", "longitude")}
        writer.writerow(row | texts)
    return stream.getvalue().encode("utf-8-sig")


def write_geojson(venues: Iterable[Venue], more: Iterable[Texts] = ()) -> bytes:
    """A GeoJSON FeatureCollection (RFC 7946) of points, in UTF-8.

    >>> write_geojson([]).decode()
    '{"type": "FeatureCollection", "features": []}'
    """
    features = [_feature(row) for row in _rows(venues, more)]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _rows(venues: Iterable[Venue], more: Iterable[Texts]) -> list[dict[str, str]]:
    further = list(more)
    return [fields_of(venue) | (further[number] if further else {}) for number, venue in enumerate(venues)]  # type: ignore[operator]


def _feature(row: dict[str, str]) -> dict[str, object]:
    point = [float(row.pop("longitude")), float(row.pop("latitude"))]
    numbers = {
        "capacity": int(row["capacity"]),
        "floor": float(row["floor"]),
        "ceiling": float(row["ceiling"]),
    }
    return {
        "type": "Feature",
        "id": row["id"],
        "geometry": {"type": "Point", "coordinates": point},
        "properties": row | numbers,
    }
