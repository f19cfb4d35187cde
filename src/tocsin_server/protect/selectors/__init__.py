"""What may be asked of venues, the duties they carry, and patrols."""

from tocsin_server.protect.selectors.duties import (
    DUTY_STATES,
    DutyShown,
    core_regime,
    current_procedures,
    duties,
    earlier_procedures,
    proof,
    regime,
    regimes,
    regimes_of,
)
from tocsin_server.protect.selectors.nearby import Near, incidents_near
from tocsin_server.protect.selectors.venues import (
    EVERYTHING,
    Filters,
    core,
    core_venues,
    owners,
    point_of,
    presence,
    venue,
    venues,
)

__all__ = [
    "DUTY_STATES",
    "EVERYTHING",
    "DutyShown",
    "Filters",
    "Near",
    "core",
    "core_regime",
    "core_venues",
    "current_procedures",
    "duties",
    "earlier_procedures",
    "incidents_near",
    "owners",
    "point_of",
    "presence",
    "proof",
    "regime",
    "regimes",
    "regimes_of",
    "venue",
    "venues",
]
