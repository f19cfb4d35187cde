"""Whether two sources tell the same, fact by fact."""

from datetime import timedelta
from enum import StrEnum

from tocsin.base import IncidentKind, Place, PlaceKind, When
from tocsin.extract.geocode import distance_km
from tocsin.extract.grading.statement import Statement, Told


class Fact(StrEnum):
    """What of a statement is held against others."""

    PLACE = "place"
    DAY = "day"
    KIND = "kind"
    KILLED = "killed"
    INJURED = "injured"


NEAR_KM = 30.0
LONGEST = timedelta(days=7)
"""A span of days beyond this says too little of when."""

MEANWHILE = timedelta(hours=6)
"""Tolls of a night rise: figures further apart in time than this are not compared."""

SLACK = 0.2
"""Figures that differ by no more than this part of the larger, or by one, agree."""

_WIDER = frozenset({IncidentKind.ATTACK, IncidentKind.ASSASSINATION})
"""Words for the aim of a deed or for several at once: they contradict no other."""

_LIKE = (
    {IncidentKind.ARSON, IncidentKind.UNREST},
    {IncidentKind.KIDNAPPING, IncidentKind.HOSTAGE_TAKING},
)


def same(fact: Fact, one: Statement, other: Statement) -> bool | None:
    """Whether two statements agree on a fact; None where one of them does not say or says it too widely.

    >>> bomb = Statement(source="a", kind=IncidentKind.BOMBING)
    >>> same(Fact.KIND, bomb, Statement(source="b", kind=IncidentKind.BOMBING))
    True
    >>> same(Fact.KIND, bomb, Statement(source="b", kind=IncidentKind.ATTACK)) is None
    True
    """
    if fact is Fact.PLACE:
        return _places(one.place, other.place)
    if fact is Fact.DAY:
        return _days(one.when, other.when)
    if fact is Fact.KIND:
        return _kinds(one.kind, other.kind)
    return _tolls(one.tolls.get(fact), other.tolls.get(fact))


def _places(one: Place | None, other: Place | None) -> bool | None:
    """Settlements by distance; a wider place only by what lies outside it."""
    if one is None or other is None:
        return None
    if one.kind == other.kind == PlaceKind.SETTLEMENT:
        return distance_km(one, other) <= NEAR_KM
    if one.country and other.country and one.country != other.country:
        return False
    if one.kind == other.kind == PlaceKind.DIVISION:
        return one.name == other.name
    return None


def _days(one: When | None, other: When | None) -> bool | None:
    if one is None or other is None or max(one.last - one.first, other.last - other.first) > LONGEST:
        return None
    return one.first <= other.last and other.first <= one.last


def _kinds(one: IncidentKind, other: IncidentKind) -> bool | None:
    if one == other:
        return True
    return None if one in _WIDER or other in _WIDER or {one, other} in _LIKE else False


def _tolls(one: Told | None, other: Told | None) -> bool | None:
    if one is None or other is None:
        return None
    if max(one.since - other.until, other.since - one.until) > MEANWHILE:
        return None
    return _reaches(one, other) and _reaches(other, one)


def _reaches(one: Told, other: Told) -> bool:
    """Whether the highest of one comes up to the lowest of another, give or take the slack."""
    return one.high is None or one.high + max(1, SLACK * other.low) >= other.low
