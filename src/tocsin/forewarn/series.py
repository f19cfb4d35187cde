"""A series: one count a day, without a gap, and the key that says what is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.base import IncidentKind
from tocsin.errors import BadInput

# Sums of squares of so large counts are still exact in double precision, which keeps decisions repeatable.
LARGEST_COUNT = 10_000_000


class Measure(StrEnum):
    """What the numbers of a series are."""

    INCIDENTS = "incidents"
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
    """Whole numbers, one a day from `first` on; `counts[i]` is for `first + i` days.

    The counts are copied into a read-only int64 array. `BadInput` names the first day whose count is
    negative, broken, missing or beyond `LARGEST_COUNT`.

    >>> series = Series("FR/attack", date(2015, 11, 1), [0, 2, 1])
    >>> series.last.isoformat(), series.count(date(2015, 11, 2))
    ('2015-11-03', 2)
    """

    id: str
    first: date
    counts: NDArray[np.int64]
    measure: Measure = Measure.INCIDENTS

    def __init__(self, id: str, first: date, counts: ArrayLike, measure: Measure = Measure.INCIDENTS) -> None:
        object.__setattr__(self, "id", id)
        object.__setattr__(self, "first", first)
        object.__setattr__(self, "counts", _whole_numbers(id, first, counts))
        object.__setattr__(self, "measure", measure)

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
    def last(self) -> date:
        """The last day with a count."""
        return self.first + timedelta(days=len(self.counts) - 1)

    def count(self, day: date) -> int:
        """The count of one day; `BadInput` where the series does not reach it."""
        if not self.first <= day <= self.last:
            span = f"{self.first.isoformat()} to {self.last.isoformat()}"
            raise BadInput(f"{day.isoformat()} is outside {span}", where=self.id, reason="day")
        return int(self.counts[(day - self.first).days])

    def between(self, first: date, last: date) -> tuple[tuple[date, int], ...]:
        """(day, count) from `first` to `last`, both included, as far as the series reaches."""
        days = _days(max(first, self.first), min(last, self.last))
        return tuple((day, self.count(day)) for day in days)


def _days(first: date, last: date) -> Sequence[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _whole_numbers(id: str, first: date, counts: ArrayLike) -> NDArray[np.int64]:
    given = np.asarray(counts)
    if given.ndim != 1 or given.size == 0:
        raise BadInput("counts must be one number a day, at least one day", where=id, reason="shape")
    if given.dtype.kind not in "iuf":
        raise BadInput(f"counts must be numbers, not {given.dtype}", where=id, reason="not_a_number")
    # Written so that NaN, which compares False with everything, counts as bad.
    good = (given >= 0) & (given <= LARGEST_COUNT) & (given == np.floor(given))
    if not good.all():
        at = int(np.argmin(good))
        day = (first + timedelta(days=at)).isoformat()
        text = f"{given[at]} on {day} is not a whole number from 0 to {LARGEST_COUNT:,}"
        raise BadInput(text, where=id, reason="count")
    whole = given.astype(np.int64)
    whole.flags.writeable = False
    return whole
