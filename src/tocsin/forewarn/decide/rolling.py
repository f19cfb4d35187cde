"""Weeks with borders that move: the seven days that end on the day tested, and those before them.

A cluster that straddles the border of fixed weeks is halved by it. Counting back from the day tested, no
border cuts what ends today, and the weeks do not overlap, so a weekly detector's baseline holds none of the
days it tests.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tocsin.errors import BadInput
from tocsin.forewarn.series import Panel, Step

WEEK = 7


def weeks_until(panel: Panel, day: date) -> Panel:
    """Daily counts added up by weeks of which the last ends on `day`; days before the first whole week go.

    `BadInput` where the counts are not daily, do not reach `day`, or are fewer than seven.

    >>> from tocsin.forewarn.series import Series
    >>> daily = Panel.of([Series("FR/attack", date(2015, 11, 1), [9, 0, 0, 0, 1, 0, 0, 2, 5])])
    >>> weekly = weeks_until(daily, date(2015, 11, 8))
    >>> weekly.counts.tolist(), weekly.first.isoformat()
    ([[3]], '2015-11-02')
    """
    if panel.step is not Step.DAY:
        raise BadInput(f"counts by the {panel.step} cannot be put into rolling weeks", where="panel")
    days = (day - panel.first).days + 1
    if not WEEK <= days <= panel.counts.shape[1]:
        text = f"{day.isoformat()} does not have seven days of counts up to it"
        raise BadInput(text, where="panel", reason="day")
    start, weeks = days % WEEK, days // WEEK
    shape = (len(panel.ids), weeks, WEEK)
    exposures, told = panel.exposures, panel.told
    return replace(
        panel,
        first=panel.first + timedelta(days=start),
        counts=panel.counts[:, start:days].reshape(shape).sum(axis=2),
        step=Step.WEEK,
        exposures=None if exposures is None else exposures[:, start:days].reshape(shape).sum(axis=2),
        told=None if told is None else told[start:days].reshape(weeks, WEEK).mean(axis=1),
    )
