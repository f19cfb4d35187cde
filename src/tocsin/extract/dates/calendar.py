"""Spans of the calendar."""

from calendar import monthrange
from datetime import date, timedelta

from tocsin.base import Precision, When

# Where the cycle of leap years puts the first day of the Solar Hijri calendar: 21 March 622 (Gregorian).
_SOLAR_EPOCH = 226_895
# Six months of 31 days, five of 30, and a last one of 29 or 30.
_LONG_MONTHS, _LONG_MONTH, _SHORT_MONTH = 6, 31, 30
# A leap day may lie eight years back (1900 and 2100 have none), a weekday on a given date up to eleven.
YEARS_BACK = 12


def week_of(day: date) -> When:
    """The week, Monday to Sunday (ISO 8601), that holds `day`.

    >>> week_of(date(2015, 11, 13)).first
    datetime.date(2015, 11, 9)
    """
    monday = day - timedelta(days=day.weekday())
    return When(monday, monday + timedelta(days=6), Precision.WEEK)


def month_of(year: int, month: int) -> When:
    """A whole month.

    >>> month_of(2016, 2).last
    datetime.date(2016, 2, 29)
    """
    return When(date(year, month, 1), date(year, month, monthrange(year, month)[1]), Precision.MONTH)


def year_of(year: int) -> When:
    """A whole year."""
    return When(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)


def shifted(today: date, unit: str, offset: int) -> When | None:
    """The day, week, month or year that lies `offset` of them after `today`'s; None outside years 1 to 9999.

    A "night" is the two days it joins, the evening's first.

    >>> shifted(date(2015, 1, 31), "month", -1).first
    datetime.date(2014, 12, 1)
    """
    try:
        if unit == "day":
            return When.on(today + timedelta(days=offset))
        if unit == "night":
            evening = today + timedelta(days=offset)
            return When(evening, evening + timedelta(days=1), Precision.DAY)
        if unit == "week":
            return week_of(today + timedelta(weeks=offset))
        if unit == "month":
            months = today.year * 12 + today.month - 1 + offset
            return month_of(months // 12, months % 12 + 1)
        return year_of(today.year + offset)
    except (ValueError, OverflowError):
        return None


def latest(limit: date, *, month: int, day: int, weekday: int) -> date | None:
    """The latest date not after `limit` with this month and day (and ISO weekday, where not 0).

    `month` 0 stands for any. None where there is no such date, as for 31 November.
    """
    for back in range(YEARS_BACK * 12):
        months = limit.year * 12 + limit.month - 1 - back
        year, at = months // 12, months % 12 + 1
        if year < 1:
            return None
        if (month and at != month) or day > monthrange(year, at)[1]:
            continue
        found = date(year, at, day)
        if found <= limit and weekday in (0, found.isoweekday()):
            return found
    return None


def solar_hijri(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of one in the calendar of Iran and Afghanistan; None where there is no such day.

    Leap years by the cycle of 33 years, which agrees with the astronomical rule from 1178 to 1633 AP (1799 to
    2254); Borkowski 1996, "The Persian calendar for 3000 years".

    >>> solar_hijri(1394, 8, 22)
    datetime.date(2015, 11, 13)
    """
    long = month <= _LONG_MONTHS
    longest = _LONG_MONTH if long else _SHORT_MONTH - (month == 12 and not _is_solar_leap(year))
    if not (1 <= month <= 12 and 1 <= day <= longest):
        return None
    before = (month - 1) * _SHORT_MONTH + min(month - 1, _LONG_MONTHS)
    return date.fromordinal(_SOLAR_EPOCH + 365 * (year - 1) + (8 * year + 21) // 33 + before + day - 1)


def _is_solar_leap(year: int) -> bool:
    return (8 * year + 29) % 33 < 8


def latest_solar(limit: date, *, month: int, day: int) -> date | None:
    """The latest day not after `limit` with this month and day of the Solar Hijri calendar.

    >>> latest_solar(date(2016, 3, 19), month=12, day=29)
    datetime.date(2016, 3, 19)
    """
    for year in range(limit.year - 621, limit.year - 621 - YEARS_BACK, -1):
        found = solar_hijri(year, month, day)
        if found is not None and found <= limit:
            return found
    return None
