"""How two traces compare, as numbers with names; NaN where one of them does not say.

The numbers say nothing of which trace came first, so a pair has one likeness in whatever order it is met.
"""

from collections.abc import Mapping
from math import log, nan

from tocsin.base import IncidentKind, Place, PlaceKind
from tocsin.extract.fusion.trace import Trace
from tocsin.extract.geocode import distance_km

Likeness = dict[str, float]

ELSEWHERE_KM = 20_000.0
INSIDE_KM = -1.0
"""Stands for a distance where one place is the country or division that the other lies in, or is the same."""

_LIKE = (
    {IncidentKind.ARSON, IncidentKind.UNREST},
    {IncidentKind.KIDNAPPING, IncidentKind.HOSTAGE_TAKING},
)
_APART = frozenset({IncidentKind.UNREST, IncidentKind.KIDNAPPING, IncidentKind.ARSON})
"""Kinds that are not another word for an attack."""


def likeness(one: Trace, other: Trace) -> Likeness:
    """Every number by which two traces are compared.

    >>> blank = likeness(Trace(id="a", report_id="a"), Trace(id="b", report_id="b"))
    >>> all(value != value for value in blank.values())
    True
    """
    words = comparable(one, other)
    return {
        "distance": _distance(one.place, other.place),
        "days": _days_apart(one.days, other.days),
        "vague": _vagueness(one.days, other.days),
        "published": _published_apart(one, other),
        "killed": _counts(one.killed, other.killed),
        "injured": _counts(one.injured, other.injured),
        "kind": _kinds(one.kind, other.kind),
        "means": _overlap(one.means, other.means),
        "targets": _overlap(one.targets, other.targets),
        "words": _cosine(one.words, other.words) if words else nan,
        "streets": _shared(one.streets, other.streets) if words else nan,
        "towns": _shared(one.towns, other.towns) if words else nan,
        "times": _shared(one.times, other.times) if words else nan,
    }


def comparable(one: Trace, other: Trace) -> bool:
    """Whether the words of two traces can be compared: both have some, of one language, in two reports."""
    same = one.language == other.language and one.report_id != other.report_id
    return same and bool(one.words) and bool(other.words)


def _distance(one: Place | None, other: Place | None) -> float:
    """Kilometres between settlements; of wider places only whether one lies in the other."""
    if one is None or other is None:
        return nan
    if one.kind == other.kind == PlaceKind.SETTLEMENT:
        return distance_km(one, other)
    if _contains(one, other) or _contains(other, one):
        return INSIDE_KM
    if one.name == other.name:
        return distance_km(one, other) if PlaceKind.SETTLEMENT in (one.kind, other.kind) else INSIDE_KM
    return ELSEWHERE_KM


def _contains(wide: Place, narrow: Place) -> bool:
    if wide.country != narrow.country:
        return False
    if wide.kind == PlaceKind.COUNTRY:
        return True
    return wide.kind == PlaceKind.DIVISION and wide.name in (narrow.division, narrow.name)


def _days_apart(one: tuple[int, int] | None, other: tuple[int, int] | None) -> float:
    """Days between two spans of days, 0 where they meet."""
    if one is None or other is None:
        return nan
    return float(max(0, one[0] - other[1], other[0] - one[1]))


def _vagueness(one: tuple[int, int] | None, other: tuple[int, int] | None) -> float:
    """How many days the longer of two spans has beyond its first."""
    if one is None or other is None:
        return nan
    return float(max(one[1] - one[0], other[1] - other[0]))


def _published_apart(one: Trace, other: Trace) -> float:
    if one.published is None or other.published is None:
        return nan
    return float(abs(one.published - other.published))


def _counts(one: int | None, other: int | None) -> float:
    """The logarithm of the ratio of two counts; below 0 where they are equal, the more so the graver they
    are."""
    if one is None or other is None:
        return nan
    return -log(1 + one) if one == other else abs(log((1 + one) / (1 + other)))


def _kinds(one: IncidentKind | None, other: IncidentKind | None) -> float:
    """0 for one kind, 1 for kinds that can be told of one incident, 2 for others."""
    if one is None or other is None:
        return nan
    if one == other:
        return 0.0
    return 1.0 if {one, other} in _LIKE or (one not in _APART and other not in _APART) else 2.0


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """1 where they share a word, 0 where they share none."""
    return float(not one.isdisjoint(other)) if one and other else nan


def _cosine(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    small, large = sorted((one, other), key=len)
    return sum(weight * large[at] for at, weight in small.items() if at in large)


def _shared(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The rarity of what both name, together; -1 where they share none."""
    if not one or not other:
        return nan
    shared = one.keys() & other.keys()
    return sum(one[name] for name in sorted(shared)) if shared else -1.0
