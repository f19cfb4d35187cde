"""Where in a table something is wrong: the file and its line, or the row of a table in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tocsin.errors import BadInput


@dataclass(frozen=True, slots=True)
class Origin:
    """Rows of a source: `name` is the file's, "" for a table in memory; `first_line` is that of row 0.

    >>> print(Origin("cases.csv", 2).refusal(5, "count", "-1 is negative", "count"))
    cases.csv: line 7, column 'count': -1 is negative
    """

    name: str
    first_line: int = 0

    def after(self, rows: int) -> Origin:
        """The origin of what follows so many rows."""
        return replace(self, first_line=self.first_line + rows)

    def refusal(self, row: int, column: str, message: str, reason: str) -> BadInput:
        """What to raise for a row; in memory, rows are counted from 0."""
        line = self.first_line + row
        unit = "line" if self.name else "row"
        text = f"{unit} {line}, column {column!r}: {message}"
        return BadInput(text, where=self.name, reason=reason, line=line if self.name else 0)
