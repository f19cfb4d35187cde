"""One venue from the words of its fields, with everything that is wrong with them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TypeVar
from zoneinfo import available_timezones

from tocsin.base import VenueKind
from tocsin.errors import BadInput
from tocsin.protect.venues.presence import MOST, WEEK, Presence
from tocsin.protect.venues.venue import Venue

NEEDED = ("id", "name", "kind", "latitude", "longitude", "zone", "capacity")
OPTIONAL = ("present", "district", "floor", "ceiling")
COLUMNS = (*NEEDED, *OPTIONAL)
"""The names of a venue's fields, in tables and forms alike."""

LONGEST = 200
"""Letters of a name or a district."""

_KINDS = frozenset(kind.value for kind in VenueKind)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_WHOLE = re.compile(r"[+-]?[0-9]{1,12}", re.ASCII)

Value = TypeVar("Value")
Wrong = tuple[str, str]
"""The name of a field and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What was made of a venue's fields: a venue, or all that is wrong."""

    venue: Venue | None
    wrong: tuple[Wrong, ...]


def read_fields(fields: Mapping[str, str]) -> Fields:
    """A venue from texts by field. A field left out or empty is missing; those in `OPTIONAL` may be.

    Where nothing is said of who is present, as many as the venue holds are taken to be there at all hours:
    a plan then errs on the safe side.

    >>> read_fields({"id": "opera", "name": "Opera", "kind": "culture", "latitude": "48.87",
    ...              "longitude": "2.33", "zone": "Europe/Paris", "capacity": "-5"}).wrong
    (('capacity', '-5 is negative; give the most people it may hold'),)
    """
    given = {name: str(fields.get(name) or "").strip() for name in COLUMNS}
    reader = _Reader(given)
    venue = _venue(reader)
    return Fields(None if reader.wrong else venue, tuple(reader.wrong))


class _Reader:
    """Reads fields one by one and remembers what was wrong with which."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given
        self.wrong: list[Wrong] = []

    def read(self, name: str, parse: Callable[[str], Value], otherwise: Value) -> Value:
        """A field's value; `otherwise` where it is left out or wrong."""
        text = self.given[name]
        if not text:
            if name in NEEDED:
                self.wrong.append((name, "it is missing"))
            return otherwise
        try:
            return parse(text)
        except BadInput as error:
            self.wrong.append((name, str(error).removeprefix("present: ")))
            return otherwise

    def right(self, *names: str) -> bool:
        """Whether nothing was wrong with any of these."""
        return not {name for name, _ in self.wrong} & set(names)


def _venue(reader: _Reader) -> Venue:
    latitude = reader.read("latitude", _degrees(90), math.nan)
    longitude = reader.read("longitude", _degrees(180), math.nan)
    if reader.right("latitude", "longitude") and latitude == longitude == 0:
        reader.wrong.append(
            ("latitude", "0, 0 is in the Atlantic, and is what is written for an unknown place")
        )
    capacity = reader.read("capacity", _capacity, 0)
    told = reader.read("present", _present, None)
    present = Presence((capacity,) * WEEK) if told is None else told
    if reader.right("capacity", "present") and present.peak > capacity:
        reader.wrong.append(("present", f"{present.peak} people are more than the {capacity} it may hold"))
    floor, ceiling = reader.read("floor", _share, 0.0), reader.read("ceiling", _share, 1.0)
    if reader.right("floor", "ceiling") and floor > ceiling:
        text = f"at least {floor:g} and at most {ceiling:g} of the time cannot both be"
        reader.wrong.append(("floor", text))
    return Venue(
        id=reader.read("id", _id, ""),
        name=reader.read("name", _words, ""),
        kind=reader.read("kind", _kind, ""),
        latitude=latitude,
        longitude=longitude,
        zone=reader.read("zone", _zone, ""),
        capacity=capacity,
        present=present,
        district=reader.read("district", _words, ""),
        floor=floor,
        ceiling=ceiling,
    )


def _present(text: str) -> Presence | None:
    return Presence.parse(text)


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise BadInput(f"{text!r} is not up to 100 letters a-z, digits, hyphens, dots and underscores")
    return text


def _words(text: str) -> str:
    if len(text) > LONGEST:
        raise BadInput(f"it is longer than {LONGEST} letters")
    if not text.isprintable():
        raise BadInput(f"{text!r} has a letter that does not print, such as a line's end")
    return text


def _kind(text: str) -> str:
    word = re.sub(r"[\s-]+", "_", text.casefold())
    if word not in _KINDS:
        raise BadInput(f"{text!r} is not one of {', '.join(VenueKind)}")
    return word


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(text: str) -> str:
    if text not in _zones():
        near = get_close_matches(text, _zones(), 1)
        hint = f"did you mean {near[0]}?" if near else "give one such as Europe/Paris"
        raise BadInput(f"{text!r} is not a time zone; {hint}")
    return text


def _degrees(most: int) -> Callable[[str], float]:
    def parse(text: str) -> float:
        degrees = _number(text)
        if not -most <= degrees <= most:
            swapped = "; are the two swapped?" if most == 90 and abs(degrees) <= 180 else ""
            raise BadInput(f"{text} is not from -{most} to {most} degrees{swapped}")
        return degrees

    return parse


def _capacity(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise BadInput(f"{text!r} is no whole number of people")
    people = int(text)
    if people < 0:
        raise BadInput(f"{text} is negative; give the most people it may hold")
    if not 0 < people <= MOST:
        raise BadInput(f"{text} is not from 1 to {MOST:,} people")
    return people


def _share(text: str) -> float:
    share = _number(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if not 0 <= share <= 1:
        raise BadInput(f"{text} is not a share from 0 to 1")
    return share


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or "_" in text:
        comma = f"; write {text.replace(',', '.')}" if re.fullmatch(r"-?\d+,\d+", text) else ""
        raise BadInput(f"{text!r} is no number{comma}")
    return number
