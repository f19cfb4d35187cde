"""Tests on counts that are still coming in: what is told is held against what would be told by then.

A count of yesterday is seldom all of it. To set it to what it will be and test that would take one early
report for three; so the count stays as told, and what is expected of it is multiplied by the share that
is told by then, as by any exposure. It is the same question with an honest answer about small counts, and
measured to be: `python benchmarks/quality/late_reports.py`.

The share is that of the steps before, over all series together, as far as they are told in full: how late
news is hangs on who tells it rather than on what it tells of, and rare counts say nothing alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from tocsin.forewarn.backtest.asof import EPOCH, AsOf, History, end_of_step, microseconds
from tocsin.forewarn.nowcast.revisions import FEWEST, weighted_quantiles
from tocsin.forewarn.nowcast.triangle import Triangle
from tocsin.forewarn.series import Panel, Step

LONGEST = {Step.DAY: 28, Step.WEEK: 8, Step.MONTH: 6}
"""Steps after which a count is taken to be told in full."""

BLOCK = {Step.DAY: 7, Step.WEEK: 1, Step.MONTH: 1}
"""Steps that are looked at together: a week, for weekdays are told unlike."""

MOST_BLOCKS = 26
LEAST_TOLD = 50
"""Counts told in full, in all series, of which a share can be estimated at all."""

ALL, LEAST = 0.98, 0.1


AsKnown = Callable[[datetime], Iterator[Panel]]
"""The panels of a history as known at a moment."""


def as_told(history: History) -> AsKnown:
    """How to look at a history so that late counts are held against what is told by then; where nobody kept
    when counts became known, it is looked at as it is."""
    return Lateness(history).as_of if isinstance(history, AsOf) else history.as_of


class Lateness:
    """How late the counts of a history become known. Nothing learnt after the moment asked for is looked at.

    >>> days = np.arange(90, dtype=np.int32).repeat(2)  # one event told on its day, one a day later
    >>> when = days + np.tile([0, 1], 90)
    >>> at = when.argsort(kind="stable")
    >>> known = microseconds(end_of_step(Step.DAY, date(2015, 8, 1))) + when[at] * 86_400_000_000
    >>> names, first, ones = ("FR/attack",), date(2015, 8, 1), np.ones(180, np.int32)
    >>> history = AsOf(names, first, Step.DAY, 0 * days, days[at], ones, known, adds_up=True)
    >>> (panel,) = Lateness(history).as_of(end_of_step(Step.DAY, date(2015, 10, 29)))
    >>> panel.counts[0, -3:].tolist(), panel.told[-3:].tolist()
    ([2, 2, 1], [1.0, 1.0, 0.5])
    """

    def __init__(self, history: AsOf) -> None:
        self._history = history
        self._changes = _changes(history)

    def as_of(self, moment: datetime) -> Iterator[Panel]:
        """The panels of the history as known at a moment, held against what is told by then."""
        for panel in self._history.as_of(moment):
            yield self.onto(panel, moment)

    def onto(self, panel: Panel, moment: datetime) -> Panel:
        """A panel with the share told of each step, its exposures multiplied by it; the same panel where all
        is told, or where too little is known of earlier steps."""
        length = panel.counts.shape[1]
        shares = self.told(panel.step.after(panel.first, length - 1), moment)
        if shares is None:
            return panel
        told = np.ones(length)
        told[-len(shares) :] = shares[-length:]
        held = 1.0 if panel.exposures is None else panel.exposures
        return replace(panel, told=told, exposures=np.broadcast_to(held * told, panel.counts.shape))

    def told(self, last: date, moment: datetime) -> NDArray[np.float64] | None:
        """The shares told by a moment of the last steps up to that of `last`; those before are told in full.
        None where nothing is late, or too little is known of how late."""
        step = self._history.step
        width, block = LONGEST[step], BLOCK[step]
        table = self._pooled(last, moment, width)
        blocks = len(table) // block
        if blocks < FEWEST:
            return None
        summed = table[len(table) - blocks * block :].reshape(blocks, block, width).sum(axis=1)
        told = _shares(summed[-MOST_BLOCKS:].cumsum(axis=1))
        return None if told is None or told[0] >= ALL else told[::-1]

    def triangle(self, name: str, last: date, delays: int) -> Triangle:
        """What was told of one series and when, up to the end of the step of `last`.

        `BadInput` where its counts were known in no order that makes a triangle.
        """
        history = self._history
        own = history.series == history.ids.index(name)
        end = history.step.between(history.first, last)
        moment = end_of_step(history.step, history.step.after(history.first, end))
        began = int(history.steps[own].min())
        table = self._table(end, moment, delays, own)[began:].astype(np.float64)
        table[np.arange(began, end + 1)[:, None] + np.arange(delays) > end] = np.nan
        first = history.step.after(history.first, began)
        return Triangle(name, first, table, history.measure, step=history.step)

    def begun(self, last: date) -> list[str]:
        """The series of which anything was known by the end of the step of `last`, in the table's order."""
        history = self._history
        end = history.step.between(history.first, last)
        moment = end_of_step(history.step, history.step.after(history.first, end))
        rows = (history.known <= microseconds(moment)) & (history.steps <= end)
        seen = set(history.series[rows].tolist())
        return [name for at, name in enumerate(history.ids) if at in seen]

    def longest(self, last: date) -> int:
        """How many columns a triangle needs to hold 99 in 100 changes known by the end of a step."""
        history = self._history
        end = history.step.between(history.first, last)
        moment = end_of_step(history.step, history.step.after(history.first, end))
        table = np.abs(self._table(end, moment, LONGEST[history.step], np.ones(len(self._changes), bool)))
        by_delay = table.sum(axis=0).cumsum()
        return int(np.argmax(by_delay >= 0.99 * by_delay[-1])) + 1

    def _pooled(self, last: date, moment: datetime, width: int) -> NDArray[np.int64]:
        """Changes of all series by step and delay: of the steps that are told in full, and were watched as
        they came in: what was known at once when the watch began says nothing of delays."""
        history = self._history
        end = history.step.between(history.first, last)
        every = np.ones(len(self._changes), dtype=bool)
        began = history.step.between(history.first, _day(int(history.known[0]) - 1))
        return self._table(end, moment, width, every)[max(began, 0) : max(end + 1 - width, 0)]

    def _table(self, end: int, moment: datetime, width: int, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Changes (steps, delays) of some rows, in steps up to number `end`, known by a moment.

        Delays are counted so that a step of delay d was told for as long as that `d` steps before the last is
        told now: a moment need not be the end of a step.
        """
        history = self._history
        over = end_of_step(history.step, history.step.after(history.first, end))
        later = microseconds(moment) - microseconds(over)
        rows = rows & (history.known <= microseconds(moment)) & (history.steps <= end)
        steps = history.steps[rows]
        delays = np.maximum(self._steps_at(history.known[rows] - later - 1) - steps, 0)
        near = delays < width
        table = np.zeros((max(end + 1, 0), width), dtype=np.int64)
        np.add.at(table, (steps[near], delays[near]), self._changes[rows][near])
        return table

    def _steps_at(self, moments: NDArray[np.int64]) -> NDArray[np.int64]:
        """The number of the step that each moment is in."""
        history = self._history
        days = moments.astype("datetime64[us]")
        if history.step is Step.MONTH:
            return (days.astype("datetime64[M]") - np.datetime64(history.first, "M")).astype(np.int64)
        apart = (days.astype("datetime64[D]") - np.datetime64(history.first, "D")).astype(np.int64)
        return apart // (7 if history.step is Step.WEEK else 1)


def _changes(history: AsOf) -> NDArray[np.int64]:
    """By how much each row changes the count of its step."""
    counts = history.counts.astype(np.int64)
    if history.adds_up:
        return counts
    order = np.lexsort((history.steps, history.series))  # stable: versions stay in the order they were known
    series, steps, told = history.series[order], history.steps[order], counts[order]
    again = (np.diff(series, prepend=-1) == 0) & (np.diff(steps, prepend=-1) == 0)
    told[1:] -= np.where(again[1:], counts[order][:-1], 0)
    changes = np.empty_like(told)
    changes[order] = told
    return changes


def _shares(by_then: NDArray[np.int64]) -> NDArray[np.float64] | None:
    """The share told at each delay, of blocks (B, D) of counts as they stood then; None from too few."""
    in_full = by_then[:, -1].astype(np.float64)
    some = in_full > 0
    if some.sum() < FEWEST or in_full.sum() < LEAST_TOLD:
        return None
    shares = np.array([
        weighted_quantiles(column[some] / in_full[some], in_full[some], np.array([0.5]))[0]
        for column in by_then.T
    ])  # fmt: skip
    shares = np.clip(np.maximum.accumulate(shares), LEAST, 1.0)
    return np.where(shares >= ALL, 1.0, shares)


def _day(moment: int) -> date:
    return (EPOCH + timedelta(microseconds=moment)).date()
