"""How many people are at a venue, hour by hour of its week."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from tocsin.errors import BadInput

WEEK = 7 * 24
"""Hours of a week, the first from Monday 00:00 local time."""

MOST = 10_000_000
"""More people than are ever in one place at a time."""

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_NUMBERS = {name.casefold(): number for number, name in enumerate(_DAYS)}
_CLAUSE = re.compile(
    r"(?:(?P<days>[a-z]{2}(?:\s*[-,]\s*[a-z]{2})*)?\s*(?:(?P<first>\d{1,2})\s*-\s*(?P<last>\d{1,2}))?\s*=)?"
    r"\s*(?P<people>\d{1,9})",
    re.ASCII | re.IGNORECASE,
)
_FORM = '"400", or "Mo-Fr 08-18=400; Sa,Su 10-16=900"'


@dataclass(frozen=True, slots=True)
class Presence:
    """People present at a venue in each hour of the week, (168,), from Monday 00:00 local time.

    >>> Presence.parse("Mo-Fr 08-18=400; Sa,Su 10-16=900").hours[7:10]
    (0, 400, 400)
    """

    hours: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.hours) != WEEK:
            raise BadInput(f"a week has {WEEK} hours, not {len(self.hours)}", where="present", reason="week")
        if min(self.hours) < 0 or max(self.hours) > MOST:
            wrong = next(people for people in self.hours if not 0 <= people <= MOST)
            raise BadInput(f"{wrong:,} is not from 0 to {MOST:,} people", where="present", reason="people")

    @classmethod
    def parse(cls, text: str) -> Presence:
        """What people write: "400" all week; "Mo-Fr 08-18=400; Sa,Su 10-16=900", and nobody at other hours.

        Days are Mo Tu We Th Fr Sa Su, alone, as a list or from one to another; hours run up to the one named,
        past midnight where it is the smaller ("Fr,Sa 22-04=900"). Where two clauses speak of one hour the
        later one holds. `BadInput` names the clause that cannot be read.

        >>> sum(Presence.parse("Sa 22-02=100").hours)
        400
        >>> Presence.parse("Mo 8-25=3")
        Traceback (most recent call last):
        ...
        tocsin.errors.BadInput: present: 'Mo 8-25=3': hours are from 00 to 24
        """
        week = [0] * WEEK
        for clause in text.strip().removesuffix(";").split(";"):
            hours, people = _clause(clause.strip())
            for hour in hours:
                week[hour] = people
        return cls(tuple(week))

    @property
    def text(self) -> str:
        """The shortest that `parse` reads as the same.

        >>> Presence.parse("Sa,Su 10-16=900; Mo,Tu,We,Th,Fr 8-18=400").text
        'Mo-Fr 08-18=400; Sa,Su 10-16=900'
        >>> Presence.parse("400").text
        '400'
        """
        if len(set(self.hours)) == 1:
            return str(self.hours[0])
        return "; ".join(self._clauses())

    @property
    def peak(self) -> int:
        """The most people at any hour of the week."""
        return max(self.hours)

    def most(self, start: datetime, end: datetime) -> int:
        """The most people at any hour that a stretch of time touches, by the clock on the venue's wall.

        `start` and `end` are aware and in the venue's zone; an hour that only begins at `end` is not touched.

        >>> from zoneinfo import ZoneInfo
        >>> day = datetime(2015, 11, 13, 17, 30, tzinfo=ZoneInfo("Europe/Paris"))
        >>> Presence.parse("Mo-Fr 08-18=400").most(day, day + timedelta(hours=8))
        400
        """
        if start.tzinfo is None or end.tzinfo is None:
            raise BadInput("give the times with their zone", where="present", reason="zone")
        first, last = start.replace(tzinfo=None), end.replace(tzinfo=None)
        if last <= first:
            raise BadInput(f"{last} is not after {first}", where="present", reason="times")
        begin = first.weekday() * 24 + first.hour
        touched = -(-(last - first.replace(minute=0, second=0, microsecond=0)) // timedelta(hours=1))
        if touched >= WEEK:
            return self.peak
        stop = begin + touched
        return max(*self.hours[begin:stop], *self.hours[: max(stop - WEEK, 0)], 0)

    def _clauses(self) -> Iterator[str]:
        """Days that are alike told together, each stretch of hours on its own."""
        days = [self.hours[24 * day : 24 * day + 24] for day in range(7)]
        for day, hours in enumerate(days):
            if hours in days[:day]:
                continue
            alike = [other for other in range(day, 7) if days[other] == hours]
            named = "" if len(alike) == 7 else _days_text(alike)
            for first, last, people in _stretches(hours):
                span = "" if (first, last) == (0, 24) else f"{first:02}-{last:02}"
                yield f"{' '.join(filter(None, (named, span)))}={people}"


def _clause(text: str) -> tuple[list[int], int]:
    """The hours of the week that a clause speaks of, and how many people it puts there."""
    found = _CLAUSE.fullmatch(text)
    if not found:
        sign = "; people cannot be fewer than none" if re.search(r"(^|=)\s*-\d", text) else ""
        raise _refusal(text, f"it is not like {_FORM}{sign}")
    days = _days(text, found["days"]) if found["days"] else list(range(7))
    first, last = (int(found["first"]), int(found["last"])) if found["first"] else (0, 24)
    if first > 23 or last > 24:
        raise _refusal(text, "hours are from 00 to 24")
    if first == last:
        raise _refusal(text, "it begins and ends at one hour; leave the hours out for a whole day")
    length = last - first if last > first else last - first + 24
    return [(24 * day + first + hour) % WEEK for day in days for hour in range(length)], int(found["people"])


def _days(clause: str, text: str) -> list[int]:
    days: list[int] = []
    for part in text.split(","):
        ends = [_NUMBERS.get(name.strip().casefold()) for name in part.split("-")]
        if None in ends or len(ends) > 2:
            raise _refusal(clause, f"{part.strip()!r} is no day; there are {' '.join(_DAYS)}")
        first, last = ends[0] or 0, ends[-1] or 0
        days += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return days


def _days_text(days: list[int]) -> str:
    """Mo-Fr for three days on end or more, Sa,Su for two."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        f"{_DAYS[run[0]]}-{_DAYS[run[-1]]}" if len(run) > 2 else ",".join(_DAYS[day] for day in run)
        for run in runs
    )


def _stretches(hours: tuple[int, ...]) -> Iterator[tuple[int, int, int]]:
    """First hour, hour it runs up to, and people, of each stretch of a day with anybody there."""
    for people, run in groupby(range(24), key=lambda hour: hours[hour]):
        stretch = list(run)
        if people:
            yield stretch[0], stretch[-1] + 1, people


def _refusal(clause: str, problem: str) -> BadInput:
    return BadInput(f"{clause!r}: {problem}", where="present", reason="present")
