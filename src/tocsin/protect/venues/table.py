"""CSV: rows of cells under their names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tocsin.errors import BadInput

SEPARATORS = ",;\t"
FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula; an apostrophe before it says that it is text."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row's fields by name, and what is wrong with it before they are looked at; `untold` are fields of
    which nothing more is to be said."""

    number: int
    fields: Mapping[str, str]
    wrong: tuple[tuple[str, str], ...] = ()
    untold: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of a file. `columns` are the names above all rows, None where each row names its own; `named` are
    all names that occur, each with the first row it occurs in."""

    where: str
    columns: Sequence[str] | None
    named: Iterable[tuple[str, int]]
    rows: Iterable[Row]


def read(text: str, where: str) -> Source:
    """The rows of a CSV text, parted by what its first line has most of: commas, semicolons or tabs."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    rows = _numbered(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), where)
    above, names = next(rows, (1, []))
    columns = [name.strip().casefold() for name in names]
    return Source(where, columns, [(name, above) for name in columns], _rows(columns, rows))


def unguarded(text: str) -> str:
    """A cell without the apostrophe that `guarded` put before it."""
    return text[1:] if text[:1] == "'" and text.lstrip("'").startswith(FORMULA) else text


def guarded(text: str) -> str:
    """A text as a cell that no spreadsheet runs as a formula.

    >>> guarded("=Bar="), unguarded(guarded("=Bar="))
    ("'=Bar=", '=Bar=')
    """
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def _numbered(cells: Iterator[list[str]], where: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with anything in them, counted as a spreadsheet counts them: with those that are empty."""
    number = 1
    try:
        for number, row in enumerate(cells, 1):
            if any(cell.strip() for cell in row):
                yield number, row
    except csv.Error as error:
        text = f"row {number + 1}: it cannot be read as CSV ({error})"
        raise BadInput(text, where=where, reason="not_csv", line=number + 1) from None


def _rows(columns: Sequence[str], rows: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    for number, cells in rows:
        wrong = []
        if any(cell.strip() for cell in cells[len(columns) :]):
            wrong.append(("", f"it has {len(cells)} cells where row 1 names {len(columns)} columns"))
        fields = {name: unguarded(cell.strip()) for name, cell in zip(columns, cells, strict=False)}
        yield Row(number, fields, tuple(wrong))
