"""The rows of protection: venues and what belongs to them, procedures and duties."""

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
    "DutyRecord",
    "DutyState",
    "Event",
    "Outcome",
    "Point",
    "PointKind",
    "Procedure",
    "Regime",
    "Rehearsal",
    "Venue",
    "VenueContact",
    "VenueImport",
]
