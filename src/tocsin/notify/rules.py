"""What each rule of CAP 1.2 means, where it stands, and whether it forbids or advises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tocsin.notify.problem import Level, Rule

STANDARD = "OASIS Common Alerting Protocol 1.2, July 2010"
"""Whose sections are cited."""


@dataclass(frozen=True, slots=True)
class About:
    """A rule in one sentence; `section` is that of the standard, "" for what Tocsin itself will not read."""

    meaning: str
    section: str
    level: Level = Level.FORBIDS


def _advice(meaning: str, section: str) -> About:
    return About(meaning, section, Level.ADVISES)


RULES: Mapping[Rule, About] = MappingProxyType(
    {
        Rule.NOT_XML: About("The document is well-formed XML.", "3.4"),
        Rule.NOT_CAP: About("Its root is an alert of the Common Alerting Protocol.", "3.2.1"),
        Rule.ENTITIES: About("It declares no entities: they are never read.", ""),
        Rule.TOO_LARGE: About("It has at most 5 MB and 400,000 tags, and no text in it 10 MB.", ""),
        Rule.TOO_DEEP: About("Its elements are nested no deeper than 256 levels.", ""),
        Rule.VERSION: About("It is in the name space of CAP 1.2, not of an earlier version.", "3.4"),
        Rule.ENVELOPE: About("It is an alert, not an envelope (EDXL-DE) with an alert inside.", "3.4"),
        Rule.SCHEMA: About("The schema of CAP 1.2 accepts it.", "3.4"),
        Rule.MORE: About("It has no more faults than are listed: 1,000.", ""),
        Rule.ELEMENT: About("Only CAP's elements are there, in order, each as often as it may be.", "3.4"),
        Rule.EMPTY: About("What must be there is there and not empty.", "3.2"),
        Rule.WHITE_SPACE: About("A word of CAP's has no white space around it.", "3.4"),
        Rule.CHARACTERS: About("Text has only characters that XML can carry.", "3.4"),
        Rule.WORD: About("A word is one of those that CAP lists for its element.", "3.2"),
        Rule.LANGUAGE: About("A language is a tag such as en or zh-CN (RFC 3066).", "3.2.2"),
        Rule.ADDRESS: About("An address is a whole one (a file beside the alert may be relative).", "3.2.3"),
        Rule.NUMBER: About("A size, altitude or ceiling is a plain number.", "3.2.4"),
        Rule.IDENTIFIER: About("The identifier is there and has no space, comma, < or &.", "3.2.1"),
        Rule.SENDER: About("The sender is there and has no space, comma, < or &.", "3.2.1"),
        Rule.REFERENCES_MISSING: About("An Update, Cancel, Ack or Error says what it is about.", "3.2.1"),
        Rule.REFERENCE: About("A reference is sender,identifier,sent of an earlier message.", "3.2.1"),
        Rule.RESTRICTION_MISSING: About("A Restricted alert says what restricts it.", "3.2.1"),
        Rule.ADDRESSES_MISSING: About("A Private alert says to whom it goes.", "3.2.1"),
        Rule.NOTE_MISSING: _advice("An Exercise names it, and an Error explains itself, in a note.", "3.2.1"),
        Rule.INFO_MISSING: _advice("An Alert or Update says something.", "3.2.2"),
        Rule.TIME_FORM: About("A time is written as 2015-11-14T12:00:00+08:00; never Z.", "3.3.2"),
        Rule.EXPIRES_MISSING: _advice("An info block says until when it holds.", "3.2.2"),
        Rule.EXPIRES_SENT: About("An info block lapses after the alert is sent.", "3.2.2"),
        Rule.EXPIRES_EFFECTIVE: _advice("An info block lapses after it takes effect.", "3.2.2"),
        Rule.EXPIRES_ONSET: _advice("An info block does not lapse before the onset of its event.", "3.2.2"),
        Rule.AREA_MISSING: _advice("An info block says where.", "3.2.4"),
        Rule.AREA_SHAPELESS: _advice("An area has a polygon, circle or geocode.", "3.2.4"),
        Rule.COORDINATES: About("A point is latitude -90 to 90, longitude -180 to 180.", "3.3.3"),
        Rule.POLYGON_TEXT: About("A polygon is points of latitude,longitude with spaces between.", "3.2.4"),
        Rule.POLYGON_SHORT: About("A polygon has at least four points.", "3.2.4"),
        Rule.POLYGON_OPEN: About("A polygon's last point is its first.", "3.2.4"),
        Rule.POLYGON_CROSSED: About("A polygon's sides do not cross, and it encloses an area.", "3.2.4"),
        Rule.POLYGON_LONG: _advice("A polygon has at most 100 points, as phones and networks take.", ""),
        Rule.CIRCLE: About("A circle is latitude,longitude, a space, and a radius in km.", "3.2.4"),
        Rule.CEILING: About("A ceiling comes with the altitude it is above.", "3.2.4"),
    }
)
