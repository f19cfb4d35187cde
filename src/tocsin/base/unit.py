"""A unit: a body with a place in the tree, from the national group down to a locality."""

from dataclasses import dataclass
from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit is."""

    NATIONAL = "national"
    MINISTRY = "ministry"
    ARMED_FORCES = "armed_forces"
    REGION = "region"
    LOCALITY = "locality"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One body; `parent` is the id of the unit above, "" for the root."""

    id: str
    name: str
    kind: UnitKind
    parent: str = ""
