"""Which mentions tell of one incident.

Mentions are joined in rounds from the surest to the least sure: a person's word; the same day near the same
place; the day before or after; a mention that names only the country or division. A round sees the groups of
the round before, never the order of arrival, so a replay and a live run agree.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tocsin.base import IncidentKind, Place, PlaceKind
from tocsin.extract.fusion.mention import Mention
from tocsin.extract.geocode import distance_km

NEAR_KM = 30.0
"""Settlements this near are taken for one: about the width of a large city with its suburbs."""

SATELLITE = 3
"""A group one day off joins another that has at least this many times its mentions: a stray date, not a
second attack."""

GRAVE = 10
"""Two attacks in one city on following days with the same toll of so many killed are taken for one."""

_LIKE = (
    {IncidentKind.ARSON, IncidentKind.UNREST},
    {IncidentKind.KIDNAPPING, IncidentKind.HOSTAGE_TAKING},
)
_APART = frozenset({IncidentKind.UNREST, IncidentKind.KIDNAPPING, IncidentKind.ARSON})
"""Kinds that are not another word for an attack."""


@dataclass(frozen=True, slots=True)
class Constraints:
    """Rulings of a person over pairs of mention ids: `same` are one incident, `different` are not.

    They hold against every rule; of two that contradict each other `different` is obeyed.
    """

    same: frozenset[tuple[str, str]] = frozenset()
    different: frozenset[tuple[str, str]] = frozenset()


NO_CONSTRAINTS = Constraints()
Group = tuple[Mention, ...]
Days = tuple[date, date]


@dataclass(frozen=True, slots=True, eq=False)
class _Cluster:
    """A group in the making, with what the rules look at: computed once, not for each pair."""

    members: Group
    kind: IncidentKind
    place: Place | None
    days: Days | None
    killed: tuple[int, int] | None

    @classmethod
    def of(cls, members: Iterable[Mention]) -> "_Cluster":
        ordered = tuple(sorted(members, key=lambda mention: mention.order))
        kind = Counter(mention.incident.kind for mention in ordered).most_common(1)[0][0]
        return cls(ordered, kind, _usual_place(ordered), _usual_days(ordered), _told_killed(ordered))

    @property
    def rank(self) -> tuple[int, tuple[object, ...]]:
        """Larger first, then earlier."""
        return -len(self.members), self.members[0].order


Rule = Callable[[_Cluster, _Cluster], bool]


def group(told: Iterable[Mention], constraints: Constraints = NO_CONSTRAINTS) -> tuple[Group, ...]:
    """The mentions put together by incident, each group and all groups in order of time.

    A mention without place or day stays alone unless a person ruled otherwise: nothing says where it belongs.

    >>> group([])
    ()
    """
    different = {frozenset(pair) for pair in constraints.different}
    clusters = _joined_by_ruling([_Cluster.of([mention]) for mention in told], constraints.same, different)
    for rule in (_same_day_nearby, _stray_day, _wider_place):
        clusters = _joined_by_rule(clusters, rule, different)
    return tuple(sorted((cluster.members for cluster in clusters), key=lambda members: members[0].order))


def _joined_by_ruling(
    clusters: list[_Cluster], same: Iterable[tuple[str, str]], different: set[frozenset[str]]
) -> list[_Cluster]:
    home = {mention.id: cluster for cluster in clusters for mention in cluster.members}
    for first, second in sorted(same):
        one, other = home.get(first), home.get(second)
        if one is None or other is None or one is other or _ruled_apart(one, other, different):
            continue
        joined = _Cluster.of(one.members + other.members)
        home.update({mention.id: joined for mention in joined.members})
    return list({id(cluster): cluster for cluster in home.values()}.values())


def _joined_by_rule(clusters: list[_Cluster], rule: Rule, different: set[frozenset[str]]) -> list[_Cluster]:
    """Join until the rule holds for no pair. None holds across a border: each country is taken alone."""
    countries: dict[str, list[_Cluster]] = defaultdict(list)
    for cluster in clusters:
        countries[cluster.place.country if cluster.place else ""].append(cluster)
    return [joined for some in countries.values() for joined in _settled(some, rule, different)]


def _settled(waiting: list[_Cluster], rule: Rule, different: set[frozenset[str]]) -> list[_Cluster]:
    """The largest takes in all it can; what it cannot take is tried among itself."""
    waiting = sorted(waiting, key=lambda cluster: cluster.rank)
    done: list[_Cluster] = []
    while waiting:
        core, *rest = waiting
        fitting = [c for c in rest if rule(core, c) and not _ruled_apart(core, c, different)]
        if not fitting:
            done.append(core)
            waiting = rest
            continue
        taken, refused = _without_contradiction(core, fitting, different)
        kept = [cluster for cluster in rest if cluster not in fitting] + refused
        waiting = sorted([taken, *kept], key=lambda cluster: cluster.rank)
    return done


def _without_contradiction(
    core: _Cluster, fitting: list[_Cluster], different: set[frozenset[str]]
) -> tuple[_Cluster, list[_Cluster]]:
    """Take in what fits, one after another, leaving out what a person ruled apart from what is already in."""
    taken, refused = list(core.members), []
    for cluster in fitting:
        if any(frozenset((a.id, b.id)) in different for a in taken for b in cluster.members):
            refused.append(cluster)
        else:
            taken.extend(cluster.members)
    return _Cluster.of(taken), refused


def _ruled_apart(one: _Cluster, other: _Cluster, different: set[frozenset[str]]) -> bool:
    return bool(different) and any(
        frozenset((a.id, b.id)) in different for a in one.members for b in other.members
    )


def _same_day_nearby(one: _Cluster, other: _Cluster) -> bool:
    return _alike(one, other) and _days_meet(one, other, slack=0) and _near(one, other)


def _stray_day(one: _Cluster, other: _Cluster) -> bool:
    """A day off, for two clocks or a careless "today": few against many, or the same grave toll."""
    small, large = sorted((len(one.members), len(other.members)))
    told_as_one = large >= SATELLITE * small or _same_grave_toll(one, other)
    return told_as_one and _alike(one, other) and _days_meet(one, other, slack=1) and _near(one, other)


def _same_grave_toll(one: _Cluster, other: _Cluster) -> bool:
    """Whether the tolls told by both meet, and are too grave to be told of two attacks by chance."""
    if one.killed is None or other.killed is None:
        return False
    least, most = max(one.killed[0], other.killed[0]), min(one.killed[1], other.killed[1])
    return most >= max(least, GRAVE)


def _wider_place(one: _Cluster, other: _Cluster) -> bool:
    """One names a settlement, the other only the country or division it lies in."""
    inside = _contains(one.place, other.place) or _contains(other.place, one.place)
    return inside and _alike(one, other) and _days_meet(one, other, slack=0)


def _alike(one: _Cluster, other: _Cluster) -> bool:
    """Whether the kinds can be one incident: any attack may be told as another kind of attack."""
    if one.kind == other.kind or {one.kind, other.kind} in _LIKE:
        return True
    return one.kind not in _APART and other.kind not in _APART


def _near(one: _Cluster, other: _Cluster) -> bool:
    """Settlements within `NEAR_KM`, the same wider place, or a city and the division that bears its name."""
    if one.place is None or other.place is None:
        return False
    if one.place.kind == other.place.kind == PlaceKind.SETTLEMENT:
        return distance_km(one.place, other.place) <= NEAR_KM
    if one.place.name != other.place.name:
        return False
    return one.place.kind == other.place.kind or distance_km(one.place, other.place) <= NEAR_KM


def _contains(wide: Place | None, narrow: Place | None) -> bool:
    if wide is None or narrow is None or wide.country != narrow.country:
        return False
    if wide.kind == PlaceKind.COUNTRY:
        return narrow.kind != PlaceKind.COUNTRY
    return (
        wide.kind == PlaceKind.DIVISION
        and narrow.kind == PlaceKind.SETTLEMENT
        and wide.name == narrow.division
    )


def _days_meet(one: _Cluster, other: _Cluster, *, slack: int) -> bool:
    """Whether the usual days meet, at most `slack` days apart; False where either is undated."""
    if one.days is None or other.days is None:
        return False
    gap = timedelta(days=slack)
    return one.days[0] <= other.days[1] + gap and other.days[0] <= one.days[1] + gap


def _usual_place(members: Group) -> Place | None:
    """The place most mentions name; of equals the one named first."""
    places = [mention.incident.place for mention in members if mention.incident.place is not None]
    return Counter(places).most_common(1)[0][0] if places else None


def _usual_days(members: Group) -> Days | None:
    """The most exact days that are given, of these the most frequent."""
    spans = [(m.incident.when.first, m.incident.when.last) for m in members if m.incident.when is not None]
    if not spans:
        return None
    shortest = min(last - first for first, last in spans)
    return Counter(span for span in spans if span[1] - span[0] == shortest).most_common(1)[0][0]


def _told_killed(members: Group) -> tuple[int, int] | None:
    """The least and the most killed that any of them tells of."""
    told = [mention.incident.killed.best for mention in members if mention.incident.killed is not None]
    return (min(told), max(told)) if told else None
