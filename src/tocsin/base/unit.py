"""A unit: a body with a place in the tree, from the national group down to a locality or a venue."""

from dataclasses import dataclass
from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit is."""

    NATIONAL = "national"
    MINISTRY = "ministry"
    ARMED_FORCES = "armed_forces"
    REGION = "region"
    LOCALITY = "locality"
    VENUE = "venue"


class VenueKind(StrEnum):
    """What kind of place a venue is: what a measure protects, and what a level may be limited to."""

    GOVERNMENT = "government"
    DIPLOMATIC = "diplomatic"
    STATION = "station"
    AIRPORT = "airport"
    PORT = "port"
    BORDER_CROSSING = "border_crossing"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    PLACE_OF_WORSHIP = "place_of_worship"
    MARKET = "market"
    STADIUM = "stadium"
    CULTURE = "culture"
    HOTEL = "hotel"
    PUBLIC_SQUARE = "public_square"
    ENERGY = "energy"
    WATER = "water"
    MEDIA = "media"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One body; `parent` is the id of the unit above, "" for the root; `venue` says what a venue is."""

    id: str
    name: str
    kind: UnitKind
    parent: str = ""
    venue: VenueKind | None = None
