"""A cluster's warning says what was seen, and follows again from what it stores and from the events."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.forewarn.scan.new_york import AT_MOST_3_KM_AND_7_DAYS, fever
from tests.core.forewarn.scan.test_search import FIRST, events, happenings, search
from tocsin.errors import BadInput
from tocsin.forewarn import Outcome, recompute
from tocsin.forewarn.scan import Cylinders, Events, ScanTest, replay

WHERE = [(48.80 + north / 50, 2.30 + east / 50) for north in range(4) for east in range(4)]
TEST = ScanTest(cylinders=Cylinders(radius_km=3, days=5))
KNOWN = datetime(2015, 11, 21, 6, tzinfo=UTC)


def outbreak(cases):
    """Three events at each of 16 sites, then so many in the last two days around one corner."""
    sites, days = list(range(16)) * 3, [3] * 16 + [8] * 16 + [11] * 16
    return events(WHERE, sites + [0, 1, 4] * cases, days + [18, 19, 19] * cases, 20)


def decide(cases, test=TEST):
    return test.test(outbreak(cases), series="FR/attack", seed=1, known=KNOWN)[0]


def test_an_outbreak_sounds_and_says_where_when_and_how_unlikely():
    decision = decide(4)
    assert (decision.outcome, decision.day) == (Outcome.ALARM, FIRST + timedelta(days=19))
    assert decision.explanation.reason == (
        "12 incidents within 2.2 km of 0 (3 places) in the 2 days 2015-11-19 to 2015-11-20; "
        "4.2 were expected, and above 11 is unusual. "
        "Chance alone brings so strong a cluster, here or elsewhere, once in 1,000 scans."
    )
    assert decision.explanation.places == ("0", "1", "4")
    assert decision.explanation.known == KNOWN


def test_the_stored_figures_are_those_of_the_cluster():
    cluster = search(outbreak(4), TEST.cylinders).clusters[0]
    explanation = decide(4).explanation
    assert (explanation.statistic, explanation.expected) == (cluster.ratio, cluster.expected)
    assert (explanation.observed, explanation.p) == (cluster.observed, cluster.p)
    assert sum(count for _, count in explanation.baseline) + explanation.observed == cluster.holds
    assert sum(explanation.exposures) == outbreak(4).cases
    assert explanation.exposures[-1] == cluster.span_cases


def test_a_count_above_the_bound_would_be_unusual_and_the_bound_itself_not():
    explanation = decide(4).explanation
    assert explanation.expected < explanation.bound < explanation.observed
    assert explanation.statistic > explanation.threshold


def test_few_events_raise_no_warning_however_strange():
    assert decide(4, replace(TEST, minimum_count=13)).outcome is Outcome.BELOW_MINIMUM_COUNT


def test_new_yorks_fever_is_no_alarm():
    explanation = (
        ScanTest(cylinders=AT_MOST_3_KM_AND_7_DAYS).test(fever(), series="fever", seed=1)[0].explanation
    )
    assert explanation.reason.startswith(
        "4 incidents within 2.9 km of 11418 (9 places) in the 3 days 2001-11-22 to 2001-11-24; "
        "0.7 were expected, and above "
    )
    assert recompute(explanation) is False
    assert replay(explanation, fever()) is False


@given(happenings(), st.integers(0, 2**53 - 1))
@settings(max_examples=40, deadline=None)
def test_every_decision_recomputes_and_replays_bit_for_bit(happening, seed):
    where, sites, days, length, cylinders = happening
    happened = events(where, sites, days, length)
    test = ScanTest(cylinders=cylinders, replicates=19, recurrence_days=10)
    for decision in test.test(happened, series="FR/attack", seed=seed):
        assert recompute(decision.explanation) is (decision.outcome is Outcome.ALARM)
        assert replay(decision.explanation, happened) is (decision.outcome is Outcome.ALARM)


def test_stopping_early_changes_no_outcome():
    rng = np.random.default_rng(2)
    short = replace(TEST, replicates=99, recurrence_days=20, stop_after=6)
    whole = replace(short, stop_after=None)
    for seed in range(30):
        cases = int(rng.integers(30, 60))
        happened = events(WHERE, rng.integers(0, 16, cases), rng.integers(0, 12, cases), 12)
        one, other = (test.test(happened, series="", seed=seed)[0] for test in (short, whole))
        assert one.outcome is other.outcome
        assert recompute(one.explanation) is (one.outcome is Outcome.ALARM)


@pytest.mark.parametrize(
    "change",
    [
        {"observed": 13}, {"expected": 1.0}, {"p": 0.5}, {"bound": 1.0}, {"statistic": 99.0},
        {"reason": "Because."}, {"threshold": 0.0}, {"places": ("0", "1")},
    ],
)  # fmt: skip
def test_an_altered_explanation_does_not_recompute(change):
    with pytest.raises(BadInput, match="do not follow"):
        recompute(replace(decide(4).explanation, **change))


def test_other_events_do_not_replay():
    """Another case elsewhere, which the circle's own figures would hardly show."""
    with pytest.raises(BadInput, match="does not follow from these events"):
        replay(decide(4).explanation, outbreak(5))


def test_an_explanation_without_its_figures_is_refused():
    bare = replace(decide(4).explanation, parameters=())
    with pytest.raises(BadInput, match="the figure drawn is missing"):
        recompute(bare)
    with pytest.raises(BadInput, match="the figure largest_share is missing"):
        replay(bare, outbreak(4))


def test_nothing_found_and_too_short_a_study_are_told_apart():
    quiet = events(WHERE, [0, 1], [3, 4], 10)
    nothing = TEST.test(quiet, series="FR/attack", seed=1)
    assert [one.outcome for one in nothing] == [Outcome.NO_ALARM]
    assert nothing[0].explanation.reason.startswith("2 incidents in 10 days; nowhere did more come together")
    short = TEST.test(events(WHERE, [0, 1], [3, 4], 9), series="FR/attack", seed=1)
    assert [one.outcome for one in short] == [Outcome.TOO_LITTLE_HISTORY]
    assert short[0].explanation.reason == "Only 9 of the 10 days that a scan for 5 days needs are known."
    for decision in (*nothing, *short):
        assert recompute(decision.explanation) is False


def test_later_events_change_no_decision():
    """A scan as of one day takes events up to that day alone: the rest is refused."""
    happened = outbreak(4)
    with pytest.raises(BadInput, match="is outside"):
        Events.of([("0", date(2015, 11, 21), 1)], happened.sites, first=FIRST, last=happened.last)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"replicates": 99}, "replicates: 99 cannot show what comes once in 365 days"),
        ({"stop_after": 2}, "stop_after: 2 could hide an alarm; take at least 3"),
    ],
)
def test_settings_that_could_hide_an_alarm_are_refused(wrong, message):
    with pytest.raises(BadInput, match=message):
        replace(TEST, **wrong)


@pytest.mark.parametrize("seed", [-1, 2**53])
def test_a_seed_that_would_not_survive_storing_is_refused(seed):
    with pytest.raises(BadInput, match="seed"):
        TEST.test(outbreak(1), series="", seed=seed)
