"""People and where they are, from a file or the command line."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tocsin.errors import BadInput
from tocsin.notify.audience import Audience
from tocsin.notify.geometry import point_fault
from tocsin.notify.problem import Problem, Rule

COLUMNS = ("id", "latitude", "longitude")


@dataclass(frozen=True, slots=True)
class People:
    """`audience` knows them by their place among `ids`; `set_aside` are the rows that could not be used."""

    ids: Sequence[str]
    audience: Audience
    set_aside: tuple[Problem, ...] = ()


def from_csv(path: Path) -> People:
    """People of a table with a row of names above it, of which `COLUMNS` are read, whatever their order.

    A row that cannot be used is set aside with its line. `BadInput` where the file or a column is missing.
    """
    ids: list[str] = []
    points: list[tuple[float, float]] = []
    set_aside: list[Problem] = []
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            reader = csv.DictReader(stream)
            for row in _rows(reader, path):
                try:
                    id, point = _person(row)
                except BadInput as refusal:
                    set_aside.append(Problem("row", Rule.COORDINATES, str(refusal), reader.line_num))
                else:
                    ids.append(id)
                    points.append(point)
    except OSError as error:
        raise BadInput(error.strerror or "cannot be read", where=str(path), reason="unreadable") from None
    except (UnicodeDecodeError, csv.Error) as error:
        text = f"it is not a table as text in UTF-8 ({error}); save it as CSV in UTF-8"
        raise BadInput(text, where=str(path), reason="not_csv") from None
    return _people(ids, points, tuple(set_aside))


def from_points(points: Sequence[str]) -> People:
    """Points as "48.85,2.35"; each is its own id. `BadInput` for what is none."""
    return _people(points, [_point(*_halves(text)) for text in points])


def _people(
    ids: Sequence[str], points: Sequence[tuple[float, float]], set_aside: tuple[Problem, ...] = ()
) -> People:
    latitudes, longitudes = zip(*points, strict=True) if points else ((), ())
    return People(ids, Audience(range(len(ids)), latitudes, longitudes), set_aside)


def _rows(reader: "csv.DictReader[str]", path: Path) -> Iterator[Mapping[str, str | None]]:
    """Rows by the names of their columns in small letters."""
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    if missing := [name for name in COLUMNS if name not in reader.fieldnames]:
        text = (
            f"its first line names no column {' and no column '.join(missing)}; it needs {', '.join(COLUMNS)}"
        )
        raise BadInput(text, where=str(path), reason="columns")
    yield from reader


def _person(row: Mapping[str, str | None]) -> tuple[str, tuple[float, float]]:
    id, latitude, longitude = ((row[name] or "").strip() for name in COLUMNS)
    if not id:
        raise BadInput("it has no id")
    return id, _point(latitude, longitude)


def _point(latitude: str, longitude: str) -> tuple[float, float]:
    try:
        point = float(latitude), float(longitude)
    except ValueError:
        raise BadInput(f"{latitude!r}, {longitude!r} is not a latitude and longitude in degrees") from None
    if fault := point_fault(*point):
        raise BadInput(fault)
    return point


def _halves(text: str) -> tuple[str, str]:
    latitude, _, longitude = text.partition(",")
    return latitude, longitude
