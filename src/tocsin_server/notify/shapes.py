"""Areas as people type them: a corner a line, a circle on a line of its own, an empty line between polygons.

48.90, 2.20
48.90, 2.50
48.70, 2.40

43.30, 5.37, 10 km
"""

import re

from tocsin.base import Area
from tocsin.errors import BadInput

Ring = tuple[tuple[float, float], ...]
Circle = tuple[float, float, float]
_KILOMETRES = re.compile(r"\s*km\s*$", re.IGNORECASE)


def parse(text: str) -> tuple[tuple[Ring, ...], tuple[Circle, ...]]:
    """Polygons, closed, and circles in kilometres; `BadInput` names the line that is neither.

    >>> parse("48.9, 2.2\\n48.9 2.5; 48.7, 2.4\\n\\n43.3, 5.4, 10 km")[1]
    ((43.3, 5.4, 10.0),)
    """
    polygons: list[Ring] = []
    circles: list[Circle] = []
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        corners: list[tuple[float, float]] = []
        for line in filter(str.strip, re.split(r"[\n;]", block)):
            numbers = _numbers(line)
            if len(numbers) == 3:
                circles.append((numbers[0], numbers[1], numbers[2]))
            else:
                corners.append((numbers[0], numbers[1]))
        if corners:
            polygons.append(_closed(corners))
    return tuple(polygons), tuple(circles)


def text_of(area: Area) -> str:
    """What `parse` reads back as the same shapes.

    >>> text_of(Area(description="", polygons=(((1, 2), (1, 3), (2, 3), (1, 2)),), circles=((5, 6, 2.5),)))
    '1, 2\\n1, 3\\n2, 3\\n\\n5, 6, 2.5 km'
    """
    rings = ["\n".join(f"{_short(lat)}, {_short(lon)}" for lat, lon in _open(ring)) for ring in area.polygons]
    round_ones = [f"{_short(lat)}, {_short(lon)}, {_short(km)} km" for lat, lon, km in area.circles]
    return "\n\n".join([*rings, *round_ones])


def _numbers(line: str) -> list[float]:
    try:
        numbers = [float(part) for part in re.split(r"[,\s]+", _KILOMETRES.sub("", line.strip()))]
    except ValueError:
        numbers = []
    if len(numbers) not in (2, 3) or not all(abs(number) < float("inf") for number in numbers):
        text = f"“{line.strip()}” is not a latitude and a longitude, nor a circle such as 48.9, 2.3, 10 km"
        raise BadInput(text, where="area", reason="coordinates")
    return numbers


def _closed(corners: list[tuple[float, float]]) -> Ring:
    """The first corner again at the end; one that was typed is not doubled."""
    return tuple(corners if len(corners) > 1 and corners[0] == corners[-1] else [*corners, corners[0]])


def _open(ring: Ring) -> Ring:
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring


def _short(number: float) -> str:
    return f"{number:.10f}".rstrip("0").rstrip(".")
