"""A place on Earth, as named by GeoNames."""

from dataclasses import dataclass
from enum import StrEnum


class PlaceKind(StrEnum):
    """How exact a place is; a region (the Sahel, the Black Sea) crosses borders and has no country."""

    COUNTRY = "country"
    DIVISION = "division"
    SETTLEMENT = "settlement"
    REGION = "region"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A named point: `country` is ISO 3166-1 alpha-2, `division` the name of the first-level division ("" if
    none or unknown), coordinates are WGS 84 degrees, `geonames_id` is 0 where GeoNames has none.
    """

    name: str
    kind: PlaceKind
    country: str
    division: str = ""
    latitude: float
    longitude: float
    geonames_id: int = 0

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"{self.name}: {self.latitude}, {self.longitude} is not a place on Earth")
