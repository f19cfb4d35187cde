"""Counts from what a notebook holds: data frames of any library, Arrow tables, arrays and mappings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol, runtime_checkable

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.backtest.asof import NONE, Settled
from tocsin.forewarn.series import Panel, Series, Step
from tocsin.forewarn.tabular.forms import Form
from tocsin.forewarn.tabular.gather import Counted, Gatherer, Options
from tocsin.forewarn.tabular.place import Origin


@runtime_checkable
class ArrowStream(Protocol):
    """A table that hands itself over by the Arrow C stream interface, as those of pandas and Polars do."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


def read_table(table: ArrowStream, options: Options | None = None) -> Counted:
    """The counts in a data frame or Arrow table, in any form; see `tabular.forms`.

    An index of dates without a name, as pandas keeps it, is the column of dates.

    >>> table = pa.table({"date": ["2015-11-01", "2015-11-02"], "Oslo": [0, 2], "Bergen": [1, 0]})
    >>> counted = read_table(table)
    >>> counted.notes
    ('read as wide: 2 series by the day, 2015-11-01 to 2015-11-02',)
    """
    reader = pa.RecordBatchReader.from_stream(table)
    gatherer = Gatherer("", reader.schema.names, options or Options())
    origin = Origin("")
    for batch in reader:
        if len(batch):
            gatherer.add(batch, origin)
        origin = origin.after(len(batch))
    return gatherer.finish()


def read_array(counts: ArrayLike, *, first: date, step: Step = Step.DAY) -> Counted:
    """The counts of an array: one a step from `first` on, or rows of steps with one column a series.

    >>> read_array([[0, 1], [2, 0]], first=date(2015, 11, 1)).history.ids
    ('0', '1')
    """
    given = np.asarray(counts)
    if given.ndim not in {1, 2} or not given.size:
        raise BadInput("counts must be one row a step, with one column a series", where="counts")
    columns = given.reshape(len(given), -1).T
    return read_series(
        [Series(str(number), first, column, step=step) for number, column in enumerate(columns)]
    )


def read_series(series: Sequence[Series]) -> Counted:
    """The counts of series that may begin and end on different days; `BadInput` where their steps differ."""
    if not series:
        raise BadInput("there is no series in it", where="counts", reason="empty")
    first = min(one.first for one in series)
    step = series[0].step
    width = max(step.between(first, one.last) for one in series) + 1
    table: NDArray[np.int32] = np.full((len(series), width), NONE, dtype=np.int32)
    for row, one in enumerate(series):
        start = step.between(first, one.first)
        if (one.step, one.measure) != (step, series[0].measure) or step.after(first, start) != one.first:
            raise BadInput(f"counts otherwise than {series[0].id}", where=one.id, reason="frame")
        table[row, start : start + len(one.counts)] = one.counts
    ids = tuple(one.id for one in series)
    history = Settled(ids, first, step, table, series[0].measure, _exposures(series, first, width))
    note = f"{len(series):,} series by the {step}, {first.isoformat()} to {history.last.isoformat()}"
    return Counted(history, Form.WIDE, (note,))


def _exposures(series: Sequence[Series], first: date, width: int) -> NDArray[np.float64] | None:
    """What the counts are held against, where every series has it; `BadInput` where only some have."""
    held = [one for one in series if one.exposures is not None]
    if not held:
        return None
    if len(held) < len(series):
        raise BadInput("some series have exposures and some have none", where="counts", reason="exposure")
    table: NDArray[np.float64] = np.ones((len(series), width), dtype=np.float64)
    for row, one in enumerate(series):
        start = one.step.between(first, one.first)
        table[row, start : start + len(one.counts)] = one.exposures
    return table


def read_any(
    counts: object, *, first: date | None = None, step: Step | None = None, options: Options | None = None
) -> Counted:
    """The counts of whatever a notebook has at hand; `first` is the day of an array's first row.

    Taken are data frames (pandas, Polars and others of the Arrow C stream interface), Arrow tables, a
    `Panel`, a `Series`, a sequence of them, a mapping of names to counts, NumPy arrays and lists of numbers.
    """
    if isinstance(counts, ArrowStream):
        return read_table(counts, options)
    if isinstance(counts, Series):
        return read_series([counts])
    if isinstance(counts, Panel):
        return read_series([counts.row(at) for at in range(len(counts.ids))])
    if isinstance(counts, Sequence) and counts and all(isinstance(one, Series) for one in counts):
        return read_series(counts)
    frame = getattr(counts, "to_frame", None)
    if callable(frame):  # a column of a data frame, with its dates as index
        return read_table(frame("count"), options)
    if first is None:
        raise BadInput("say on which day the first count is (first)", where="counts", reason="first")
    if isinstance(counts, Mapping):
        return read_series(
            [Series(str(name), first, given, step=step or Step.DAY) for name, given in counts.items()]
        )
    return read_array(np.asarray(counts), first=first, step=step or Step.DAY)
