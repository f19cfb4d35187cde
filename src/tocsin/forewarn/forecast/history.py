"""Forecasts of every series of a history, by the months that are over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tocsin.errors import BadInput
from tocsin.forewarn.backtest.asof import History, end_of_step
from tocsin.forewarn.forecast.learn import ELSEWHERE, FEWEST_ORIGINS, Learned, learn
from tocsin.forewarn.forecast.members import MONTHS
from tocsin.forewarn.forecast.months import by_month
from tocsin.forewarn.forecast.report import GRAVE, Forecast, forecast
from tocsin.forewarn.series import Measure, Panel, Step


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The forecasts made from the months up to `last`, by series and month, and what was done, in words."""

    last: date
    forecasts: tuple[Forecast, ...]
    notes: tuple[str, ...]


def foresee(
    history: History,
    leads: Sequence[int],
    measure: Measure,
    *,
    now: date | None = None,
    threshold: int = GRAVE,
) -> Foreseen:
    """Forecasts made when the month that holds `now` was over, by what was known then; else of the last.

    Days are added up to months. Series that end before, or have fewer than twelve months, are left out, and
    said. `BadInput` where there is no month to go by, or none has twelve.

    >>> from tocsin.forewarn.tabular import read_any
    >>> months = read_any({"FR": [1] * 12, "DE": [0] * 12}, first=date(2015, 1, 1), step=Step.MONTH).history
    >>> found = foresee(months, [1], Measure.KILLED)
    >>> [(one.series, one.month.isoformat(), one.middle) for one in found.forecasts], found.notes[0]
    ([('FR', '2016-01-01', 1), ('DE', '2016-01-01', 0)], 'made from the months up to 2015-12')
    """
    last = _month(now) if now else _last_month(history)
    moment = end_of_step(Step.MONTH, last) if now else history.latest
    found: list[Forecast] = []
    taught: set[bool] = set()
    for panel in _monthly(history, last, measure, moment):
        made = from_months(panel, leads, last, threshold=threshold)
        taught |= {one.learned.last is not None for one in made}
        found += made
    if not found:
        text = f"no series has {MONTHS} whole months up to {last:%Y-%m}"
        raise BadInput(text, where="forecast", reason="too_short")
    order = {name: at for at, name in enumerate(history.ids)}
    found.sort(key=lambda one: (order[one.series], one.month))
    return Foreseen(last, tuple(found), tuple(_notes(history, last, found, taught)))


def from_months(
    panel: Panel, leads: Sequence[int], last: date, *, threshold: int = GRAVE
) -> tuple[Forecast, ...]:
    """Forecasts of every series of a panel of months, with what its own earlier months teach, if they do."""
    return forecast(panel, [_learned(panel, lead, last) for lead in leads], last, threshold=threshold)


def _monthly(history: History, last: date, measure: Measure, moment: datetime) -> Iterator[Panel]:
    """The panels by month that end with the last one and are long enough."""
    if history.step is Step.WEEK:
        raise BadInput("weeks do not add up to months; give days or months", where="forecast", reason="step")
    for panel in history.as_of(moment):
        days = panel.counts.shape[1]
        if panel.step is Step.DAY:
            if Step.MONTH.after(panel.first, 1) > panel.first + timedelta(days=days):
                continue
            panel = by_month(panel)
        months = Step.MONTH.between(panel.first, last) + 1
        if MONTHS <= months <= panel.counts.shape[1]:
            yield replace(panel, counts=panel.counts[:, :months], measure=measure)


def _learned(panel: Panel, lead: int, last: date) -> Learned:
    """What earlier months teach where there are enough; else, of deaths, what they taught elsewhere."""
    if panel.counts.shape[1] >= FEWEST_ORIGINS + MONTHS - 1 + lead:
        return learn(panel, lead, last)
    other = ELSEWHERE.get(lead) if panel.measure is Measure.KILLED else None
    return other or Learned(lead=lead)


def _month(day: date) -> date:
    return day.replace(day=1)


def _last_month(history: History) -> date:
    """The last month that is over."""
    after = history.step.after(history.last, 1)
    return Step.MONTH.after(_month(after), -1)


def _notes(history: History, last: date, found: Sequence[Forecast], taught: set[bool]) -> Iterator[str]:
    deaths = found[0].measure is Measure.KILLED
    yield f"made from the months up to {last:%Y-%m}"
    left = len(history.ids) - len({one.series for one in found})
    if left:
        yield f"{left:,} series with fewer than {MONTHS} whole months up to then are left out"
    if False in taught:
        needed = FEWEST_ORIGINS + MONTHS
        known = "as learned from the deaths of many countries" if deaths else "weighed alike"
        yield f"fewer than {needed} months are too few to learn from: the parts of a forecast are {known}"
