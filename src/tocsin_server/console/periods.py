"""Days counted by day, week, month or year, as a small picture of bars that each lead to their days."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tocsin_server.console.charts import HEIGHT, WIDTH, Bar, nice

MOST_BARS = 60
"""Narrower bars cannot be hit with a finger or a pointer."""


@dataclass(frozen=True, slots=True)
class Period:
    """A bar and the days it stands for."""

    bar: Bar
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Periods:
    """Bars side by side; `unit` is "day", "week", "month" or "year"."""

    bars: tuple[Period, ...]
    unit: str
    top: int


def periods(days: Mapping[date, int]) -> Periods | None:
    """Counts of days in the smallest unit that makes no more than `MOST_BARS` bars; None without a day.

    >>> found = periods({date(2015, 11, 13): 2, date(2015, 11, 15): 1})
    >>> found.unit, [(each.bar.label, each.bar.count) for each in found.bars]
    ('day', [('13 Nov 2015', 2), ('14 Nov 2015', 0), ('15 Nov 2015', 1)])
    >>> [each.bar.label for each in periods({date(2014, 1, 5): 1, date(2015, 12, 1): 1}).bars][:2]
    ['January 2014', 'February 2014']
    """
    if not days:
        return None
    unit = next(
        unit for unit in _BEGINS if _number(unit, min(days), max(days)) <= MOST_BARS or unit == "year"
    )
    begins, after = _BEGINS[unit], _AFTER[unit]
    counted = Counter[date]()
    for day, count in days.items():
        counted[begins(day)] += count
    starts = [begins(min(days))]
    while (following := after(starts[-1])) <= max(days):
        starts.append(following)
    top = nice(max(counted.values()))
    width = WIDTH / len(starts)
    return Periods(
        tuple(
            Period(
                _bar(n * width, width, counted[start], top, _label(unit, start)), start, after(start) - _DAY
            )
            for n, start in enumerate(starts)
        ),
        unit,
        top,
    )


def _bar(x: float, width: float, count: int, top: int, label: str) -> Bar:
    height = HEIGHT * count / top
    return Bar(x + width * 0.08, HEIGHT - height, width * 0.84, height, label, count)


def _number(unit: str, first: date, last: date) -> float:
    return (last - first).days / {"day": 1, "week": 7, "month": 30.4, "year": 365.2}[unit] + 1


def _label(unit: str, start: date) -> str:
    day = f"{start.day} {start:%b %Y}"
    return {"day": day, "week": f"week of {day}", "month": f"{start:%B %Y}", "year": f"{start:%Y}"}[unit]


def _next_month(day: date) -> date:
    return (day.replace(day=1) + 31 * _DAY).replace(day=1)


_DAY = timedelta(days=1)
_BEGINS: dict[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - day.weekday() * _DAY,
    "month": lambda day: day.replace(day=1),
    "year": lambda day: day.replace(month=1, day=1),
}
_AFTER: dict[str, Callable[[date], date]] = {
    "day": lambda start: start + _DAY,
    "week": lambda start: start + 7 * _DAY,
    "month": _next_month,
    "year": lambda start: start.replace(year=start.year + 1),
}
