"""A decision names what it rests on, and follows from that alone."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.forewarn import Outcome, Series
from tocsin.forewarn.decide import weeks_until
from tocsin.forewarn.detectors.farrington import FLEXIBLE, FLEXIBLE_MONTHLY, ORIGINAL, Bound, Farrington
from tocsin.forewarn.series import Panel, Step

START = date(2010, 1, 4)
WEEKLY = Farrington("farrington-flexible", Step.WEEK, FLEXIBLE)


def weeks(last, *, before=(), seed=1, length=300, **more):
    counts = np.random.default_rng(seed).poisson(3, length)
    return Series("FR/attack", START, [*counts, *before, last], step=Step.WEEK, **more)


def decide(series, detector=WEEKLY):
    return detector.test(series, series.last)


def test_an_explanation_names_the_weeks_used_and_what_each_counted():
    told = decide(weeks(20)).explanation
    assert len(told.baseline) == len(told.weights) == 238
    assert told.baseline[-1][0] == START + timedelta(weeks=300 - 27)
    assert sum(told.weights) == pytest.approx(238)
    assert told.step == "week"


def test_fewer_than_five_cases_in_four_weeks_raise_no_warning():
    sparse = Series("FR/attack", START, [0] * 300 + [0, 0, 0, 4], step=Step.WEEK)
    decision = decide(sparse)
    assert decision.outcome is Outcome.BELOW_MINIMUM_COUNT
    assert "fewer than 5 in the last 4 weeks" in decision.explanation.reason
    enough = Series("FR/attack", START, [0] * 300 + [0, 1, 0, 4], step=Step.WEEK)
    assert decide(enough).outcome is Outcome.ALARM


def test_a_month_is_judged_by_the_cases_of_that_month():
    monthly = Farrington("farrington-flexible-monthly", Step.MONTH, FLEXIBLE_MONTHLY)
    series = Series("FR/attack", date(2010, 1, 1), [0] * 80 + [4], step=Step.MONTH)
    assert "fewer than 5 in this month" in decide(series, monthly).explanation.reason


def test_three_years_are_enough_and_five_the_most():
    assert decide(weeks(3, length=160)).outcome is not Outcome.TOO_LITTLE_HISTORY
    assert decide(weeks(3, length=159)).outcome is Outcome.TOO_LITTLE_HISTORY
    assert decide(weeks(3, length=900)).explanation.baseline[0][0] == START + timedelta(weeks=900 - 264)


@settings(max_examples=30, deadline=None)
@given(
    counts=st.lists(st.sampled_from([0, 0, 1, 2, 7, 90, 10_000_000]), min_size=262, max_size=300),
    bound=st.sampled_from(list(Bound)),
    options=st.sampled_from([FLEXIBLE, ORIGINAL]),
    exposed=st.booleans(),
)
def test_any_decision_recomputes_to_the_bit_with_any_options(counts, bound, options, exposed):
    exposures = np.linspace(1, 3, len(counts)) if exposed else None
    series = Series("FR/attack", START, counts, step=Step.WEEK, exposures=exposures)
    detector = replace(WEEKLY, options=replace(options, bound=bound))
    decision = decide(series, detector)
    assert WEEKLY.judge(decision.explanation) == (decision.outcome, decision.explanation)
    assert np.isfinite([decision.explanation.expected, decision.explanation.bound]).all()


def test_exposures_are_kept_and_decide():
    exposures = np.full(301, 2.0)
    exposures[-1] = 20.0
    told = decide(weeks(20, exposures=exposures)).explanation
    assert len(told.exposures) == 239
    assert decide(weeks(20, exposures=exposures)).outcome is Outcome.NO_ALARM
    assert decide(weeks(20)).outcome is Outcome.ALARM
    with_less = replace(told, exposures=(*told.exposures[:-1], 2.0))
    assert WEEKLY.judge(with_less)[0] is Outcome.ALARM


def test_a_baseline_that_lacks_a_week_is_refused():
    told = decide(weeks(20)).explanation
    with pytest.raises(BadInput, match="237 weeks, not 238"):
        WEEKLY.judge(replace(told, baseline=told.baseline[1:]))


def test_an_explanation_without_its_settings_is_refused():
    told = decide(weeks(20)).explanation
    with pytest.raises(BadInput, match="years_known is missing"):
        WEEKLY.judge(replace(told, parameters=()))


def test_the_reason_tells_of_a_trend():
    counts = np.round(20 * np.exp(np.arange(300) / 300)).astype(int)
    counts[250] = 60
    told = decide(Series("FR/attack", START, [*counts, 99], step=Step.WEEK)).explanation
    assert "growing by 19 % a year" in told.reason


def test_days_are_judged_in_weeks_that_end_on_the_day_tested():
    daily = np.random.default_rng(5).poisson(0.6, 7 * 300 + 3)
    daily[-4:] = 5
    series = Series("FR/attack", START, daily)
    panel = weeks_until(Panel.of([series]), series.last)
    decision = WEEKLY.test(panel.row(0), panel.row(0).last)
    assert decision.explanation.observed == daily[-7:].sum()
    assert decision.outcome is Outcome.ALARM
