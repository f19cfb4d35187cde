"""From incidents to events at points: those known to the settlement and to the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tocsin.base import Incident, Place, PlaceKind, Precision
from tocsin.errors import BadInput
from tocsin.forewarn.scan.events import Events
from tocsin.forewarn.scan.sites import Sites


def events_of(incidents: Iterable[Incident], *, first: date, last: date) -> Events:
    """The incidents from `first` to `last` as events; one that lasts past midnight counts on its first day.

    A site for each pair of coordinates, named as the place is that sorts first there. `BadInput` where there
    is none at all; `left_out` says which incidents cannot be used, and why.

    >>> from tocsin.base import IncidentKind, When
    >>> paris = Place(name="Paris", kind=PlaceKind.SETTLEMENT, country="FR",
    ...               latitude=48.8566, longitude=2.3522)
    >>> attack = Incident(id="1", kind=IncidentKind.ATTACK, place=paris, when=When.on(date(2015, 11, 13)))
    >>> events = events_of([attack], first=date(2015, 11, 1), last=date(2015, 11, 14))
    >>> events.sites.names, events.cases
    (('Paris',), 1)
    """
    rows = []
    names: dict[tuple[float, float], str] = {}
    for incident in incidents:
        if _amiss(incident, first, last) or incident.place is None or incident.when is None:
            continue
        place = incident.place
        at = (place.latitude, place.longitude)
        names[at] = min(names.get(at, place.name), place.name)
        rows.append((_id(place), incident.when.first, 1))
    if not rows:
        raise BadInput("none is known to the settlement and the day", where="incidents", reason="empty")
    where = sorted(names)
    sites = Sites(
        [f"{latitude},{longitude}" for latitude, longitude in where],
        [latitude for latitude, _ in where],
        [longitude for _, longitude in where],
        names=[names[at] for at in where],
    )
    return Events.of(rows, sites, first=first, last=last)


def left_out(incidents: Iterable[Incident], *, first: date, last: date) -> tuple[tuple[Incident, str], ...]:
    """The incidents that `events_of` leaves out, each with the reason in plain words.

    >>> from tocsin.base import IncidentKind
    >>> somewhere = Incident(id="1", kind=IncidentKind.ATTACK, place=None, when=None)
    >>> [reason for _, reason in left_out([somewhere], first=date(2015, 11, 1), last=date(2015, 11, 14))]
    ['no place is known']
    """
    pairs = ((incident, _amiss(incident, first, last)) for incident in incidents)
    return tuple((incident, reason) for incident, reason in pairs if reason)


def _id(place: Place) -> str:
    return f"{place.latitude},{place.longitude}"


def _amiss(incident: Incident, first: date, last: date) -> str:
    """Why an incident cannot be used, or nothing."""
    place, when = incident.place, incident.when
    if place is None:
        return "no place is known"
    if place.kind is not PlaceKind.SETTLEMENT:
        return f"the place is known only to the {place.kind.value}"
    if when is None:
        return "no date is known"
    if when.precision is not Precision.DAY:
        return f"the date is known only to the {when.precision.value}"
    if not first <= when.first <= last:
        return f"{when.first.isoformat()} is outside the days watched"
    return ""
