"""The stretches of time in which teams are on duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tocsin.errors import BadInput

MOST_SHIFTS = 2_000


@dataclass(frozen=True, slots=True)
class Shift:
    """From `start` to `end`, both with their zone; the clock does not change in between."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise BadInput("a shift's times need a zone", where=self.name, reason="zone")
        if self.end.astimezone(UTC) <= self.start.astimezone(UTC):
            raise BadInput("a shift ends after it starts", where=self.name, reason="order")
        last = (self.end.astimezone(UTC) - datetime.resolution).astimezone(self.start.tzinfo)
        if self.start.utcoffset() != last.utcoffset():
            text = (
                f"the clock changes in it, from UTC{self.start:%z} to UTC{last:%z}, so that nobody could say "
                "how long it is: let one shift end where the clock changes, and another begin there"
            )
            raise BadInput(text, where=self.name, reason="clock_change")

    @property
    def name(self) -> str:
        """When it starts, as people write it: "2015-11-14 06:00"."""
        return f"{self.start:%Y-%m-%d %H:%M}"


def shifts(first: date, days: int, starts: Sequence[time], zone: str) -> tuple[Shift, ...]:
    """The shifts of so many days, each until the next begins, the last of a day until the next day's first.

    `BadInput` for an unknown zone, a start named twice, and a shift in which the clock changes.

    >>> [one.name for one in shifts(date(2015, 11, 14), 1, [time(6), time(18)], "Asia/Shanghai")]
    ['2015-11-14 06:00', '2015-11-14 18:00']
    """
    place = zone_named(zone)
    if not starts or len(set(starts)) != len(starts):
        raise BadInput("name each hour at which a shift starts, once", where="shifts", reason="starts")
    if not 0 < days * len(starts) <= MOST_SHIFTS:
        text = f"{days} days of {len(starts)} shifts: from 1 to {MOST_SHIFTS:,} shifts can be planned at once"
        raise BadInput(text, where="days", reason="days")
    begins = [
        datetime.combine(first + timedelta(day), start, place)
        for day in range(days)
        for start in sorted(starts)
    ]
    begins.append(datetime.combine(first + timedelta(days), min(starts), place))
    return tuple(Shift(start, end) for start, end in pairwise(begins))


def zone_named(zone: str) -> ZoneInfo:
    """A time zone by its IANA name; `BadInput` where there is none."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(f"there is no time zone {zone!r}", where="zone", reason="zone") from error
