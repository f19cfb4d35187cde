"""The sample day's venues are in the register when it begins, with what belongs to them."""

import pytest

from tocsin_server.protect import selectors
from tocsin_server.protect.models import Point, Rehearsal
from tocsin_server.sample import day
from tocsin_server.sample.load import people_and_units
from tocsin_server.units import selectors as units
from tocsin_server.units.viewer import viewer_of


@pytest.mark.django_db
def test_the_sample_s_venues_are_there_with_what_belongs_to_them() -> None:
    people_and_units(day.folder(None))
    officer = viewer_of(units.person("officer.tongzhou"))
    assert [row.name for row in selectors.venues(officer).filter(unit="beijing-tongzhou")] == [
        "Canal Bank Station",
        "Third Bridge School",
        "Willow Quay Market",
    ]
    duty = viewer_of(units.person("duty.national"))
    assert selectors.venues(duty).count() == 61
    station = selectors.venue(duty, "beijing-north-lake-central-station")
    met = {one.duty.id for one in selectors.duties(station) if one.state == "met"}
    assert met == {"evacuation", "lockdown"}
    assert (Point.objects.count(), Rehearsal.objects.count()) == (6, 1)
