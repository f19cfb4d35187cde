"""From a cluster to a decision that explains itself, and back: every figure follows from what is stored."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from tocsin.base import Explanation
from tocsin.errors import BadInput
from tocsin.forewarn.protocol import Decision, Outcome
from tocsin.forewarn.scan.chance import Chance, allowed, p_value
from tocsin.forewarn.scan.circles import Cylinders
from tocsin.forewarn.scan.events import Events
from tocsin.forewarn.scan.kernel import log_likelihood_ratio
from tocsin.forewarn.scan.search import Cluster, scan

NAME = "scan"

LARGEST_SEED = 2**53 - 1
"""Seeds are stored among other figures, as floating point numbers, which hold whole numbers up to this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanTest:
    """Sounds where a cluster is so strong that, with a scan a day, chance brings one in `recurrence_days`.

    Fewer than `minimum_count` events raise no warning. A study shorter than twice the longest cluster knows
    too little of what is usual. With `stop_after`, drawing ends once so many of the `replicates` beat the
    strongest cluster. `BadInput` where so few replicates could never show an alarm, or where `stop_after` is
    so low that it could hide one.

    >>> from tocsin.forewarn.scan import Sites
    >>> sites = Sites(["11e", "10e", "18e"], [48.8590, 48.8760, 48.8925], [2.3781, 2.3596, 2.3444])
    >>> rows = [("11e", date(2015, 11, 13), 9), ("10e", date(2015, 11, 3), 9), ("18e", date(2015, 11, 6), 9)]
    >>> events = Events.of(rows, sites, first=date(2015, 11, 1), last=date(2015, 11, 14))
    >>> decision = ScanTest(cylinders=Cylinders(radius_km=1)).test(events, series="FR/attack", seed=1)[0]
    >>> print(decision.explanation.reason.replace("usual. ", "usual.\\n"))
    9 incidents at 11e in the 2 days 2015-11-13 to 2015-11-14; 3.0 were expected, and above 7 is unusual.
    Chance alone brings so strong a cluster, here or elsewhere, once in 1,000 scans.
    """

    cylinders: Cylinders
    replicates: int = 999
    recurrence_days: float = 365.0
    minimum_count: int = 3
    stop_after: int | None = None

    def __post_init__(self) -> None:
        may_exceed = allowed(self._alpha, self.replicates)
        if may_exceed < 1:
            text = (
                f"{self.replicates} cannot show what comes once in {self.recurrence_days:g} days; take more"
            )
            raise BadInput(text, where="replicates", reason="replicates")
        if self.stop_after is not None and self.stop_after <= may_exceed:
            text = f"{self.stop_after} could hide an alarm; take at least {may_exceed + 1}"
            raise BadInput(text, where="stop_after", reason="stop_after")

    @property
    def _alpha(self) -> float:
        return 1 / self.recurrence_days

    def test(
        self, events: Events, *, series: str, seed: int, known: datetime | None = None
    ) -> tuple[Decision, ...]:
        """A decision on each cluster, the strongest first, or one that says that there is none.

        `seed`, from 0 to `LARGEST_SEED`, settles the random deals; `known` is when the events were known.
        """
        if not 0 <= seed <= LARGEST_SEED:
            raise BadInput(f"{seed} is not from 0 to {LARGEST_SEED:,}", where="seed", reason="seed")
        found = None
        if events.days >= 2 * self.cylinders.days:
            rng = np.random.Generator(np.random.PCG64(seed))
            found = scan(events, self.cylinders, rng, replicates=self.replicates, stop_after=self.stop_after)
        settings = self._settings(events, seed)
        if found is None or found.chance is None:
            facts = [_nowhere(settings, known)]
        else:
            facts = [self._facts(one, found.chance, events, settings, known) for one in found.clusters]
        decided = [judge(one) for one in facts]
        return tuple(
            Decision(series=series, day=events.last, outcome=outcome, explanation=explanation)
            for outcome, explanation in decided
        )

    def _settings(self, events: Events, seed: int) -> dict[str, float]:
        settings: dict[str, float] = {
            "cases": events.cases,
            "study_days": events.days,
            "longest_days": self.cylinders.days,
            "largest_share": self.cylinders.share,
            "past": int(self.cylinders.past),
            "replicates": self.replicates,
            "recurrence_days": self.recurrence_days,
            "minimum_count": self.minimum_count,
            "seed": seed,
        }
        if np.isfinite(self.cylinders.radius_km):
            settings["largest_radius_km"] = self.cylinders.radius_km
        if self.stop_after is not None:
            settings["stop_after"] = self.stop_after
        return settings

    def _facts(
        self,
        cluster: Cluster,
        chance: Chance,
        events: Events,
        settings: dict[str, float],
        known: datetime | None,
    ) -> Explanation:
        """What is stored of a cluster, the figures that follow from it still to be worked out."""
        sites = events.sites
        here, everywhere = events.daily(cluster.sites).tolist(), events.daily().tolist()
        days = [events.first + timedelta(days=at) for at in range(events.days)]
        outside = [at for at, day in enumerate(days) if not cluster.first <= day <= cluster.last]
        found: dict[str, float] = {
            "latitude": float(sites.latitude[cluster.centre]),
            "longitude": float(sites.longitude[cluster.centre]),
            "radius_km": cluster.radius_km,
            "first_day": cluster.first.toordinal(),
            "days": (cluster.last - cluster.first).days + 1,
            "exceeding": cluster.exceeding,
            "drawn": len(chance.largest),
            "stopped": int(chance.stopped),
        }
        if cluster.gumbel_p is not None:
            found["gumbel_p"] = cluster.gumbel_p
        return replace(
            _nowhere(settings | found, known),
            baseline=tuple((days[at], here[at]) for at in outside),
            exposures=(*(float(everywhere[at]) for at in outside), float(cluster.span_cases)),
            observed=cluster.observed,
            threshold=chance.critical(self._alpha),
            places=tuple(sites.names[at] for at in cluster.sites),
        )


def judge(explanation: Explanation) -> tuple[Outcome, Explanation]:
    """The outcome and explanation that follow from what an explanation stores.

    Stored are the daily counts in the circle and everywhere, the cluster's own, its place and days, and how
    many replicates were stronger; whether those follow from the events, `replay` tells. `BadInput` where a
    figure is missing.
    """
    facts = dict(explanation.parameters)
    if not explanation.places:
        return _judge_nowhere(explanation, facts)
    observed, threshold = explanation.observed, explanation.threshold
    cases = int(sum(explanation.exposures))
    product = (sum(count for _, count in explanation.baseline) + observed) * int(explanation.exposures[-1])
    ratio = log_likelihood_ratio(observed, product, cases)
    drawn, stopped = int(_fact(facts, "drawn")), bool(_fact(facts, "stopped"))
    complete = replace(
        explanation,
        expected=product / cases,
        bound=_bound(product, cases, int(explanation.exposures[-1]), threshold),
        statistic=ratio,
        p=p_value(int(_fact(facts, "exceeding")), drawn, stopped=stopped),
    )
    few = observed < _fact(facts, "minimum_count")
    outcome = Outcome.NO_ALARM
    if ratio > threshold:
        outcome = Outcome.BELOW_MINIMUM_COUNT if few else Outcome.ALARM
    return outcome, replace(complete, reason=_sentence(complete, facts))


def replay(explanation: Explanation, events: Events) -> bool:
    """Whether the alarm sounds when the same events are scanned again, every deal repeated.

    `BadInput` where scanning again gives no such explanation, to the last bit: then it was altered, or the
    events are not those that were known.
    """
    facts = dict(explanation.parameters)
    test = ScanTest(
        cylinders=Cylinders(
            radius_km=facts.get("largest_radius_km", np.inf),
            share=_fact(facts, "largest_share"),
            days=int(_fact(facts, "longest_days")),
            past=bool(_fact(facts, "past")),
        ),
        replicates=int(_fact(facts, "replicates")),
        recurrence_days=_fact(facts, "recurrence_days"),
        minimum_count=int(_fact(facts, "minimum_count")),
        stop_after=int(facts["stop_after"]) if "stop_after" in facts else None,
    )
    again = test.test(events, series="", seed=int(_fact(facts, "seed")), known=explanation.known)
    for decision in again:
        if decision.explanation == explanation:
            return decision.outcome is Outcome.ALARM
    raise BadInput("it does not follow from these events", where=NAME, reason="altered")


def _fact(facts: dict[str, float], name: str) -> float:
    if name not in facts:
        raise BadInput(f"the figure {name} is missing", where=NAME, reason="parameters")
    return facts[name]


def _nowhere(settings: dict[str, float], known: datetime | None) -> Explanation:
    return Explanation(
        method=NAME,
        baseline=(),
        observed=0,
        expected=0.0,
        bound=0.0,
        statistic=0.0,
        threshold=0.0,
        reason="",
        parameters=tuple(settings.items()),
        p=1.0,
        known=known,
    )


def _judge_nowhere(explanation: Explanation, facts: dict[str, float]) -> tuple[Outcome, Explanation]:
    cases, days = int(_fact(facts, "cases")), int(_fact(facts, "study_days"))
    longest = int(_fact(facts, "longest_days"))
    again = _nowhere(facts, explanation.known)
    if days < 2 * longest:
        reason = f"Only {days} of the {2 * longest} days that a scan for {longest} days needs are known."
        return Outcome.TOO_LITTLE_HISTORY, replace(again, reason=reason)
    reason = f"{cases} {_noun(cases)} in {days} days; nowhere did more come together than the usual share."
    return Outcome.NO_ALARM, replace(again, reason=reason)


def _bound(product: int, cases: int, highest: int, threshold: float) -> float:
    """The highest count in the same circle and span that is not unusual, as they stand."""
    lowest = product // cases
    counts = range(lowest, highest + 1)
    usual = bisect_right(counts, threshold, key=lambda count: log_likelihood_ratio(count, product, cases))
    return float(lowest + usual - 1)


def _sentence(explanation: Explanation, facts: dict[str, float]) -> str:
    """What was seen where and when, what was expected, and how surprising that is."""
    count, p = explanation.observed, explanation.p or 0.0
    often = "in most scans" if p >= 0.5 else f"once in {1 / p:,.0f} scans"
    return (
        f"{count} {_noun(count)} {_where(explanation.places, _fact(facts, 'radius_km'))} {_when(facts)}; "
        f"{explanation.expected:.1f} were expected, and above {explanation.bound:.0f} is unusual. "
        f"Chance alone brings so strong a cluster, here or elsewhere, {often}."
    )


def _noun(count: int) -> str:
    return "incident" if count == 1 else "incidents"


def _where(places: tuple[str, ...], radius_km: float) -> str:
    if radius_km == 0:
        return f"at {places[0]}"
    number = "" if len(places) == 1 else f" ({len(places)} places)"
    return f"within {radius_km:.1f} km of {places[0]}{number}"


def _when(facts: dict[str, float]) -> str:
    first, days = date.fromordinal(int(_fact(facts, "first_day"))), int(_fact(facts, "days"))
    if days == 1:
        return f"on {first.isoformat()}"
    return f"in the {days} days {first.isoformat()} to {(first + timedelta(days=days - 1)).isoformat()}"
