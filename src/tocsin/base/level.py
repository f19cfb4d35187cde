"""Levels of preparedness, the scheme that names them, and the declaration that puts one in force."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tocsin.base.unit import VenueKind
from tocsin.errors import BadInput

STEPS = 4
"""Preparedness has four steps that every scheme's levels stand on: normal, watchful, heightened, critical."""


class ThreatKind(StrEnum):
    """By what means harm is feared: what a measure meets, and what a level may be limited to."""

    EXPLOSIVE = "explosive"
    FIREARM = "firearm"
    BLADE = "blade"
    VEHICLE = "vehicle"
    FIRE = "fire"
    HOSTAGE = "hostage"
    MAIL = "mail"
    HAZARDOUS_SUBSTANCE = "hazardous_substance"
    AIRCRAFT = "aircraft"
    UNREST = "unrest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step of a scheme: `rank` 1 is the calmest; `word` and `shape` always stand beside the colour.

    `step`, 1 to `STEPS`, says how much preparedness the level asks for, so that one plan serves every scheme.
    A level of step 1 is what holds when nothing is raised, so it is never declared. `longest` is the longest
    that one may be declared for at a time; None sets no bound.
    """

    rank: int
    word: str
    meaning: str
    shape: str
    step: int
    longest: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """Named levels of one country or body, calmest first, ranks 1..n without a gap, steps never falling."""

    id: str
    title: str
    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        ranks = [level.rank for level in self.levels]
        if not ranks or ranks != list(range(1, len(ranks) + 1)):
            raise BadInput(f"ranks must run 1, 2, 3, ... without a gap, not {ranks}", where=self.id)
        steps = [level.step for level in self.levels]
        if steps != sorted(steps) or not 1 <= steps[0] <= steps[-1] <= STEPS:
            raise BadInput(f"steps must be 1 to {STEPS} and never fall, not {steps}", where=self.id)

    def level(self, rank: int) -> Level:
        """The level of a rank; `BadInput` names the ranks there are."""
        if not 1 <= rank <= len(self.levels):
            raise BadInput(f"level {rank} does not exist; there are 1 to {len(self.levels)}", where=self.id)
        return self.levels[rank - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A level in force over a unit and all below it, on a legal basis, owned by an office, until an end.

    `threats` and `venues` limit it to kinds of threat and of venue; empty means to none, so it is general.
    An exercise holds for nobody but those who take part in it: it never sets the level of a unit.
    """

    id: str
    scheme: str
    rank: int
    unit: str
    basis: str
    owner: str
    reason: str
    starts: datetime
    ends: datetime
    threats: frozenset[ThreatKind] = frozenset()
    venues: frozenset[VenueKind] = frozenset()
    exercise: bool = False

    def __post_init__(self) -> None:
        if self.ends <= self.starts:
            raise BadInput(f"it would end at {self.ends.isoformat()}, before it starts", where="ends")
        for name in ("basis", "owner", "reason"):
            if not getattr(self, name).strip():
                raise BadInput("may not be empty", where=name)

    @property
    def general(self) -> bool:
        """Whether it is about every kind of threat and venue."""
        return not self.threats and not self.venues

    def covers(self, other: "Declaration") -> bool:
        """Whether all that `other` is about is within what this one is about."""
        return _within(other.threats, self.threats) and _within(other.venues, self.venues)


def _within(inner: frozenset[StrEnum], outer: frozenset[StrEnum]) -> bool:
    return not outer or (bool(inner) and inner <= outer)
