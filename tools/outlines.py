"""Make the outlines that alerts for whole countries and their first-level divisions are drawn with.

    python tools/outlines.py COUNTRIES DIVISIONS [--output FOLDER]

The files are Natural Earth's countries at 1:110m and its states and provinces at 1:50m, as GeoJSON (public
domain, naturalearthdata.com). The latter are those of Australia, Brazil, Canada and the United States. Each
outline is widened, a country's by about a quarter of a degree and a division's by about a tenth, because
borders so coarse would leave out towns that lie on them.
"""

import argparse
import json
from pathlib import Path

from shapely.geometry import box, shape
from shapely.geometry.polygon import orient

FOLDER = Path(__file__).resolve().parents[1] / "src" / "tocsin" / "notify"
COUNTRY, DIVISION = (0.25, 0.1), (0.1, 0.05)
"""Degrees by which an outline is widened, and by which its corners may then be thinned out."""

WORLD = box(-180, -90, 180, 90)
CODES = {"FRA": "FR", "NOR": "NO"}
"""Countries whose two-letter code the file leaves out, by the three letters it gives."""

Ring = list[tuple[float, float]]


def rings(geometry: dict, widened: tuple[float, float]) -> list[Ring]:
    """Closed rings of (latitude, longitude), one for each part, the largest first."""
    wider, coarser = widened
    wide = shape(geometry).buffer(wider).simplify(coarser).intersection(WORLD)
    parts = sorted(getattr(wide, "geoms", [wide]), key=lambda part: -part.area)
    return [[(round(y, 2), round(x, 2)) for x, y in orient(part).exterior.coords] for part in parts]


def countries(features: list[dict]) -> dict[str, list[Ring]]:
    """Outlines by ISO 3166-1 alpha-2 code."""
    names = [feature["properties"] for feature in features]
    codes = [CODES.get(name["ADM0_A3"], name["ISO_A2"]) for name in names]
    found = zip(codes, features, strict=True)
    return {code: rings(feature["geometry"], COUNTRY) for code, feature in found if len(code) == 2}


def divisions(features: list[dict]) -> dict[str, list[Ring]]:
    """Outlines by the number that GeoNames has for the division."""
    found = ((feature["properties"]["gn_id"], feature["geometry"]) for feature in features)
    return {str(number): rings(geometry, DIVISION) for number, geometry in found if number > 0}


def main() -> None:
    """Read the files, write the outlines, say how large they are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("countries", type=Path)
    parser.add_argument("divisions", type=Path)
    parser.add_argument("--output", type=Path, default=FOLDER, help="folder to write to")
    given = parser.parse_args()
    for source, make, name in [
        (given.countries, countries, "outlines.json"),
        (given.divisions, divisions, "divisions.json"),
    ]:
        outlines = make(json.loads(source.read_text(encoding="utf-8"))["features"])
        output = given.output / name
        output.write_text(json.dumps(outlines, separators=(",", ":"), sort_keys=True), encoding="utf-8")
        print(f"{output}: {len(outlines)} outlines, {output.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
