"""What happened: on which day, at which site, how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.scan.sites import Sites

MOST_CASES = 20_000_000
"""Every case is dealt a day of its own in every replicate, so their number bounds the memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Cases at sites over the days from `first` to `last`, both included.

    `site` and `day` have one entry a case, the day counted from `first`, the latest days first, so that the
    order in which events are given changes nothing. Made by `of` or `of_arrays`.
    """

    sites: Sites
    first: date
    last: date
    site: NDArray[np.int32]
    day: NDArray[np.int32]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, date, int]], sites: Sites, *, first: date, last: date) -> Self:
        """Events from (id of the site, day, count); the same site and day may come several times.

        `BadInput` names the first event whose site is unknown, whose day is outside, or whose count is
        negative or broken.

        >>> paris = Sites(["11e", "10e"], [48.8590, 48.8760], [2.3781, 2.3596])
        >>> rows = [("11e", date(2015, 11, 13), 2), ("10e", date(2015, 11, 1), 1)]
        >>> Events.of(rows, paris, first=date(2015, 11, 1), last=date(2015, 11, 14)).cases
        3
        """
        number = {id: at for at, id in enumerate(sites.ids)}
        given = list(rows)
        for at, (id, day, _) in enumerate(given):
            if id not in number:
                raise BadInput(f"no site is called {id!r}", where=f"event {at + 1}", reason="site")
            if not first <= day <= last:
                text = f"{day.isoformat()} is outside {first.isoformat()} to {last.isoformat()}"
                raise BadInput(text, where=f"event {at + 1}", reason="day")
        return cls.of_arrays(
            [number[id] for id, _, _ in given],
            [(day - first).days for _, day, _ in given],
            [count for _, _, count in given],
            sites,
            first=first,
            last=last,
        )

    @classmethod
    def of_arrays(
        cls, site: ArrayLike, day: ArrayLike, count: ArrayLike, sites: Sites, *, first: date, last: date
    ) -> Self:
        """Events from numbers of sites, days after `first`, and counts, row by row; `BadInput` as `of`."""
        if last < first:
            raise BadInput(f"{last.isoformat()} is before {first.isoformat()}", where="last", reason="day")
        days = (last - first).days + 1
        where = _whole("a site", site, len(sites.ids) - 1)
        when = _whole(f"a day from {first.isoformat()} to {last.isoformat()}", day, days - 1)
        times = _whole("a number of cases", count, MOST_CASES)
        if not len(where) == len(when) == len(times):
            raise BadInput("sites, days and counts differ in number", where="events", reason="shape")
        if times.sum() > MOST_CASES:
            text = f"{times.sum():,} cases are more than the {MOST_CASES:,} that a scan can take"
            raise BadInput(text, where="events", reason="too_many")
        order = np.lexsort((where, -when))
        times = times[order]
        case_site, case_day = (np.repeat(one[order], times).astype(np.int32) for one in (where, when))
        return cls(sites, first, last, case_site, case_day)

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return len(self.site)

    @property
    def days(self) -> int:
        """How many days are looked at."""
        return (self.last - self.first).days + 1

    def daily(self, sites: NDArray[np.intp] | None = None) -> NDArray[np.int64]:
        """Cases a day, of these sites or of all."""
        days = self.day if sites is None else self.day[np.isin(self.site, sites)]
        return np.bincount(days, minlength=self.days).astype(np.int64)


def _whole(what: str, given: ArrayLike, highest: int) -> NDArray[np.int64]:
    values = np.asarray(given)
    if values.size == 0:
        return np.zeros(0, dtype=np.int64)
    if values.ndim != 1 or values.dtype.kind not in "iuf":
        raise BadInput(f"must be a list of numbers, each {what}", where="events", reason="not_a_number")
    good = (values >= 0) & (values <= highest) & (values == np.floor(values))  # NaN compares False
    if not good.all():
        at = int(np.argmin(good))
        raise BadInput(f"{values[at]} is not {what}", where=f"event {at + 1}", reason="event")
    return values.astype(np.int64)
