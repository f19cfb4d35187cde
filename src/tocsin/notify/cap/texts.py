"""The small languages inside CAP's texts: polygons, circles, numbers, references, addresses."""

from __future__ import annotations

import math
import re
from datetime import datetime

from tocsin.base import Reference
from tocsin.notify.times import parse_stamp

Point = tuple[float, float]
Ring = tuple[Point, ...]

MOST_POINTS = 100_000
"""Points of a polygon that are read: a coast in full detail has about half as many."""

_NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_ONE = re.compile(_NUMBER)
_POINT = re.compile(rf"\s*({_NUMBER})\s*,\s*({_NUMBER})(?=\s|$)")
# Few digits before the point, so that none is too great for a float; whether it is a number, float() says.
_PLAIN = r"[-+]?+[0-9]{0,15}+(?:\.[0-9]*+)?+"
_RING = re.compile(rf"(?:{_PLAIN},{_PLAIN}\s++)*+{_PLAIN},{_PLAIN}")
_ADDRESS = re.compile(r'"([^"]*)"|(\S+)')


def number(text: str) -> float:
    """A finite number; ValueError otherwise.

    >>> number("-2.50")
    -2.5
    """
    if not _ONE.fullmatch(text) or not math.isfinite(float(text)):
        raise ValueError(f"{text[:40]!r} is not a number; write digits, as in 120.5")
    return float(text)


def whole_number(text: str) -> int:
    """A whole number; ValueError otherwise.

    >>> whole_number("1024")
    1024
    """
    if not re.fullmatch(r"[-+]?[0-9]{1,30}", text):
        raise ValueError(f"{text[:40]!r} is not a whole number; write digits only")
    return int(text)


def ring(text: str) -> Ring | None:
    """The points, (latitude, longitude), of a polygon as CAP writes it, None where it is written otherwise.

    >>> ring("48,2 49,2 49,3 48,2")
    ((48.0, 2.0), (49.0, 2.0), (49.0, 3.0), (48.0, 2.0))
    """
    if text.count(",") > MOST_POINTS or not _RING.fullmatch(text):
        return None
    numbers = map(float, text.replace(",", " ").split())
    try:
        return tuple(zip(numbers, numbers, strict=True))
    except ValueError:
        return None


def loose_ring(text: str) -> Ring:
    """The same with white space around commas allowed for; ValueError names the first that is no point.

    >>> loose_ring("48, 2 49 ,2")
    ((48.0, 2.0), (49.0, 2.0))
    """
    if text.count(",") > MOST_POINTS:
        raise ValueError(f"it has more than {MOST_POINTS:,} points; simplify it")
    joined = ",".join([part.strip() for part in text.split(",")])
    words = joined.split()
    if not words:
        raise ValueError("it has no points; write at least four, as in 48,2 49,2 49,3 48,2")
    return ring(joined) or tuple([_point(word) for word in words])


def _point(text: str) -> Point:
    parts = text.split(",")
    if len(parts) != 2:
        raise ValueError(f"{text[:40]!r} is not latitude,longitude; write points as 48.86,2.35")
    try:
        return number(parts[0]), number(parts[1])
    except ValueError:
        raise ValueError(f"{text[:40]!r} is not latitude,longitude; write points as 48.86,2.35") from None


def circle(text: str) -> tuple[float, float, float]:
    """Latitude and longitude in degrees and radius in km; ValueError otherwise.

    >>> circle("48.86,2.35 10")
    (48.86, 2.35, 10.0)
    """
    point = _POINT.match(text)
    if point is None:
        raise ValueError(f"{text[:40]!r} is not a point and a radius, as in 48.86,2.35 10")
    return number(point[1]), number(point[2]), number(text[point.end() :].strip())


def references(text: str) -> tuple[Reference, ...]:
    """Earlier messages as `sender,identifier,sent` with spaces between; ValueError names one that is not.

    >>> references("a@b,7,2015-11-14T12:00:00+08:00")[0].identifier
    '7'
    """
    return tuple([_reference(word) for word in text.split()])


def _reference(text: str) -> Reference:
    parts = text.split(",")
    sent: datetime | None = parse_stamp(parts[2])[0] if len(parts) == 3 else None
    if sent is None or not parts[0] or not parts[1]:
        raise ValueError(
            f"{text[:120]!r} is not sender,identifier,sent; write all three, with commas between"
        )
    return Reference(parts[0], parts[1], sent)


def addresses(text: str) -> tuple[str, ...]:
    """Words, and groups of words in quotation marks.

    >>> addresses('a@b "Fire brigade"')
    ('a@b', 'Fire brigade')
    """
    return tuple([grouped or plain for grouped, plain in _ADDRESS.findall(text)])


def pair(text: str) -> tuple[str, str]:
    """A name and value as CAP 1.0 writes them, `name=value`.

    >>> pair("SAME=006109")
    ('SAME', '006109')
    """
    name, equals, value = text.partition("=")
    return (name.strip(), value.strip()) if equals else ("", text.strip())
