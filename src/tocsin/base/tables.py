"""Reading the tables of a TOML file so that every complaint names the line and the field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from tocsin.errors import BadInput

Kind = TypeVar("Kind")

_SPAN = re.compile(r"([1-9]\d{0,5}) (min|h|d)", re.ASCII)
_SPANS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_SLUG = re.compile(r"[a-z0-9-]{1,100}")

MOST_BYTES = 4_000_000
"""Schemes, plans and regimes are written by hand: what is larger is something else."""

_NAMES = {str: "text", int: "a whole number", list: "a list", dict: "a table"}


@dataclass(frozen=True, slots=True)
class Table:
    """The fields of one table, and where it stands: "generic.toml, line 6, level 2"."""

    where: str
    fields: Mapping[str, Any]

    def get(self, field: str, kind: type[Kind]) -> Kind:
        """The value of a field that must be there, must be of this kind and may not be empty."""
        value = self.fields.get(field)
        if field not in self.fields:
            raise self.refuse(field, "it is missing")
        # A truth value is an int to Python, but not to the person who wrote the file.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.refuse(field, f"it must be {_NAMES.get(kind, kind.__name__)}, not {value!r}")
        if value in ("", [], {}) or (isinstance(value, str) and not value.strip()):
            raise self.refuse(field, "it may not be empty")
        return value

    def within(self, field: str, lowest: int, highest: int) -> int:
        """A whole number from `lowest` to `highest`."""
        number = self.get(field, int)
        if not lowest <= number <= highest:
            raise self.refuse(field, f"{number} is not from {lowest} to {highest}")
        return number

    def span(self, field: str, longest: timedelta) -> timedelta:
        """A length of time as people write it: "30 min", "2 h", "3 d"; at most `longest`, in whole days."""
        given = self.get(field, str)
        if not (found := _SPAN.fullmatch(given)):
            raise self.refuse(field, f'{given!r} is not a time such as "30 min", "2 h" or "3 d"')
        span = int(found[1]) * _SPANS[found[2]]
        if span > longest:
            raise self.refuse(field, f"{given} is more than {longest.days} days")
        return span

    def slug(self, field: str) -> str:
        """An id that may stand in a file name or an address: lower-case letters, digits and hyphens."""
        id = self.get(field, str)
        if not _SLUG.fullmatch(id):
            raise self.refuse(field, f"{id!r} is not lower-case letters, digits and hyphens")
        return id

    def only(self, *known: str) -> Table:
        """This table, if it has no field but these."""
        for name in self.fields:
            if name not in known:
                raise self.refuse(name, f"no such field; there are {', '.join(known)}")
        return self

    def refuse(self, field: str, problem: str) -> BadInput:
        """The error that says what is wrong with a field."""
        return BadInput(problem, where=f"{self.where}, {field}", reason="field")


@dataclass(frozen=True, slots=True)
class File:
    """A TOML file: its top-level fields, its repeated tables of one name, and those of other names."""

    head: Table
    tables: tuple[Table, ...]
    others: Mapping[str, tuple[Table, ...]] = field(default_factory=dict)

    def each_differs(self, field: str) -> None:
        """Pass unless two of the tables have one text in a field, in large or small letters."""
        each_differs(self.tables, field)


def each_differs(tables: Iterable[Table], field: str) -> None:
    """Pass unless two tables have one text in a field, in large or small letters."""
    seen: dict[str, str] = {}
    for table in tables:
        text = table.get(field, str)
        first = seen.setdefault(text.casefold(), table.where)
        if first != table.where:
            raise table.refuse(field, f"{text!r} stands in {first} already")


def read(source: Path | str, name: str, *others: str) -> File:
    """A file, by path or as text, with its `[[name]]` tables, and those of `others` by their name.

    `BadInput` where it is not TOML or has no table of one of the names.

    >>> file = read('id = "x"\\n[[level]]\\nrank = 1\\n', "level")
    >>> file.tables[0].where, file.tables[0].get("rank", int)
    ('text, line 2, level 1', 1)
    """
    where, text = _text(source)
    content = _content(where, text)
    tables, *rest = (_tables(where, text, each, content.pop(each, None)) for each in (name, *others))
    return File(Table(where, content), tables, dict(zip(others, rest, strict=True)))


def names(source: Path | str) -> frozenset[str]:
    """The names of what stands at the top of a file, which tell what kind of file it is.

    >>> sorted(names('id = "x"\\n[[level]]\\nrank = 1\\n'))
    ['id', 'level']
    """
    return frozenset(_content(*_text(source)))


def span_text(span: timedelta) -> str:
    """A length of time as these files write it, in the largest unit that leaves no rest.

    >>> [span_text(timedelta(minutes=minutes)) for minutes in (30, 120, 90, 2880)]
    ['30 min', '2 h', '90 min', '2 d']
    """
    unit = next(name for name in ("d", "h", "min") if name == "min" or not span % _SPANS[name])
    return f"{span // _SPANS[unit]} {unit}"


def _tables(where: str, text: str, name: str, rows: object) -> tuple[Table, ...]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(f"there must be at least one table [[{name}]]", where=where, reason="field")
    lines = _lines(text, name)
    # Tables written inline have no header of their own: then only their number can be told.
    places = [f"line {line}, " for line in lines] if len(lines) == len(rows) else [""] * len(rows)
    return tuple(
        Table(f"{where}, {place}{name} {number}", row)
        for number, (place, row) in enumerate(zip(places, rows, strict=True), 1)
    )


def _content(where: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOML's own errors, and numbers longer than Python reads
        raise BadInput(f"not valid TOML: {error}", where=where, reason="not_toml") from None
    except RecursionError:
        raise BadInput("not usable TOML: it is nested too deep", where=where, reason="not_toml") from None


def _text(source: Path | str) -> tuple[str, str]:
    where = "text" if isinstance(source, str) else str(source)
    data = source.encode(errors="surrogatepass") if isinstance(source, str) else _bytes(source)
    if len(data) > MOST_BYTES:
        text = f"it is larger than {MOST_BYTES // 1_000_000} MB, so it can be no such file"
        raise BadInput(text, where=where, reason="size")
    try:
        return where, data.decode()
    except UnicodeDecodeError as error:
        raise BadInput(f"not UTF-8 text: byte {error.start}", where=where, reason="encoding") from None


def _bytes(path: Path) -> bytes:
    """No more than it takes to see that a file is too large."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(path), reason="file") from None


def _lines(text: str, name: str) -> list[int]:
    header = re.compile(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]")
    return [number for number, line in enumerate(text.split("\n"), 1) if header.match(line)]
