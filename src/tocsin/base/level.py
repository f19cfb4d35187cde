"""Levels of preparedness, the scheme that names them, and the declaration that puts one in force."""

from dataclasses import dataclass
from datetime import datetime

from tocsin.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step of a scheme: `rank` 1 is the calmest; `word` and `shape` always stand beside the colour."""

    rank: int
    word: str
    meaning: str
    shape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """Named levels of one country or body, calmest first, ranks 1..n without a gap."""

    id: str
    title: str
    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        ranks = [level.rank for level in self.levels]
        if not ranks or ranks != list(range(1, len(ranks) + 1)):
            raise BadInput(f"ranks must run 1, 2, 3, ... without a gap, not {ranks}", where=self.id)

    def level(self, rank: int) -> Level:
        """The level of a rank; `BadInput` names the ranks there are."""
        if not 1 <= rank <= len(self.levels):
            raise BadInput(f"level {rank} does not exist; there are 1 to {len(self.levels)}", where=self.id)
        return self.levels[rank - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A level in force over a unit and all below it, on a legal basis, owned by an office, until an end."""

    id: str
    scheme: str
    rank: int
    unit: str
    basis: str
    owner: str
    reason: str
    starts: datetime
    ends: datetime

    def __post_init__(self) -> None:
        if self.ends <= self.starts:
            raise BadInput(f"it would end at {self.ends.isoformat()}, before it starts", where="ends")
        for name in ("basis", "owner", "reason"):
            if not getattr(self, name).strip():
                raise BadInput("may not be empty", where=name)
