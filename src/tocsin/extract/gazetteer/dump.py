"""The dump format of GeoNames: one place a line, 19 columns parted by tabs, in UTF-8, plain or zipped.

Columns as in GeoNames' readme (https://download.geonames.org/export/dump/): geonameid, name, asciiname,
alternatenames, latitude, longitude, feature class, feature code, country code, cc2, admin1 to admin4 code,
population, elevation, dem, timezone, modification date. `alternateNamesV2` has alternateNameId, geonameid,
isolanguage, alternate name and flags.
"""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tocsin.errors import BadInput

COLUMNS, NAME_COLUMNS = 19, 4
# Feature classes: divisions, water, parks, settlements, roads, spots, mountains, the sea, forests.
CLASSES = "AHLPRSTUV"
# "Languages" of alternate names that are codes and links.
CODES = frozenset(("link", "post", "iata", "icao", "faac", "tcid", "unlc", "wkdt", "abbr", "phon", "piny"))
# Features that are gone.
_GONE = frozenset("HQW")

Tell = Callable[[int, int], None]
"""Told how many bytes have been read of how many."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One line of a dump: `kind` is its class and code ("P.PPLC"), `admin` its first-level division's."""

    geonames_id: int
    name: str
    aliases: tuple[str, ...]
    latitude: float
    longitude: float
    kind: str
    country: str
    admin: str
    population: int

    @property
    def gone(self) -> bool:
        """Whether it is historical or abandoned."""
        return len(self.kind) > 5 and self.kind[-1] in _GONE and self.kind[:3] in ("A.A", "A.P", "P.P")


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that is no place, and why."""

    line: int
    reason: str


def features(path: Path, tell: Tell) -> Iterator[Feature | Refused]:
    """Every line of a dump, good or bad; BadInput where the file cannot be read at all."""
    for number, columns in _lines(path, tell):
        yield _feature(number, columns)


def other_names(path: Path, tell: Tell) -> Iterator[tuple[int, str] | Refused]:
    """GeoNames ids with a further name each, from `alternateNamesV2`; codes and links are left out."""
    for number, columns in _lines(path, tell):
        if len(columns) < NAME_COLUMNS or not columns[1].isdigit():
            yield Refused(number, f"{len(columns)} columns of {NAME_COLUMNS} or more, or no id")
        elif columns[2] not in CODES and columns[3]:
            yield int(columns[1]), columns[3]


def _feature(number: int, columns: list[str]) -> Feature | Refused:
    if len(columns) != COLUMNS:
        return Refused(number, f"{len(columns)} columns, not {COLUMNS}")
    try:
        place = Feature(
            int(columns[0]), columns[1].strip(), tuple(filter(None, columns[3].split(","))),
            float(columns[4]), float(columns[5]), f"{columns[6]}.{columns[7]}", columns[8], columns[10],
            int(columns[14] or 0),
        )  # fmt: skip
    except ValueError as error:
        return Refused(number, str(error))
    if not place.name or not 0 < place.geonames_id < 1 << 32 or place.population < 0:
        return Refused(number, "no name, id or population that can be")
    if not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
        return Refused(number, f"{place.latitude}, {place.longitude} is not on Earth")
    if columns[6] not in CLASSES:
        return Refused(number, f"feature class {columns[6]!r} is none of {CLASSES}")
    return place


def _lines(path: Path, tell: Tell) -> Iterator[tuple[int, list[str]]]:
    try:
        with _opened(path) as (stream, size):
            done = 0
            for number, line in enumerate(stream, start=1):
                done += len(line)
                if number % 20_000 == 0:
                    tell(done, size)
                # Bytes that are not UTF-8 spoil one name, not the line.
                yield number, line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
            tell(size, size)
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        raise BadInput(f"cannot be read ({error})", where=str(path), reason="unreadable") from error


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """The dump itself and its size: of a zip file, the largest text in it (there is a readme beside it)."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as stream:
            yield stream, path.stat().st_size
        return
    with zipfile.ZipFile(path) as archive:
        texts = [member for member in archive.infolist() if member.filename.endswith(".txt")]
        if not texts:
            raise BadInput("no .txt file in it", where=str(path), reason="unreadable")
        largest = max(texts, key=lambda member: member.file_size)
        with archive.open(largest) as stream:
            yield stream, largest.file_size
