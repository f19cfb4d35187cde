"""A venue, as plans know it."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.protect.venues.presence import Presence


@dataclass(frozen=True, slots=True)
class Venue:
    """A place where many people may be.

    `kind` is a word of `tocsin.base.VenueKind`; the point is in degrees (WGS 84); `zone` is the IANA zone of
    its clock; `capacity` is the most people it may hold, `present` those there hour by hour, never more.
    `district` groups venues for rosters. `floor` and `ceiling` are the least and the most share of the time,
    from 0 to 1, that a team is to be there. `read_venues` checks all this.
    """

    id: str
    name: str
    kind: str
    latitude: float
    longitude: float
    zone: str
    capacity: int
    present: Presence
    district: str = ""
    floor: float = 0.0
    ceiling: float = 1.0
