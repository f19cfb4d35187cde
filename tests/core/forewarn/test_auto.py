"""The choice goes by what is known before the step, gives every series a detector, and says why."""

from datetime import date, timedelta

import numpy as np
import pytest

from tocsin.errors import BadInput
from tocsin.forewarn import DETECTORS, Measure, Series
from tocsin.forewarn.detectors.auto import choose, choose_for
from tocsin.forewarn.series import Panel, Step

START = date(2012, 1, 2)
NAMES = {detector.name for detector in DETECTORS}


def chosen(length, rate=2.0, step=Step.DAY):
    counts = np.random.default_rng(3).poisson(rate, length + 1)
    series = Series("FR/attack", START, counts, step=step)
    return choose_for(series, series.last)


@pytest.mark.parametrize(
    ("step", "length", "rate", "name"),
    [
        (Step.DAY, 7, 2, "ears-c1"),
        (Step.DAY, 9, 2, "ears-c2"),
        (Step.DAY, 400, 2, "nb-ewma"),
        (Step.DAY, 400, 0.05, "nb-ewma"),
        (Step.WEEK, 9, 2, "ears-c2"),
        (Step.WEEK, 60, 2, "ewma"),
        (Step.WEEK, 60, 0.1, "ears-c2"),
        (Step.WEEK, 300, 2, "farrington-flexible"),
        (Step.WEEK, 300, 0.1, "farrington-flexible"),
    ],
)
def test_length_and_rareness_decide(step, length, rate, name):
    if name not in NAMES:
        pytest.skip(f"{name} is not registered")
    choice = chosen(length, rate, step)
    assert choice.detector.name == name
    assert choice.detector.history <= length
    assert choice.reason.startswith(f"{length} {step}s are known, ")
    assert choice.reason.endswith(".")


def test_with_too_little_history_for_any_the_least_demanding_says_so():
    choice = chosen(1)
    assert choice.detector.name == "ears-c1"
    assert choice.reason == "1 day is known before it, and no test needs fewer than 7."


def test_every_series_of_a_panel_is_given_to_one_detector():
    counts = np.random.default_rng(4).poisson(np.repeat([[0.1], [3.0]], 10, axis=0), (20, 61))
    panel = Panel(tuple(map(str, range(20))), START, counts, step=Step.WEEK)
    choices = choose(panel, 60)
    assert [choice.detector.name for choice in choices] == ["ewma", "ears-c2"]
    assert sorted(np.concatenate([choice.rows for choice in choices])) == list(range(20))
    assert choices[0].rows.tolist() == list(range(10, 20))


def test_the_count_judged_and_later_ones_do_not_sway_the_choice():
    quiet = [0, 0, 0, 1] * 15
    for rest in ([0], [900], [0, 900, 900]):
        series = Series("FR/attack", START, [*quiet, *rest], step=Step.WEEK)
        assert choose_for(series, START + timedelta(weeks=60)).detector.name == "ears-c2"


def test_counts_that_no_detector_looks_back_on_are_refused():
    series = Series("FR/attack", START, [1] * 60, Measure.DEADLIEST)
    with pytest.raises(BadInput, match="no detector that looks back is made for killed in the deadliest"):
        choose_for(series, series.last)
