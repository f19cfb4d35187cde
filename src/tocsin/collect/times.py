"""Time stamps as feeds and pages write them, and which of them can be believed."""

from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No news feed is older than the web; 1970 is a clock that was never set."""

LEEWAY = timedelta(days=1)
"""How far after its receipt a report may be dated: clocks and zones are off by hours, not by days."""


def parse_time(text: str) -> datetime | None:
    """The moment a time stamp names, time-zone aware, or None where it cannot be read.

    Reads ISO 8601 (RFC 3339) and RFC 5322 with its obsolete zones. The zone written is kept; a stamp without
    one is taken as UTC, and a day alone as its midnight UTC.

    >>> parse_time("Sat, 14 Nov 2015 16:10:00 +1100").isoformat()
    '2015-11-14T16:10:00+11:00'
    >>> parse_time("2015-11-14").isoformat()
    '2015-11-14T00:00:00+00:00'
    >>> parse_time("last night") is None
    True
    """
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def midnight(day: date) -> datetime:
    """The start of a day in UTC, which stands for the day where the hour is unknown.

    >>> midnight(date(2015, 11, 14)).isoformat()
    '2015-11-14T00:00:00+00:00'
    """
    return datetime.combine(day, time(), tzinfo=UTC)


def disbelief(moment: datetime, received: datetime | None) -> str:
    """Why a publication time cannot be true, or "" where it can.

    >>> disbelief(parse_time("2099-01-01"), parse_time("2015-11-14"))
    'it is dated 2099-01-01, more than a day after it was received'
    >>> disbelief(parse_time("1970-01-01"), None)
    'it is dated 1970-01-01, before there were news feeds (1990)'
    """
    if moment < EARLIEST:
        return f"it is dated {moment.date()}, before there were news feeds ({EARLIEST.year})"
    if received is not None and moment - received > LEEWAY:
        return f"it is dated {moment.date()}, more than a day after it was received"
    return ""
