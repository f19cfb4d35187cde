"""The detector for daily counts, sparse ones too: level times weekday, with a count's own noise about it.

The level is an exponentially weighted mean that forgets half in ten days, as a gamma distribution that is
discounted from day to day: then what is to be expected is negative binomial (J. Q. Smith, "A generalization
of the Bayesian steady forecasting model", Journal of the Royal Statistical Society B 41, 1979). The seven
days just before the day tested are left out, so that what begins does not raise its own baseline (H. S.
Burkom, S. P. Murphy and G. Shmueli, "Automated time series forecasting for biosurveillance", Statistics in
Medicine 26, 2007). Weekday factors are learnt over the window and drawn towards 1 by ten counts' worth of
faith. How the counts vary about that is learnt from the errors of the very same forecasts on the days
before, in two parts that errors of days and of weeks tell apart: noise, of its own on each day, and drift
of the level, which seven days share; the half-life was chosen on the first 60 % of two conflicts
(`benchmarks/quality/daily_log_score.py`). Counts far above what was expected are cut before they are learnt
from, as in S. Gelper, R. Fried and C. Croux, "Robust forecasting with exponential and Holt-Winters
smoothing", Journal of Forecasting 29, 2010.

Two tests share the chance of a false alarm: the day's count, and the sum of seven days, which sees a slow
rise; in it each of the six days before counts for no more than usual, so that a single great day, told
already, does not sound for a week. The chance is that of a count as high or higher, not halved at the count
itself (mid-p) nor randomised: on rare counts it errs on the quiet side. A day without any incident is never
unusual.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tocsin.base import Explanation
from tocsin.errors import BadInput
from tocsin.forewarn.detectors.nb_ewma import kernel
from tocsin.forewarn.detectors.windows import CELLS, require_made_for, require_steps, so_far, unknown
from tocsin.forewarn.detectors.wording import unusual
from tocsin.forewarn.protocol import Decision, Outcome, Scores
from tocsin.forewarn.series import Measure, Panel, Series, Step

Baseline = tuple[tuple[date, int], ...]

WEEKS_NEEDED = 3
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, eq=False)
class Foresight:
    """Mean and variance, each (S, D), of the negative binomial that a day's count is expected to have."""

    mean: NDArray[np.float64]
    variance: NDArray[np.float64]

    @property
    def size(self) -> NDArray[np.float64]:
        """The size of each, mean * mean / (variance - mean)."""
        return self.mean**2 / (self.variance - self.mean)


@dataclass(frozen=True, slots=True)
class NbEwma:
    """Negative-binomial test of a day and of the seven days that end with it.

    `half_life` (days) of a count's weight in the level; `guard` days before the one tested that are left out
    (with fewer than six the seven days are not tested); `window` days at most are looked back at; `faith`
    counts' worth of belief that all weekdays are alike; `alpha` is the chance of a false alarm; with fewer
    than `minimum_count` incidents in the seven days none is raised. `BadInput` where these make no sense.

    >>> quiet_weekends = [3, 2, 4, 3, 3, 0, 0] * 8
    >>> series = Series("FR/attack", date(2015, 9, 14), [*quiet_weekends, 3, 2, 4, 3, 3, 6])
    >>> decision = NbEwma().test(series, date(2015, 11, 14))
    >>> decision.outcome.value, NbEwma().test(series, date(2015, 11, 13)).outcome.value
    ('alarm', 'no alarm')
    """

    half_life: float = 10.0
    guard: int = 7
    window: int = 365
    faith: float = 10.0
    alpha: float = 0.0025
    minimum_count: int = 3

    def __post_init__(self) -> None:
        if not (self.half_life > 0 and self.guard >= 0 and self.faith > 0 and 0 < self.alpha < 1):
            raise BadInput(f"these settings make no sense: {self}", where=self.name, reason="settings")
        if self.window < self.history:
            text = f"a window of {self.window} days is less than the {self.history} it needs"
            raise BadInput(text, where=self.name, reason="window")

    @property
    def name(self) -> str:
        """Stable name."""
        return "nb-ewma"

    @property
    def measure(self) -> Measure:
        """Incidents a day."""
        return Measure.INCIDENTS

    @property
    def steps(self) -> frozenset[Step]:
        """Days."""
        return frozenset({Step.DAY})

    @property
    def history(self) -> int:
        """Three weeks and the guard."""
        return WEEKS_NEEDED * 7 + self.guard

    @property
    def _settings(self) -> kernel.Settings:
        return 0.5 ** (1.0 / self.half_life), self.guard, self.window, self.faith, self.alpha

    def scores(self, panel: Panel, steps: range) -> Scores:
        """Judge these days of many series at once; `statistic` is -log10 of the chance."""
        require_made_for(self, panel)
        require_steps(panel, steps)
        scores = unknown(len(panel.counts), len(steps))
        for part, columns, figures in self._parts(panel, steps):
            scores.expected[part, columns] = figures[kernel.EXPECTED]
            scores.bound[part, columns] = figures[kernel.BOUND]
            scores.statistic[part, columns] = figures[kernel.SURPRISE]
            scores.p[part, columns] = figures[kernel.CHANCE]
        return scores

    def foresee(self, panel: Panel, steps: range) -> Foresight:
        """What was to be expected of these days of many series, by all but the guard's days before each.

        With `guard` 0 that is the forecast one day ahead.

        >>> panel = Panel.of([Series("FR/attack", date(2015, 9, 14), [2, 0, 1] * 20)])
        >>> ahead = NbEwma(guard=0).foresee(panel, range(59, 60))
        >>> bool(0.8 < ahead.mean[0, 0] < 1.2)
        True
        """
        require_made_for(self, panel)
        require_steps(panel, steps)
        ahead = Foresight(*(np.full((len(panel.counts), len(steps)), np.nan) for _ in range(2)))
        for part, columns, figures in self._parts(panel, steps):
            ahead.mean[part, columns] = figures[kernel.EXPECTED]
            ahead.variance[part, columns] = figures[kernel.VARIANCE]
        return ahead

    def test(self, series: Series, day: date) -> Decision:
        """Judge `day`; `BadInput` where the series does not reach it."""
        require_made_for(self, series)
        at = series.at(day)
        start = max(at - self.window, 0)
        exposures = () if series.exposures is None else tuple(series.exposures[start : at + 1].tolist())
        outcome, explanation = self._decide(
            series.pairs(start, at), int(series.counts[at]), exposures, series.share_told(at)
        )
        explanation = replace(explanation, known=series.known)
        return Decision(series=series.id, day=day, outcome=outcome, explanation=explanation)

    def judge(self, explanation: Explanation) -> tuple[Outcome, Explanation]:
        """Decide again from what an explanation stores."""
        settings = dict(explanation.parameters)
        for setting in ("half_life", "guard", "window", "faith", "alpha", "minimum_count"):
            if setting not in settings:
                raise BadInput(f"the setting {setting} is missing", where=self.name, reason="parameters")
        same = NbEwma(
            half_life=settings["half_life"], guard=int(settings["guard"]), window=int(settings["window"]),
            faith=settings["faith"], alpha=settings["alpha"], minimum_count=int(settings["minimum_count"]),
        )  # fmt: skip
        outcome, again = same._decide(
            explanation.baseline, explanation.observed, explanation.exposures, explanation.told
        )
        return outcome, replace(again, known=explanation.known)

    def _parts(self, panel: Panel, steps: range) -> Iterator[tuple[slice, slice, NDArray[np.float64]]]:
        """Rows, columns and their figures, some rows at a time, so that memory stays bounded."""
        first = max(steps.start, self.history)
        if first >= steps.stop:
            return
        begin = max(first - self.window, 0)
        weekday = Step.DAY.after(panel.first, begin).weekday()
        at_a_time = max(CELLS // (steps.stop - begin), 1)
        for row in range(0, len(panel.counts), at_a_time):
            part = slice(row, row + at_a_time)
            counts = np.array(panel.counts[part, begin : steps.stop], dtype=np.int64, order="C")
            exposures = np.ones(counts.shape)
            if panel.exposures is not None:
                exposures[:] = panel.exposures[part, begin : steps.stop]
            figures = np.empty((kernel.FIGURES, len(counts), steps.stop - first))
            kernel.judge_many(counts, exposures, weekday, first - begin, self._settings, figures)
            yield part, slice(first - steps.start, len(steps)), figures

    def _decide(
        self, baseline: Baseline, observed: int, exposures: tuple[float, ...], told: float
    ) -> tuple[Outcome, Explanation]:
        if len(baseline) < self.history:
            reason = f"Only {len(baseline)} of the {self.history} days that the test needs are known."
            return Outcome.TOO_LITTLE_HISTORY, self._explain(baseline, observed, exposures, told, reason)
        if exposures and len(exposures) != len(baseline) + 1:
            text = f"{len(exposures)} exposures for {len(baseline) + 1} counts"
            raise BadInput(text, where=self.name, reason="exposures")
        counts = np.array([*(count for _, count in baseline), observed], dtype=np.int64)
        held = np.array(exposures) if exposures else np.ones(len(counts))
        notes, figures = np.empty((len(counts), kernel.NOTES)), np.empty(kernel.FIGURES)
        kernel.judge(counts, held, baseline[0][0].weekday(), self._settings, notes, figures)
        outcome, ending = self._outcome(counts, figures)
        explanation = self._explain(
            baseline,
            observed,
            exposures,
            told,
            self._reason(baseline, observed, told, figures) + ending + ".",
        )
        return outcome, replace(
            explanation,
            expected=float(figures[kernel.EXPECTED]),
            bound=float(figures[kernel.BOUND]),
            statistic=float(figures[kernel.SURPRISE]),
            p=float(figures[kernel.CHANCE]),
            weights=self._weights(counts, notes),
        )

    def _explain(
        self, baseline: Baseline, observed: int, exposures: tuple[float, ...], told: float, reason: str
    ) -> Explanation:
        """An explanation without figures yet."""
        return Explanation(
            method=self.name, baseline=baseline, observed=observed, exposures=exposures, told=told,
            reason=reason, expected=0.0, bound=0.0, statistic=0.0, threshold=-math.log10(self.alpha),
            parameters=self._parameters,
        )  # fmt: skip

    @property
    def _parameters(self) -> tuple[tuple[str, float], ...]:
        return (
            ("half_life", self.half_life), ("guard", float(self.guard)), ("window", float(self.window)),
            ("faith", self.faith), ("alpha", self.alpha), ("minimum_count", float(self.minimum_count)),
        )  # fmt: skip

    def _outcome(self, counts: NDArray[np.int64], figures: NDArray[np.float64]) -> tuple[Outcome, str]:
        if counts[-1] <= figures[kernel.BOUND]:
            return Outcome.NO_ALARM, ""
        if counts[-kernel.WEEK :].sum() < self.minimum_count:
            ending = f", but fewer than {self.minimum_count} within seven days raise no warning"
            return Outcome.BELOW_MINIMUM_COUNT, ending
        return Outcome.ALARM, ""

    def _reason(self, baseline: Baseline, observed: int, told: float, figures: NDArray[np.float64]) -> str:
        first, (last, _) = baseline[0][0], baseline[-1 - self.guard]
        weekday = WEEKDAYS[(baseline[-1][0].weekday() + 1) % 7]
        text = (
            f"{so_far(observed, told)}{figures[kernel.EXPECTED]:.1f} were expected on such a {weekday} "
            f"from the days {first} to {last}, and {unusual(figures[kernel.DAY_BOUND], 0)}"
        )
        if math.isinf(figures[kernel.WEEK_BOUND]):
            return text
        return (
            f"{text}; {figures[kernel.WEEK_COUNT]:.0f} with the six days before it, where "
            f"{figures[kernel.WEEK_EXPECTED]:.1f} were expected and {unusual(figures[kernel.WEEK_BOUND], 0)}"
        )

    def _weights(self, counts: NDArray[np.int64], notes: NDArray[np.float64]) -> tuple[float, ...]:
        """How much each day of the baseline counts in the level: less when long ago, or when it was cut."""
        ages = np.arange(len(counts) - 2, -1, -1) - self.guard
        kept = np.ones(len(counts) - 1)
        np.divide(notes[:-1, kernel.KEPT], counts[:-1], out=kept, where=counts[:-1] > 0)
        weights = np.where(ages >= 0, kept * 0.5 ** (np.maximum(ages, 0) / self.half_life), 0.0)
        return tuple(weights.tolist())
