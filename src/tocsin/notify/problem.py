"""What can be wrong with an alert: the names of the rules, and one breach of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """Stable names of CAP's rules, for counting, filtering and documentation; `rules.RULES` says what each
    means. The rules of a profile carry its name in front."""

    # The document as a whole.
    NOT_XML = "not-xml"
    NOT_CAP = "not-cap"
    ENTITIES = "entities"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    VERSION = "version"
    ENVELOPE = "envelope"
    SCHEMA = "schema"
    MORE = "more"
    # Elements and texts.
    ELEMENT = "element"
    EMPTY = "empty"
    WHITE_SPACE = "white-space"
    CHARACTERS = "characters"
    WORD = "word"
    LANGUAGE = "language"
    ADDRESS = "web-address"
    NUMBER = "number"
    # The head.
    IDENTIFIER = "identifier"
    SENDER = "sender"
    REFERENCES_MISSING = "references-missing"
    REFERENCE = "reference"
    RESTRICTION_MISSING = "restriction-missing"
    ADDRESSES_MISSING = "addresses-missing"
    NOTE_MISSING = "note-missing"
    INFO_MISSING = "info-missing"
    # Times.
    TIME_FORM = "time-form"
    EXPIRES_MISSING = "expires-missing"
    EXPIRES_SENT = "expires-before-sent"
    EXPIRES_EFFECTIVE = "expires-before-effective"
    EXPIRES_ONSET = "expires-before-onset"
    # Areas.
    AREA_MISSING = "area-missing"
    AREA_SHAPELESS = "area-shapeless"
    COORDINATES = "coordinates"
    POLYGON_TEXT = "polygon-text"
    POLYGON_SHORT = "polygon-short"
    POLYGON_OPEN = "polygon-open"
    POLYGON_CROSSED = "polygon-crossed"
    POLYGON_LONG = "polygon-over-100-points"
    CIRCLE = "circle"
    CEILING = "ceiling-without-altitude"


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
        line = f"(line {self.line})" if self.line else ""
        place = " ".join(filter(None, (self.path, line)))
        return f"{place}: {self.message}" if place else self.message
