"""Alarms are held back by named rules, each with its sentence, and what is held back still recomputes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.base import Explanation
from tocsin.base import Warning as Alarm
from tocsin.errors import BadInput
from tocsin.forewarn import Outcome
from tocsin.forewarn.decide import Rules, decide
from tocsin.forewarn.protocol import Decision

DAY = date(2015, 11, 13)
NO_RULES = Rules(minimum_count=0, discovery_rate=None, cool_down=0)


def judged(series, observed=9, p=None, statistic=4.0, outcome=Outcome.ALARM, method="ears-c2"):
    explanation = Explanation(
        method=method, baseline=(), observed=observed, expected=1.0, bound=3.0, statistic=statistic,
        threshold=3.0, reason="Because.", p=p,
    )  # fmt: skip
    return Decision(series=series, day=DAY, outcome=outcome, explanation=explanation)


def raised(series, days_ago, observed=9):
    return Alarm(
        series=series, day=DAY - timedelta(days=days_ago), explanation=judged(series, observed).explanation
    )


def outcomes(decisions):
    return [one.outcome for one in decisions]


def test_without_rules_nothing_is_held_back():
    decisions = [judged("a", p=0.9), judged("b", 1)]
    assert decide(decisions, NO_RULES) == tuple(decisions)


def test_fewer_than_the_minimum_raise_no_warning():
    (held,) = decide([judged("a", observed=2)], replace(NO_RULES, minimum_count=3))
    assert (held.outcome, held.note) == (Outcome.BELOW_MINIMUM_COUNT, "Fewer than 3 raise no warning.")


def test_an_alarm_among_a_thousand_quiet_series_is_likely_chance():
    rules = replace(NO_RULES, discovery_rate=0.05)
    tested = [0.009, *(at / 1000 for at in range(1, 1000))]
    (held,) = decide([judged("a", p=0.009)], rules, tested=tested)
    assert held.outcome is Outcome.LIKELY_CHANCE
    assert "1,000 series" in held.note


def test_the_same_alarm_alone_is_passed_on():
    rules = replace(NO_RULES, discovery_rate=0.05)
    assert outcomes(decide([judged("a", p=0.009)], rules)) == [Outcome.ALARM]


def test_a_detector_without_a_chance_is_not_asked_for_one():
    rules = replace(NO_RULES, discovery_rate=0.05)
    decisions = [judged("a"), judged("b", p=0.5)]
    assert outcomes(decide(decisions, rules)) == [Outcome.ALARM, Outcome.LIKELY_CHANCE]


class TestCoolDown:
    rules = replace(NO_RULES, cool_down=6)

    @pytest.mark.parametrize(("days_ago", "held"), [(0, False), (1, True), (6, True), (7, False)])
    def test_it_lasts_its_days(self, days_ago, held):
        (one,) = decide([judged("a")], self.rules, earlier=[raised("a", days_ago)])
        assert (one.outcome is Outcome.COOLING_DOWN) is held

    def test_another_series_is_not_muted(self):
        assert outcomes(decide([judged("b")], self.rules, earlier=[raised("a", 1)])) == [Outcome.ALARM]

    def test_twice_the_count_sounds_again(self):
        earlier = [raised("a", 1, observed=5)]
        assert outcomes(decide([judged("a", 10)], self.rules, earlier=earlier)) == [Outcome.ALARM]
        (held,) = decide([judged("a", 9)], self.rules, earlier=earlier)
        assert held.note == (
            "A warning was raised on 2015-11-12; for 6 days after it only 2 times its count raises another."
        )


class TestBudget:
    rules = replace(NO_RULES, budget=2)

    def test_the_most_unusual_come_first(self):
        decisions = [judged("a", statistic=4), judged("b", statistic=9), judged("c", statistic=5)]
        assert outcomes(decide(decisions, self.rules)) == [
            Outcome.OVER_BUDGET,
            Outcome.ALARM,
            Outcome.ALARM,
        ]

    def test_p_ranks_where_it_is_known(self):
        decisions = [judged(name, p=p) for name, p in [("a", 1e-3), ("b", 1e-9), ("c", 1e-6)]]
        assert outcomes(decide(decisions, self.rules))[0] is Outcome.OVER_BUDGET

    def test_detectors_take_turns(self):
        others = [judged(name, statistic=99, method="other") for name in "ab"]
        decided = decide([*others, judged("c")], self.rules)
        assert outcomes(decided) == [Outcome.ALARM, Outcome.OVER_BUDGET, Outcome.ALARM]

    def test_what_the_last_days_spent_is_gone(self):
        earlier = [raised("x", 6), raised("y", 7)]
        decided = decide([judged("a"), judged("b")], self.rules, earlier=earlier)
        assert outcomes(decided) == [Outcome.ALARM, Outcome.OVER_BUDGET]

    def test_it_is_a_ceiling_and_never_a_quota(self):
        quiet = [judged("a", outcome=Outcome.NO_ALARM), judged("b", 1)]
        assert outcomes(decide(quiet, Rules(budget=9))) == [Outcome.NO_ALARM, Outcome.BELOW_MINIMUM_COUNT]

    def test_what_another_rule_held_back_spends_nothing(self):
        decisions = [judged("a", 1, statistic=99), judged("b", statistic=4)]
        decided = decide(decisions, Rules(budget=1))
        assert outcomes(decided) == [Outcome.BELOW_MINIMUM_COUNT, Outcome.ALARM]

    def test_a_fixed_rule_of_a_person_is_passed_on_and_counted_first(self):
        decisions = [judged("a", 1, method="severity"), judged("b"), judged("c")]
        decided = decide(decisions, replace(self.rules, budget=1))
        assert outcomes(decided) == [Outcome.ALARM, Outcome.OVER_BUDGET, Outcome.OVER_BUDGET]


@pytest.mark.parametrize(
    "setting",
    [{"minimum_count": -1}, {"discovery_rate": 0}, {"discovery_rate": 1.0}, {"cool_down": -1},
     {"louder": 0.5}, {"budget": -1}, {"budget_days": 0}],
)  # fmt: skip
def test_a_setting_that_makes_no_sense_is_named(setting):
    with pytest.raises(BadInput, match="must") as refusal:
        Rules(**setting)
    assert refusal.value.where == next(iter(setting))


alarms = st.lists(
    st.builds(
        judged,
        st.sampled_from("abcdef"),
        st.integers(0, 20),
        st.one_of(st.none(), st.floats(0, 1)),
        st.floats(0, 50),
        st.sampled_from([Outcome.ALARM, Outcome.NO_ALARM]),
        st.sampled_from(["ears-c2", "nb-ewma", "severity"]),
    ),
    max_size=12,
)


@given(alarms, st.integers(0, 4))
def test_rules_only_ever_hold_back_and_say_why(decisions, budget):
    decided = decide(decisions, Rules(budget=budget), earlier=[raised("a", 2), raised("b", 5)])
    for before, after in zip(decisions, decided, strict=True):
        assert after.explanation is before.explanation
        assert (after.outcome is before.outcome) is (after.note == "")
        assert before.outcome is Outcome.ALARM or after == before
    bounded = [one for one in decided if one.warning and one.explanation.method != "severity"]
    assert len(bounded) <= max(budget - 2, 0)


@given(alarms, st.randoms(use_true_random=False))
def test_the_order_of_series_does_not_matter(decisions, random):
    named = [replace(one, series=f"{one.series}{at}") for at, one in enumerate(decisions)]
    shuffled = list(named)
    random.shuffle(shuffled)
    rules = Rules(budget=2)
    first = {one.series: one.outcome for one in decide(named, rules)}
    assert {one.series: one.outcome for one in decide(shuffled, rules)} == first
