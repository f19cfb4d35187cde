"""Testing a day: every series, every detector, every outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from tocsin.base import Incident, Warning
from tocsin.forewarn.counts import daily_counts
from tocsin.forewarn.decide import Rules, decide
from tocsin.forewarn.detectors import EARS_C2, SEVERITY
from tocsin.forewarn.protocol import Decision, Detector, Outcome
from tocsin.forewarn.series import SeriesKey

# C1 sees the same days as C2 with less memory, so running both would warn twice of one thing.
STANDARD: tuple[Detector, ...] = (EARS_C2, SEVERITY)


def watch(
    incidents: Iterable[Incident],
    *,
    first: date,
    day: date,
    detectors: Sequence[Detector] = STANDARD,
    rules: Rules | None = None,
    earlier: Sequence[Warning] = (),
) -> tuple[Decision, ...]:
    """Every decision on `day`, ordered by detector and series; `first` is when the watch began.

    Incidents after `day` are not looked at. A country's alarm with the same count as the alarm of one of its
    divisions says nothing new and ends as `Outcome.TOLD_BY_A_PART`; of the rest `rules`, where there are any,
    hold some back, given the warnings raised `earlier`.

    >>> from tocsin.base import Count, IncidentKind, Place, PlaceKind, When
    >>> paris = Place(name="Paris", kind=PlaceKind.SETTLEMENT, country="FR", division="Île-de-France",
    ...               latitude=48.8566, longitude=2.3522)
    >>> attack = Incident(id="1", kind=IncidentKind.ATTACK, place=paris, when=When.on(date(2015, 11, 13)),
    ...                   killed=Count(128, 129, None))
    >>> for decision in watch([attack], first=date(2015, 11, 12), day=date(2015, 11, 13)):
    ...     print(decision.explanation.method, decision.series, "->", decision.outcome.value)
    ears-c2 FR/attack -> too little history
    ears-c2 FR/Île-de-France/attack -> too little history
    severity FR/attack -> told by a part
    severity FR/Île-de-France/attack -> alarm
    """
    known = tuple(incidents)
    decisions: list[Decision] = []
    for detector in detectors:
        series = daily_counts(known, first=first, last=day, measure=detector.measure)
        ordered = sorted(series.values(), key=lambda one: SeriesKey.parse(one.id))
        decisions += without_echoes([detector.test(one, day) for one in ordered])
    return decide(decisions, rules, earlier=earlier) if rules else tuple(decisions)


def without_echoes(decisions: Sequence[Decision]) -> list[Decision]:
    """Decisions of one day, named as an echo each country's alarm whose whole count one of its divisions,
    alarming too, already tells. All of one measure; `BadInput` for an id that is no `SeriesKey`'s.

    >>> without_echoes([])
    []
    """
    told = {
        (replace(key, division=""), decision.explanation.observed)
        for decision in decisions
        if decision.outcome is Outcome.ALARM and (key := SeriesKey.parse(decision.series)).division
    }
    return [
        replace(
            decision, outcome=Outcome.TOLD_BY_A_PART, note="The warning of one of its divisions tells it all."
        )
        if decision.outcome is Outcome.ALARM
        and (SeriesKey.parse(decision.series), decision.explanation.observed) in told
        else decision
        for decision in decisions
    ]
