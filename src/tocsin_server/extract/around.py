"""Places by which incidents are looked for: a country or division as such, any other place with a radius."""

from django.db.models import F, FloatField, Q, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import ACos, Cos, Greatest, Least, Radians, Sin
from django.db.models.lookups import LessThanOrEqual

from tocsin.base import Place, PlaceKind
from tocsin_server.gazetteer import gazetteer

EARTH = 6371.0
"""Mean radius in km."""

DEGREE = 111.2
"""Kilometres of a degree of latitude."""

_AS_A_WHOLE = {PlaceKind.COUNTRY, PlaceKind.DIVISION}


def place_named(name: str) -> Place | None:
    """The best known place of a name, or None; of a division and its town of one name the town."""
    known = gazetteer().named(name.strip()[:100], "en").candidates
    if not known:
        return None
    best, *others = known
    towns = (one for one in others if best.kind is PlaceKind.DIVISION and _is_town_of(one, best))
    return next(towns, best)


def _is_town_of(place: Place, division: Place) -> bool:
    is_named_so = (place.name, place.country) == (division.name, division.country)
    return is_named_so and place.kind is PlaceKind.SETTLEMENT


def described(place: Place, kilometres: float) -> str:
    """Where is looked, in words: a name may mean another place than the one meant."""
    nation = gazetteer().country(place.country)
    names = (place.name, place.division, nation.name if nation else "")
    name = ", ".join(dict.fromkeys(filter(None, names)))
    return f"In {name}." if place.kind in _AS_A_WHOLE else f"Within {kilometres:g} km of {name}."


def within(place: Place, kilometres: float) -> Q:
    """Incidents in a country or division, or so near to another place: by great circle on a sphere."""
    if place.kind is PlaceKind.COUNTRY:
        return Q(country=place.country)
    if place.kind is PlaceKind.DIVISION:
        return Q(country=place.country) & (Q(division=place.name) | Q(place_name=place.name))
    reach = kilometres / DEGREE  # most rows are told apart by their latitude alone
    band = Q(latitude__range=(place.latitude - reach, place.latitude + reach))
    near = band & Q(LessThanOrEqual(_away(place), Value(kilometres, FloatField())))
    # A report may mean the province of that name, whose middle is elsewhere.
    return near | Q(country=place.country, place_name=place.name)


def _away(place: Place) -> CombinedExpression:
    """Kilometres from a place, by the spherical law of cosines."""
    latitude, longitude = Radians(F("latitude")), Radians(F("longitude"))
    north, east = Radians(Value(place.latitude)), Radians(Value(place.longitude))
    cosine = Sin(latitude) * Sin(north) + Cos(latitude) * Cos(north) * Cos(longitude - east)
    held = Greatest(Least(cosine, Value(1.0)), Value(-1.0))
    return ACos(held, output_field=FloatField()) * Value(EARTH)
