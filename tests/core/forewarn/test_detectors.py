"""What every detector promises, whatever its method."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.forewarn import DETECTORS, Measure, Outcome, Series, get_detector, recompute
from tocsin.forewarn.detectors import rejudge
from tocsin.forewarn.series import Panel, Step

FIRST = {Step.DAY: date(2006, 1, 1), Step.WEEK: date(2006, 1, 2), Step.MONTH: date(2006, 1, 1)}
BEYOND = 40
"""Counts that every series here has beyond the history that its detector needs."""

every_detector = pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.name)
every_step = pytest.mark.parametrize(
    ("detector", "step"),
    [(detector, step) for detector in DETECTORS for step in sorted(detector.steps)],
    ids=lambda value: getattr(value, "name", None) or str(value),
)


def series_of(detector, counts, step=None):
    step = step or min(detector.steps)
    return Series("FR/attack", FIRST[step], counts, detector.measure, step=step)


def last_of(detector, counts, step=None):
    series = series_of(detector, counts, step)
    return detector.test(series, series.last)


def random_counts(detector, seed=2015, rate=1.5):
    return np.random.default_rng(seed).negative_binomial(1, 1 / (1 + rate), detector.history + BEYOND)


def assert_scores_tell(scores, row, column, decision):
    """The figures of a decision and those of the same step in a panel are the same to the last bit."""
    told = decision.explanation
    figures = [getattr(scores, name)[row, column] for name in ("expected", "bound", "statistic", "p")]
    if decision.outcome is Outcome.TOO_LITTLE_HISTORY:
        assert np.isnan(figures).all()
    else:
        chance = np.nan if told.p is None else told.p
        np.testing.assert_array_equal(figures, [told.expected, told.bound, told.statistic, chance])
        if decision.outcome is Outcome.ALARM:
            assert told.observed > told.bound


@every_detector
def test_it_is_found_by_its_name(detector):
    assert get_detector(detector.name) is detector


@every_step
@settings(max_examples=25, deadline=None)
@given(
    data=st.data(), length=st.integers(1, 30), full=st.booleans(), most=st.sampled_from([1, 9, 10_000_000])
)
def test_it_decides_any_series_and_the_decision_recomputes(detector, step, data, length, full, most):
    recent = data.draw(st.lists(st.integers(0, most), min_size=length, max_size=length))
    counts = [*random_counts(detector)[: detector.history], *recent] if full else recent
    decision = last_of(detector, counts, step)
    assert decision.explanation.method == detector.name
    assert decision.explanation.observed == counts[-1]
    assert decision.explanation.step == step
    assert recompute(decision.explanation) is (decision.outcome is Outcome.ALARM)
    assert (decision.warning is not None) is (decision.outcome is Outcome.ALARM)


@every_step
def test_one_series_alone_and_many_at_once_agree_to_the_bit(detector, step):
    rows = [series_of(detector, random_counts(detector, seed, seed / 2), step) for seed in range(1, 6)]
    panel, steps = (
        Panel.of(rows),
        range(detector.history - 2 if detector.history else 0, detector.history + 30),
    )
    scores = detector.scores(panel, steps)
    assert scores.bound.shape == (5, len(steps))
    for row, series in enumerate(rows):
        for column, at in enumerate(steps):
            day = step.after(series.first, at)
            assert_scores_tell(scores, row, column, detector.test(series, day))


@every_detector
def test_how_many_steps_and_series_are_asked_for_at_once_changes_nothing(detector):
    rows = [series_of(detector, random_counts(detector, seed)) for seed in (1, 2, 3)]
    steps = range(detector.history, detector.history + BEYOND)
    whole = detector.scores(Panel.of(rows), steps)
    for row, series in enumerate(rows):
        for column, at in enumerate(steps):
            one = detector.scores(Panel.of([series]), range(at, at + 1))
            for name in ("expected", "bound", "statistic", "p"):
                np.testing.assert_array_equal(getattr(one, name)[0, 0], getattr(whole, name)[row, column])


@every_step
def test_later_counts_change_no_decision_and_no_score(detector, step):
    counts = random_counts(detector)
    now = len(counts) - BEYOND // 2
    day = step.after(FIRST[step], now)
    known = series_of(detector, counts[: now + 1], step)
    later = series_of(detector, [*counts[: now + 1], *counts[now + 1 :] * 50 + 7], step)
    assert detector.test(known, day) == detector.test(later, day)
    before, after = (detector.scores(Panel.of([series]), range(now + 1)) for series in (known, later))
    for name in ("expected", "bound", "statistic", "p"):
        np.testing.assert_array_equal(getattr(before, name), getattr(after, name))


@every_step
def test_too_short_a_history_is_named(detector, step):
    if not detector.history:
        pytest.skip("it needs no history")
    counts = random_counts(detector)
    for length in {1, detector.history // 2, detector.history}:
        decision = last_of(detector, counts[: max(length, 1)], step)
        assert decision.outcome is Outcome.TOO_LITTLE_HISTORY
        assert recompute(decision.explanation) is False
    enough = last_of(detector, counts[: detector.history + 1], step)
    assert enough.outcome is not Outcome.TOO_LITTLE_HISTORY


@every_step
def test_one_point_is_decided(detector, step):
    decision = last_of(detector, [1], step)
    few = Outcome.TOO_LITTLE_HISTORY if detector.history else Outcome.NO_ALARM
    assert decision.outcome is few
    assert recompute(decision.explanation) is False


@every_step
def test_a_series_of_zeros_never_sounds_and_its_figures_are_finite(detector, step):
    series = series_of(detector, [0] * (detector.history + 20), step)
    decision = detector.test(series, series.last)
    assert decision.outcome is Outcome.NO_ALARM
    told = decision.explanation
    assert np.isfinite([told.expected, told.bound, told.statistic]).all()
    scores = detector.scores(Panel.of([series]), range(detector.history, detector.history + 20))
    assert np.isfinite(scores.bound).all()
    assert (scores.bound >= 0).all()


@every_step
def test_very_many_after_nothing_sound(detector, step):
    decision = last_of(detector, [0] * (detector.history + 20) + [60], step)
    assert decision.outcome is Outcome.ALARM


@every_detector
def test_ten_years_of_days_with_their_leap_days_are_judged(detector):
    if Step.DAY not in detector.steps:
        pytest.skip("it is not made for days")
    length = (date(2016, 1, 1) - FIRST[Step.DAY]).days
    counts = np.random.default_rng(29).poisson(0.8, length)
    series = series_of(detector, counts, Step.DAY)
    for day in (date(2008, 2, 29), date(2012, 2, 29), date(2012, 3, 1), date(2015, 12, 31)):
        decision = detector.test(series, day)
        at = (day - series.first).days
        assert_scores_tell(detector.scores(Panel.of([series]), range(at, at + 1)), 0, 0, decision)
        assert decision.explanation.observed == counts[at]
        assert recompute(decision.explanation) is (decision.outcome is Outcome.ALARM)
        for past, count in decision.explanation.baseline:
            assert past < day
            assert count == counts[(past - series.first).days]


@every_detector
def test_steps_it_is_not_made_for_are_refused(detector):
    others = set(Step) - detector.steps
    for step in others:
        series = series_of(detector, random_counts(detector), step)
        with pytest.raises(BadInput, match=f"not by {step}"):
            detector.test(series, series.last)
        with pytest.raises(BadInput, match=f"not by {step}"):
            detector.scores(Panel.of([series]), range(1))


@every_detector
def test_counts_of_something_else_are_refused(detector):
    for other in set(Measure) - {detector.measure}:
        series = Series("FR/attack", FIRST[Step.DAY], [1, 2, 3], other, step=min(detector.steps))
        with pytest.raises(BadInput, match=f"not {other}"):
            detector.test(series, series.last)
        with pytest.raises(BadInput, match=f"not {other}"):
            detector.scores(Panel.of([series]), range(1))


@every_detector
@pytest.mark.parametrize("steps", [range(-1, 2), range(0, 99_999), range(0, 4, 2), range(3, 1)])
def test_steps_that_a_panel_has_not_are_refused(detector, steps):
    panel = Panel.of([series_of(detector, [1, 2, 3, 4])])
    with pytest.raises(BadInput, match="follow one on another"):
        detector.scores(panel, steps)


@every_detector
def test_when_the_counts_were_known_is_kept(detector):
    known = datetime(2016, 1, 1, 12, tzinfo=UTC)
    step = min(detector.steps)
    series = Series(
        "FR/attack", FIRST[step], random_counts(detector), detector.measure, step=step, known=known
    )
    decision = detector.test(series, series.last)
    assert decision.explanation.known == known
    assert recompute(decision.explanation) is (decision.outcome is Outcome.ALARM)


@every_detector
def test_an_altered_explanation_does_not_recompute(detector):
    explanation = last_of(detector, [0] * (detector.history + 20) + [60]).explanation
    for change in (
        {"bound": explanation.bound + 0.5},
        {"expected": -1.0},
        {"observed": 59},
    ):
        with pytest.raises(BadInput, match="do not follow"):
            recompute(replace(explanation, **change))


@every_detector
def test_another_wording_of_its_sentence_is_no_alteration(detector):
    decision = last_of(detector, [0] * (detector.history + 20) + [60])
    reworded = replace(decision.explanation, reason="Put better.")
    assert rejudge(reworded) == (decision.outcome, decision.explanation)
    assert recompute(reworded)


@every_detector
def test_its_sentence_never_says_that_more_than_none_is_unusual(detector):
    for count in (1, 3):
        sudden = last_of(detector, [0] * (detector.history + 40) + [2] * 13 + [count])
        assert "above 0" not in sudden.explanation.reason


@every_detector
def test_its_reason_is_one_sentence_with_the_count_in_it(detector):
    reason = last_of(detector, [0] * (detector.history + 20) + [37]).explanation.reason
    assert "37" in reason
    assert reason.endswith(".")


@every_detector
def test_a_day_without_a_count_is_refused(detector):
    series = series_of(detector, [1, 2])
    for day in (series.first - timedelta(days=1), series.step.after(series.first, 2)):
        with pytest.raises(BadInput, match="is outside"):
            detector.test(series, day)


@every_step
def test_a_quiet_step_is_never_an_alarm(detector, step):
    decision = last_of(detector, [5] * (detector.history + 20) + [0], step)
    assert decision.outcome is Outcome.NO_ALARM
