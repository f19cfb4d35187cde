"""What happened: an incident with its place, day, toll, means, target and claims, each with evidence."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tocsin.base.evidence import Evidence
from tocsin.base.place import Place
from tocsin.base.when import When


class IncidentKind(StrEnum):
    """Kinds of violent incident; `ATTACK` is several means at once or a means not yet known."""

    ATTACK = "attack"
    BOMBING = "bombing"
    SHOOTING = "shooting"
    STABBING = "stabbing"
    VEHICLE_ATTACK = "vehicle_attack"
    ARSON = "arson"
    HOSTAGE_TAKING = "hostage_taking"
    KIDNAPPING = "kidnapping"
    ASSASSINATION = "assassination"
    UNREST = "unrest"


@dataclass(frozen=True, slots=True)
class Step:
    """A change of the best figure of a fused count: to what, when (None where no report is dated), by whose
    report, and why it was let change."""

    at: datetime | None
    source: str
    best: int
    reason: str


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people: `low` is certain, `best` the single figure to show, `high` None where open-ended.

    "More than 120" is Count(low=120, best=120, high=None); "18 to 21" is Count(18, 20, 21).
    `evidence` holds the spans that give the figure itself. `corrects` tells that the report itself takes a
    higher figure back; `steps` is how the best figure of a fused count came about, in order of time.
    """

    low: int
    best: int
    high: int | None
    evidence: tuple[Evidence, ...] = ()
    corrects: bool = False
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.best or (self.high is not None and self.high < self.best):
            raise ValueError(f"{self.low}, {self.best}, {self.high} is not low <= best <= high")


@dataclass(frozen=True, slots=True)
class Claim:
    """An organisation said to be behind an incident; `claimed_by` says who says so ("the group itself", "the
    interior minister", ...), never Tocsin."""

    organisation: str
    claimed_by: str
    evidence: Evidence


TOLLS = ("killed", "injured", "missing", "abducted")
"""The tolls of an incident, by the name of their field, gravest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One incident, as told by one report or fused from many.

    `id` is stable for a fused incident; `place`, `when` and the tolls (`killed`, `injured`, `missing`,
    `abducted`: taken by force or held hostage) are None where no report says.
    `weapons` and `targets` are words of a closed vocabulary (see `tocsin.extract.vocabulary`).
    `notes` tells in plain words what the reader assumed or could not tell.
    """

    id: str
    kind: IncidentKind
    place: Place | None
    when: When | None
    killed: Count | None = None
    injured: Count | None = None
    missing: Count | None = None
    abducted: Count | None = None
    weapons: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    report_ids: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class ActionKind(StrEnum):
    """Official actions that a report can tell of."""

    ALERT_RAISED = "alert_raised"
    ALERT_LOWERED = "alert_lowered"
    EMERGENCY_DECLARED = "emergency_declared"
    BORDER_CLOSED = "border_closed"
    MEASURE_ORDERED = "measure_ordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialAction:
    """What an authority did in answer: `place` is the country or division it holds for."""

    kind: ActionKind
    place: Place | None
    when: When | None
    summary: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one report yields.

    `relevant` is False for reports that tell of no incident and no official action; `reason` says in plain
    words why the report was or was not taken further. `notes` may ask for what is missing (a date).
    """

    report_id: str
    language: str
    relevant: bool
    reason: str
    incidents: tuple[Incident, ...] = ()
    actions: tuple[OfficialAction, ...] = ()
    notes: tuple[str, ...] = ()
