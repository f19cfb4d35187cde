"""The geometry of the console's charts: shapes in a box that the page stretches to its width.

Text in a stretched drawing would be stretched too, so charts are bare SVG with labels as HTML around them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Protocol

WIDTH = 1000.0
HEIGHT = 100.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle standing on the ground line, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars over whole days; `days` are the labels below, each as wide as the next."""

    bars: tuple[Bar, ...]
    days: tuple[date, ...]
    top: int
    hourly: bool
    total: int


def nice(value: float) -> int:
    """The next round number up, for the top of an axis.

    >>> nice(7), nice(13), nice(129), nice(0)
    (10, 20, 200, 5)
    """
    size = 5
    while True:
        for step in (1, 2, 4):
            if size * step >= value:
                return size * step
        size *= 10


def histogram(moments: Iterable[datetime], first: date, last: date, *, hourly: bool) -> Histogram:
    """How many moments fall into each hour, or each day, from `first` to `last`, both included.

    Moments carry the zone in which hours and days are meant.
    """
    length = timedelta(hours=1) if hourly else timedelta(days=1)
    count = ((last - first).days + 1) * (24 if hourly else 1)
    found = Counter(_slot(moment, first, hourly) for moment in moments)
    inside = {slot: number for slot, number in found.items() if 0 <= slot < count}
    top = nice(max(inside.values(), default=0))
    width = WIDTH / count
    start = datetime.combine(first, datetime.min.time())
    bars = tuple(
        Bar(
            slot * width + width * 0.08,
            HEIGHT * (1 - number / top),
            width * 0.84,
            HEIGHT * number / top,
            _slot_label(start + slot * length, hourly),
            number,
        )
        for slot, number in sorted(inside.items())
    )
    every = max(1, -(-((last - first).days + 1) // 10))
    days = tuple(first + timedelta(days=step) for step in range(0, (last - first).days + 1, every))
    return Histogram(bars, days, top, hourly, sum(inside.values()))


def _slot(moment: datetime, first: date, hourly: bool) -> int:
    days = (moment.date() - first).days
    return days * 24 + moment.hour if hourly else days


def _slot_label(start: datetime, hourly: bool) -> str:
    return (
        f"{start:%a} {start.day} {start:%b}, {start:%H}:00 to {start:%H}:59"
        if hourly
        else f"{start:%a} {start.day} {start:%b}"
    )


class Told(Protocol):
    """One figure of one source at one time."""

    @property
    def at(self) -> datetime: ...
    @property
    def source(self) -> str: ...
    @property
    def low(self) -> int: ...
    @property
    def best(self) -> int: ...
    @property
    def high(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Step:
    """A figure drawn: its place in time, the range as a line, the best as a dot."""

    x: float
    low: float
    best: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """How one source's figure grew: drawn, and in words."""

    source: str
    steps: tuple[Step, ...]
    path: str
    first: Told
    last: Told


@dataclass(frozen=True, slots=True)
class Growth:
    """Rows by source over one common scale; `low`, `best` and `high` is the range that stands now."""

    rows: tuple[Row, ...]
    top: int
    starts: datetime
    ends: datetime


def growth(figures: Iterable[Told]) -> Growth | None:
    """How the toll grew as each source told it; None where no source gave a figure at a known time."""
    ordered = sorted(figures, key=lambda told: (told.source, told.at))
    if not ordered:
        return None
    starts, ends = min(told.at for told in ordered), max(told.at for told in ordered)
    top = nice(max(told.high or told.best for told in ordered))
    rows = [
        _row(source, list(said), starts, ends, top)
        for source, said in groupby(ordered, key=lambda told: told.source)
    ]
    return Growth(tuple(sorted(rows, key=lambda row: row.last.at, reverse=True)), top, starts, ends)


def _row(source: str, said: Sequence[Told], starts: datetime, ends: datetime, top: int) -> Row:
    span = (ends - starts).total_seconds() or 1.0
    steps = tuple(
        Step(
            x=20 + (WIDTH - 40) * (told.at - starts).total_seconds() / span,
            low=_height(told.low, top),
            best=_height(told.best, top),
            high=_height(told.best if told.high is None else told.high, top),
        )
        for told in said
    )
    return Row(source, steps, _stairs(steps), said[0], said[-1])


def _height(count: int, top: int) -> float:
    return HEIGHT - 8 - (HEIGHT - 16) * count / top


def _stairs(steps: Sequence[Step]) -> str:
    """A line that keeps each figure until the source gives its next one."""
    start, *rest = steps
    moves = "".join(f"H{step.x:.1f}V{step.best:.1f}" for step in rest)
    return f"M{start.x:.1f} {start.best:.1f}{moves}"


def reach(low: int, best: int, high: int | None) -> tuple[float, float, float, int]:
    """A toll as a range on a line of WIDTH: where low, best and high stand, and the number at its end."""
    top = nice((high or best) * 1.05)
    low_x, best_x = WIDTH * low / top, WIDTH * best / top
    return low_x, best_x, WIDTH if high is None else WIDTH * high / top, top


class Stood(Protocol):
    """Between which shares a source's true share of right tellings lay at one time."""

    @property
    def at(self) -> datetime: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Course:
    """How a source stood over time: the interval as a band, its lower bound as a line, and where each of its
    tellings stands in time."""

    band: str
    floor: str
    agreed: tuple[float, ...]
    differed: tuple[float, ...]
    starts: datetime
    ends: datetime


def course(stood: Sequence[Stood], tellings: Iterable[tuple[datetime, bool]]) -> Course | None:
    """The past of a source on a scale from 0 at the foot to 1 at the top; None where it was never judged."""
    if not stood:
        return None
    starts, ends = stood[0].at, stood[-1].at
    span = (ends - starts).total_seconds() or 1.0

    def across(at: datetime) -> float:
        return WIDTH * min(1.0, max(0.0, (at - starts).total_seconds() / span))

    lows = [f"{across(one.at):.1f} {HEIGHT * (1 - one.low):.1f}" for one in stood]
    highs = [f"{across(one.at):.1f} {HEIGHT * (1 - one.high):.1f}" for one in stood]
    told = sorted(tellings)
    return Course(
        band=f"M{'L'.join([*lows, *reversed(highs)])}Z",
        floor=f"M{'L'.join(lows)}",
        agreed=tuple(across(at) for at, agreed in told if agreed),
        differed=tuple(across(at) for at, agreed in told if not agreed),
        starts=starts,
        ends=ends,
    )
