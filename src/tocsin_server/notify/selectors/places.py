"""Places the public may ask about: units, what the gazetteer knows by name, and plain coordinates."""

from dataclasses import dataclass

from django.db.models import Q

from tocsin.base import Place, PlaceKind, UnitKind
from tocsin.errors import BadInput
from tocsin.notify.area import polygon
from tocsin_server.gazetteer import gazetteer
from tocsin_server.notify.subscriptions import Wish
from tocsin_server.units import selectors as units

KINDS = (UnitKind.NATIONAL, UnitKind.REGION, UnitKind.LOCALITY)
"""The units that are places people live in; where ministries, barracks and venues are is not looked up."""

MOST_FOUND = 30
DECIMALS = 2
"""Of coordinates in addresses: about a kilometre, so that a bookmark does not tell where somebody lives."""


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as the site's addresses name it: `key` is a unit's id, or "latitude,longitude" in degrees."""

    key: str
    name: str
    within: str


def spot(key: str) -> Spot:
    """The place of a key; `BadInput` where there is none."""
    if "," in key:
        return _at(*_coordinates(key))
    unit = units.all_units().filter(kind__in=KINDS, pk=key).first()
    if unit is None:
        raise BadInput("there is no such place", where=f"place {key}", reason="unknown_place")
    return Spot(key, unit.name, ", ".join(one.name for one in reversed(units.ancestors(unit))))


def points(place: Spot) -> tuple[Point, ...]:
    """Where alerts for a place are looked up: of a unit its own point and those of all units below it."""
    if "," in place.key:
        return (_coordinates(place.key),)
    below = units.subtree(units.unit(place.key)).filter(kind__in=KINDS)
    rows = below.values_list("latitude", "longitude")
    if found := tuple((north, east) for north, east in rows if north is not None and east is not None):
        return found
    text = "nobody wrote down where it is"
    raise BadInput(text, where=f"place {place.key}", reason="unknown_place")


def spots_named(name: str, language: str) -> list[Spot]:
    """The places a name may mean, units first, then settlements of the site's own country,
    then others, best known first."""
    wanted = name.strip()[:100]
    if not wanted:
        return []
    known = gazetteer().named(wanted, language).candidates
    root = units.root()
    home = root.country if root else ""
    at_home_first = sorted(known, key=lambda place: place.country != home)
    settlements = [_of(place) for place in at_home_first if place.kind is PlaceKind.SETTLEMENT]
    return list(dict.fromkeys([*_units_named(wanted), *settlements]))[:MOST_FOUND]


def _units_named(name: str) -> list[Spot]:
    rows = units.placed().filter(Q(name__icontains=name) | Q(name_local__icontains=name), kind__in=KINDS)
    return [spot(str(pk)) for pk in rows.order_by("path").values_list("pk", flat=True)[:MOST_FOUND]]


def _of(place: Place) -> Spot:
    return Spot(_key(place.latitude, place.longitude), place.name, _within(place))


def _at(latitude: float, longitude: float) -> Spot:
    """Coordinates, under the name of what lies there."""
    near = gazetteer().nearest(latitude, longitude)
    key = _key(latitude, longitude)
    return Spot(key, near.name, _within(near)) if near else Spot(key, f"{latitude:g}, {longitude:g}", "")


def _within(place: Place) -> str:
    nation = gazetteer().country(place.country)
    names = (place.division, nation.name if nation else place.country)
    return ", ".join(name for name in names if name and name != place.name)


def _coordinates(key: str) -> Point:
    """Latitude and longitude, rounded as in all addresses; `BadInput` where they are none."""
    try:
        latitude, longitude = (round(float(part), DECIMALS) for part in key.split(","))
        if -90 <= latitude <= 90 and -180 <= longitude <= 180:
            return latitude, longitude
    except ValueError:
        pass
    text = "not a latitude and a longitude in degrees"
    raise BadInput(text, where=f"place {key}", reason="unknown_place")


def _key(latitude: float, longitude: float) -> str:
    return f"{latitude:.{DECIMALS}f},{longitude:.{DECIMALS}f}"


def wish_of(place: Spot) -> Wish:
    """A place as somebody subscribes to it: a point, or the ring around all that lies in a unit."""
    found = points(place)
    if len(set(found)) == 1:
        return Wish(name=place.name, at=found[0])
    return Wish(name=place.name, ring=polygon(place.name, found).polygons[0])
