"""Which series of an owner are unusual on a day, by what was known at a moment; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from tocsin.forewarn import Decision, Detector, Series, get_detector
from tocsin.forewarn.decide import Rules, weeks_until
from tocsin.forewarn.detectors.auto import Choice, choose
from tocsin.forewarn.detectors.farrington import FLEXIBLE, Farrington
from tocsin.forewarn.methods import Chosen
from tocsin.forewarn.series import Panel, Step
from tocsin.forewarn.sweep import sweep
from tocsin_server.forewarn.models import Counted, Of
from tocsin_server.forewarn.selectors import counts
from tocsin_server.forewarn.selectors.lateness import held_against_told
from tocsin_server.forewarn.selectors.tallies import Owned

SEASONAL = Farrington("farrington-flexible", Step.WEEK, FLEXIBLE)
"""What judges weeks, once there are years of them; until then there is no test of weeks."""

YEARS = timedelta(days=6 * 366)
"""How far counts by the week reach back."""

WEEK = timedelta(days=6)
"""From the first day of a week to its last."""

UNRULED = Rules(minimum_count=0, discovery_rate=None, cool_down=0)
"""No alarm is held back yet: which ones are is decided with all that is known of the day."""


@dataclass(frozen=True, slots=True)
class Found:
    """What of one owner's series was unusual on a day: each series with its decision, and of all that were
    tested the chance of so high a count, NaN where none is known."""

    decisions: tuple[tuple[Counted, Decision], ...]
    tested: NDArray[np.float64]

    def __add__(self, other: "Found") -> "Found":
        return Found(self.decisions + other.decisions, np.concatenate([self.tested, other.tested]))


TESTED = (Of.INCIDENTS, Of.DEADLIEST, Of.REPORTS)
"""Counts that are tested by the series; the others say where and against how much."""

NOTHING = Found((), np.zeros(0))


def unusual(owned: Owned, day: date, known: datetime) -> Found:
    """What is unusual of a day by the detector that suits each series, and what is grave in itself."""
    return sum((_days(owned, of, day, known) for of in TESTED), NOTHING)


def unusual_weeks(owned: Owned, day: date, known: datetime) -> Found:
    """What is unusual of the seven days that end on a day, once the watch has lasted for years."""
    first = counts.watched_from(day, YEARS)
    if (day - first).days // 7 < SEASONAL.history:
        return NOTHING
    if not (rows := list(counts.of_owner(owned, Of.INCIDENTS))):
        return NOTHING
    panel = held_against_told(counts.panel(rows, first, day, known), owned, Of.INCIDENTS, known)
    return _sweep(rows, panel, day, lambda _panel, _at: [_all(SEASONAL, rows)], rolling=True)


def _days(owned: Owned, of: Of, day: date, known: datetime) -> Found:
    every = counts.of_owner(owned, of)
    rows = counts.not_zero(every, day, day)
    if not rows:
        return NOTHING
    if of is Of.DEADLIEST:
        panel = counts.panel(rows, day, day, known)
        return _sweep(rows, panel, day, lambda _panel, _at: [_all(get_detector("severity"), rows)])
    panel = counts.panel(rows, counts.watched_from(day, counts.DAYS), day, known)
    panel = held_against_told(panel, owned, of, known)
    found = _sweep(rows, panel, day, choose)
    # A series without anything that day was tested too: so low a count or a higher one was certain.
    return Found(found.decisions, np.append(found.tested, np.ones(every.count() - len(rows))))


def _sweep(
    rows: Sequence[Counted], panel: Panel, day: date, chosen: Chosen, *, rolling: bool = False
) -> Found:
    found = sweep([panel], day, chosen, UNRULED, rolling=rolling)
    named = dict(zip(panel.ids, rows, strict=True))
    return Found(tuple((named[each.series], each) for each in found.decisions), found.scores.p)


def _all(detector: Detector, rows: Sequence[Counted]) -> Choice:
    """One detector for every series."""
    return Choice(detector, np.arange(len(rows)), "")


def as_it_was(row: Counted, day: date, step: Step, known: datetime) -> Series:
    """One series up to a day, or to the week that begins on it, as it was known at a moment."""
    if row.of == Of.DEADLIEST:
        return counts.panel([row], day, day, known).row(0)
    last, reach = (day + WEEK, YEARS) if step is Step.WEEK else (day, counts.DAYS)
    panel = counts.panel([row], counts.watched_from(last, reach), last, known)
    panel = held_against_told(panel, Owned(row.unit_id, row.tlp), Of(row.of), known)
    return (weeks_until(panel, last) if step is Step.WEEK else panel).row(0)
