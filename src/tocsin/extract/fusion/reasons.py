"""Why a telling was joined to others, in words that a person can check."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isnan

from tocsin.extract.fusion.grouping import Join
from tocsin.extract.fusion.likeness import ELSEWHERE_KM
from tocsin.extract.fusion.scorer import Scorer, standard_scorer
from tocsin.extract.fusion.trace import Trace

MOST = 4
"""How many facts for, and how many against, are told."""

LEAST = 0.3
"""What adds less to the logarithm of the odds is not told."""


@dataclass(frozen=True, slots=True)
class _Pair:
    one: Trace
    other: Trace
    value: float


def reason(join: Join, scorer: Scorer | None = None) -> str:
    """Why a telling joined its group: what spoke for it, what against, and how likely it is.

    >>> from datetime import date
    >>> from tocsin.base import IncidentKind, Place, PlaceKind
    >>> kirkuk = Place(name="Kirkuk", kind=PlaceKind.SETTLEMENT, country="IQ", latitude=35.5, longitude=44.4)
    >>> day = date(2031, 3, 4).toordinal()
    >>> one, other = (Trace(id=id, report_id=id, place=kirkuk, days=(day, day)) for id in ("a", "b"))
    >>> "the same place (Kirkuk)" in reason(Join(one, other, 2.2))
    True
    """
    other = f"the report of {join.other.source}" if join.other.source else f"report {join.other.report_id}"
    if join.ruled:
        return f"Joined with {other}: a person ruled that they are one incident."
    score = (scorer or standard_scorer()).score(join.one, join.other)
    summed: dict[str, float] = {}
    for names, weight in score.parts:
        for name in names:
            summed[name] = summed.get(name, 0.0) + weight / len(names)
    known = [name for name in summed if name in _FACTS and not isnan(score.found[name])]
    known.sort(key=lambda name: -abs(summed[name]))
    facts = {name: _FACTS[name](_Pair(join.one, join.other, score.found[name])) for name in known}
    speaks = [facts[name] for name in known if summed[name] >= LEAST][:MOST]
    against = [facts[name] for name in known if summed[name] <= -LEAST][:MOST]
    told = ", ".join(speaks) or "on the whole more alike than not"
    return f"Joined with {other}: {told}{'; against it: ' if against else ''}{', '.join(against)}."


def _place(pair: _Pair) -> str:
    one, other = pair.one.place, pair.other.place
    if one is None or other is None:
        return ""
    if one.name == other.name:
        return f"the same place ({one.name})"
    names = f"{one.name} and {other.name}"
    if pair.value < 0:
        return f"one place in the other ({names})"
    return (
        f"different places ({names})"
        if pair.value >= ELSEWHERE_KM
        else f"{pair.value:.0f} km apart ({names})"
    )


def _days(pair: _Pair) -> str:
    return "the same day" if pair.value == 0 else f"days {pair.value:.0f} apart"


def _published(pair: _Pair) -> str:
    return "published on one day" if pair.value == 0 else f"published {pair.value:.0f} days apart"


def _killed(pair: _Pair) -> str:
    return _toll("killed", pair.one.killed, pair.other.killed)


def _injured(pair: _Pair) -> str:
    return _toll("injured", pair.one.injured, pair.other.injured)


def _toll(what: str, one: int | None, other: int | None) -> str:
    return f"{one} {what} in both" if one == other else f"{one} and {other} {what}"


def _kind(pair: _Pair) -> str:
    one, other = (str(kind).replace("_", " ") for kind in (pair.one.kind, pair.other.kind))
    return f"both of the kind {one}" if one == other else f"of the kinds {one} and {other}"


def _means(pair: _Pair) -> str:
    return "the same means" if pair.value else "other means"


def _targets(pair: _Pair) -> str:
    return "the same target" if pair.value else "another target"


def _words(pair: _Pair) -> str:
    return f"wording {100 * pair.value:.0f} % alike"


def _streets(pair: _Pair) -> str:
    return _named("streets", pair.one.streets, pair.other.streets)


def _towns(pair: _Pair) -> str:
    return _named("towns", pair.one.towns, pair.other.towns)


def _times(pair: _Pair) -> str:
    return _named("times", pair.one.times, pair.other.times)


def _named(what: str, one: Mapping[str, float], other: Mapping[str, float]) -> str:
    shared = sorted(one.keys() & other.keys())
    return f"both name {', '.join(shared)}" if shared else f"no {what} in common"


_FACTS: dict[str, Callable[[_Pair], str]] = {
    "distance": _place,
    "days": _days,
    "published": _published,
    "killed": _killed,
    "injured": _injured,
    "kind": _kind,
    "means": _means,
    "targets": _targets,
    "words": _words,
    "streets": _streets,
    "towns": _towns,
    "times": _times,
}
"""How each number of a likeness is told; "vague" is not, for the days tell it."""
