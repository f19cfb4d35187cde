"""The rings, circles and codes of an alert's areas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.base import Area
from tocsin.notify.area import country, has_outline
from tocsin.notify.audience.circles import Circle, circle
from tocsin.notify.audience.rings import Piece, pieces

COUNTRY = "ISO3166-1"
"""Name of the code system whose codes are drawn as countries."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """What areas cover together."""

    pieces: tuple[Piece, ...]
    circles: tuple[Circle, ...]


def shapes(areas: Iterable[Area]) -> Shapes:
    """The shapes of areas; a country's code stands for its outline where an area has no other shape.

    `BadInput` for a point that is not on Earth or a circle that is none.

    >>> len(shapes([Area(description="Lebanon", geocodes=(("ISO3166-1", "LB"),))]).pieces)
    1
    """
    drawn = [_drawn(area) for area in areas]
    rings = dict.fromkeys(ring for area in drawn for ring in area.polygons)
    circles = dict.fromkeys(each for area in drawn for each in area.circles)
    return Shapes(
        tuple(piece for ring in rings for piece in pieces(ring)), tuple(circle(*each) for each in circles)
    )


def _drawn(area: Area) -> Area:
    if area.polygons or area.circles:
        return area
    codes = [code for system, code in area.geocodes if system == COUNTRY and has_outline(code)]
    polygons = (ring for code in codes for ring in country(area.description, code).polygons)
    return Area(description=area.description, polygons=tuple(polygons))


def is_drawn(area: Area) -> bool:
    """Whether it is known who is inside: not of an area that has only codes without an outline.

    >>> is_drawn(Area(description="Paris", geocodes=(("INSEE", "75056"),)))
    False
    """
    drawn = _drawn(area)
    return bool(drawn.polygons or drawn.circles)


def geocodes(areas: Iterable[Area]) -> frozenset[tuple[str, str]]:
    """All (code system, code) of areas, for comparing with those that subscribers name, as they stand.

    >>> geocodes([Area(description="Paris", geocodes=(("INSEE", "75056"),))])
    frozenset({('INSEE', '75056')})
    """
    return frozenset(code for area in areas for code in area.geocodes)
