"""What may be asked of venues, the duties they carry, and patrols."""

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
    "EVERYTHING",
    "Filters",
    "core",
    "core_venues",
    "owners",
    "point_of",
    "presence",
    "venue",
    "venues",
]
