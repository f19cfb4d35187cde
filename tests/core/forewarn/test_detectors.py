"""What every detector promises, whatever its method."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.forewarn import DETECTORS, Outcome, Series, get_detector, recompute

START = date(2015, 11, 1)
every_detector = pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.name)


@every_detector
def test_it_is_found_by_its_name(detector):
    assert get_detector(detector.name) is detector


@every_detector
@given(counts=st.lists(st.integers(0, 60), min_size=1, max_size=30))
def test_it_decides_any_series_and_the_decision_recomputes(detector, counts):
    series = Series("FR/attack", START, counts, detector.measure)
    decision = detector.test(series, series.last)
    assert decision.explanation.method == detector.name
    assert decision.explanation.observed == counts[-1]
    assert recompute(decision.explanation) is (decision.outcome is Outcome.ALARM)
    assert (decision.warning is not None) is (decision.outcome is Outcome.ALARM)


@every_detector
def test_its_reason_is_one_sentence_with_the_count_in_it(detector):
    series = Series("FR/attack", START, [0] * 20 + [37], detector.measure)
    reason = detector.test(series, series.last).explanation.reason
    assert "37" in reason
    assert reason.endswith(".")


@every_detector
def test_a_day_without_a_count_is_refused(detector):
    series = Series("FR/attack", START, [1, 2], detector.measure)
    with pytest.raises(BadInput, match="is outside"):
        detector.test(series, START + timedelta(days=2))


@every_detector
def test_a_quiet_day_is_never_an_alarm(detector):
    series = Series("FR/attack", START, [5] * 20 + [0], detector.measure)
    assert detector.test(series, series.last).outcome is Outcome.NO_ALARM
