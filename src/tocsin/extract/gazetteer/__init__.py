"""Names of places in running text, and what places they may mean.

`Gazetteer.open()` reads the file in the package (GeoNames, CC BY 4.0; see NOTICE.txt); `python -m
tocsin.extract.gazetteer` builds it anew.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from tocsin.base import Place
from tocsin.extract.gazetteer.arabic import ArabicScanner
from tocsin.extract.gazetteer.devanagari import DevanagariScanner
from tocsin.extract.gazetteer.han import HanScanner
from tocsin.extract.gazetteer.key import hash40, name_key
from tocsin.extract.gazetteer.latin import LatinScanner
from tocsin.extract.gazetteer.scan import Scanner, Stretch
from tocsin.extract.gazetteer.store import Store, Tables
from tocsin.extract.gazetteer.toponym import Toponym
from tocsin.extract.gazetteer.words import words

__all__ = ["Gazetteer", "Toponym"]

MOST_CANDIDATES = 64
# A name in another language counts as if the place had a quarter of its people.
ALIAS_COST = 0.6
AT_THE_PLACE = 0.027
"""Degrees of latitude, 3 km: so far a point may be from a settlement's and still be in it."""
Ranked = tuple[float, int]
SCANNERS: tuple[tuple[re.Pattern[str], Scanner], ...] = (
    (re.compile(r"[A-Za-zÀ-ɏЀ-ӿ]"), LatinScanner()),
    (re.compile(r"[\u0621-\u064a]"), ArabicScanner()),
    (re.compile(r"[\u0900-\u097f]"), DevanagariScanner()),
    (re.compile(r"[\u3400-\u9fff]"), HanScanner()),
)


class Gazetteer:
    """Places by name in the languages that have word lists (`words.LANGUAGES`).

    >>> paris = Gazetteer.open().find("Several explosions were heard in Paris.", "en")[0]
    >>> paris.surface, paris.candidates[0].country, paris.candidates[0].division
    ('Paris', 'FR', 'Île-de-France')
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._nations = store.country_rows()

    @classmethod
    def open(cls, path: Path | None = None) -> "Gazetteer":
        """Read a gazetteer file, by default the packaged one; BadInput where it is missing or broken."""
        return cls(Store(Tables.load(path)))

    def find(self, text: str, language: str) -> tuple[Toponym, ...]:
        """Names of places in `text`, in order, never overlapping; the longest name wins.

        `language` (BCP 47 primary tag) chooses the word lists that tell places from common words and persons.
        """
        stretches = [
            s for used, scanner in SCANNERS if used.search(text) for s in scanner.stretches(text, language)
        ]
        stretches.sort(key=lambda stretch: (stretch.start, -stretch.end))
        phrases = words(language).phrases
        named = self._look_up(stretches)
        found: list[Toponym] = []
        end = -1
        for stretch, rows in zip(stretches, named, strict=True):
            if stretch.start < end:
                continue
            if stretch.key in phrases:
                end = stretch.end
            elif rows and rows[0][0] >= stretch.least:
                found.append(self._toponym(text, stretch, rows))
                end = stretch.end
        return tuple(found)

    def named(self, name: str, language: str) -> Toponym:
        """The places that `name` may mean, whatever would stand around it; no candidates where none is known.

        A name that is not listed is tried without words like "northern" before it.
        """
        lists = words(language)
        while name:
            code, _, inner = lists.abbreviations.get(name, "").partition("/")
            adjective = lists.demonyms.get(name_key(name), "")
            key = name_key(inner if code else name)
            stretch = Stretch(
                0, len(name), "" if adjective else key, nation=code or adjective, demonym=bool(adjective)
            )
            rows = self._look_up([stretch])[0]
            if rows:
                return replace(self._toponym(name, stretch, rows), given=True)
            first, _, rest = name.partition(" ")
            if name_key(first) not in lists.modifiers:
                break
            name = rest
        return Toponym(0, len(name), name, (), (), given=True)

    def country(self, code: str) -> Place | None:
        """A country by its ISO 3166-1 alpha-2 code, or None."""
        row = self._nations.get(code)
        return None if row is None else self._store.place(row)

    def nearest(self, latitude: float, longitude: float) -> Place | None:
        """The settlement at a point in degrees: the best known within 3 km, else the nearest within 55 km.

        >>> Gazetteer.open().nearest(48.85, 2.35).name
        'Paris'
        """
        rows, away = self._store.settlements_near(latitude, longitude)
        here = rows[away < AT_THE_PLACE]
        if len(here):
            return self._store.place(int(max(here, key=lambda row: self._store.known(int(row)))))
        return self._store.place(int(rows[away.argmin()])) if len(rows) else None

    def _look_up(self, stretches: Sequence[Stretch]) -> list[list[Ranked]]:
        """For each stretch the places it may name, each with how well known it is by that name."""
        keys = tuple({stretch.key for stretch in stretches})
        rows = self._store.rows(np.array([hash40(key) for key in keys], np.uint64)) if keys else []
        held = dict(zip(keys, rows, strict=True))
        # Nine stretches in ten name nothing: they are not worth a call.
        return [
            self._ranked(stretch, held[stretch.key]) if held[stretch.key] or stretch.nation else []
            for stretch in stretches
        ]

    def _ranked(self, stretch: Stretch, rows: list[tuple[int, bool]]) -> list[Ranked]:
        if stretch.nation and not stretch.key:
            rows = [(self._nations[stretch.nation], False)]
        elif stretch.nation:
            rows = [pair for pair in rows if self._store.place(pair[0]).country == stretch.nation]
        ranked = sorted((ALIAS_COST * alias - self._store.known(row), row) for row, alias in rows)
        return [(-cost, row) for cost, row in ranked[:MOST_CANDIDATES]]

    def _toponym(self, text: str, stretch: Stretch, rows: list[Ranked]) -> Toponym:
        return Toponym(
            stretch.start,
            stretch.end,
            text[stretch.start : stretch.end],
            tuple(self._store.place(row) for _, row in rows),
            tuple(round(known, 3) for known, _ in rows),
            demonym=stretch.demonym,
            sure=stretch.sure,
            cued=stretch.cued,
        )
