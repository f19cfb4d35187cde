"""CUSUM and EWMA charts hear a small lasting rise, and do what their papers say."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.forewarn import Outcome, Series, recompute
from tocsin.forewarn.detectors import CUSUM, EARS_C2, EWMA
from tocsin.forewarn.detectors.cusum import Cusum
from tocsin.forewarn.detectors.ewma import Ewma

START = date(2015, 9, 1)
CHARTS = [CUSUM, EWMA]
every_chart = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)


def decide(chart, counts, at=-1):
    series = Series("FR/attack", START, counts)
    return chart.test(series, START + timedelta(days=at % len(counts)))


def test_cusum_by_hand():
    """Mean 4: z of 9 is (9 - 12 + 12) / 4 = 2.25, of 4 it is 0; S with k = 0.5: 1.75, 1.25, 3."""
    chart = Cusum("cusum", threshold=2.5, baseline=4, window=3)
    told = decide(chart, [4, 4, 4, 4, 9, 4, 9]).explanation
    assert (told.expected, told.statistic) == (4, 3)
    # The bound: z = 2.5 + 0.5 - 1.25 = 1.75, and (x - 12 + 4 sqrt(x)) / 4 = 1.75 for sqrt(x) = sqrt(23) - 2.
    assert told.bound == pytest.approx((23**0.5 - 2) ** 2)


def test_ewma_by_hand():
    """Mean 4, weight 0.5: 4, then 6.5, 5.25, 7.125; variance 4 * (21 / 64 + (7 / 8)^2 / 4)."""
    chart = Ewma("ewma", threshold=2.0, baseline=4, window=3, weight=0.5)
    told = decide(chart, [4, 4, 4, 4, 9, 4, 9]).explanation
    spread = (4 * (21 / 64 + 49 / 256)) ** 0.5
    assert told.statistic == pytest.approx(3.125 / spread)
    assert told.bound == pytest.approx(2 * (4 + 2 * spread) - 5.25)


@given(st.lists(st.integers(0, 40), min_size=42, max_size=42), st.sampled_from(CHARTS))
def test_a_count_above_the_bound_is_one_whose_figure_is_above_the_threshold(counts, chart):
    told = decide(chart, counts).explanation
    if told.bound > 0 and abs(told.statistic - told.threshold) > 1e-9:
        assert (told.observed > told.bound) == (told.statistic > told.threshold)


@every_chart
def test_it_hears_a_lasting_rise_that_no_day_gives_away(chart):
    counts = [1, 0, 2, 1, 0, 1, 2] * 5 + [3, 2, 3, 2, 3, 2, 3, 2, 3]
    assert {decide(EARS_C2, counts, at).outcome for at in range(35, 44)} == {Outcome.NO_ALARM}
    assert decide(chart, counts).outcome is Outcome.ALARM


@every_chart
def test_what_always_came_in_clumps_is_held_to_a_higher_bound(chart):
    even, clumped = [2] * 41 + [3], [0, 0, 0, 8] * 7 + [2] * 13 + [3]
    assert decide(chart, clumped).explanation.bound > decide(chart, even).explanation.bound


@every_chart
def test_two_incidents_in_two_weeks_after_none_are_too_few(chart):
    assert decide(chart, [0] * 40 + [1, 1]).outcome is Outcome.BELOW_MINIMUM_COUNT
    assert decide(chart, [0] * 39 + [1, 1, 1]).outcome is Outcome.ALARM


@every_chart
def test_it_says_what_it_looked_back_on(chart):
    reason = decide(chart, [0, 1] * 14 + [1] * 7 + [2] * 7).explanation.reason
    assert (
        "expected from the 28 days 2015-09-01 to 2015-09-28, and, with the 13 since, even one is unusual"
        in reason
    )


@every_chart
def test_it_recomputes_with_other_settings_than_the_registered_ones(chart):
    other = replace(chart, threshold=1.5, baseline=10, window=5, minimum_count=1)
    decision = decide(other, [0, 1] * 7 + [3])
    assert decision.outcome is Outcome.ALARM
    assert recompute(decision.explanation) is True


@every_chart
def test_an_explanation_without_its_settings_is_refused(chart):
    told = decide(chart, [1] * 42).explanation
    with pytest.raises(BadInput, match="its settings are not baseline, window, minimum_count"):
        recompute(replace(told, parameters=told.parameters[:2]))


@every_chart
def test_false_alarms_on_series_without_outbreak_stay_near_one_in_a_hundred_days(chart):
    counts = np.random.default_rng(8).negative_binomial(2, 2 / 3, (400, 150))
    rows = [Series(str(row), START, counts[row]) for row in range(len(counts))]
    alarms = [chart.test(row, row.last).outcome is Outcome.ALARM for row in rows]
    assert np.mean(alarms) < 0.03
