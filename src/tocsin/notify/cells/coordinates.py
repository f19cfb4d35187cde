"""Warning Area Coordinates: the area as telephones get it, to decide by themselves whether they are inside.

TS 23.041 (9.3) carries them as at most 1,024 octets and leaves their form to ATIS-0700041 (section 5.2),
which is not free to read. The form below is that of two public readers in telephones, Android's and Gecko's,
which agree. Elements follow one another, each of a tag (4 bits), its length in octets with these two (10
bits), two bits unused, and its value, padded with zeros to an octet. Tag 1 is the longest wait in seconds (8
bits), 2 a polygon, 3 a circle. A point is two numbers of 22 bits, the latitude in steps of 180/2^22 degrees
from -90 and the longitude in steps of 360/2^22 from -180; a circle is its centre and a radius of 20 bits in
1/64 km.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.errors import BadInput
from tocsin.notify.cells.records import Ring

MOST_OCTETS = 1024
STEPS = 2**22
"""Steps of latitude in 180 degrees, and of longitude in 360: 4.8 m and, at the equator, 9.5 m."""

_WAIT, _POLYGON, _CIRCLE = 1, 2, 3
_HEADER = 2
_POINT_BITS = 44
_RADIUS_STEPS = 64

Circle = tuple[float, float, float]
"""Latitude, longitude, radius in kilometres."""


@dataclass(frozen=True, slots=True)
class Coordinates:
    """What they say; `wait_s` is None where telephones wait as long as they usually do."""

    rings: tuple[Ring, ...]
    circles: tuple[Circle, ...] = ()
    wait_s: int | None = None


def encode(rings: Sequence[Ring], *, circles: Sequence[Circle] = (), wait_s: int | None = None) -> bytes:
    """The octets of rings and circles. Points are taken to the nearest step, so give rings already on steps,
    as `outline` does, where nothing may be lost; a radius is rounded up.

    `BadInput` if they are more than 1,024 octets, or a point cannot be written: the north pole, for one.

    >>> encode([((0, 0), (0, 90), (45, 90), (0, 0))], wait_s=60).hex(" ")
    '10 0c 3c 20 60 80 00 02 00 00 08 00 00 30 00 00 c0 00 03 00 00 08 00 00 20 00 00'
    """
    parts = [] if wait_s is None else [_element(_WAIT, wait_s, 8)]
    parts += [_polygon(ring) for ring in rings]
    parts += [_circle(circle) for circle in circles]
    octets = b"".join(parts)
    if len(octets) > MOST_OCTETS:
        text = f"they take {len(octets)} octets; at most {MOST_OCTETS} are carried"
        raise BadInput(text, where="coordinates", reason="too-long")
    return octets


def decode(octets: bytes) -> Coordinates:
    """What the octets say. `BadInput` for an unknown tag or a length that cannot be.

    >>> decode(encode([((0, 0), (0, 90), (45, 90), (0, 0))], wait_s=60)).rings
    (((0.0, 0.0), (0.0, 90.0), (45.0, 90.0), (0.0, 0.0)),)
    """
    rings: list[Ring] = []
    circles: list[Circle] = []
    wait_s = None
    at = 0
    while at < len(octets):
        tag, value = _read_element(octets, at)
        at += _HEADER + len(value)
        if tag == _POLYGON:
            rings.append(_read_ring(value))
        elif tag == _CIRCLE and len(value) == 8:
            circles.append(_read_circle(value))
        elif tag == _WAIT and len(value) == 1:
            wait_s = value[0]
        else:
            raise BadInput(
                f"tag {tag} with {len(value)} octets is unknown", where="coordinates", reason="tag"
            )
    return Coordinates(tuple(rings), tuple(circles), wait_s)


def size(points: int) -> int:
    """How many octets a ring of so many points takes, the closing one counted.

    >>> size(100)
    552
    """
    return _HEADER + (points * _POINT_BITS + 7) // 8


def _element(tag: int, value: int, bits: int) -> bytes:
    octets = (bits + 7) // 8
    header = tag << 12 | (_HEADER + octets) << 2
    return header.to_bytes(2, "big") + (value << (octets * 8 - bits)).to_bytes(octets, "big")


def _read_element(octets: bytes, at: int) -> tuple[int, bytes]:
    header = int.from_bytes(octets[at : at + _HEADER], "big")
    length = header >> 2 & 0x3FF
    if at + _HEADER > len(octets) or length < _HEADER or at + length > len(octets):
        text = f"the element at octet {at} ends beyond the end"
        raise BadInput(text, where="coordinates", reason="length")
    return header >> 12, octets[at + _HEADER : at + length]


def _polygon(ring: Ring) -> bytes:
    value = 0
    for point in ring:
        value = value << _POINT_BITS | _point(*point)
    return _element(_POLYGON, value, len(ring) * _POINT_BITS)


def _circle(circle: Circle) -> bytes:
    latitude, longitude, radius = circle
    steps = math.ceil(radius * _RADIUS_STEPS)
    if not 0 <= steps < 2**20:
        raise BadInput(f"a radius of {radius:g} km cannot be written", where="coordinates", reason="circle")
    return _element(_CIRCLE, _point(latitude, longitude) << 20 | steps, _POINT_BITS + 20)


def _point(latitude: float, longitude: float) -> int:
    north = round((latitude + 90) / 180 * STEPS)
    east = round((longitude + 180) / 360 * STEPS) % STEPS
    if not 0 <= north < STEPS:
        text = f"latitude {latitude:g} cannot be written; it goes to {90 - 180 / STEPS:.5f}"
        raise BadInput(text, where="coordinates", reason="coordinates")
    return north << 22 | east


def _read_ring(value: bytes) -> Ring:
    bits = int.from_bytes(value, "big")
    points = len(value) * 8 // _POINT_BITS
    spare = len(value) * 8 - points * _POINT_BITS
    places = [spare + _POINT_BITS * (points - 1 - number) for number in range(points)]
    return tuple(_read_point(bits >> place) for place in places)


def _read_circle(value: bytes) -> Circle:
    bits = int.from_bytes(value, "big")
    return (*_read_point(bits >> 20), (bits & 0xFFFFF) / _RADIUS_STEPS)


def _read_point(bits: int) -> tuple[float, float]:
    north, east = bits >> 22 & (STEPS - 1), bits & (STEPS - 1)
    return north * 180 / STEPS - 90, east * 360 / STEPS - 180
