"""Series as charts show them: drawn by the core, from the counts as they were known."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import numpy as np

from tocsin.forewarn import Series, get_detector, scan
from tocsin.forewarn.chart import Track, draw, sparkline, track, track_of
from tocsin.forewarn.series import Step
from tocsin_server.forewarn.models import Of, Warning
from tocsin_server.forewarn.selectors import counts
from tocsin_server.forewarn.selectors.unusual import as_it_was
from tocsin_server.forewarn.selectors.warnings import SHOWN, courses, explanation

NARROW = (440, 310)
"""Width and height of the chart on a phone, where the wide one's letters would be too small to read."""


def charts(row: Warning) -> tuple[str, str]:
    """A warning as a picture, wide and narrow: observed, expected, what is usual, the alarm."""
    shown = _track(row, f"By {row.step}")
    width, height = NARROW
    return draw(shown), draw(shown, width=width, height=height)


def _track(row: Warning, title: str) -> Track:
    """The steps before as the detector judges them today, the one tested as it was judged."""
    if row.detector == scan.NAME:
        shown = scan.track_of_cluster("By day", explanation(row))
        return shown if shown.every == 1 else replace(shown, title=f"By {shown.every} days")
    why, series = explanation(row), _series(row, title)
    if series is None:
        return track_of(title, why, row.day)
    shown = track(series, get_detector(row.detector), row.day)
    expected, bound = shown.expected.copy(), shown.bound.copy()
    expected[-1], bound[-1] = why.expected, why.bound
    return replace(shown, expected=expected, bound=bound)


def _series(row: Warning, title: str) -> Series | None:
    """The counts as they were known when the warning was raised; None where they were not kept yet."""
    if row.counted is None or row.known is None:
        return None
    if row.counted.of == Of.DEADLIEST:
        one = counts.panel([row.counted], counts.watched_from(row.day, SHOWN), row.day, row.known).row(0)
    else:
        one = as_it_was(row.counted, row.day, Step(row.step), row.known, held=row.held)
    return Series(
        title, one.first, one.counts, one.measure,
        step=one.step, exposures=one.exposures, known=one.known, told=one.told,
    )  # fmt: skip


def sparklines(rows: Iterable[Warning]) -> dict[int, str]:
    """The six weeks up to each warning as a line of small bars, by its id, as far as they are kept."""
    listed = list(rows)
    found = courses([row for row in listed if row.detector != scan.NAME])
    drawn = {row.pk: _spark(row, found[row.pk]) for row in listed if row.pk in found}
    drawn |= {row.pk: _spark_of_cluster(row) for row in listed if row.detector == scan.NAME}
    return {pk: sparkline(shown) for pk, shown in drawn.items()}


def _spark_of_cluster(row: Warning) -> Track:
    """The last spans as long as the cluster, six weeks of them: as known when it was found."""
    whole = scan.track_of_cluster(row.series, explanation(row))
    last = slice(-max((SHOWN.days + 1) // whole.every, 1), None)
    return replace(
        whole, days=whole.days[last], counts=whole.counts[last],
        expected=whole.expected[last], bound=whole.bound[last],
    )  # fmt: skip


def _spark(row: Warning, course: list[int]) -> Track:
    days = [row.day + timedelta(days=at) for at in range(1 - len(course), 1)]
    unknown = np.full(len(course) - 1, np.nan)
    bound, expected = np.append(unknown, row.bound), np.append(unknown, row.expected)
    return Track(row.series, Step.DAY, days, np.array(course, dtype=np.int64), expected, bound)
