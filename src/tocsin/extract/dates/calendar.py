"""Spans of the calendar."""

from calendar import monthrange
from datetime import date, timedelta

from tocsin.base import Precision, When

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
