"""From batches of rows to a history of counts: what every table, on disk or in memory, goes through."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.backtest.asof import NONE, AsOf, History, Settled
from tocsin.forewarn.series import Step
from tocsin.forewarn.tabular.cells import whole_counts, words
from tocsin.forewarn.tabular.dates import DateColumn, Moments, recognise_step
from tocsin.forewarn.tabular.forms import Form, Layout, recognise
from tocsin.forewarn.tabular.place import Origin
from tocsin.forewarn.tabular.store import BOUNDS, Bounds, Grid, Versions, first_gap

_NO_SERIES = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a table is to be understood, where it does not say so itself.

    `form` and `step` overrule what is recognised; `named` says which columns are the date, count, series or
    known, and `ignore` which do not count; with `fill_zero` a missing count is 0; rows before `since` are
    left out; `moments` says on which day a moment counts where several time zones are mixed; `bounds` is the
    most that is held of it.
    """

    form: Form | None = None
    step: Step | None = None
    named: Mapping[str, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))
    ignore: Collection[str] = ()
    fill_zero: bool = False
    since: date | None = None
    moments: Moments | None = None
    bounds: Bounds = BOUNDS


@dataclass(frozen=True, slots=True)
class Counted:
    """What a table held: its counts, the form it had, and what was done with it, in sentences."""

    history: History
    form: Form
    notes: tuple[str, ...]


class Gatherer:
    """Takes a table batch by batch; `BadInput` names the row that cannot be used."""

    def __init__(self, name: str, columns: Sequence[str], options: Options) -> None:
        self._name, self._options = name, options
        self._layout: Layout = recognise(
            columns, where=name, form=options.form, named=options.named, ignore=options.ignore
        )
        self._dates = DateColumn(self._layout.date, options.moments)
        self._known = DateColumn(self._layout.known or "", Moments.UTC)
        self._codes: dict[str, int] = {}
        self._grid, self._versions = Grid(name, options.bounds), Versions(name, options.bounds)
        self._rows = self._early = self._filled = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        layout = self._layout
        names = (layout.date, *layout.series, *layout.values, layout.known)
        return tuple(name for name in names if name is not None)

    def add(self, batch: pa.RecordBatch, origin: Origin) -> None:
        """Take some rows; `origin` says where the first stands."""
        days = self._dates.days(batch.column(self._layout.date), origin)
        known = None
        if self._layout.known:
            known = self._known.known(batch.column(self._layout.known), origin)
        kept = np.ones(len(days), dtype=bool)
        if self._options.since:
            kept = days >= self._options.since.toordinal()
            self._early += int((~kept).sum())
        self._rows += int(kept.sum())
        found = self._series(batch, origin)
        self._options.bounds.require_series(len(self._codes), self._name)
        for series, name in found:
            counts = np.ones(len(days), dtype=np.int32)
            if name:
                counts = whole_counts(batch.column(name), name, origin, fill_zero=self._options.fill_zero)
            self._store(series, days, counts, known, kept, origin)

    def finish(self) -> Counted:
        """The history of all that was taken."""
        if not self._rows:
            left = f"; {self._early:,} are before {self._options.since}" if self._early else ""
            raise BadInput(f"there is no row in it{left}", where=self._name, reason="empty")
        history = self._as_of() if self._layout.known else self._settled()
        return Counted(history, self._layout.form, tuple(self._notes(history)))

    def _series(self, batch: pa.RecordBatch, origin: Origin) -> list[tuple[NDArray[np.int32], str | None]]:
        """For each column of counts the number of each row's series; events have none but their row."""
        if self._layout.form is Form.WIDE:
            for name in self._layout.values:
                self._codes.setdefault(name, len(self._codes))
            size = len(batch)
            return [(np.full(size, self._codes[name], dtype=np.int32), name) for name in self._layout.values]
        value = self._layout.values[0] if self._layout.values else None
        return [(self._labels(batch, origin), value)]

    def _labels(self, batch: pa.RecordBatch, origin: Origin) -> NDArray[np.int32]:
        """Each row's series, by the words in its columns, joined by "/" where there are several."""
        names = self._layout.series
        if not names:
            self._codes.setdefault(self._layout.values[0] if self._layout.values else _NO_SERIES, 0)
            return np.zeros(len(batch), dtype=np.int32)
        texts = [words(batch.column(name), name, origin) for name in names]
        joined = texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, "/")
        encoded = pc.dictionary_encode(joined)
        codes = [self._codes.setdefault(text, len(self._codes)) for text in encoded.dictionary.to_pylist()]
        indices: NDArray[np.int32] = encoded.indices.to_numpy(zero_copy_only=False)
        return np.array(codes, dtype=np.int32)[indices]

    def _store(
        self,
        series: NDArray[np.int32],
        days: NDArray[np.int32],
        counts: NDArray[np.int32],
        known: NDArray[np.int64] | None,
        kept: NDArray[np.bool_],
        origin: Origin,
    ) -> None:
        if known is not None:
            self._versions.add(series[kept], days[kept], counts[kept], known[kept])
        elif self._layout.form is Form.EVENTS:
            self._grid.add(series[kept], days[kept])
        else:
            twice = self._grid.put(series[kept], days[kept], counts[kept])
            if twice is not None:
                row = int(np.flatnonzero(kept)[twice])
                text = f"a second count of {self._id(int(series[row]))!r} for {_written(int(days[row]))}"
                raise origin.refusal(row, self._layout.date, text, "duplicate")

    def _settled(self) -> Settled:
        days = self._grid.days
        step = self._step(days)
        first, steps = _steps(step, days, self._name)
        events = self._layout.form is Form.EVENTS
        ids = tuple(self._codes)
        wanted = np.array(
            [step.after(first, at).toordinal() for at in range(int(steps[-1]) + 1)], dtype=np.int32
        )
        table = self._grid.counts(len(ids), wanted, events=events)
        return Settled(ids, first, step, table if events else self._whole(table, first, step))

    def _as_of(self) -> AsOf:
        series, days, counts, known = self._versions.rows()
        different, which = np.unique(days, return_inverse=True)
        step = self._step(different)
        first, steps = _steps(step, different, self._name)
        history = AsOf(
            tuple(self._codes), first, step, series, steps[which], counts, known,
            adds_up=self._layout.form is Form.EVENTS,
        )  # fmt: skip
        if not history.adds_up:
            self._check_versions(history)
        return history

    def _check_versions(self, history: AsOf) -> None:
        """Two versions of one count at one moment contradict; in the end no count may be missing."""
        order = np.lexsort((history.steps, history.series, history.known))
        keys = np.stack([history.series[order], history.steps[order], history.known[order]])
        same = np.flatnonzero((np.diff(keys, axis=1) == 0).all(axis=0))
        if len(same):
            row = int(order[same[0]])
            day = history.step.after(history.first, int(history.steps[row])).isoformat()
            text = f"two counts of {self._id(int(history.series[row]))!r} for {day} were known at one moment"
            raise BadInput(text, where=self._name, reason="duplicate")
        shape = (len(history.ids), int(history.steps.max()) + 1)
        self._options.bounds.require_cells(*shape, self._name)
        table = np.full(shape, NONE, dtype=np.int32)
        table[history.series, history.steps] = history.counts
        self._refuse_gap(table, history.first, history.step)

    def _step(self, days: NDArray[np.int32]) -> Step:
        """What one count covers: as the dates are written, as they lie apart, or as the caller says."""
        if self._layout.form is Form.EVENTS:
            if self._dates.step or self._options.step not in {None, Step.DAY}:
                text = "events are counted by the day, so each needs its day"
                raise BadInput(text, where=self._name, reason="step")
            return Step.DAY
        return self._options.step or self._dates.step or recognise_step(days)

    def _whole(self, table: NDArray[np.int32], first: date, step: Step) -> NDArray[np.int32]:
        """The table without a gap: filled where that is wanted, refused where it is not."""
        if not self._options.fill_zero:
            self._refuse_gap(table, first, step)
            return table
        missing = table == NONE
        self._filled += int(missing.sum())
        table[missing] = 0
        return table

    def _refuse_gap(self, table: NDArray[np.int32], first: date, step: Step) -> None:
        gap = first_gap(table)
        if gap is not None:
            day = step.after(first, gap[1]).isoformat()
            text = (
                f"column {self._layout.date!r}: there is no count of {self._id(gap[0])!r} for the {step} "
                f"{day}; give 0 if nothing happened, or fill with zero"
            )
            raise BadInput(text, where=self._name, reason="gap")

    def _id(self, code: int) -> str:
        return list(self._codes)[code]

    def _notes(self, history: History) -> list[str]:
        count = f"{len(history.ids):,} series"
        span = f"{history.first.isoformat()} to {history.last.isoformat()}"
        notes = [f"read as {self._layout.form}: {count} by the {history.step}, {span}"]
        if self._layout.form is Form.EVENTS:
            notes.append("a day without an event counts 0, from the first day of the table to the last")
        if self._filled:
            notes.append(f"{self._filled:,} missing counts were filled with 0, as asked")
        if self._early:
            notes.append(f"{self._early:,} rows before {self._options.since} were left out, as asked")
        if self._layout.ignored:
            notes.append(f"left out, as asked: {', '.join(self._layout.ignored)}")
        return notes


def _written(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _steps(step: Step, days: NDArray[np.int32], where: str) -> tuple[date, NDArray[np.int32]]:
    """The first step's day, and the number of the step of each different day, ascending."""
    first = date.fromordinal(int(days[0]))
    at = [step.between(first, date.fromordinal(day)) for day in days.tolist()]
    for day, number in zip(days.tolist(), at, strict=True):
        begins = step.after(first, number) if step is not Step.MONTH or first.day == 1 else None
        if begins != date.fromordinal(day):
            text = f"{_written(day)} does not begin a {step} counted from {first.isoformat()}"
            raise BadInput(text, where=where, reason="step")
    return first, np.array(at, dtype=np.int32)
