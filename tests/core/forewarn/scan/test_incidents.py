"""Incidents become events where they are known to the settlement and the day; the others are named."""

from dataclasses import replace
from datetime import date

import pytest

from tocsin.base import Incident, IncidentKind, Place, PlaceKind, When
from tocsin.errors import BadInput
from tocsin.forewarn.scan import events_of, left_out

FIRST, LAST = date(2015, 11, 1), date(2015, 11, 14)
PARIS = Place(name="Paris", kind=PlaceKind.SETTLEMENT, country="FR", latitude=48.8566, longitude=2.3522)
LUTETIA = replace(PARIS, name="Lutetia")
FRANCE = Place(name="France", kind=PlaceKind.COUNTRY, country="FR", latitude=46.0, longitude=2.0)


def incident(place=PARIS, day=date(2015, 11, 13)):
    return Incident(id="1", kind=IncidentKind.ATTACK, place=place, when=day and When.on(day))


def test_places_at_the_same_coordinates_are_one_site():
    events = events_of([incident(), incident(LUTETIA)], first=FIRST, last=LAST)
    assert (events.sites.names, events.cases, events.daily().tolist()) == (("Lutetia",), 2, [0] * 12 + [2, 0])


@pytest.mark.parametrize(
    ("unusable", "reason"),
    [
        (incident(place=None), "no place is known"),
        (incident(place=FRANCE), "the place is known only to the country"),
        (incident(day=None), "no date is known"),
        (incident(day=date(2015, 12, 1)), "2015-12-01 is outside the days watched"),
    ],
)
def test_what_cannot_be_put_on_a_point_and_a_day_is_left_out_with_its_reason(unusable, reason):
    assert left_out([incident(), unusable], first=FIRST, last=LAST) == ((unusable, reason),)
    assert events_of([incident(), unusable], first=FIRST, last=LAST).cases == 1
    with pytest.raises(BadInput, match="none is known to the settlement and the day"):
        events_of([unusable], first=FIRST, last=LAST)
