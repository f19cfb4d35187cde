"""Days added up to months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from tocsin.errors import BadInput
from tocsin.forewarn.series import Measure, Panel, Step


def by_month(panel: Panel) -> Panel:
    """A panel of days as one of months, without the first or last where some of its days are missing.

    Counts are added up, of `Measure.DEADLIEST` the highest is taken; exposures are left out. `BadInput` where
    the panel is not of days or holds no whole month.

    >>> days = Panel(("FR/attack",), date(2015, 10, 31), np.ones((1, 32), dtype=np.int64))
    >>> months = by_month(days)
    >>> months.first.isoformat(), months.counts.tolist()
    ('2015-11-01', [[30]])
    """
    if panel.step is not Step.DAY:
        raise BadInput(f"only days are added up to months, not {panel.step}s", where="panel", reason="step")
    end = panel.first + timedelta(days=panel.counts.shape[1])
    first = Step.MONTH.after(panel.first.replace(day=1), int(panel.first.day > 1))
    whole = Step.MONTH.between(first, end)
    if whole < 1:
        last = end - timedelta(days=1)
        text = f"{panel.first.isoformat()} to {last.isoformat()} holds no whole month"
        raise BadInput(text, where="panel", reason="too_short")
    borders = [_days(panel.first, Step.MONTH.after(first, at)) for at in range(whole + 1)]
    days = panel.counts[:, : borders[-1]]
    combine = np.maximum if panel.measure is Measure.DEADLIEST else np.add
    counts = combine.reduceat(days, borders[:-1], axis=1)
    return replace(panel, first=first, counts=counts, step=Step.MONTH, exposures=None, told=None)


def _days(first: date, day: date) -> int:
    return (day - first).days
