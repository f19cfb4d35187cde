"""The rules by which alarms are held back, each with a name and a sentence.

They are asked in this order, and the first that holds an alarm back names its outcome: a minimum count;
chance among so many series; a cool-down after a warning of the same series; the budget. What was judged no
alarm stays as it was judged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import ArrayLike

from tocsin.base import Warning
from tocsin.errors import BadInput
from tocsin.forewarn.decide.discovery import discovery_limit
from tocsin.forewarn.protocol import Decision, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What an alarm must meet to become a warning.

    `minimum_count`: fewer raise none. `discovery_rate`: the share of warnings that may be chance, over all
    series tested at the same step; None leaves it out. `cool_down`: days after a warning in which the same
    series warns again only where its count is `louder` times as high. `budget`: most warnings in any
    `budget_days` running, a ceiling and never a quota; None sets no limit. `always`: detectors that are a
    person's own fixed rule, whose alarms are passed on whatever the rest say.

    `BadInput` for a setting that makes no sense.
    """

    minimum_count: int = 3
    discovery_rate: float | None = 0.05
    cool_down: int = 6
    louder: float = 2.0
    budget: int | None = None
    budget_days: int = 7
    always: frozenset[str] = frozenset({"severity"})

    def __post_init__(self) -> None:
        rate = self.discovery_rate
        checks = (
            ("minimum_count", self.minimum_count >= 0, "must not be negative"),
            ("discovery_rate", rate is None or 0 < rate < 1, "must lie between 0 and 1"),
            ("cool_down", self.cool_down >= 0, "must not be negative"),
            ("louder", self.louder >= 1, "must be at least 1"),
            ("budget", self.budget is None or self.budget >= 0, "must not be negative"),
            ("budget_days", self.budget_days >= 1, "must be at least one day"),
        )
        for name, good, text in checks:
            if not good:
                raise BadInput(f"{text}, not {getattr(self, name)}", where=name, reason="rule")


def decide(
    decisions: Sequence[Decision],
    rules: Rules,
    *,
    earlier: Sequence[Warning] = (),
    tested: ArrayLike | None = None,
) -> tuple[Decision, ...]:
    """The decisions of one day after the rules, in the order given.

    `earlier` are the warnings passed on before, at least those of the last `cool_down` and `budget_days`
    days. `tested` holds the p of every series tested at this step, whatever came of it, NaN where there is
    none; without it `decisions` are taken to be all. Detectors that know no p are not asked for it, and
    stand in the budget by the rank of their statistic.

    >>> from tocsin.forewarn import Series, get_detector
    >>> from datetime import date
    >>> days = {name: Series(name, date(2015, 11, 1), [0] * 9 + [count]) for name, count in
    ...         [("Lyon", 5), ("Paris", 9), ("Nice", 0)]}
    >>> judged = [get_detector("ears-c2").test(series, series.last) for series in days.values()]
    >>> for decision in decide(judged, Rules(budget=1)):
    ...     print(" ".join([decision.series, "->", decision.outcome.value, decision.note]).rstrip())
    Lyon -> over the alarm budget The budget of 1 warning in 7 days running went to what was more unusual.
    Paris -> alarm
    Nice -> no alarm
    """
    chances = [_chance(one) for one in decisions] if tested is None else tested
    limit = _Limit.of(chances, rules.discovery_rate)
    ruled = [_hold(one, rules, limit, earlier) for one in decisions]
    over = _over_budget(ruled, rules, earlier)
    return tuple(_cut(one, rules) if at in over else one for at, one in enumerate(ruled))


@dataclass(frozen=True, slots=True)
class _Limit:
    """The largest p passed on among so many tested."""

    p: float
    tested: int

    @classmethod
    def of(cls, tested: ArrayLike, rate: float | None) -> _Limit:
        if rate is None:
            return cls(math.inf, 0)
        chances = np.asarray(tested, dtype=np.float64)
        return cls(discovery_limit(chances, rate), int(np.count_nonzero(~np.isnan(chances))))


def _hold(one: Decision, rules: Rules, limit: _Limit, earlier: Sequence[Warning]) -> Decision:
    """The decision as it is, or held back by the first rule that does so."""
    if one.outcome is not Outcome.ALARM or one.explanation.method in rules.always:
        return one
    if one.explanation.observed < rules.minimum_count:
        return _held(one, Outcome.BELOW_MINIMUM_COUNT, f"Fewer than {rules.minimum_count} raise no warning.")
    p = one.explanation.p
    if p is not None and p > limit.p:
        text = f"Among {limit.tested:,} series tested at once, so high a count somewhere is likely chance."
        return _held(one, Outcome.LIKELY_CHANCE, text)
    before = _still_cooling(one, rules, earlier)
    if before:
        text = (
            f"A warning was raised on {before.day.isoformat()}; for {rules.cool_down} days after it only "
            f"{rules.louder:g} times its count raises another."
        )
        return _held(one, Outcome.COOLING_DOWN, text)
    return one


def _still_cooling(one: Decision, rules: Rules, earlier: Sequence[Warning]) -> Warning | None:
    """The latest warning of the series that this alarm does not outdo, within the cool-down."""
    since = one.day - timedelta(days=rules.cool_down)
    recent = [each for each in earlier if each.series == one.series and since <= each.day < one.day]
    loudest = max(recent, key=lambda each: (each.explanation.observed, each.day), default=None)
    if loudest is None or one.explanation.observed >= rules.louder * loudest.explanation.observed:
        return None
    return loudest


def _over_budget(decisions: Sequence[Decision], rules: Rules, earlier: Sequence[Warning]) -> set[int]:
    """Which of the alarms, by number, are beyond what may still be passed on, the least unusual ones."""
    alarms = [at for at, one in enumerate(decisions) if one.outcome is Outcome.ALARM]
    if rules.budget is None or not alarms:
        return set()
    day = max(decisions[at].day for at in alarms)
    since = day - timedelta(days=rules.budget_days)
    # A warning already raised on this very day counts too: a day may be judged more than once.
    spent = sum(since < each.day <= day for each in earlier)
    exempt = {at for at in alarms if decisions[at].explanation.method in rules.always}
    left = max(rules.budget - spent - len(exempt), 0)
    return set(_most_unusual_first(decisions, [at for at in alarms if at not in exempt])[left:])


def _most_unusual_first(decisions: Sequence[Decision], alarms: Sequence[int]) -> list[int]:
    """Numbers of alarms in the order in which the budget is spent: by rank within each detector."""

    def surprise(at: int) -> tuple[float, float, str]:
        explanation = decisions[at].explanation
        p = 1.0 if explanation.p is None else explanation.p
        return p, -explanation.statistic, decisions[at].series

    ranks: dict[int, tuple[int, str]] = {}
    for method in {decisions[at].explanation.method for at in alarms}:
        own = [at for at in alarms if decisions[at].explanation.method == method]
        ranks.update({at: (rank, method) for rank, at in enumerate(sorted(own, key=surprise))})
    return sorted(alarms, key=lambda at: ranks[at])


def _chance(one: Decision) -> float:
    return math.nan if one.explanation.p is None else one.explanation.p


def _cut(one: Decision, rules: Rules) -> Decision:
    most = f"{rules.budget} warning{'' if rules.budget == 1 else 's'}"
    days = "one day" if rules.budget_days == 1 else f"{rules.budget_days} days running"
    return _held(one, Outcome.OVER_BUDGET, f"The budget of {most} in {days} went to what was more unusual.")


def _held(one: Decision, outcome: Outcome, note: str) -> Decision:
    return replace(one, outcome=outcome, note=note)
