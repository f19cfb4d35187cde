"""A cluster's circle as a map program takes it: closed, counter-clockwise, cut at the antimeridian."""

import pytest
from shapely.geometry import Point, shape

from tests.core.forewarn.scan.test_warn import TEST, decide, outbreak
from tocsin.errors import BadInput
from tocsin.forewarn.scan import geojson, great_circle_km
from tocsin.forewarn.scan.geojson import circle


def test_the_circle_of_a_warning_holds_its_places():
    feature = geojson(decide(4).explanation)
    area = shape(feature["geometry"]).buffer(1e-6)
    sites = outbreak(4).sites
    inside = [at for at in range(16) if area.contains(Point(sites.longitude[at], sites.latitude[at]))]
    assert [sites.names[at] for at in inside] == feature["properties"]["places"] == ["0", "1", "4"]


def test_every_corner_is_as_far_as_the_radius():
    ring = circle(60.0, 24.9, 50)["coordinates"][0]
    assert (len(ring), ring[0]) == (65, ring[-1])
    for longitude, latitude in ring:
        assert float(great_circle_km(60.0, 24.9, latitude, longitude)) == pytest.approx(50, abs=1e-5)
    assert shape(circle(60.0, 24.9, 50)).exterior.is_ccw


def test_a_circle_across_the_antimeridian_is_cut_in_two_and_whole_on_both_sides():
    halves = shape(circle(-17.0, 179.9, 50))
    assert halves.geom_type == "MultiPolygon"
    assert halves.is_valid
    assert halves.area == pytest.approx(shape(circle(-17.0, 0.0, 50)).area)
    assert halves.contains(Point(179.9, -17.0))
    assert halves.contains(Point(-179.9, -17.0))


@pytest.mark.parametrize("latitude", [89.9, -89.9])
def test_a_circle_around_a_pole_covers_every_longitude(latitude):
    cap = shape(circle(latitude, 10.0, 50))
    assert cap.covers(Point(-170.0, latitude))
    assert cap.bounds[0::2] == (-180, 180)
    assert abs(cap.bounds[1] + cap.bounds[3]) > 179


def test_an_explanation_without_a_cluster_has_no_circle():
    nothing = TEST.test(outbreak(0), series="", seed=1)[0].explanation
    with pytest.raises(BadInput, match="it is of no cluster"):
        geojson(nothing)
