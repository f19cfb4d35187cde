"""How many reports come in: what counts are held against, so that more reports alone are no news.

A country's counts are held against the reports that do not tell of it: those that do are many because
something happened there, and would hide it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from tocsin.forewarn.series import Panel
from tocsin_server.forewarn.models import Counted, Of
from tocsin_server.forewarn.selectors import counts
from tocsin_server.forewarn.selectors.lateness import held_against_told
from tocsin_server.forewarn.selectors.tallies import Owned

LEAST = 20
"""Reports a day from which on their number says more than it wavers by chance."""

FEWEST = 28
"""Days from which on it is known how many are usual."""

SELDOM = 0.1
"""The share of days that may have fewer."""


def other_reports(
    rows: Sequence[Counted], panel: Panel, owned: Owned, known: datetime
) -> NDArray[np.float64]:
    """For each series and day of a panel the reports that tell nothing of its country, by what was known;
    NaN throughout where too few came in, or the site holds counts against nothing.

    Of days that are still being told it is what is to be expected of them: how much of the counts themselves
    is told by then is seen to apart.
    """
    unknown = np.full(panel.counts.shape, np.nan)
    volume = counts.of_owner(owned, Of.VOLUME).first()
    if not settings.TOCSIN_WARNING_VOLUME or volume is None or panel.counts.shape[1] < FEWEST:
        return unknown
    last = panel.first + timedelta(days=panel.counts.shape[1] - 1)
    total = counts.panel([volume], panel.first, last, known)
    told = held_against_told(total, owned, Of.VOLUME, known).told
    share = 1.0 if told is None else told
    telling = _telling(owned, {row.country for row in rows}, total, known)
    none = np.zeros(panel.counts.shape[1], dtype=np.int64)
    others = np.stack([total.counts[0] - telling.get(row.country, none) for row in rows])
    enough = np.quantile(others, SELDOM, axis=1) >= LEAST
    return np.where(enough[:, None], np.maximum(others, 1) / share, unknown)


def held_against_others(panel: Panel, others: NDArray[np.float64]) -> Panel:
    """A panel with other reports as its exposures, of which as much is told as of the counts."""
    return replace(panel, exposures=others if panel.told is None else others * panel.told)


def how_many(others: NDArray[np.float64], days: int) -> str:
    """How many other reports came in on the last days of one series, in a sentence; "" where unknown."""
    if np.isnan(others[0]):
        return ""
    now, usual = others[-days:].sum(), others[:-days].mean() * days
    span = "day" if days == 1 else f"{days} days"
    return f"Held against {now:,.0f} other reports of that {span}, where {usual:,.0f} are usual."


def _telling(owned: Owned, among: set[str], total: Panel, known: datetime) -> dict[str, NDArray[np.int64]]:
    """For each country the reports that tell of it, from day to day."""
    rows = list(counts.of_owner(owned, Of.REPORTS).filter(country__in=among))
    last = total.first + timedelta(days=total.counts.shape[1] - 1)
    panel = counts.panel(rows, total.first, last, known)
    return {row.country: panel.counts[at] for at, row in enumerate(rows)}
