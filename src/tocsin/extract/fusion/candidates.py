"""Which tellings are worth comparing at all: those that share a key.

A key says "this half degree, this day", "somewhere in this country, this day", "this street", or one of the
weightiest words. What a telling is filed under and what it looks for differ, so that one that names only a
country finds all in it while two cities far apart do not find each other. Keys are hashes: no word can be
read back from them.
"""

import zlib
from collections.abc import Iterable, Iterator

from tocsin.base import Place, PlaceKind
from tocsin.extract.fusion.trace import Trace

CELL = 0.5
"""Degrees; neighbouring cells are looked into too."""

SLACK = 2
"""How many days around its own a telling looks for others near its place."""

LONGEST = 14
"""Days beyond which a span says too little of when, so the telling is found by its words alone."""

WEIGHTIEST = 8
RARE = 4.0
"""Words and marks less rare than this bring no two tellings together."""


def filed(trace: Trace) -> frozenset[int]:
    """The keys a telling is found by: numbers of 32 bits.

    >>> filed(Trace(id="a", report_id="a"))
    frozenset()
    """
    return frozenset(map(_number, (*_places(trace, 0, 0), *_words(trace))))


def sought(trace: Trace) -> frozenset[int]:
    """The keys under which a telling looks for others."""
    return frozenset(map(_number, (*_places(trace, 1, SLACK), *_words(trace))))


def _number(key: str) -> int:
    return zlib.crc32(key.encode())


def _words(trace: Trace) -> Iterator[str]:
    """Its weightiest words and its rare names, kept apart by language: words of two are not compared."""
    weightiest = sorted(trace.words.items(), key=lambda item: (-item[1], item[0]))[:WEIGHTIEST]
    yield from (f"{trace.language} word {word}" for word, _ in weightiest)
    for sort, names in (("street", trace.streets), ("town", trace.towns), ("time", trace.times)):
        yield from (f"{trace.language} {sort} {name}" for name, rarity in names.items() if rarity >= RARE)


def _places(trace: Trace, cells: int, slack: int) -> Iterator[str]:
    if trace.place is None or trace.days is None or trace.days[1] - trace.days[0] > LONGEST:
        return
    where = list(_areas(trace.place, cells, seeking=bool(slack)))
    for day in range(trace.days[0] - slack, trace.days[1] + slack + 1):
        yield from (f"{day} {area}" for area in where)


def _areas(place: Place, cells: int, *, seeking: bool) -> Iterable[str]:
    """A settlement is filed by its cell and inside its division and country; a wider place as itself."""
    country = place.country
    if place.kind == PlaceKind.SETTLEMENT:
        yield from _cells(place, cells)
        mark = "all of" if seeking else "inside"
        yield f"{mark} {country}"
        yield f"{mark} {country} {place.division}"
        return
    name = f"{country} {place.name}" if place.kind == PlaceKind.DIVISION else country or place.name
    yield f"all of {name}"
    if seeking:
        yield f"inside {name}"
        yield f"all of {country}"
    elif place.kind == PlaceKind.DIVISION:
        yield f"inside {country}"


def _cells(place: Place, around: int) -> Iterator[str]:
    row, column = int(place.latitude // CELL), int(place.longitude // CELL)
    for north in range(-around, around + 1):
        for east in range(-around, around + 1):
            yield f"cell {row + north} {column + east}"
