"""The rows of protection: venues and what belongs to them, procedures and duties,
patrols and gates."""

from tocsin_server.protect.models.gates import Gate
from tocsin_server.protect.models.patrols import (
    Assignment,
    CheckIn,
    Floor,
    How,
    PatrolPlan,
    PlanShift,
    PlanState,
    Team,
)
from tocsin_server.protect.models.procedures import (
    DutyRecord,
    DutyState,
    Outcome,
    Procedure,
    Rehearsal,
)
from tocsin_server.protect.models.venues import (
    Event,
    Point,
    PointKind,
    Regime,
    Venue,
    VenueContact,
    VenueImport,
)

__all__ = [
    "Assignment",
    "CheckIn",
    "DutyRecord",
    "DutyState",
    "Event",
    "Floor",
    "Gate",
    "How",
    "Outcome",
    "PatrolPlan",
    "PlanShift",
    "PlanState",
    "Point",
    "PointKind",
    "Procedure",
    "Regime",
    "Rehearsal",
    "Team",
    "Venue",
    "VenueContact",
    "VenueImport",
]
