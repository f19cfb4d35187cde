"""Which series of an owner are unusual on a day, by what was known at a moment; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from tocsin.forewarn import Decision, Detector, Outcome, Series, get_detector
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
from tocsin_server.forewarn.selectors.volume import held_against_others, how_many, other_reports

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
    others = other_reports(rows, panel, owned, known)
    return _judged(rows, panel, others, day, lambda weeks, _at: [_all(SEASONAL, weeks.ids)], rolling=True)


def _days(owned: Owned, of: Of, day: date, known: datetime) -> Found:
    every = counts.of_owner(owned, of)
    rows = counts.not_zero(every, day, day)
    if not rows:
        return NOTHING
    if of is Of.DEADLIEST:
        panel = counts.panel(rows, day, day, known)
        return _sweep(rows, panel, day, lambda _panel, _at: [_all(get_detector("severity"), panel.ids)])
    panel = counts.panel(rows, counts.watched_from(day, counts.DAYS), day, known)
    panel = held_against_told(panel, owned, of, known)
    found = _judged(rows, panel, other_reports(rows, panel, owned, known), day, choose)
    # A series without anything that day was tested too: so low a count or a higher one was certain.
    return Found(found.decisions, np.append(found.tested, np.ones(every.count() - len(rows))))


def _judged(
    rows: Sequence[Counted],
    panel: Panel,
    others: NDArray[np.float64],
    day: date,
    chosen: Chosen,
    *,
    rolling: bool = False,
) -> Found:
    """What is unusual of some series, held against the other reports where enough come in; with what would be
    but for them, so that nothing goes unseen."""
    many = {
        row.pk: how_many(one, WEEK.days + 1 if rolling else 1) for row, one in zip(rows, others, strict=True)
    }
    exposed = np.flatnonzero(~np.isnan(others[:, 0]))
    alone = np.setdiff1d(np.arange(len(rows)), exposed)

    def judge(some: NDArray[np.int64], given: Panel) -> Found:
        return _sweep([rows[at] for at in some.tolist()], _rows(given, some), day, chosen, rolling=rolling)

    against = judge(exposed, held_against_others(panel, others))
    told = tuple((row, replace(one, note=many[row.pk])) for row, one in against.decisions)
    sounding = {row.pk for row, _ in told}
    explained = tuple(
        (row, replace(one, outcome=Outcome.MORE_REPORTS, note=many[row.pk]))
        for row, one in judge(exposed, panel).decisions
        if one.outcome is Outcome.ALARM and row.pk not in sounding
    )
    return judge(alone, panel) + Found(told + explained, against.tested)


def _rows(panel: Panel, rows: NDArray[np.int64]) -> Panel:
    exposures = None if panel.exposures is None else panel.exposures[rows]
    ids = tuple(panel.ids[at] for at in rows)
    return replace(panel, ids=ids, counts=panel.counts[rows], exposures=exposures)


def _sweep(
    rows: Sequence[Counted], panel: Panel, day: date, chosen: Chosen, *, rolling: bool = False
) -> Found:
    if not rows:
        return NOTHING
    found = sweep([panel], day, chosen, UNRULED, rolling=rolling)
    named = dict(zip(panel.ids, rows, strict=True))
    return Found(tuple((named[each.series], each) for each in found.decisions), found.scores.p)


def _all(detector: Detector, series: Sequence[str]) -> Choice:
    """One detector for every series."""
    return Choice(detector, np.arange(len(series)), "")


def as_it_was(row: Counted, day: date, step: Step, known: datetime, *, held: str = "") -> Series:
    """One series up to a day, or to the week that begins on it, as it was known at a moment; held against
    other reports, unless it was `held` back because more of them explain it."""
    if row.of == Of.DEADLIEST:
        return counts.panel([row], day, day, known).row(0)
    last, reach = (day + WEEK, YEARS) if step is Step.WEEK else (day, counts.DAYS)
    panel = counts.panel([row], counts.watched_from(last, reach), last, known)
    owned = Owned(row.unit_id, row.tlp)
    panel = held_against_told(panel, owned, Of(row.of), known)
    others = other_reports([row], panel, owned, known)
    if held != Outcome.MORE_REPORTS and not np.isnan(others[0, 0]):
        panel = held_against_others(panel, others)
    return (weeks_until(panel, last) if step is Step.WEEK else panel).row(0)
