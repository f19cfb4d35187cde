"""Make the console's offline basemap from Natural Earth files.

    python tools/basemap.py FOLDER [OUTPUT]

FOLDER holds Natural Earth's land, lakes, boundary lines and populated places at 1:50m and its countries at
1:110m, as GeoJSON (public domain, naturalearthdata.com). The output is one GeoJSON file whose features carry
`layer`: land, lake, border, country (a point with its name) or place (a point with the zoom it appears at).
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

Feature = dict[str, Any]
OUTPUT = Path("src/tocsin_server/console/static/console/map/basemap.json")
DIGITS = 2  # about 1 km, finer than the 1:50m drawing itself
TOLERANCE = 0.03
SMALLEST_ISLAND = 0.01  # square degrees; about 120 square km at the equator
SMALLEST_LAKE = 0.15


def read(folder: Path, name: str) -> list[Feature]:
    """The features of one Natural Earth file."""
    path = folder / f"ne_{name}.json"
    if not path.exists():
        raise SystemExit(f"{path} is missing; get it from naturalearthdata.com as GeoJSON")
    features: list[Feature] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


def rounded(coordinates: Any) -> Any:
    """Coordinates cut to DIGITS, at any depth of nesting."""
    if isinstance(coordinates, int | float):
        return round(coordinates, DIGITS)
    return [rounded(part) for part in coordinates]


def feature(layer: str, geometry: BaseGeometry, **properties: Any) -> Feature:
    """One feature of the output."""
    drawn = mapping(geometry)
    return {
        "type": "Feature",
        "properties": {"layer": layer, **properties},
        "geometry": {"type": drawn["type"], "coordinates": rounded(drawn["coordinates"])},
    }


def parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    """The single polygons or lines a geometry is made of."""
    return list(getattr(geometry, "geoms", [geometry]))


def shapes(features: list[Feature], layer: str, smallest: float) -> Iterator[Feature]:
    """Polygons simplified, the smallest left out."""
    for source in features:
        for part in parts(shape(source["geometry"]).buffer(0)):
            if part.area >= smallest:
                yield feature(layer, part.simplify(TOLERANCE))


def lines(features: list[Feature]) -> Iterator[Feature]:
    """Land borders, simplified."""
    for source in features:
        for part in parts(shape(source["geometry"])):
            yield feature("border", part.simplify(TOLERANCE))


def countries(features: list[Feature]) -> Iterator[Feature]:
    """A label for each country, inside its largest part."""
    for source in features:
        p = source["properties"]
        largest = max(parts(shape(source["geometry"])), key=lambda part: part.area)
        centre = largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
        yield feature("country", centre, name=p["NAME_LONG"], zoom=max(2, int(p["LABELRANK"])))


def places(features: list[Feature]) -> Iterator[Feature]:
    """Populated places; `zoom` is where Natural Earth begins to show them, capitals one step earlier."""
    for source in features:
        p = source["properties"]
        capital = bool(p["adm0cap"])
        zoom = max(4, round(p["min_zoom"]) + (0 if capital else 1))
        yield feature("place", shape(source["geometry"]), name=p["name"], zoom=zoom, capital=capital)


def main() -> None:
    """Read the folder, write the basemap, say how large it is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("output", type=Path, nargs="?", default=OUTPUT)
    given = parser.parse_args()
    folder: Path = given.folder
    features = [
        *shapes(read(folder, "50m_land"), "land", SMALLEST_ISLAND),
        *shapes(read(folder, "50m_lakes"), "lake", SMALLEST_LAKE),
        *lines(read(folder, "50m_admin_0_boundary_lines_land")),
        *countries(read(folder, "110m_admin_0_countries")),
        *places(read(folder, "50m_populated_places_simple")),
    ]
    collection = {
        "type": "FeatureCollection",
        "attribution": "Natural Earth (public domain)",
        "features": features,
    }
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(
        json.dumps(collection, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    print(f"{given.output}: {len(features):,} features, {given.output.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
