"""Labelled names of places: the corpora LGL, TR-News and GeoVirus, one XML file each.

An article carries its text and each name's characters with latitude and longitude where its authors could
tell them. All three are development data.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

from tocsin.base import Place, PlaceKind
from tocsin.base.xml import parse_xml
from tocsin.extract.gazetteer import Gazetteer, Toponym
from tocsin.extract.geocode import country_of, dateline, distance_km
from tocsin.extract.geocode.rank import Ranking

WITHIN_KM = 161.0
"""100 miles, the field's usual bound."""


class Half(StrEnum):
    """Which articles of a corpus are measured."""

    ALL = "all"
    EVEN = "even"
    ODD = "odd"

    def of(self, articles: list["Article"]) -> list["Article"]:
        """Even and odd by position; weights are fitted on the even ones."""
        return {Half.ALL: articles, Half.EVEN: articles[::2], Half.ODD: articles[1::2]}[self]


@dataclass(frozen=True)
class Name:
    """A true name: where it stands and where on Earth it is (None where the corpus does not say)."""

    start: int
    end: int
    place: Place | None


@dataclass(frozen=True)
class Article:
    """A text, where it was published (a domain or address, "" if unknown), and its names."""

    text: str
    outlet: str
    names: list[Name]

    def ranking(self, toponyms: list[Toponym]) -> Ranking:
        """The choice among the places of `toponyms`, with dateline and outlet as clues."""
        line = dateline(self.text, "en")
        return Ranking(
            toponyms,
            text=self.text,
            language="en",
            dateline=line.place if line else "",
            outlet_country=country_of(self.outlet),
        )

    def given(self, gazetteer: Gazetteer) -> list[Toponym]:
        """Its true names as toponyms, those unknown to the gazetteer without candidates."""
        return [_given(gazetteer, self.text, name) for name in self.names]


def read(path: Path) -> list[Article]:
    """The articles of one corpus."""
    root = parse_xml(path.read_bytes(), where=str(path))
    return [_article(element) for element in root.iter("article")]


def near(place: Place, name: Name) -> bool:
    """Whether a place lies within 161 km of where a name truly is."""
    return name.place is not None and distance_km(place, name.place) <= WITHIN_KM


def calibration_error(judged: list[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: how far confidence is from the share of right, by equal bins.

    >>> calibration_error([(0.9, True)] * 9 + [(0.9, False)], bins=1)
    0.0
    """
    ordered = sorted(judged, key=lambda one: one[0])
    cuts = [round(len(ordered) * cut / bins) for cut in range(bins + 1)]
    off = 0.0
    for first, last in pairwise(cuts):
        part = ordered[first:last]
        off += abs(sum(sure for sure, _ in part) - sum(right for _, right in part))
    return round(off / len(ordered), 4)


def _article(element: Any) -> Article:
    text = element.findtext("text") or ""
    names = []
    for item in [*element.iter("toponym"), *element.iter("location")]:
        if item.findtext("start") is None:
            continue
        phrase = item.findtext("phrase") or item.findtext("name") or ""
        start = _settle(text, int(item.findtext("start")), phrase)
        names.append(Name(start, start + len(phrase), _truth(item, phrase)))
    outlet = element.findtext("domain") or ""
    return Article(text, outlet, sorted(names, key=lambda name: name.start))


def _settle(text: str, start: int, phrase: str) -> int:
    """GeoVirus counts some offsets one off: the nearest place where the phrase really stands."""
    standing = [match.start() for match in re.finditer(re.escape(phrase), text)]
    return min(standing, key=lambda at: abs(at - start), default=start)


def _truth(item: Any, phrase: str) -> Place | None:
    latitude, longitude = item.findtext(".//lat"), item.findtext(".//lon")
    if latitude is None or longitude is None:
        return None
    return Place(
        name=phrase,
        kind=PlaceKind.SETTLEMENT,
        country="",
        latitude=float(latitude),
        longitude=float(longitude),
    )


def _given(gazetteer: Gazetteer, text: str, name: Name) -> Toponym:
    found = gazetteer.named(text[name.start : name.end], "en")
    return Toponym(
        name.start,
        name.end,
        text[name.start : name.end],
        found.candidates,
        found.known,
        demonym=found.demonym,
        given=True,
    )
