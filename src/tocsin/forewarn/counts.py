"""From incidents to daily series, by country and first-level division and kind.

A day without a report counts 0: the watch began at `first`, and nothing was reported. An incident that
cannot be put on one day in one country is left out of every series, and `left_out` says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tocsin.base import Incident, Precision
from tocsin.errors import BadInput
from tocsin.forewarn.series import Measure, Series, SeriesKey


def daily_counts(
    incidents: Iterable[Incident], *, first: date, last: date, measure: Measure = Measure.INCIDENTS
) -> dict[str, Series]:
    """One series from `first` to `last`, both included, for each place and kind with at least one incident.

    An incident in a division counts in the division's series and in its country's. An incident that lasts
    past midnight counts on its first day.

    >>> from tocsin.base import IncidentKind, Place, PlaceKind, When
    >>> paris = Place(name="Paris", kind=PlaceKind.SETTLEMENT, country="FR", division="Île-de-France",
    ...               latitude=48.8566, longitude=2.3522)
    >>> attack = Incident(id="1", kind=IncidentKind.ATTACK, place=paris, when=When.on(date(2015, 11, 13)))
    >>> counts = daily_counts([attack], first=date(2015, 11, 12), last=date(2015, 11, 14))
    >>> {id: series.counts.tolist() for id, series in counts.items()}
    {'FR/attack': [0, 1, 0], 'FR/Île-de-France/attack': [0, 1, 0]}
    """
    if last < first:
        raise BadInput(f"{last.isoformat()} is before {first.isoformat()}", where="last", reason="day")
    rows: dict[str, NDArray[np.int64]] = {}
    for incident in incidents:
        slot = _slot(incident, first, last)
        if isinstance(slot, _Slot):
            for key in slot.keys:
                row = rows.setdefault(key.id, np.zeros((last - first).days + 1, dtype=np.int64))
                _add(row, (slot.day - first).days, incident, measure)
    return {id: Series(id, first, row, measure) for id, row in rows.items()}


def left_out(incidents: Iterable[Incident], *, first: date, last: date) -> tuple[tuple[Incident, str], ...]:
    """The incidents that `daily_counts` leaves out, each with the reason in plain words.

    >>> from tocsin.base import IncidentKind
    >>> somewhere = Incident(id="1", kind=IncidentKind.ATTACK, place=None, when=None)
    >>> [reason for _, reason in left_out([somewhere], first=date(2015, 1, 1), last=date(2015, 1, 2))]
    ['no place is known']
    """
    pairs = ((incident, _slot(incident, first, last)) for incident in incidents)
    return tuple((incident, reason) for incident, reason in pairs if isinstance(reason, str))


def incidents_behind(incidents: Iterable[Incident], series_id: str, day: date) -> tuple[Incident, ...]:
    """The incidents that a series counts on a day: what a warning points at.

    >>> incidents_behind([], "FR/attack", date(2015, 11, 13))
    ()
    """
    key = SeriesKey.parse(series_id)
    slots = ((incident, _slot(incident, day, day)) for incident in incidents)
    return tuple(incident for incident, slot in slots if isinstance(slot, _Slot) and key in slot.keys)


@dataclass(frozen=True, slots=True)
class _Slot:
    """The day and the series in which an incident counts."""

    day: date
    keys: tuple[SeriesKey, ...]


def _slot(incident: Incident, first: date, last: date) -> _Slot | str:
    """Where an incident counts, or why it does not."""
    place, when = incident.place, incident.when
    if place is None:
        return "no place is known"
    if when is None:
        return "no date is known"
    if when.precision is not Precision.DAY:
        return f"the date is known only to the {when.precision.value}"
    if not first <= when.first <= last:
        return f"{when.first.isoformat()} is outside the days watched"
    country = SeriesKey(place.country, "", incident.kind)
    division = (replace(country, division=place.division),) if place.division else ()
    return _Slot(when.first, (country, *division))


def _add(row: NDArray[np.int64], at: int, incident: Incident, measure: Measure) -> None:
    if measure is Measure.INCIDENTS:
        row[at] += 1
    elif incident.killed is not None:
        killed = incident.killed.low
        row[at] = row[at] + killed if measure is Measure.KILLED else max(row[at], killed)
