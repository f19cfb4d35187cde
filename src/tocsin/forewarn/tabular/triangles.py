"""Reporting triangles from CSV files: a row is a step of a series, a column what was told so much later."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.nowcast.triangle import Triangle
from tocsin.forewarn.series import Step
from tocsin.forewarn.tabular.cells import ABSENT, words
from tocsin.forewarn.tabular.dates import DateColumn, recognise_step
from tocsin.forewarn.tabular.files import read_batches, read_header
from tocsin.forewarn.tabular.forms import Form, Layout, recognise
from tocsin.forewarn.tabular.gather import Options
from tocsin.forewarn.tabular.place import Origin

_DELAY = re.compile(r"(?:value|delay)?_?(-?\d+)([dwm]?)", re.IGNORECASE | re.ASCII)
_STEPS = {"d": Step.DAY, "w": Step.WEEK, "m": Step.MONTH}


def delay_columns(header: Sequence[str]) -> list[str]:
    """The columns that are delays, if there are two or more: "0", "delay_1", "value_2w".

    >>> delay_columns(["date", "place", "value_0w", "value_1w"])
    ['value_0w', 'value_1w']
    """
    found = [column for column in header if _DELAY.fullmatch(column)]
    return found if len(found) > 1 else []


def read_triangles(path: Path, options: Options | None = None) -> list[Triangle] | None:
    """The triangles of a file, by series; None where it is a table of another kind.

    The columns of delays stand in order, the first report first; each holds how much was told then, negative
    where it was taken back, and nothing where it is not known yet. `BadInput` names the line and column.
    """
    name, options = str(path), options or Options()
    try:
        header, separator, _ = read_header(path, name)
        delays = delay_columns(header)
        if not delays:
            return None
        _check_order(delays, name)
        others = [column for column in header if column not in delays]
        layout = recognise(
            [*others, delays[0]], where=name, form=Form.LONG, ignore=options.ignore,
            named={**options.named, "count": [delays[0]]},
        )  # fmt: skip
        rows = _Rows(name, layout, delays)
        for batch, origin in read_batches(path, name, header, separator):
            rows.add(batch, origin)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else "it cannot be read"
        raise BadInput(why, where=name, reason="unreadable") from None
    return rows.triangles(options.step)


def _check_order(delays: Sequence[str], name: str) -> None:
    """Delays follow one on another; the first may be before the end of the step."""
    numbers = [int(found[1]) for column in delays if (found := _DELAY.fullmatch(column))]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        text = f"the columns of delays are not in order, one step apart: {', '.join(delays)}"
        raise BadInput(text, where=name, reason="columns", line=1)


@dataclass(slots=True)
class _Rows:
    """Rows as they are read, with the line on which each stands."""

    name: str
    layout: Layout
    delays: list[str]
    kept: dict[str, dict[int, tuple[int, NDArray[np.float64]]]] = field(default_factory=dict)
    dates: DateColumn = field(init=False)

    def __post_init__(self) -> None:
        self.dates = DateColumn(self.layout.date)

    def add(self, batch: pa.RecordBatch, origin: Origin) -> None:
        """Take some rows; `BadInput` for a number that is none, and for a second row of a date."""
        days = self.dates.days(batch.column(self.layout.date), origin)
        table = np.stack([_numbers(batch.column(name), name, origin) for name in self.delays], axis=1)
        labels = ["/".join(words) for words in zip(*self._words(batch, origin), strict=True)]
        for row, (label, day) in enumerate(zip(labels or ["all"] * len(days), days.tolist(), strict=True)):
            own = self.kept.setdefault(label, {})
            if day in own:
                text = f"a second row of {label!r} for {date.fromordinal(day).isoformat()}"
                raise origin.refusal(row, self.layout.date, text, "duplicate")
            own[day] = origin.first_line + row, table[row]

    def _words(self, batch: pa.RecordBatch, origin: Origin) -> list[list[str]]:
        return [words(batch.column(name), name, origin).to_pylist() for name in self.layout.series]

    def triangles(self, step: Step | None) -> list[Triangle]:
        """One a series; `BadInput` where a row is missing between two."""
        if not self.kept:
            raise BadInput("there is no row in it", where=self.name, reason="empty")
        days = np.array(sorted({day for own in self.kept.values() for day in own}), dtype=np.int32)
        found = _DELAY.fullmatch(self.delays[0])
        step = (
            step or _STEPS.get(found[2].lower() if found else "") or self.dates.step or recognise_step(days)
        )
        return [self._triangle(label, own, step) for label, own in self.kept.items()]

    def _triangle(self, label: str, own: dict[int, tuple[int, NDArray[np.float64]]], step: Step) -> Triangle:
        ordered = sorted(own)
        first = date.fromordinal(ordered[0])
        for at, day in enumerate(ordered):
            line, _ = own[day]
            if step.after(first, at).toordinal() != day:
                text = f"line {line}: there is no row of {label!r} for the {step} {step.after(first, at)}"
                raise BadInput(text, where=self.name, reason="gap", line=line)
        table = np.stack([own[day][1] for day in ordered])
        try:
            return Triangle(label, first, table, step=step)
        except BadInput as error:
            raise BadInput(str(error), where=self.name, reason=error.reason) from None


def _numbers(column: pa.Array, name: str, origin: Origin) -> NDArray[np.float64]:
    """Whole numbers, negative ones too; NaN where there is none."""
    found = np.full(len(column), np.nan)
    for row, text in enumerate(pc.utf8_trim_whitespace(column).to_pylist()):
        if text.casefold() in ABSENT:
            continue
        try:
            found[row] = float(text)
        except ValueError:
            raise origin.refusal(row, name, f"{text!r} is no whole number", "count") from None
        if not found[row].is_integer():
            raise origin.refusal(row, name, f"{text} is not whole; counts are whole numbers", "count")
    return found
