"""Areas hold every place they are for, and are polygons that CAP allows."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from notify.samples import with_info
from shapely.geometry import Point, Polygon

from tocsin.base import Area, Place, PlaceKind
from tocsin.errors import BadInput
from tocsin.notify import area, problems
from tocsin.notify.audience import matches
from tocsin.notify.geometry import ring_fault

points = st.lists(st.tuples(st.floats(-80, 80), st.floats(-85, 85)), min_size=1, max_size=30)


def place(name, latitude, longitude):
    return Place(name=name, kind=PlaceKind.SETTLEMENT, country="CN", latitude=latitude, longitude=longitude)


def ring_of(made):
    (ring,) = made.polygons
    return Polygon([(longitude, latitude) for latitude, longitude in ring])


@given(points, st.floats(0.1, 300))
def test_a_polygon_may_be_sent_and_holds_every_place(places, margin):
    made = area.polygon("Around", places, margin_km=margin)
    assert problems(with_info(areas=(made,))) == ()
    shape = ring_of(made)
    assert all(shape.contains(Point(longitude, latitude)) for latitude, longitude in places)


@given(st.floats(-80, 80), st.floats(-100, 100), st.floats(0.5, 300), st.floats(0, 2 * math.pi))
def test_a_polygon_holds_the_whole_margin_around_a_place(latitude, longitude, margin, bearing):
    """A point on the sphere at the margin's distance in any direction lies inside, to a millimetre."""
    angle, north = margin / 6371.0, math.radians(latitude)
    there = math.asin(
        math.sin(north) * math.cos(angle) + math.cos(north) * math.sin(angle) * math.cos(bearing)
    )
    across = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(north),
        math.cos(angle) - math.sin(north) * math.sin(there),
    )
    assume(abs(longitude + math.degrees(across)) < 180)
    shape = ring_of(area.polygon("Around", [(latitude, longitude)], margin_km=margin))
    edge = Point(longitude + math.degrees(across), math.degrees(there))
    assert shape.distance(edge) < 1e-9


def test_one_or_two_places_get_circles_and_three_a_polygon():
    cities = [place("Beijing", 39.9, 116.4), place("Shanghai", 31.2, 121.5), place("Chengdu", 30.7, 104.1)]
    assert [len(area.from_places("x", cities[:n]).circles) for n in (1, 2, 3)] == [1, 2, 0]
    assert len(area.from_places("x", cities).polygons) == 1


def test_one_place_given_twice_gets_one_circle():
    assert len(area.circles("x", [(39.9, 116.4), (39.9, 116.4)]).circles) == 1


@pytest.mark.parametrize(
    ("places", "margin", "message"),
    [
        ([], 10, "there is no place"),
        ([(116.4, 39.9)], 10, "are they swapped"),
        ([(0, 0)], 0, "0 km is not from 0 to 1,000"),
        ([(0, 0)], float("nan"), "nan km is not"),
        ([(-17.7, 179.9), (-13.8, -172.0)], 10, "both sides of the 180th meridian"),
        ([(-17.7, 179.99)], 10, "crosses the 180th meridian"),
        ([(89.5, 0)], 10, "reaches a pole"),
    ],
)
def test_what_no_polygon_can_show_is_refused_with_the_way_out(places, margin, message):
    with pytest.raises(BadInput, match=message):
        area.polygon("x", places, margin_km=margin)


def outlines(file: str) -> list[str]:
    return sorted(json.loads((Path(area.__file__).parent / file).read_text()))


@pytest.mark.parametrize(
    "made",
    [
        *(pytest.param(area.country(code, code), id=code) for code in outlines("outlines.json")),
        *(pytest.param(area.division(code, int(code)), id=code) for code in outlines("divisions.json")),
    ],
)
def test_every_outline_may_be_published(made: Area) -> None:
    for ring in made.polygons:
        assert ring_fault(ring) is None
        assert len(ring) <= 1000


def test_a_division_holds_its_towns_and_leaves_its_neighbours_in_peace() -> None:
    towns = {"Cheyenne": (41.14, -104.82), "Evanston": (41.27, -110.96), "Denver": (39.74, -104.98)}
    found = matches([area.division("Wyoming", 5843591)], *zip(*towns.values(), strict=True))
    assert dict(zip(towns, found.tolist(), strict=True)) == {
        "Cheyenne": True,
        "Evanston": True,
        "Denver": False,
    }


def test_a_division_without_an_outline_is_refused_with_a_way_out() -> None:
    with pytest.raises(BadInput, match="use its places"):
        area.division("Atlantis", 1)


def test_a_country_without_an_outline_is_refused_with_a_way_out() -> None:
    with pytest.raises(BadInput, match="use its places"):
        area.country("Atlantis", "XX")
