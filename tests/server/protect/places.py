"""Venues for the tests: a few lines that make one."""

from tests.server.conftest import Cast
from tocsin_server.protect import services
from tocsin_server.protect.models import Venue

HEADING = "id,name,kind,latitude,longitude,zone,capacity,present"
ROW = "opera,Opera,culture,48.87,2.33,Europe/Paris,1900,Tu-Su 19-23=1500"

OPERA = {
    "id": "opera",
    "name": "Opera",
    "kind": "culture",
    "latitude": "48.87",
    "longitude": "2.33",
    "zone": "Europe/Paris",
    "capacity": "1900",
    "present": "Tu-Su 19-23=1500",
}


def fields(**others: str) -> dict[str, str]:
    """The opera's fields, some of them other ones."""
    return {**OPERA, **others}


def opera(cast: Cast, unit: str = "locality", by: str = "locality.unit_officer", **others: str) -> Venue:
    """The opera, in the register."""
    return services.add_venue(cast[by], unit, fields(**others))


def table(*rows: str, heading: str = HEADING) -> bytes:
    """A CSV file of venues."""
    return "\n".join((heading, *rows, "")).encode()
