"""The day that stands at the head of an agency dispatch."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from tocsin.collect.words import months

_DATELINE = re.compile(r"[^\n]{3,90}?(?:\s-{1,2}\s|[–—])")


def dateline_day(text: str) -> date | None:
    """The day in a dispatch's dateline, which is what stands before the first dash of its first line.

    >>> dateline_day("PARIS, Nov 14, 2015 - A blast was heard on 3 March 2014.")
    datetime.date(2015, 11, 14)
    >>> dateline_day("PARIS, Nov 14 - A blast was heard on 3 March 2014.") is None
    True
    """
    dateline = _DATELINE.match(text)
    return named_day(dateline.group()) if dateline else None


def named_day(text: str) -> date | None:
    """The one day that a piece of text names with its year, None where it names none or several.

    A day like 12-11-2015, which is two days in two countries, is not taken.

    >>> named_day("AGENCIA / 13-11-2015 10:40")
    datetime.date(2015, 11, 13)
    >>> named_day("AGENCIA / 12-11-2015 10:40") is None
    True
    """
    days = set(_days(text.casefold()))
    return days.pop() if len(days) == 1 else None


def _days(text: str) -> Iterator[date]:
    named = months()
    for pattern in _patterns():
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = named.get(parts["month"]) or int(parts["month"])
            try:
                yield date(int(parts["year"]), month, int(parts["day"]))
            except ValueError:
                continue


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    name = "|".join(sorted(map(re.escape, months()), key=len, reverse=True))
    day, year = r"(?<!\d)(?P<day>\d{1,2})(?:er|st|nd|rd|th|º)?", r"(?P<year>(?:19|20)\d\d)(?!\d)"
    return (
        re.compile(rf"(?<!\d){year}\s?[-/.年]\s?(?P<month>\d{{1,2}})\s?[-/.月]\s?(?P<day>\d{{1,2}})(?!\d)"),
        re.compile(rf"{day}\s+(?:de\s+)?(?P<month>{name})\.?,?\s+(?:del?\s+)?{year}"),
        re.compile(rf"\b(?P<month>{name})\.?\s+{day},?\s+{year}"),
        re.compile(rf"(?<!\d)(?P<day>1[3-9]|2\d|3[01])[-/.](?P<month>0?[1-9]|1[0-2])[-/.]{year}"),
        re.compile(rf"(?<!\d)(?P<month>0?[1-9]|1[0-2])[-/.](?P<day>1[3-9]|2\d|3[01])[-/.]{year}"),
    )
