"""Times as CAP writes them: whole seconds and a numeric zone (CAP 1.2, section 3.3.2)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from tocsin.errors import BadInput

_TWO = "[0-9]{2}"
# XML Schema (part 2, 3.2.7) has zones up to 14 hours from UTC.
_ZONE = "[-+](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)"
_STANDARD = re.compile(rf"[0-9]{{4}}-{_TWO}-{_TWO}T{_TWO}:{_TWO}:{_TWO}{_ZONE}")


def stamp(time: datetime) -> str:
    """A time as CAP writes it; UTC is -00:00, never Z. `BadInput` says why one cannot be written.

    >>> from datetime import timedelta, timezone
    >>> stamp(datetime(2015, 11, 14, 12, tzinfo=timezone(timedelta(hours=8))))
    '2015-11-14T12:00:00+08:00'
    >>> stamp(datetime(2015, 11, 14, 4, tzinfo=timezone.utc))
    '2015-11-14T04:00:00-00:00'
    """
    problem = unwritable(time)
    if problem:
        raise BadInput(problem, where=str(time), reason="time-form")
    text = time.isoformat()
    return text[:-6] + "-00:00" if text.endswith("+00:00") else text


def unwritable(time: datetime) -> str:
    """Why a time cannot be written as CAP wants it, "" if it can.

    >>> unwritable(datetime(2015, 11, 14))
    'it has no time zone; give the offset from UTC'
    """
    offset = time.utcoffset()
    if offset is None:
        return "it has no time zone; give the offset from UTC"
    if time.microsecond:
        return "it has a fraction of a second; cut it to whole seconds"
    if offset.total_seconds() % 60:
        return "its zone is not a whole number of minutes; give the offset as hours and minutes"
    if abs(offset) > timedelta(hours=14):
        return "its zone is more than 14 hours from UTC; give the offset of a place on Earth"
    return ""


def parse_stamp(text: str) -> tuple[datetime | None, str]:
    """The time that a text tells, and what is wrong with its form ("" if nothing).

    Z, fractions and other ISO 8601 forms are understood and complained of. A time without a zone is none:
    there is no telling when it is.

    >>> parse_stamp("2015-11-14T12:00:00Z")[1]
    "'2015-11-14T12:00:00Z' is not a time as CAP has it; write 2015-11-14T12:00:00+08:00"
    """
    time = _time(text)
    if time is not None and _STANDARD.fullmatch(text):
        return time, ""
    if time is not None and time.utcoffset() is None:
        return None, f"{text!r} has no time zone; write 2015-11-14T12:00:00+08:00"
    return time, f"{text!r} is not a time as CAP has it; write 2015-11-14T12:00:00+08:00"


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    # XML Schema knows an hour 24, which is the next day's midnight.
    day, midnight, rest = text.partition("T24:00:00")
    try:
        return datetime.fromisoformat(f"{day}T00:00:00{rest}") + timedelta(days=1) if midnight else None
    except (ValueError, OverflowError):
        return None
