"""Make the outlines of countries that a nationwide alert is drawn with.

    python tools/outlines.py FILE [OUTPUT]

FILE is Natural Earth's countries at 1:110m as GeoJSON (public domain, naturalearthdata.com). Each outline is
widened by about a quarter of a degree, because so coarse a border would leave out towns that lie on it.
"""

import argparse
import json
from pathlib import Path

from shapely.geometry import box, shape
from shapely.geometry.polygon import orient

OUTPUT = Path(__file__).resolve().parents[1] / "src" / "tocsin" / "notify" / "outlines.json"
WIDER, COARSER = 0.25, 0.1
WORLD = box(-180, -90, 180, 90)
CODES = {"FRA": "FR", "NOR": "NO"}
"""Countries whose two-letter code the file leaves out, by the three letters it gives."""

Ring = list[tuple[float, float]]


def rings(geometry: dict) -> list[Ring]:
    """Closed rings of (latitude, longitude), one for each part, the largest first."""
    wide = shape(geometry).buffer(WIDER).simplify(COARSER).intersection(WORLD)
    parts = sorted(getattr(wide, "geoms", [wide]), key=lambda part: -part.area)
    return [[(round(y, 2), round(x, 2)) for x, y in orient(part).exterior.coords] for part in parts]


def main() -> None:
    """Read the file, write the outlines, say how large they are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("output", type=Path, nargs="?", default=OUTPUT)
    given = parser.parse_args()
    features = json.loads(given.file.read_text(encoding="utf-8"))["features"]
    outlines = {}
    for feature in features:
        names = feature["properties"]
        code = CODES.get(names["ADM0_A3"], names["ISO_A2"])
        if len(code) == 2:
            outlines[code] = rings(feature["geometry"])
    given.output.write_text(json.dumps(outlines, separators=(",", ":"), sort_keys=True), encoding="utf-8")
    print(f"{given.output}: {len(outlines)} countries, {given.output.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
