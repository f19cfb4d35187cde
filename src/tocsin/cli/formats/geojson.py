"""GeoJSON (RFC 7946)."""

import json
from typing import Any, TextIO

from tocsin.cli.findings import Findings
from tocsin.cli.formats.records import Record, records


def write(findings: Findings, stream: TextIO) -> None:
    """A FeatureCollection of points; what has no known place has a null geometry."""
    features = [_feature(record) for record in records(findings)]
    json.dump({"type": "FeatureCollection", "features": features}, stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def _feature(record: Record) -> dict[str, Any]:
    place = record["place"]
    point = {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]} if place else None
    # A feature's own type is "Feature": what the record calls type is its class here.
    properties = {("class" if key == "type" else key): value for key, value in record.items()}
    return {"type": "Feature", "id": record["id"], "geometry": point, "properties": properties}
