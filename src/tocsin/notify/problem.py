"""What can be wrong with an alert, rule by rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """Stable names of the rules, for counting, filtering and documentation."""

    CHARACTERS = "characters"
    EMPTY = "empty"
    NAME = "name"
    TIME_FORM = "time-form"
    TIME_ORDER = "time-order"
    WORD = "word"
    LANGUAGE = "language"
    ADDRESS = "web-address"
    NUMBER = "number"
    REFERENCES_MISSING = "references-missing"
    REFERENCE = "reference"
    RESTRICTION_MISSING = "restriction-missing"
    ADDRESSES_MISSING = "addresses-missing"
    COORDINATES = "coordinates"
    POLYGON_SHORT = "polygon-short"
    POLYGON_OPEN = "polygon-open"
    POLYGON_CROSSED = "polygon-crossed"
    CIRCLE = "circle"
    CEILING = "ceiling-without-altitude"
    INFO_MISSING = "info-missing"
    AREA_MISSING = "area-missing"
    EXPIRES_MISSING = "expires-missing"
    ELEMENT = "element"


class Level(StrEnum):
    """Whether a problem stops an alert, or is a word of advice to its writer."""

    FORBIDS = "forbids"
    ADVISES = "advises"


@dataclass(frozen=True, slots=True)
class Problem:
    """One breach: `path` names the element as in "alert/info[1]/area[2]/polygon[1]", `rule` is a `Rule` or a
    rule of a profile, `message` says what is wrong and how to mend it, `line` is the line of the file it was
    read from (0 where there is none)."""

    path: str
    rule: str
    message: str
    line: int = 0
    level: Level = Level.FORBIDS

    def __str__(self) -> str:
        place = f"{self.path} (line {self.line})" if self.line else self.path
        return f"{place}: {self.message}"
