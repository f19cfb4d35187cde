"""A warning as a picture: observed, the band of what is usual, the alarm; as SVG that stands alone.

Observed counts are filled bars, the expected count a full line, the band between it and the bound a pale area
with a broken upper edge; a day above its bound is a bar of another colour under a diamond. Nothing is told by
colour alone, the title and the description hold the same in words for who does not see the picture, and text
takes the colour of the page around it. No style sheet is used, so a page's content policy need not allow one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import ceil, isnan, log10

import numpy as np
from numpy.typing import NDArray

from tocsin.base import Explanation
from tocsin.forewarn.protocol import Detector
from tocsin.forewarn.series import Panel, Series, Step

OBSERVED = "#5b7083"
ALARM = "#c0392b"
EXPECTED = "#1f6fb2"
BAND = "#1f6fb2"

WIDTH, HEIGHT = 720, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 44, 30
_TICKS = 4
_WIDEST = 22


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """What a chart draws, one entry for `every` so many steps, dated by the first of them; expected and bound
    are NaN where nothing could be expected."""

    title: str
    step: Step
    days: Sequence[date]
    counts: NDArray[np.int64]
    expected: NDArray[np.float64]
    bound: NDArray[np.float64]
    every: int = 1

    @property
    def alarms(self) -> list[int]:
        """The numbers of the steps whose count is above its bound."""
        return np.flatnonzero(self.counts > self.bound).tolist()


def track(series: Series, detector: Detector, day: date, *, steps: int = 60) -> Track:
    """The last steps of a series up to `day`, with what the detector expected at each.

    >>> from tocsin.forewarn import get_detector
    >>> series = Series("FR/attack", date(2015, 11, 1), [0, 1, 0, 0, 0, 1, 0, 0, 0, 5])
    >>> track(series, get_detector("ears-c2"), series.last).alarms
    [9]
    """
    stop = series.at(day) + 1
    start = max(stop - steps, 0)
    scores = detector.scores(Panel.of([series]), range(start, stop))
    days = [series.step.after(series.first, at) for at in range(start, stop)]
    return Track(series.id, series.step, days, series.counts[start:stop], scores.expected[0], scores.bound[0])


def track_of(title: str, explanation: Explanation, day: date) -> Track:
    """What an explanation alone can show: its baseline, and for the day tested what was expected.

    Between the baseline and the day there may be steps that the detector left out; they are left out here.
    """
    step = Step(explanation.step)
    pairs = [*explanation.baseline, (day, explanation.observed)]
    unknown = [float("nan")] * len(explanation.baseline)
    return Track(
        title,
        step,
        [day for day, _ in pairs],
        np.array([count for _, count in pairs], dtype=np.int64),
        np.array([*unknown, explanation.expected]),
        np.array([*unknown, explanation.bound]),
    )


def draw(shown: Track, *, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The track as one SVG image.

    >>> from tocsin.forewarn import get_detector
    >>> series = Series("FR/attack", date(2015, 11, 1), [0, 1, 0, 0, 0, 1, 0, 0, 0, 5])
    >>> image = draw(track(series, get_detector("ears-c2"), series.last))
    >>> image[:35], "1 above what is usual" in image
    ('<svg xmlns="http://www.w3.org/2000/', True)
    """
    frame = _Frame(shown, width, height)
    parts = [*_axes(frame), _band(frame), *_bars(frame), _line(frame, shown.expected, f'stroke="{EXPECTED}"')]
    edge = f'stroke="{BAND}" stroke-dasharray="5 3"'
    parts += [_line(frame, shown.bound, edge), *_marks(frame), _latest(frame), *_legend()]
    title, text = escape(shown.title), escape(describe(shown))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{title}. {text}" font-family="sans-serif" '
        f'font-size="12" fill="currentColor"><title>{title}</title><desc>{text}</desc>'
        f"{''.join(part for part in parts if part)}</svg>\n"
    )


def describe(shown: Track) -> str:
    r"""The chart in words.

    >>> counts = np.array([1, 5])
    >>> days = [date(2015, 11, 12), date(2015, 11, 13)]
    >>> shown = Track("FR", Step.DAY, days, counts, np.array([1.0, 1.2]), np.array([4.0, 4.1]))
    >>> print(describe(shown).replace("; ", "\n"))
    Counts by day, 2015-11-12 to 2015-11-13
    1 above what is usual: 5 on 2015-11-13, where 1.2 were expected.
    """
    by = shown.step if shown.every == 1 else f"{shown.every} {shown.step}s"
    span = f"Counts by {by}, {shown.days[0].isoformat()} to {shown.days[-1].isoformat()}"
    alarms = shown.alarms
    if not alarms:
        return f"{span}; none above what is usual."
    told = ", ".join(
        f"{shown.counts[at]} on {shown.days[at].isoformat()}, where {shown.expected[at]:.1f} were expected"
        for at in alarms[-3:]
    )
    latest = " (the latest)" if len(alarms) > 3 else ""
    return f"{span}; {len(alarms)} above what is usual{latest}: {told}."


def sparkline(shown: Track, *, width: int = 120, height: int = 24) -> str:
    """The counts as a line of small bars, those above their bound in another colour and under a dot.

    >>> days = [date(2015, 11, 12), date(2015, 11, 13)]
    >>> none = np.array([float("nan")] * 2)
    >>> sparkline(Track("FR", Step.DAY, days, np.array([1, 5]), none, none)).count("<rect")
    2
    """
    highest = max(int(shown.counts.max()), 1)
    wide, room = width / len(shown.counts), height - 5
    alarms = set(shown.alarms)
    bars = []
    for at, count in enumerate(shown.counts.tolist()):
        tall = room * count / highest
        colour = ALARM if at in alarms else OBSERVED
        bars.append(_rect(at * wide, height - tall, max(wide - 1, 0.5), tall, f'fill="{colour}"'))
        if at in alarms:
            x, y = (at + 0.5) * wide, height - tall - 3
            bars.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.8" fill="{ALARM}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape(describe(shown))}">{"".join(bars)}</svg>'
    )


class _Frame:
    """Where on the image a step and a count stand."""

    def __init__(self, shown: Track, width: int, height: int) -> None:
        self.shown, self.width, self.height = shown, width, height
        finite = [value for value in (*shown.bound, *shown.expected) if not isnan(value)]
        self.tick: float = _nice(max(float(shown.counts.max()), *finite, 1.0) / _TICKS)
        self.top: float = self.tick * ceil(max(float(shown.counts.max()), *finite, 1.0) * 1.05 / self.tick)
        self.wide: float = (width - _LEFT - _RIGHT) / len(shown.days)

    def x(self, at: float) -> float:
        """The left edge of a step."""
        return _LEFT + at * self.wide

    def y(self, count: float) -> float:
        """The height of a count."""
        return self.height - _BOTTOM - count / self.top * (self.height - _TOP - _BOTTOM)


def _nice(rough: float) -> float:
    """The next of 1, 2, 5, 10, 20 ... for a tick, never below 1: counts are whole."""
    power: float = 10.0 ** int(log10(max(rough, 1.0)))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= rough))


def _axes(frame: _Frame) -> list[str]:
    right = frame.width - _RIGHT
    parts = []
    for number in range(round(frame.top / frame.tick) + 1):
        count = number * frame.tick
        y = frame.y(count)
        parts.append(
            f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="currentColor" '
            f'stroke-opacity="{0.6 if number == 0 else 0.15}"/>'
        )
        parts.append(_text(_LEFT - 6, y + 4, f"{count:,.0f}", "end"))
    parts.append(_text(_LEFT, 18, frame.shown.title, "start", 'font-size="14" font-weight="600"'))
    return parts + _dates(frame)


def _dates(frame: _Frame) -> list[str]:
    """The first day, the last, and as many between as have room."""
    days = frame.shown.days
    room = max(int((frame.width - _LEFT - _RIGHT) / 110), 1)
    every = max(ceil(len(days) / room), 1)
    wanted = range(len(days) - 1, -1, -every)
    y = frame.height - _BOTTOM + 18
    return [
        _text(min(frame.x(at + 0.5), frame.width - _RIGHT - 34), y, days[at].isoformat(), "middle")
        for at in wanted
        if frame.x(at + 0.5) > _LEFT + 30 or len(days) == 1
    ]


def _bars(frame: _Frame) -> list[str]:
    alarms = set(frame.shown.alarms)
    wide = min(frame.wide * 0.7, _WIDEST)  # so that the lines are seen on both sides of a bar
    gap = frame.wide - wide
    parts = []
    for at, count in enumerate(frame.shown.counts.tolist()):
        if count:
            colour = f'fill="{ALARM if at in alarms else OBSERVED}"'
            top = frame.y(count)
            parts.append(_rect(frame.x(at) + gap / 2, top, wide, frame.y(0) - top, colour))
    return parts


def _band(frame: _Frame) -> str:
    """The pale area from nothing to the bound, in one piece for each run of steps that have one."""
    shapes = []
    for run in _runs(frame.shown.bound):
        upper = " ".join(
            f"{frame.x(at):.1f},{frame.y(frame.shown.bound[at]):.1f} "
            f"{frame.x(at + 1):.1f},{frame.y(frame.shown.bound[at]):.1f}"
            for at in run
        )
        first, last = frame.x(run[0]), frame.x(run[-1] + 1)
        points = f"{first:.1f},{frame.y(0):.1f} {upper} {last:.1f},{frame.y(0):.1f}"
        shapes.append(f'<polygon points="{points}" fill="{BAND}" fill-opacity="0.12"/>')
    return "".join(shapes)


def _line(frame: _Frame, values: NDArray[np.float64], stroke: str) -> str:
    """A line in steps, in one piece for each run of steps that have a value."""
    return "".join(
        '<polyline points="'
        + " ".join(
            f"{frame.x(at):.1f},{frame.y(values[at]):.1f} {frame.x(at + 1):.1f},{frame.y(values[at]):.1f}"
            for at in run
        )
        + f'" fill="none" stroke-width="1.5" {stroke}/>'
        for run in _runs(values)
    )


def _runs(values: NDArray[np.float64]) -> list[list[int]]:
    """The numbers of steps with a value, those that follow one another together."""
    runs: list[list[int]] = []
    for at in np.flatnonzero(~np.isnan(values)).tolist():
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _marks(frame: _Frame) -> list[str]:
    """A diamond over each step above its bound."""
    parts = []
    for at in frame.shown.alarms:
        x, y = frame.x(at + 0.5), frame.y(float(frame.shown.counts[at])) - 8
        parts.append(f'<path d="M{x:.1f} {y - 5:.1f}l5 5-5 5-5-5z" fill="{ALARM}"/>')
    return parts


def _latest(frame: _Frame) -> str:
    """The last step in figures, at the right of the title."""
    shown = frame.shown
    text = f"{shown.counts[-1]:,} on {shown.days[-1].isoformat()}"
    if not isnan(shown.bound[-1]):
        text += f"; {shown.expected[-1]:,.1f} expected, up to {shown.bound[-1]:,.1f} usual"
    return _text(frame.width - _RIGHT, 18, text, "end")


def _legend() -> list[str]:
    """What the signs mean, on one line under the title."""
    y, x = 34, float(_LEFT)
    parts = []
    for sign, word in (
        (_rect(0, -8, 8, 8, f'fill="{OBSERVED}"'), "observed"),
        (f'<path d="M0 -4h14" fill="none" stroke-width="1.5" stroke="{EXPECTED}"/>', "expected"),
        (
            _rect(0, -9, 14, 10, f'fill="{BAND}" fill-opacity="0.12"')
            + f'<path d="M0 -9h14" fill="none" stroke-width="1.5" stroke="{BAND}" stroke-dasharray="5 3"/>',
            "usual, up to the bound",
        ),
        (f'<path d="M4 -9l5 5-5 5-5-5z" fill="{ALARM}"/>', "unusual"),
    ):
        parts.append(f'<g transform="translate({x:.0f} {y})">{sign}</g>')
        parts.append(_text(x + 20, y, word, "start", 'font-size="11"'))
        x += 36 + 5.6 * len(word)
    return parts


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {fill}/>'


def _text(x: float, y: float, words: str, anchor: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{escape(words)}</text>'
