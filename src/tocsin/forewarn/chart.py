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
from math import isnan

import numpy as np
from numpy.typing import NDArray

from tocsin.base import Explanation
from tocsin.forewarn.protocol import Detector
from tocsin.forewarn.series import Panel, Series, Step
from tocsin.forewarn.sheet import HEIGHT, RIGHT, WIDTH, Sheet, legend, rect, text

OBSERVED = "#5b7083"
ALARM = "#c0392b"
EXPECTED = "#1f6fb2"
BAND = "#1f6fb2"


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
    finite = [value for value in (*shown.bound, *shown.expected) if not isnan(value)]
    labels = [day.isoformat() for day in shown.days]
    sheet = Sheet(labels, max(float(shown.counts.max()), *finite, 1.0), width, height)
    expected = _line(sheet, shown.expected, f'stroke="{EXPECTED}"')
    bound = _line(sheet, shown.bound, f'stroke="{BAND}" stroke-dasharray="5 3"')
    parts = [*sheet.axes(shown.title), _band(sheet, shown.bound), *_bars(sheet, shown), expected, bound]
    parts += [*_marks(sheet, shown), _latest(sheet, shown), *_legend()]
    return sheet.image(shown.title, describe(shown), parts)


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
        bars.append(rect(at * wide, height - tall, max(wide - 1, 0.5), tall, f'fill="{colour}"'))
        if at in alarms:
            x, y = (at + 0.5) * wide, height - tall - 3
            bars.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.8" fill="{ALARM}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape(describe(shown))}">{"".join(bars)}</svg>'
    )


def _bars(sheet: Sheet, shown: Track) -> list[str]:
    alarms = set(shown.alarms)
    return [
        sheet.bar(at, 0, count, f'fill="{ALARM if at in alarms else OBSERVED}"')
        for at, count in enumerate(shown.counts.tolist())
        if count
    ]


def _band(sheet: Sheet, bound: NDArray[np.float64]) -> str:
    """The pale area from nothing to the bound, in one piece for each run of steps that have one."""
    shapes = []
    for run in _runs(bound):
        upper = " ".join(
            f"{sheet.x(at):.1f},{sheet.y(bound[at]):.1f} {sheet.x(at + 1):.1f},{sheet.y(bound[at]):.1f}"
            for at in run
        )
        first, last = sheet.x(run[0]), sheet.x(run[-1] + 1)
        points = f"{first:.1f},{sheet.y(0):.1f} {upper} {last:.1f},{sheet.y(0):.1f}"
        shapes.append(f'<polygon points="{points}" fill="{BAND}" fill-opacity="0.12"/>')
    return "".join(shapes)


def _line(sheet: Sheet, values: NDArray[np.float64], stroke: str) -> str:
    """A line in steps, in one piece for each run of steps that have a value."""
    return "".join(
        '<polyline points="'
        + " ".join(
            f"{sheet.x(at):.1f},{sheet.y(values[at]):.1f} {sheet.x(at + 1):.1f},{sheet.y(values[at]):.1f}"
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


def _marks(sheet: Sheet, shown: Track) -> list[str]:
    """A diamond over each step above its bound."""
    parts = []
    for at in shown.alarms:
        x, y = sheet.x(at + 0.5), sheet.y(float(shown.counts[at])) - 8
        parts.append(f'<path d="M{x:.1f} {y - 5:.1f}l5 5-5 5-5-5z" fill="{ALARM}"/>')
    return parts


def _latest(sheet: Sheet, shown: Track) -> str:
    """The last step in figures, at the right of the title."""
    words = f"{shown.counts[-1]:,} on {shown.days[-1].isoformat()}"
    if not isnan(shown.bound[-1]):
        words += f"; {shown.expected[-1]:,.1f} expected, up to {shown.bound[-1]:,.1f} usual"
    return text(sheet.width - RIGHT, 18, words, "end")


def _legend() -> list[str]:
    edge = f'<path d="M0 -9h14" fill="none" stroke-width="1.5" stroke="{BAND}" stroke-dasharray="5 3"/>'
    return legend(
        [
            (rect(0, -8, 8, 8, f'fill="{OBSERVED}"'), "observed"),
            (f'<path d="M0 -4h14" fill="none" stroke-width="1.5" stroke="{EXPECTED}"/>', "expected"),
            (rect(0, -9, 14, 10, f'fill="{BAND}" fill-opacity="0.12"') + edge, "usual, up to the bound"),
            (f'<path d="M4 -9l5 5-5 5-5-5z" fill="{ALARM}"/>', "unusual"),
        ]
    )
