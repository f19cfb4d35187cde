"""Towns that a text says something happened in, by name alone.

A name counts only where its sentence says that it is a place ("in Kirkuk", "Kirkuk police", a dateline) and a
gazetteer knows a place so called; "in Smith's flat" is passed over. Of the gazetteer only a Bloom filter
(Bloom 1970) of its names is kept here, in which about one word in 250 that names no place is found as well.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from tocsin.extract.gazetteer.key import hash40, name_key

BITS = 1 << 22
SLICES = (0, 9, 18)
"""Each name sets the bits that its hash of 40 bits gives from these positions on."""

_DAYS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun|Dien|Mitt|Donn|Frei|Sams|Sonn"
_LARGE = rf"(?!(?:{_DAYS})[a-z]*(?:day|tag|woch)\\b)[^\W\d_a-zà-öø-ÿа-яіїєґ][\w’]*"
_RUN = rf"({_LARGE}(?:[ -](?:{_LARGE}|de|del|la|of|sur)){{0,2}})"
_INSIDE = (
    "in|near|outside|around|à|dans|près de|en|cerca de|em|perto de|bei|nahe|presso|nel|te|nabij|bij|di"
    "|в|во|у|під|под"
)
_CUED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:{_INSIDE}|In|Near) (?:(?:St|Ft|Mt)\. )?{_RUN}(?!['’]s)",
        rf"{_RUN} (?:[Pp]olice|[Cc]ity|[Rr]esident)",
        rf"{_RUN}, (?:[A-Z][a-z]*\.|[A-Z]{{2}}\b)",
    )
)
_DATELINE = re.compile(rf"\s*{_RUN}[^—–(-]{{0,25}}(?:—|–| - |--|\()")


def towns(text: str) -> frozenset[str]:
    """Keys of the towns in which a text sets anything.

    >>> sorted(towns("MARSEILLE — Two died in Kirkuk, in Smith's flat."))
    ['kirkuk', 'marseille']
    """
    keys = map(name_key, _cued(text))
    return frozenset(key for key in keys if len(key) > 2 and key in _known())


def _cued(text: str) -> Iterator[str]:
    for pattern in _CUED:
        yield from pattern.findall(text)
    if dateline := _DATELINE.match(text):
        yield dateline.group(1)


def positions(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The bits of names by their hashes, one row for each."""
    shifted = np.asarray(hashes, np.uint64)[:, None] >> np.array(SLICES, np.uint64)
    return np.asarray(shifted % np.uint64(BITS), np.int64)


class _Names:
    def __init__(self, bits: NDArray[np.uint8]) -> None:
        self._bits = bits.tobytes()

    def __contains__(self, key: str) -> bool:
        value = hash40(key)
        spots = ((value >> start) % BITS for start in SLICES)
        return all(self._bits[spot >> 3] >> (spot & 7) & 1 for spot in spots)


@cache
def _known() -> _Names:
    with np.load(str(files(__package__).joinpath("towns.npz"))) as held:
        return _Names(held["towns"])
