"""What an area covers, in cases small enough to check by eye; the random ones are in `test_inside`."""

from random import Random

import pytest

from tocsin.base import Area
from tocsin.errors import BadInput
from tocsin.notify.audience import bounds, geocodes, is_drawn, matches

WORLD = [(-90, -180), (-90, 180), (90, 180), (90, -180), (-90, -180)]
ANTARCTICA = [(-70, -180), (-65, -60), (-70, 60), (-66, 180), (-90, 180), (-90, -180), (-70, -180)]
EIGHT = [(0, 0), (2, 2), (0, 4), (2, 4), (0, 0)]


def inside(points, **fields):
    return matches([Area(description="x", **fields)], *zip(*points, strict=True)).tolist()


def in_ring(ring, *points):
    return inside(points, polygons=(tuple(ring),))


def test_sides_are_straight_on_the_map_not_on_the_globe():
    """A great circle from 60, 0 to 60, 90 passes 67.8, 45."""
    ring = [(60, 0), (60, 90), (50, 90), (50, 0)]
    assert in_ring(ring, (59.9, 45), (60, 45), (61, 45)) == [True, True, False]


def test_a_side_of_more_than_half_the_way_round_crosses_the_antimeridian():
    ring = [(-20, 177), (-20, -178), (-15, -178), (-15, 177), (-20, 177)]
    assert in_ring(ring, (-17, 179), (-17, 180), (-17, -180), (-17, -179), (-17, 0)) == [True] * 4 + [False]


def test_longitudes_beyond_180_are_read_as_they_are_meant():
    ring = [(-20, 177), (-20, 182), (-15, 182), (-15, 177), (-20, 177)]
    assert in_ring(ring, (-17, 179), (-17, -179), (-17, 181), (-17, 0)) == [True, True, True, False]


def test_a_box_of_the_whole_world_holds_everybody():
    assert all(in_ring(WORLD, (0, 0), (89, 180), (-90, 12), (45, -180)))


def test_a_side_right_round_the_earth_leads_nowhere_if_else_nothing_were_enclosed():
    ring = [(60, -180), (60, -60), (60, 60), (60, 180), (60, -180)]
    assert in_ring(ring, (70, 10), (50, 10)) == [True, False]


@pytest.mark.parametrize("side", [1, -1])
def test_a_ring_around_the_earth_holds_the_pole_that_it_comes_nearer_to(side):
    ring = [(side * 70, 0), (side * 60, 120), (side * 65, -120), (side * 70, 0)]
    assert in_ring(ring, (side * 90, 33), (side * 80, -60), (side * 50, 0)) == [True, True, False]


def test_a_continent_written_down_to_the_edge_of_the_map_is_read_as_drawn():
    assert in_ring(ANTARCTICA, (-80, 0), (-90, 0), (-80, 180), (-60, 0)) == [True, True, True, False]


def test_the_pole_is_one_point():
    ring = [(90, 0), (80, 5), (80, -5)]
    assert in_ring(ring, (90, 0), (90, 123), (89, 123)) == [True, True, False]


def test_both_loops_of_an_eight_are_inside():
    assert in_ring(EIGHT, (0.6, 0.8), (1.2, 3.6)) == [True, True]


def test_what_a_ring_goes_around_twice_is_inside():
    twice = [(0, 0), (0, 4), (4, 4), (4, 0), (1, 0), (1, 3), (3, 3), (3, 0), (0, 0)]
    pentagram = [(0, 0), (10, 4), (0, 8), (6, -2), (6, 10), (0, 0)]
    assert in_ring(twice, (2, 1)) == [True]
    assert in_ring(pentagram, (5, 4)) == [True]


def test_a_scribble_holds_its_convex_hull():
    random = Random(2015)
    scribble = [(random.uniform(0, 10), random.uniform(0, 10)) for _ in range(5_000)]
    points = (0.001, 0.001), (9, 9), (11, 5)
    assert in_ring([*scribble, (0, 0), (0, 10), (10, 0)], *points) == [True, True, False]


def test_a_hole_reached_by_a_seam_is_outside_and_its_rim_inside():
    outer = [(-3, -3), (-3, 3), (3, 3), (3, -3), (-3, -3)]
    hole = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    assert in_ring([*outer, *hole, outer[0]], (0, 0), (1, 0), (2, 0)) == [False, True, True]


def test_a_ring_that_encloses_nothing_holds_its_own_line():
    assert in_ring([(0, 0), (4, 4), (0, 0)], (2, 2), (2, 2.001)) == [True, False]
    assert in_ring([(5, 5)], (5, 5), (5, 5.001)) == [True, False]


def test_a_circle_of_no_radius_is_a_point_and_one_around_the_earth_all_of_it():
    assert inside([(48, 2), (48, 2.0001)], circles=((48, 2, 0),)) == [True, False]
    assert all(inside([(48, 2), (-48, -178)], circles=((48, 2, 20_100),)))


def test_a_circle_reaches_over_the_pole_and_the_antimeridian():
    assert inside([(89.5, 180), (88, 180)], circles=((89.5, 0, 112),)) == [True, False]
    assert inside([(0, -179.5), (0, 179.5), (0, -178)], circles=((0, 180, 60),)) == [True, True, False]


def test_areas_are_taken_together():
    areas = [
        Area(description="a", circles=((0, 0, 1),)),
        Area(description="b", circles=((9, 9, 1), (5, 5, 1))),
    ]
    assert matches(areas, [0, 9, 5, 7], [0, 9, 5, 7]).tolist() == [True, True, True, False]


def test_altitude_is_ignored():
    assert inside([(48, 2)], circles=((48, 2, 1),), altitude=30_000.0, ceiling=40_000.0) == [True]


def test_a_countrys_code_stands_for_its_outline_only_where_there_is_no_other_shape():
    paris, lyon, code = (48.85, 2.35), (45.76, 4.84), (("ISO3166-1", "FR"),)
    assert inside([paris, lyon], geocodes=code) == [True, True]
    assert inside([paris, lyon], geocodes=code, circles=((*paris, 10),)) == [True, False]


def test_an_area_with_codes_alone_that_nobody_can_draw_says_so_and_holds_nobody():
    area = Area(description="x", geocodes=(("FIPS6", "006109"), ("ISO3166-1", "XX")))
    assert not is_drawn(area)
    assert matches([area], [38.0], [-120.0]).tolist() == [False]
    assert geocodes([area]) == {("FIPS6", "006109"), ("ISO3166-1", "XX")}


def test_the_boxes_of_a_ring_across_the_antimeridian_lie_on_both_sides_of_it():
    ring = ((-20, 177), (-20, -178), (-15, -178), (-15, 177), (-20, 177))
    boxes = bounds([Area(description="x", polygons=(ring,))])
    assert [(round(box.west, 3), round(box.east, 3)) for box in boxes] == [(177, 180), (-180, -178)]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"polygons": (((91, 2), (48, 3), (49, 3)),)}, "polygon, point 1: 91, 2 is not a latitude"),
        ({"polygons": (((48, 2), (48, float("nan")), (49, 3)),)}, "polygon, point 2"),
        ({"circles": ((121.5, 31.2, 1),)}, "circle: .* are they swapped"),
        ({"circles": ((48, 2, -1),)}, "not a length"),
    ],
)
def test_an_area_that_is_not_on_earth_is_refused_by_name(fields, message):
    with pytest.raises(BadInput, match=message):
        inside([(0, 0)], **fields)
