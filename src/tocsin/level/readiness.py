"""How ready a unit or a whole branch is: from what was answered, never a guess, always with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from operator import add, attrgetter

from tocsin.level.tree import Tree


class State(StrEnum):
    """How ready: the words run from worst to best, and a branch is as ready as what is worst in it."""

    LATE = "late"
    CANNOT = "cannot"
    WAITING = "waiting"
    UNDER_WAY = "under_way"
    READY = "ready"
    NOTHING_ASKED = "nothing_asked"


@dataclass(frozen=True, slots=True)
class Tally:
    """Of a set of orders, how many stand where; `unanswered_late` and `undone_late` are past their deadlines.

    Every order counts in exactly one of the first seven; those withdrawn count nowhere.

    >>> Tally(issued=2, done=1) + Tally(done=3) == Tally(issued=2, done=4)
    True
    """

    issued: int = 0
    received: int = 0
    acknowledged: int = 0
    in_progress: int = 0
    done: int = 0
    cannot: int = 0
    delegated: int = 0
    unanswered_late: int = 0
    undone_late: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*map(add, _counts(self), _counts(other)))

    @property
    def total(self) -> int:
        """How many orders there are."""
        return self.answered + self.issued + self.received

    @property
    def answered(self) -> int:
        """How many have an answer of any kind."""
        return self.acknowledged + self.in_progress + self.done + self.cannot + self.delegated

    @property
    def late(self) -> int:
        """How many are past a deadline."""
        return self.unanswered_late + self.undone_late


# One call for all fields: a board sums tens of thousands of tallies.
_counts = attrgetter(*(each.name for each in fields(Tally)))


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready, and the sentence that says why; it repeats nothing but what was counted."""

    state: State
    sentence: str


def readiness(tally: Tally) -> Readiness:
    """What a tally means.

    >>> readiness(Tally(issued=1, acknowledged=2, done=9, unanswered_late=1)).sentence
    '9 of 12 done, 2 acknowledged, 1 unanswered. 1 is past its deadline.'
    >>> readiness(Tally(done=12))
    Readiness(state=<State.READY: 'ready'>, sentence='All 12 done.')
    """
    return Readiness(_state(tally), _sentence(tally))


def sum_below(tree: Tree, own: Mapping[str, Tally]) -> dict[str, Tally]:
    """For every unit of the tree, the tally of its own orders and of all below it.

    >>> from tocsin.base import Unit, UnitKind
    >>> tree = Tree([Unit(id="cn", name="Nation", kind=UnitKind.NATIONAL)])
    >>> sum_below(tree, {"cn": Tally(done=1)})["cn"].done
    1
    """
    sums = {unit.id: own.get(unit.id, Tally()) for unit in tree}
    for unit in reversed(tuple(tree)):
        if unit.parent:
            sums[unit.parent] += sums[unit.id]
    return sums


def _state(tally: Tally) -> State:
    if not tally.total:
        return State.NOTHING_ASKED
    if tally.late:
        return State.LATE
    if tally.cannot:
        return State.CANNOT
    if tally.issued or tally.received:
        return State.WAITING
    return State.READY if tally.done == tally.total else State.UNDER_WAY


def _sentence(tally: Tally) -> str:
    total = tally.total
    if not total:
        return "Nothing is asked of it."
    if tally.done == total:
        return f"All {total:,} done."
    parts = [f"{tally.done:,} of {total:,} done"]
    rest = (
        (tally.in_progress, "in progress"),
        (tally.delegated, "passed on"),
        (tally.acknowledged, "acknowledged"),
        (tally.cannot, "cannot be done"),
        (tally.issued + tally.received, "unanswered"),
    )
    parts += [f"{count:,} {words}" for count, words in rest if count]
    late = f" {tally.late:,} {'is past its deadline' if tally.late == 1 else 'are past their deadlines'}."
    return ", ".join(parts) + "." + (late if tally.late else "")
