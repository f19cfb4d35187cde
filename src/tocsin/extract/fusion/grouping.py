"""Which tellings are of one incident: each, in order of publication, joins the group it is likeliest of, or
begins one.

A telling is compared with groups that share a key with it (`candidates`), by a learned score of pairs
(`scorer`). What brings two groups together merges them. A person's rulings bind. The order is that of
publication whatever the order of arrival, so a replay, a restart and a late dispatch all end in the same
groups.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tocsin.extract.fusion.candidates import filed, sought
from tocsin.extract.fusion.mention import Mention
from tocsin.extract.fusion.scorer import Scorer, standard_scorer
from tocsin.extract.fusion.trace import Trace, trace

JOIN = 0.0
"""The logarithm of the odds from which a telling joins a group: likelier of it than not."""

FIRST, LATEST = 6, 12
"""A telling is compared with so many of a group's first members and so many of its latest."""

BOTH = 4
"""Two groups are compared by so many of the first and so many of the latest members of each."""


@dataclass(frozen=True, slots=True)
class Constraints:
    """Rulings of a person over pairs of mention ids: `same` are one incident, `different` are not.

    They hold against every score; of two that contradict each other `different` is obeyed.
    """

    same: frozenset[tuple[str, str]] = frozenset()
    different: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Join:
    """Why a telling is where it is: it came to the group of `other` (the member it is most like), at these
    odds (their logarithm). `ruled` tells that a person's word brought it there, whatever the odds.
    """

    one: Trace
    other: Trace
    odds: float
    ruled: bool = False


NO_CONSTRAINTS = Constraints()
Group = tuple[Mention, ...]
Members = list[Trace]


@dataclass(slots=True, eq=False)
class Grouper:
    """Groups tellings one at a time. `joins` is the record of every telling that joined a group, in order."""

    constraints: Constraints = NO_CONSTRAINTS
    scorer: Scorer = field(default_factory=standard_scorer)
    joins: list[Join] = field(default_factory=list)
    _home: dict[str, Members] = field(default_factory=dict)
    _filed: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    _same: Mapping[str, set[str]] = field(init=False)
    _different: Mapping[str, set[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._same, self._different = _bound(self.constraints)

    def add(self, told: Trace) -> str:
        """Put a telling into a group; the id of the group's first member."""
        near = self._near(told)
        home: Members = [told]
        for other in self._ruled_with(told):
            home = self._merge(other, home)
        if len(home) > 1:
            self.joins.append(Join(told, home[0], 0.0, ruled=True))
        for odds, best, members in self._ranked(told, near):
            if members is self._home.get(best.id) and members is not home and self._fits(home, members):
                self.joins.append(Join(told, best, odds))
                home = self._merge(members, home)
        for member in home:
            self._home[member.id] = home
        for key in filed(told):
            self._filed[key].append(told.id)
        return home[0].id

    def groups(self) -> list[list[str]]:
        """The ids of the members of every group, each in the order in which they were added."""
        return [[one.id for one in members] for members in _distinct(self._home.values())]

    def _near(self, told: Trace) -> list[Members]:
        ids = {id for key in sought(told) for id in self._filed.get(key, ())}
        return _distinct(self._home[id] for id in sorted(ids))

    def _ruled_with(self, told: Trace) -> list[Members]:
        return _distinct(self._home[id] for id in sorted(self._same.get(told.id, ())) if id in self._home)

    def _ranked(self, told: Trace, near: Iterable[Members]) -> list[tuple[float, Trace, Members]]:
        """The groups that a telling may be of, the likeliest first, each with the member it is most like."""
        found = [(*self._odds(told, members), members) for members in near]
        return sorted((each for each in found if each[0] >= JOIN), key=lambda each: (-each[0], each[1].id))

    def _odds(self, told: Trace, members: Members) -> tuple[float, Trace]:
        """Half by the member it is most like, half by all."""
        scored = [(self.scorer.odds(told, other), other) for other in _witnesses(members, FIRST, LATEST)]
        best = max(scored, key=lambda pair: pair[0])
        return (best[0] + sum(odds for odds, _ in scored) / len(scored)) / 2, best[1]

    def _fits(self, home: Members, members: Members) -> bool:
        """Whether a group may take in the new telling with all that it has joined before."""
        if self._apart(home, members):
            return False
        return len(home) == 1 or self._between(home, members) >= JOIN

    def _between(self, one: Members, other: Members) -> float:
        mine, yours = _witnesses(one, BOTH, BOTH), _witnesses(other, BOTH, BOTH)
        scored = [self.scorer.odds(a, b) for a in mine for b in yours]
        return (max(scored) + sum(scored) / len(scored)) / 2

    def _apart(self, one: Members, other: Members) -> bool:
        """Whether a person ruled apart any two of two groups."""
        if not self.constraints.different:
            return False
        ids = {member.id for member in other}
        return any(not ids.isdisjoint(self._different.get(member.id, ())) for member in one)

    def _merge(self, one: Members, other: Members) -> Members:
        joined = one + other
        for member in joined:
            self._home[member.id] = joined
        return joined


def group(told: Iterable[Mention], constraints: Constraints = NO_CONSTRAINTS) -> tuple[Group, ...]:
    """The mentions put together by incident, each group and all groups in order of time.

    >>> group([])
    ()
    """
    return explained(told, constraints)[0]


def explained(
    told: Iterable[Mention], constraints: Constraints = NO_CONSTRAINTS
) -> tuple[tuple[Group, ...], tuple[Join, ...]]:
    """The groups of `group`, and why each mention that joined one did."""
    ordered = sorted(told, key=lambda mention: mention.order)
    grouper = Grouper(constraints)
    for mention in ordered:
        grouper.add(trace(mention))
    by_id = {mention.id: mention for mention in ordered}
    groups = [
        sorted((by_id[id] for id in ids), key=lambda mention: mention.order) for ids in grouper.groups()
    ]
    return tuple(sorted(map(tuple, groups), key=lambda members: members[0].order)), tuple(grouper.joins)


def _bound(rulings: Constraints) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """For each mention those ruled one with it, itself among them, and all those held apart from any of
    these."""
    same = {id: {id} for pair in (*rulings.same, *rulings.different) for id in pair}
    for one, other in sorted(rulings.same):
        if not any(
            a in same[one] and b in same[other] for x, y in rulings.different for a, b in ((x, y), (y, x))
        ):
            joined = same[one] | same[other]
            same.update(dict.fromkeys(joined, joined))
    different: dict[str, set[str]] = defaultdict(set)
    for x, y in rulings.different:
        for one, other in ((x, y), (y, x)):
            for id in same[one]:
                different[id] |= same[other]
    return same, different


def _distinct(groups: Iterable[Members]) -> list[Members]:
    return list({id(members): members for members in groups}.values())


def _witnesses(members: Sequence[Trace], first: int, latest: int) -> Sequence[Trace]:
    if len(members) <= first + latest:
        return members
    return [*members[:first], *members[-latest:]]
