"""`detect`: one call from a table of counts to warnings, for notebooks and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import numpy as np
import pyarrow as pa

from tocsin.base import Warning
from tocsin.errors import BadInput
from tocsin.forewarn.backtest.asof import History, end_of_step
from tocsin.forewarn.decide import Rules
from tocsin.forewarn.methods import choose
from tocsin.forewarn.nowcast.late import as_told
from tocsin.forewarn.protocol import Decision, Outcome
from tocsin.forewarn.series import Step
from tocsin.forewarn.sweep import Sweep, step_of, sweep
from tocsin.forewarn.tabular import Options, read_any

_SHOWN = 10


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """What `detect` found: warnings, what was held back and why, and the figures of every series."""

    history: History
    sweep: Sweep
    notes: tuple[str, ...]

    @property
    def day(self) -> date:
        """The day on which the step that was judged begins."""
        return self.sweep.day

    @property
    def warnings(self) -> tuple[Warning, ...]:
        """The warnings, most unusual first, each with the explanation from which it recomputes."""
        return self.sweep.warnings

    @property
    def held_back(self) -> tuple[Decision, ...]:
        """Unusual counts of which no warning is made, with the rule that says so."""
        return tuple(one for one in self.sweep.decisions if one.outcome is not Outcome.ALARM)

    def table(self) -> pa.Table:
        """Every series judged, one a row: `series`, `day`, `outcome`, `observed`, `expected`, `bound`,
        `statistic`, `p`, `method` and `reason`, null where there is none."""
        told = {(one.series, one.explanation.method): one for one in self.sweep.decisions}
        pairs = list(zip(self.sweep.ids, self.sweep.methods, strict=True))
        ruled = [told.get(pair) for pair in pairs]
        scores = self.sweep.scores
        quiet = np.where(np.isnan(scores.bound), Outcome.TOO_LITTLE_HISTORY, Outcome.NO_ALARM)
        outcomes = [one.outcome if one else str(other) for one, other in zip(ruled, quiet, strict=True)]
        return pa.table(
            {
                "series": pa.array(self.sweep.ids, pa.string()),
                "day": pa.array([self.day] * len(pairs), pa.date32()),
                "outcome": pa.array(outcomes, pa.string()),
                "observed": self.sweep.observed,
                **{
                    name: pa.array(getattr(scores, name), from_pandas=True)
                    for name in ("expected", "bound", "statistic", "p")
                },
                "method": pa.array(self.sweep.methods, pa.string()),
                "reason": pa.array([one.explanation.reason if one else None for one in ruled], pa.string()),
            }
        )

    def __repr__(self) -> str:
        return "\n".join([self.summary, *(f"  {line}" for line in self._lines())])

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(line)}</li>" for line in self._lines())
        return f"<p>{escape(self.summary)}</p><ul>{items}</ul>"

    @property
    def summary(self) -> str:
        """How many series were judged, for when, and what came of it, in one line."""
        judged = int(np.count_nonzero(~np.isnan(self.sweep.scores.bound)))
        short = len(self.sweep.ids) - judged
        parts = [f"{len(self.warnings):,} of {judged:,} series unusual"]
        parts += [f"{len(self.held_back):,} held back"] if self.held_back else []
        parts += [f"{short:,} with too little history"] if short else []
        parts += [f"{len(self.sweep.unknown):,} without a count"] if self.sweep.unknown else []
        return f"{self.history.step.capitalize()} {self.day.isoformat()}: {', '.join(parts)}."

    def _lines(self) -> list[str]:
        lines = [f"{one.series}: {one.explanation.reason}" for one in self.warnings[:_SHOWN]]
        more = len(self.warnings) - _SHOWN
        return [*lines, f"and {more:,} more"] if more > 0 else lines


def detect(
    counts: object,
    method: str = "auto",
    *,
    now: date | None = None,
    first: date | None = None,
    step: Step | None = None,
    alpha: float | None = None,
    rolling: bool = False,
    rules: Rules | None = None,
    earlier: Sequence[Warning] = (),
    options: Options | None = None,
) -> Detection:
    """Which series are unusual on a day, or in the week or month that holds it.

    `counts` is a data frame of pandas or Polars, an Arrow table, in any of the forms of `tabular.forms`, or
    series, or plain numbers with the day of the `first` and what `step` one covers. `now` is the day judged,
    by what was known when its step was over; else the last there is, by all that is known. `method` names a
    detector; `alpha` is its chance of a false alarm; `rolling` adds daily counts up by weeks that end on the
    day. `rules` say which alarms are passed on, given the warnings raised `earlier`. Raises `BadInput`.

    >>> counts = {"Oslo": [0, 1, 0, 0, 2, 0, 1, 0, 0, 7], "Bergen": [1, 0, 0, 1, 0, 0, 0, 1, 0, 1]}
    >>> found = detect(counts, "ears-c2", first=date(2015, 11, 4))
    >>> found.summary
    'Day 2015-11-13: 1 of 2 series unusual.'
    >>> [(warning.series, warning.explanation.observed) for warning in found.warnings]
    [('Oslo', 7)]
    """
    counted = read_any(counts, first=first, step=step, options=options)
    found = detect_in(
        counted.history, method, now=now, alpha=alpha, rolling=rolling, rules=rules, earlier=earlier
    )
    return Detection(counted.history, found, counted.notes)


def detect_in(
    history: History,
    method: str = "auto",
    *,
    now: date | None = None,
    alpha: float | None = None,
    rolling: bool = False,
    rules: Rules | None = None,
    earlier: Sequence[Warning] = (),
) -> Sweep:
    """As `detect`, of counts that are read already."""
    chosen = choose(method, alpha)
    day = step_of(now, history.first, history.step) if now else history.last
    if not history.first <= day <= history.last:
        span = f"{history.first.isoformat()} to {history.last.isoformat()}"
        raise BadInput(f"{day.isoformat()} is outside {span}", where="now", reason="day")
    moment = end_of_step(history.step, day) if now else history.latest
    return sweep(as_told(history)(moment), day, chosen, rules or Rules(), earlier=earlier, rolling=rolling)
