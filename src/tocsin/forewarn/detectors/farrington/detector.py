"""The detector: which counts are compared, what came of it, and an explanation it can be judged by again."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri, stdtrit

from tocsin.base import Explanation
from tocsin.errors import BadInput
from tocsin.forewarn.detectors.farrington.baseline import Floats, Plan, plan, reach, years_known
from tocsin.forewarn.detectors.farrington.estimate import Estimate, Rules
from tocsin.forewarn.detectors.farrington.kernel import Judged, Limit, Results, judge_one, judge_panel
from tocsin.forewarn.detectors.farrington.options import Options
from tocsin.forewarn.detectors.windows import require_made_for, require_steps, so_far
from tocsin.forewarn.detectors.wording import unusual
from tocsin.forewarn.protocol import Decision, Outcome, Scores
from tocsin.forewarn.series import Measure, Panel, Series, Step

THRESHOLD = 1.0
"""The exceedance score above which a count is unusual."""


class Compared(NamedTuple):
    """What a decision rests on: the past used, the count and the cases of the last steps up to it."""

    years: int
    past: tuple[tuple[date, int], ...]
    observed: int
    recent: int
    exposures: tuple[float, ...]
    told: float
    step: Step


@dataclass(frozen=True, slots=True)
class Farrington:
    """Farrington's method: a quasi-Poisson model of earlier years says what is usual in this step.

    C. P. Farrington, N. J. Andrews, A. D. Beale, M. A. Catchpole, "A statistical algorithm for the early
    detection of outbreaks of infectious disease", Journal of the Royal Statistical Society A 159, 1996;
    A. Noufaily, D. G. Enki, P. Farrington et al., "An improved algorithm for outbreak detection in multiple
    surveillance systems", Statistics in Medicine 32, 2013. One of the two is a matter of `options`.

    A panel's exposures are an offset: what is expected grows in step with them. Days are put into weeks that
    end on the day tested first (`tocsin.forewarn.decide.weeks_until`).

    >>> from tocsin.forewarn.detectors.farrington.options import FLEXIBLE
    >>> weeks = [(week * 7) % 5 for week in range(300)] + [12]
    >>> series = Series("FR/attack", date(2010, 2, 15), weeks, step=Step.WEEK)
    >>> decision = Farrington("farrington-flexible", Step.WEEK, FLEXIBLE).test(series, series.last)
    >>> decision.outcome.value, decision.explanation.bound
    ('alarm', 6.0)
    >>> print(decision.explanation.reason)
    12 incidents; 1.9 were expected from 238 weeks from 2010-10-25 to 2015-05-11, and above 6 is unusual.
    """

    name: str
    step: Step
    options: Options

    @property
    def measure(self) -> Measure:
        """Incidents a step."""
        return Measure.INCIDENTS

    @property
    def steps(self) -> frozenset[Step]:
        """Weeks or months, whichever the options are for."""
        return frozenset({self.step})

    @property
    def history(self) -> int:
        """The least number of years, three by default, and half a window."""
        return reach(self.options, self.options.least_years)

    def scores(self, panel: Panel, steps: range) -> Scores:
        """Judge these steps of many series at once; see `results`."""
        found = self.results(panel, steps)
        return Scores(found.expected, found.bound, found.statistic, found.p)

    def results(self, panel: Panel, steps: range) -> Results:
        """The scores, and with them each estimate's overdispersion and trend."""
        require_made_for(self, panel)
        require_steps(panel, steps)
        counts = panel.counts
        exposures = np.ones((1, counts.shape[1])) if panel.exposures is None else panel.exposures
        told = np.ones(counts.shape[1]) if panel.told is None else panel.told
        results = Results(*(np.full((len(counts), len(steps)), np.nan) for _ in Results._fields))
        for years in range(self.options.least_years, self.options.years + 1):
            first, stop = self._columns(steps, years)
            if first < stop:
                oldest = steps.start + first - reach(self.options, years)
                used = slice(oldest, steps.start + stop)
                made = plan(self.options, years)
                judge_panel(
                    np.require(counts[:, used], np.int64, ["C", "W"]),
                    np.require(exposures[:, used], np.float64, ["C", "W"]),
                    np.require(told[used], np.float64, ["C", "W"]),
                    steps.start - oldest,
                    first,
                    stop,
                    made,
                    self._rules(made, years),
                    self._limit(),
                    results,
                )
        return results

    def _columns(self, steps: range, years: int) -> tuple[int, int]:
        """Which of the steps have so many years before them and no more."""
        stop = steps.stop
        if years < self.options.years:
            stop = min(stop, reach(self.options, years + 1))
        return max(reach(self.options, years) - steps.start, 0), stop - steps.start

    def test(self, series: Series, day: date) -> Decision:
        """Judge the step of `day`; `BadInput` where the series does not reach it."""
        require_made_for(self, series)
        at = series.at(day)
        years = years_known(self.options, at)
        places = self._places(at, years)
        exposures = () if series.exposures is None else tuple(series.exposures[[*places, at]].tolist())
        compared = Compared(
            years,
            tuple((series.step.after(series.first, place), int(series.counts[place])) for place in places),
            int(series.counts[at]),
            int(series.counts[max(at + 1 - self.options.last_steps, 0) : at + 1].sum()),
            exposures,
            series.share_told(at),
            series.step,
        )
        outcome, explanation = self._decide(compared)
        explanation = replace(explanation, known=series.known)
        return Decision(series=series.id, day=day, outcome=outcome, explanation=explanation)

    def _places(self, at: int, years: int) -> list[int]:
        """The steps compared with, or where they are too few, all there are before the one tested."""
        if years < self.options.least_years:
            return list(range(at))
        return [at + offset for offset in plan(self.options, years).offsets.tolist()]

    def judge(self, explanation: Explanation) -> tuple[Outcome, Explanation]:
        """Decide again from what an explanation stores."""
        stored = dict(explanation.parameters)
        for setting in ("years_known", "recent", *(field.name for field in fields(Options))):
            if setting not in stored:
                raise BadInput(f"the setting {setting} is missing", where=self.name, reason="parameters")
        defaults = Options()
        options = Options(
            **{
                field.name: type(getattr(defaults, field.name))(stored[field.name])
                for field in fields(Options)
            }
        )
        compared = Compared(
            int(stored["years_known"]),
            explanation.baseline,
            explanation.observed,
            int(stored["recent"]),
            explanation.exposures,
            explanation.told,
            Step(explanation.step),
        )
        outcome, again = replace(self, options=options)._decide(compared)
        return outcome, replace(again, known=explanation.known)

    def _decide(self, compared: Compared) -> tuple[Outcome, Explanation]:
        if compared.years < self.options.least_years:
            known, needed = len(compared.past), self.history
            reason = f"Only {known} of the {needed} {compared.step}s that the test needs are known."
            nothing = Estimate(0.0, 0.0, 0.0, 0.0), Judged(0.0, 0.0, math.nan), np.empty(0)
            return Outcome.TOO_LITTLE_HISTORY, self._explain(compared, nothing, reason)
        found = self._judge(compared)
        outcome, ending = self._outcome(compared, found[1])
        return outcome, self._explain(compared, found, self._reason(compared, found[0], found[1], ending))

    def _judge(self, compared: Compared) -> tuple[Estimate, Judged, Floats]:
        made = plan(self.options, compared.years)
        if len(made.offsets) != len(compared.past):
            text = f"its baseline has {len(compared.past)} {compared.step}s, not {len(made.offsets)}"
            raise BadInput(text, where=self.name, reason="altered")
        counts = np.zeros(reach(self.options, compared.years) + 1, dtype=np.int64)
        exposures = np.ones(len(counts))
        places = [*(len(counts) - 1 + made.offsets), len(counts) - 1]
        counts[places] = [*(count for _, count in compared.past), compared.observed]
        if compared.exposures:
            exposures[places] = compared.exposures
        rules = self._rules(made, compared.years)
        return judge_one(counts, exposures, compared.told, made, rules, self._limit())

    def _rules(self, made: Plan, years: int) -> Rules:
        options = self.options
        free = len(made.offsets) - made.many - 1
        wald = float(stdtrit(free, 1 - options.trend_alpha / 2))
        return Rules(
            made.many, years, int(options.trend), wald, options.downweight_above, options.relative_errors
        )

    def _limit(self) -> Limit:
        options = self.options
        return Limit(int(options.bound), options.alpha, float(-ndtri(options.alpha)), options.power)

    def _outcome(self, compared: Compared, found: Judged) -> tuple[Outcome, str]:
        if compared.observed <= found.bound:
            return Outcome.NO_ALARM, ""
        if compared.recent < self.options.least_cases:
            last = "this" if self.options.last_steps == 1 else f"the last {self.options.last_steps}"
            steps = compared.step if self.options.last_steps == 1 else f"{compared.step}s"
            few = f", but fewer than {self.options.least_cases} in {last} {steps} raise no warning"
            return Outcome.BELOW_MINIMUM_COUNT, few
        return Outcome.ALARM, ""

    def _reason(self, compared: Compared, found: Estimate, judgement: Judged, ending: str) -> str:
        first, last = compared.past[0][0], compared.past[-1][0]
        growth = 100 * math.expm1(found.trend * self.options.season)
        trend = f", {'growing' if growth > 0 else 'falling'} by {abs(growth):.0f} % a year"
        trend = trend if abs(growth) >= 1 else ""
        return (
            f"{so_far(compared.observed, compared.told)}{found.expected:.1f} were expected from "
            f"{len(compared.past)} {compared.step}s from {first} to {last}{trend}, "
            f"and {unusual(judgement.bound, 0 if judgement.bound.is_integer() else 1)}{ending}."
        )

    def _explain(
        self, compared: Compared, judged: tuple[Estimate, Judged, Floats], reason: str
    ) -> Explanation:
        found, judgement, weights = judged
        settings = tuple((field.name, float(getattr(self.options, field.name))) for field in fields(Options))
        return Explanation(
            method=self.name,
            baseline=compared.past,
            observed=compared.observed,
            expected=found.expected,
            bound=judgement.bound,
            statistic=judgement.statistic,
            threshold=THRESHOLD,
            reason=reason,
            parameters=(
                ("years_known", float(compared.years)),
                ("recent", float(compared.recent)),
                *settings,
            ),
            p=None if math.isnan(judgement.p) else judgement.p,
            weights=tuple(weights.tolist()),
            exposures=compared.exposures,
            told=compared.told,
            step=compared.step.value,
        )
