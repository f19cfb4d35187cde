"""Counts with their vintage: what was known when, so that the past is judged by what it could know.

News comes late and is corrected: the count of a day grows for weeks, and is sometimes revised down. A history
answers one question, "what was known at this moment?", with panels that hold nothing learnt later. Two kinds:
`Settled`, for counts whose vintage nobody kept, which are taken as known once their step is over; and `AsOf`,
for counts or events that say when each became known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.series import Measure, Panel, Step

# Series in one panel: with ten years of days, some 300 MB.
BATCH = 10_000

NONE = -1
"""Stands in a table of counts where there is none."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class History(Protocol):
    """Counts of many series, as they were known at any moment."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Every series there ever is."""

    @property
    def step(self) -> Step:
        """What one count covers."""

    @property
    def first(self) -> date:
        """The day on which the first step begins."""

    @property
    def last(self) -> date:
        """The day on which the last step begins."""

    @property
    def latest(self) -> datetime:
        """When the last step is over and all of it became known."""

    def as_of(self, moment: datetime) -> Iterator[Panel]:
        """The series as known at a moment, by those that begin and end together, `BATCH` at most at once.

        A step is there once it is over, in the sense of UTC; a series of which nothing was known is not.
        """


def end_of_step(step: Step, first: date) -> datetime:
    """The moment at which the step that begins on `first` is over: midnight UTC after its last day.

    >>> end_of_step(Step.WEEK, date(2015, 11, 2)).isoformat()
    '2015-11-09T00:00:00+00:00'
    """
    return datetime.combine(step.after(first, 1), time(), UTC)


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """Counts (S, T) taken as known once their step is over; `NONE` where a series has no count.

    A series runs from its first count to its last, with none missing between: who builds one checks that.
    `exposures` (S, T), where there are any, are what counts are held against.

    >>> counts = np.array([[0, 2, 1], [NONE, 1, 1]], dtype=np.int32)
    >>> history = Settled(("FR/attack", "DE/attack"), date(2015, 11, 1), Step.DAY, counts)
    >>> [(panel.ids, panel.counts.tolist()) for panel in history.as_of(end_of_step(Step.DAY, history.last))]
    [(('FR/attack',), [[0, 2, 1]]), (('DE/attack',), [[1, 1]])]
    """

    ids: tuple[str, ...]
    first: date
    step: Step
    counts: NDArray[np.int32]
    measure: Measure = Measure.INCIDENTS
    exposures: NDArray[np.float64] | None = None

    @property
    def last(self) -> date:
        """The day on which the last step begins."""
        return self.step.after(self.first, self.counts.shape[1] - 1)

    @property
    def latest(self) -> datetime:
        """When the last step is over."""
        return end_of_step(self.step, self.last)

    def as_of(self, moment: datetime) -> Iterator[Panel]:
        """The series up to the last step that is over."""
        over = min(_steps_over(self.step, self.first, moment), self.counts.shape[1])
        return self.panels(over)

    def panels(self, steps: int, known: datetime | None = None) -> Iterator[Panel]:
        """The first `steps` of all series, a panel for those that begin and end alike, `BATCH` at most."""
        table = self.counts[:, :steps]
        if not table.shape[1]:
            return
        spans, which = np.unique(np.stack(_spans(table)), axis=1, return_inverse=True)
        for number, (begin, end) in enumerate(spans.T.tolist()):
            rows = np.flatnonzero(which.ravel() == number)
            batches = range(0, len(rows) if end > begin else 0, BATCH)
            for batch in (rows[at : at + BATCH] for at in batches):
                held = None if self.exposures is None else self.exposures[batch, begin:end]
                yield Panel(
                    tuple(self.ids[row] for row in batch),
                    self.step.after(self.first, begin),
                    table[batch, begin:end].astype(np.int64),
                    self.measure, self.step, held, known,
                )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class AsOf:
    """Counts by when they became known: one row a version of a count, or an event, in the order of `known`.

    `series` and `steps` number the ids and the steps from `first`; `known` are microseconds since 1970 UTC,
    ascending. With `adds_up`, rows are events, of which a step has as many as are known, and a step without
    any counts 0; otherwise a row is what its step's count was said to be from then on, and a series ends,
    at each moment, before its first step of which no count was known: nothing is filled.

    >>> row = np.array
    >>> history = AsOf(("FR/attack",), date(2015, 11, 1), Step.DAY, row([0, 0, 0]), row([0, 1, 0]),
    ...                row([3, 1, 5]), row([1446422400000000, 1446508800000000, 1446595200000000]))
    >>> for day in (2, 3, 4):
    ...     [panel.counts.tolist() for panel in history.as_of(datetime(2015, 11, day, tzinfo=UTC))]
    [[[3]]]
    [[[3, 1]]]
    [[[5, 1]]]
    """

    ids: tuple[str, ...]
    first: date
    step: Step
    series: NDArray[np.int32]
    steps: NDArray[np.int32]
    counts: NDArray[np.int32]
    known: NDArray[np.int64]
    adds_up: bool = False
    measure: Measure = Measure.INCIDENTS

    def __post_init__(self) -> None:
        if len(self.known) == 0:
            raise BadInput("there is no count in it", where="counts", reason="empty")
        if (np.diff(self.known) < 0).any():
            raise BadInput("rows must be in the order in which they became known", where="known")

    @property
    def last(self) -> date:
        """The day on which the last step begins, of all that ever became known."""
        return self.step.after(self.first, int(self.steps.max()))

    @property
    def latest(self) -> datetime:
        """When the last step is over and the last row known."""
        known = EPOCH + timedelta(microseconds=int(self.known[-1]))
        return max(known, end_of_step(self.step, self.last))

    def as_of(self, moment: datetime) -> Iterator[Panel]:
        """The series as the rows known by the moment tell them."""
        rows = slice(0, int(np.searchsorted(self.known, microseconds(moment), side="right")))
        series, steps, counts = self.series[rows], self.steps[rows], self.counts[rows]
        over = _steps_over(self.step, self.first, moment)
        if not len(steps) or over <= int(steps.min()):
            return
        begin = int(steps.min())
        within = steps < over
        table = self._table(series[within], steps[within] - begin, counts[within], over - begin)
        shown = Settled(self.ids, self.step.after(self.first, begin), self.step, table, self.measure)
        yield from shown.panels(over - begin, moment)

    def _table(
        self, series: NDArray[np.int32], steps: NDArray[np.int32], counts: NDArray[np.int32], width: int
    ) -> NDArray[np.int32]:
        """Counts by series and step, `NONE` where none was known."""
        table = np.full((len(self.ids), width), NONE, dtype=np.int32)
        if self.adds_up:
            seen = np.unique(series)
            table[seen] = 0
            np.add.at(table, (series, steps), counts)
        else:
            table[series, steps] = counts  # of several versions of one count the last stands
        return table


def microseconds(moment: datetime) -> int:
    """A moment, which must know its time zone, as microseconds since 1970 UTC; `BadInput` otherwise.

    >>> microseconds(datetime(1970, 1, 2, tzinfo=UTC))
    86400000000
    """
    if moment.tzinfo is None:
        text = f"{moment.isoformat()} has no time zone, so it is no moment"
        raise BadInput(text, where="moment", reason="zone")
    return (moment - EPOCH) // timedelta(microseconds=1)


def _steps_over(step: Step, first: date, moment: datetime) -> int:
    """How many steps from `first` on are over at a moment, 0 or more."""
    return max(step.between(first, moment.astimezone(UTC).date()), 0)


def _spans(table: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each row has its first count, and its first hole after that; both 0 for a row without any."""
    there = table != NONE
    begins = there.argmax(axis=1)
    width = table.shape[1]
    hole = ~there & (np.arange(width) >= begins[:, None])
    ends = np.where(hole.any(axis=1), hole.argmax(axis=1), width)
    empty = ~there.any(axis=1)
    return np.where(empty, 0, begins), np.where(empty, 0, ends)
