"""Places where many people may be: what each is, who is in it at which hour, and the tables that tell so."""

from tocsin.protect.venues.fields import COLUMNS, read_fields
from tocsin.protect.venues.presence import WEEK, Presence
from tocsin.protect.venues.reading import Fault, Reading, read_venues
from tocsin.protect.venues.venue import Venue
from tocsin.protect.venues.writing import write_csv, write_geojson

__all__ = [
    "COLUMNS",
    "WEEK",
    "Fault",
    "Presence",
    "Reading",
    "Venue",
    "read_fields",
    "read_venues",
    "write_csv",
    "write_geojson",
]
