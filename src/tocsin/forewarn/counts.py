"""From incidents to daily series, by country and first-level division and kind.

A day without a report counts 0: the watch began at `first`, and nothing was reported. An incident that
cannot be put on one day in one country is left out of every series, and `left_out` says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
        if _why_left_out(incident, first, last):
            continue
        for key in keys_of(incident):
            row = rows.setdefault(key.id, np.zeros((last - first).days + 1, dtype=np.int64))
            _add(row, (day_of(incident) - first).days, incident, measure)
    return {id: Series(id, first, row, measure) for id, row in rows.items()}


def left_out(incidents: Iterable[Incident], *, first: date, last: date) -> tuple[tuple[Incident, str], ...]:
    """The incidents that `daily_counts` leaves out, each with the reason in plain words.

    >>> from tocsin.base import IncidentKind
    >>> somewhere = Incident(id="1", kind=IncidentKind.ATTACK, place=None, when=None)
    >>> [reason for _, reason in left_out([somewhere], first=date(2015, 1, 1), last=date(2015, 1, 2))]
    ['no place is known']
    """
    pairs = ((incident, _why_left_out(incident, first, last)) for incident in incidents)
    return tuple((incident, reason) for incident, reason in pairs if reason)


def incidents_behind(incidents: Iterable[Incident], series_id: str, day: date) -> tuple[Incident, ...]:
    """The incidents that a series counts on a day: what a warning points at."""
    key = SeriesKey.parse(series_id)
    return tuple(
        incident
        for incident in incidents
        if not _why_left_out(incident, day, day) and key in keys_of(incident)
    )


def keys_of(incident: Incident) -> Iterator[SeriesKey]:
    """The series in which an incident counts, its country's first; none where the place is unknown."""
    place = incident.place
    if place is None:
        return
    yield SeriesKey(place.country, "", incident.kind)
    if place.division:
        yield SeriesKey(place.country, place.division, incident.kind)


def day_of(incident: Incident) -> date:
    """The day on which an incident counts; `BadInput` where it has no date."""
    if incident.when is None:
        raise BadInput("no date is known", where=incident.id, reason="no_date")
    return incident.when.first


def _why_left_out(incident: Incident, first: date, last: date) -> str:
    if incident.place is None:
        return "no place is known"
    if incident.when is None:
        return "no date is known"
    if incident.when.precision is not Precision.DAY:
        return f"the date is known only to the {incident.when.precision.value}"
    if not first <= incident.when.first <= last:
        return f"{incident.when.first.isoformat()} is outside the days watched"
    return ""


def _add(row: NDArray[np.int64], at: int, incident: Incident, measure: Measure) -> None:
    if measure is Measure.INCIDENTS:
        row[at] += 1
    elif incident.killed is not None:
        row[at] = max(row[at], incident.killed.low)
