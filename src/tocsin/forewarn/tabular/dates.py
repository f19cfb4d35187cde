"""Dates as tables write them: one way in one column, and never guessed.

Read are days (2015-11-14, 14.11.2015), ISO weeks (2015-W46), months (2015-11) and moments
(2015-11-14T08:30:00+08:00, with or without the zone). 11/14/2015 is refused, for 11/12/2015 could be either
of two days; so is a second way in the same column. A moment counts on the day that it names, its local day;
where a column has moments of several distances from UTC that is two kinds of day, so the caller must say
which: `Moments.LOCAL` or `Moments.UTC`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.backtest.asof import end_of_step, microseconds
from tocsin.forewarn.series import Step
from tocsin.forewarn.tabular.cells import decoded
from tocsin.forewarn.tabular.place import Origin

_MOST_REMEMBERED = 200_000
_HOW = "write days as 2015-11-14, weeks as 2015-W46, months as 2015-11"


class Moments(StrEnum):
    """Which day a moment counts on."""

    LOCAL = "local"
    UTC = "utc"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date as written: the day it means, the moment where it is one, and the way in which it is written."""

    day: date
    style: str
    step: Step | None = None
    moment: datetime | None = None


def _dotted(text: str) -> Stamp:
    day, month, year = map(int, text.split("."))
    return Stamp(date(year, month, day), "days as 14.11.2015")


def _month(text: str) -> Stamp:
    return Stamp(date.fromisoformat(f"{text}-01"), "months", Step.MONTH)


def _moment(text: str) -> Stamp:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        return Stamp(moment.date(), "moments without a zone", None, moment)
    return Stamp(moment.date(), f"moments of {moment.tzinfo}", None, moment)


_WAYS: tuple[tuple[re.Pattern[str], Callable[[str], Stamp]], ...] = (
    (
        re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
        lambda text: Stamp(date.fromisoformat(text), "days as 2015-11-14"),
    ),
    (
        re.compile(r"\d{4}-?W\d\d", re.ASCII),
        lambda text: Stamp(
            date.fromisoformat(f"{text}-1" if "-" in text else f"{text}1"), "weeks", Step.WEEK
        ),
    ),
    (re.compile(r"\d{4}-\d\d", re.ASCII), _month),
    (re.compile(r"\d\d?\.\d\d?\.\d{4}", re.ASCII), _dotted),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", re.ASCII), _moment),
)


def stamp(text: str) -> Stamp:
    """What a text means; `BadInput` says how to write dates.

    >>> stamp("2015-W46").day.isoformat(), stamp("2015-11-14T23:30-05:00").style
    ('2015-11-09', 'moments of UTC-05:00')
    """
    text = text.strip()
    if not text:
        raise BadInput(f"the date is missing; {_HOW}", reason="date")
    for pattern, read in _WAYS:
        if pattern.fullmatch(text):
            try:
                return read(text)
            except ValueError:
                raise BadInput(f"there is no {text!r} in the calendar", reason="date") from None
    if re.fullmatch(r"\d\d?/\d\d?/\d{2,4}", text, re.ASCII):
        raise BadInput(f"{text!r} could be either of two days; {_HOW}", reason="date")
    raise BadInput(f"{text!r} is no date; {_HOW}", reason="date")


@dataclass(slots=True)
class DateColumn:
    """Reads one column of dates batch by batch, and holds it to one way of writing."""

    name: str
    moments: Moments | None = None
    style: str = ""
    step: Step | None = None
    _seen: dict[str, Stamp] = field(default_factory=dict)

    def days(self, column: pa.Array, origin: Origin) -> NDArray[np.int32]:
        """Each row's day as its proleptic ordinal (`date.toordinal`)."""
        texts = _as_text(column, self.moments or Moments.LOCAL)
        return self._each(texts, origin, self._day).astype(np.int32)

    def known(self, column: pa.Array, origin: Origin) -> NDArray[np.int64]:
        """Each row's moment as microseconds since 1970 UTC; a day is known when it is over."""
        return self._each(_as_text(column, Moments.UTC), origin, self._known)

    def _each(self, texts: pa.Array, origin: Origin, read: Callable[[Stamp], int]) -> NDArray[np.int64]:
        """Read each different value once."""
        encoded = pc.dictionary_encode(texts, null_encoding="encode")
        values: list[int] = []
        for at, text in enumerate(encoded.dictionary.to_pylist()):
            try:
                values.append(read(self._stamp(text or "")))
            except BadInput as refusal:
                row = pc.index(encoded.indices, at).as_py()
                raise origin.refusal(row, self.name, str(refusal), refusal.reason) from None
        indices: NDArray[np.int32] = encoded.indices.to_numpy(zero_copy_only=False)
        return np.asarray(values, dtype=np.int64)[indices]

    def _stamp(self, text: str) -> Stamp:
        known = self._seen.get(text)
        if known:
            return known
        found = stamp(text)
        if self.style and found.style != self.style and not self._both_moments(found):
            raise BadInput(self._two_ways(text, found), reason="two_ways")
        if len(self._seen) >= _MOST_REMEMBERED:
            self._seen.clear()
        self._seen[text] = found
        self.style, self.step = self.style or found.style, found.step
        return found

    def _both_moments(self, found: Stamp) -> bool:
        """Whether another distance from UTC is of no matter, since it is settled which day counts."""
        zoned = self.style.startswith("moments of") and found.style.startswith("moments of")
        return zoned and self.moments is not None

    def _two_ways(self, text: str, found: Stamp) -> str:
        if self.style.startswith("moments of") and found.style.startswith("moments of"):
            hint = "say whether they count on their local day or on UTC's (moments: local or utc)"
            return f"{text!r} is of another time zone than those before it, {self.style}; {hint}"
        return f"{text!r} is written otherwise than the dates before it, {self.style}"

    def _day(self, found: Stamp) -> int:
        if found.moment and found.moment.tzinfo and self.moments is Moments.UTC:
            return found.moment.astimezone(UTC).date().toordinal()
        return found.day.toordinal()

    def _known(self, found: Stamp) -> int:
        return microseconds(found.moment or end_of_step(found.step or Step.DAY, found.day))


def _as_text(column: pa.Array, moments: Moments) -> pa.Array:
    """Dates of any type as texts that `stamp` reads; a typed column of moments has one zone for its days.

    Midnights without a zone, as pandas keeps days, are days.
    """
    column = decoded(column)
    kind = column.type
    if pa.types.is_date(kind):
        return pc.cast(pc.cast(column, pa.date32()), pa.string())
    if not pa.types.is_timestamp(kind):
        return pc.cast(column, pa.string())
    if kind.tz is None and pc.all(pc.equal(column, pc.floor_temporal(column, unit="day"))).as_py():
        return pc.strftime(column, "%Y-%m-%d")
    if kind.tz is not None and moments is Moments.UTC:
        return pc.strftime(pc.cast(column, pa.timestamp("s", "UTC"), safe=False), "%Y-%m-%dT%H:%M:%SZ")
    local = column if kind.tz is None else pc.local_timestamp(column)
    return pc.strftime(pc.cast(local, pa.timestamp("s"), safe=False), "%Y-%m-%dT%H:%M:%S")


def recognise_step(days: NDArray[np.int32]) -> Step:
    """What a count covers, from the different days that counts are dated by, ascending.

    Months where all are the first of one, weeks where all are whole weeks apart, else days; one date alone is
    a day.

    >>> weeks = np.array([date(2015, 11, 2).toordinal(), date(2015, 11, 16).toordinal()], dtype=np.int32)
    >>> recognise_step(weeks).value
    'week'
    """
    if len(days) < 2:
        return Step.DAY
    if all(date.fromordinal(day).day == 1 for day in days.tolist()):
        return Step.MONTH
    return Step.WEEK if not (np.diff(days) % 7).any() else Step.DAY
