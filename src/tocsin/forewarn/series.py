"""A series: one count a day, week or month, without a gap, and the key that says what is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.base import IncidentKind
from tocsin.errors import BadInput

# Sums of squares of so large counts are still exact in double precision, which keeps decisions repeatable.
LARGEST_COUNT = 10_000_000


class Step(StrEnum):
    """What one count covers. A week or month is dated by its first day."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def after(self, first: date, steps: int) -> date:
        """The day on which the step begins that comes so many after the one that begins on `first`.

        >>> Step.MONTH.after(date(2015, 11, 1), 3).isoformat()
        '2016-02-01'
        """
        if self is not Step.MONTH:
            return first + timedelta(days=steps * (7 if self is Step.WEEK else 1))
        years, month = divmod(first.month - 1 + steps, 12)
        return date(first.year + years, month + 1, 1)

    def between(self, first: date, day: date) -> int:
        """How many steps after the one that begins on `first` the step begins that holds `day`.

        >>> Step.WEEK.between(date(2015, 11, 2), date(2015, 11, 15))
        1
        """
        if self is Step.MONTH:
            return (day.year - first.year) * 12 + day.month - first.month
        return (day - first).days // (7 if self is Step.WEEK else 1)


class Measure(StrEnum):
    """What the numbers of a series are."""

    INCIDENTS = "incidents"
    KILLED = "killed in all incidents"
    DEADLIEST = "killed in the deadliest incident"


@dataclass(frozen=True, slots=True, order=True)
class SeriesKey:
    """A country or one of its first-level divisions, and a kind of incident.

    >>> SeriesKey("FR", "", IncidentKind.ATTACK).id
    'FR/attack'
    >>> SeriesKey.parse("FR/Île-de-France/attack").division
    'Île-de-France'
    """

    country: str
    division: str
    kind: IncidentKind

    @property
    def id(self) -> str:
        """The key as one string: country, division where there is one, kind."""
        return "/".join(part for part in (self.country, self.division, self.kind.value) if part)

    @classmethod
    def parse(cls, series_id: str) -> SeriesKey:
        """The key of an id; `BadInput` where it is none."""
        country, _, rest = series_id.partition("/")
        division, _, kind = rest.rpartition("/")
        if not country or kind not in set(IncidentKind):
            raise BadInput("not the id of a series such as 'FR/attack'", where=series_id, reason="series_id")
        return cls(country, division, IncidentKind(kind))


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Whole numbers, one a step from `first` on; `counts[i]` is for the step that is `i` after `first`.

    `exposures`, as many positive numbers, are what counts are held against (people, all reports); `known`
    is when the counts were known, and `told`, where not all was told by then, the share of each that was, by
    which exposures are multiplied already. The counts are copied into a read-only int64 array. `BadInput`
    names the first day whose count is negative, broken, missing or beyond `LARGEST_COUNT`, or whose exposure
    or share is not positive; and a month that does not begin on its first day.

    >>> series = Series("FR/attack", date(2015, 11, 1), [0, 2, 1])
    >>> series.last.isoformat(), series.count(date(2015, 11, 2))
    ('2015-11-03', 2)
    """

    id: str
    first: date
    counts: NDArray[np.int64]
    measure: Measure = Measure.INCIDENTS
    step: Step = Step.DAY
    exposures: NDArray[np.float64] | None = None
    known: datetime | None = None
    told: NDArray[np.float64] | None = None

    def __init__(
        self,
        id: str,
        first: date,
        counts: ArrayLike,
        measure: Measure = Measure.INCIDENTS,
        *,
        step: Step = Step.DAY,
        exposures: ArrayLike | None = None,
        known: datetime | None = None,
        told: ArrayLike | None = None,
    ) -> None:
        if step is Step.MONTH and first.day != 1:
            raise BadInput(f"{first.isoformat()} is not the first of a month", where=id, reason="month")
        whole = _whole_numbers(id, step, first, counts)
        positive = None if exposures is None else _positive(id, step, first, exposures, len(whole))
        shares = None if told is None else _positive(id, step, first, told, len(whole))
        for name, value in (
            ("id", id), ("first", first), ("counts", whole), ("measure", measure),
            ("step", step), ("exposures", positive), ("known", known), ("told", shares),
        ):  # fmt: skip
            object.__setattr__(self, name, value)

    @classmethod
    def of_days(cls, id: str, counts: Mapping[date, int], measure: Measure = Measure.INCIDENTS) -> Series:
        """A series from counts by day; a missing day is refused, never filled.

        >>> Series.of_days("FR/attack", {date(2015, 11, 1): 1, date(2015, 11, 3): 1})
        Traceback (most recent call last):
        ...
        tocsin.errors.BadInput: FR/attack: no count for 2015-11-02; give 0 if nothing happened
        """
        if not counts:
            raise BadInput("there is no day in it", where=id, reason="empty")
        days = _days(min(counts), max(counts))
        for day in days:
            if day not in counts:
                text = f"no count for {day.isoformat()}; give 0 if nothing happened"
                raise BadInput(text, where=id, reason="gap")
        return cls(id, days[0], [counts[day] for day in days], measure)

    @property
    def _frame(self) -> tuple[object, ...]:
        held = self.exposures is not None
        told = None if self.told is None else self.told.tobytes()
        return self.first, len(self.counts), self.measure, self.step, held, self.known, told

    @property
    def last(self) -> date:
        """The day on which the last step with a count begins."""
        return self.step.after(self.first, len(self.counts) - 1)

    def share_told(self, at: int) -> float:
        """The share of count number `at` that was told when the counts were known."""
        return 1.0 if self.told is None else float(self.told[at])

    def at(self, day: date) -> int:
        """Which count is that of `day`; `BadInput` where the series does not reach it."""
        at = self.step.between(self.first, day)
        if not 0 <= at < len(self.counts):
            span = f"{self.first.isoformat()} to {self.last.isoformat()}"
            raise BadInput(f"{day.isoformat()} is outside {span}", where=self.id, reason="day")
        return at

    def count(self, day: date) -> int:
        """The count of the step that holds a day; `BadInput` where the series does not reach it."""
        return int(self.counts[self.at(day)])

    def pairs(self, start: int, stop: int) -> tuple[tuple[date, int], ...]:
        """(day, count) of the steps from number `start` up to, not including, `stop`, as far as there are."""
        steps = range(max(start, 0), min(stop, len(self.counts)))
        return tuple((self.step.after(self.first, at), int(self.counts[at])) for at in steps)

    def between(self, first: date, last: date) -> tuple[tuple[date, int], ...]:
        """(day, count) from `first` to `last`, both included, as far as the series reaches."""
        return self.pairs(self.step.between(self.first, first), self.step.between(self.first, last) + 1)


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Many series over the same steps, as the kernels of the detectors take them: one row a series.

    `counts` (S, T) and `exposures` (S, T), where there are any, are not copied, and not looked through:
    who builds a panel from outside data builds it from `Series`, which are. `told` (T,) is alike for all.

    >>> panel = Panel.of([Series("FR/attack", date(2015, 11, 1), [0, 2]), Series("DE/attack",
    ...                   date(2015, 11, 1), [1, 0])])
    >>> panel.counts.shape, panel.row(1).id
    ((2, 2), 'DE/attack')
    """

    ids: tuple[str, ...]
    first: date
    counts: NDArray[np.int64]
    measure: Measure = Measure.INCIDENTS
    step: Step = Step.DAY
    exposures: NDArray[np.float64] | None = None
    known: datetime | None = None
    told: NDArray[np.float64] | None = None

    @classmethod
    def of(cls, series: Sequence[Series]) -> Panel:
        """One panel of series that begin and end together and count the same way; `BadInput` otherwise."""
        if not series:
            raise BadInput("there is no series in it", where="panel", reason="empty")
        head = series[0]
        for one in series:
            if one._frame != head._frame:
                text = f"begins, ends or counts otherwise than {head.id}"
                raise BadInput(text, where=one.id, reason="frame")
        kept = [one.exposures for one in series if one.exposures is not None]
        return cls(
            tuple(one.id for one in series), head.first, np.stack([one.counts for one in series]),
            head.measure, head.step, np.stack(kept) if kept else None, head.known, head.told,
        )  # fmt: skip

    def row(self, at: int) -> Series:
        """One of the series by its number."""
        exposures = None if self.exposures is None else self.exposures[at]
        return Series(
            self.ids[at], self.first, self.counts[at], self.measure,
            step=self.step, exposures=exposures, known=self.known, told=self.told,
        )  # fmt: skip


def _days(first: date, last: date) -> Sequence[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _whole_numbers(id: str, step: Step, first: date, counts: ArrayLike) -> NDArray[np.int64]:
    given = np.asarray(counts)
    if given.ndim != 1 or given.size == 0:
        raise BadInput(f"counts must be one number a {step}, at least one", where=id, reason="shape")
    if given.dtype.kind not in "iuf":
        raise BadInput(f"counts must be numbers, not {given.dtype}", where=id, reason="not_a_number")
    # Written so that NaN, which compares False with everything, counts as bad.
    good = (given >= 0) & (given <= LARGEST_COUNT) & (given == np.floor(given))
    if not good.all():
        at = int(np.argmin(good))
        day = step.after(first, at).isoformat()
        text = f"{given[at]} on {day} is not a whole number from 0 to {LARGEST_COUNT:,}"
        raise BadInput(text, where=id, reason="count")
    whole = given.astype(np.int64)
    whole.flags.writeable = False
    return whole


def _positive(id: str, step: Step, first: date, exposures: ArrayLike, length: int) -> NDArray[np.float64]:
    given = np.array(exposures, dtype=np.float64)
    if given.shape != (length,):
        raise BadInput(f"there must be one exposure for each of {length} counts", where=id, reason="shape")
    good = (given > 0) & np.isfinite(given)
    if not good.all():
        at = int(np.argmin(good))
        day = step.after(first, at).isoformat()
        raise BadInput(f"the exposure {given[at]} on {day} is not positive", where=id, reason="exposure")
    given.flags.writeable = False
    return given
