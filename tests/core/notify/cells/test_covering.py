"""The rings that are broadcast hold every warned point, have few corners, and tell how far they overshoot."""

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate
from shapely.geometry import Point, Polygon

from tocsin.base import Area
from tocsin.errors import BadInput, TocsinError
from tocsin.notify import cap
from tocsin.notify.audience.rings import fill, unrolled
from tocsin.notify.cells import coordinates, outline
from tocsin.notify.cells.simplify import holding

CORPUS = Path(__file__).resolve().parents[5] / "shared" / "data" / "cap" / "cap12"


def drawn(rings):
    """The rings as shapes in the plane, wherever a longitude may be asked for."""
    shapes = [fill(unrolled(ring)) for ring in rings]
    return shapely.union_all([translate(shape, xoff=turn) for shape in shapes for turn in (-360, 0, 360)])


def away_km(latitude, longitude, latitudes, longitudes):
    """Great-circle distances on a sphere of 6,371 km (haversine)."""
    up, across = np.radians(latitudes - latitude), np.radians(longitudes - longitude)
    level = math.cos(math.radians(latitude)) * np.cos(np.radians(latitudes))
    half = np.sin(up / 2) ** 2 + level * np.sin(across / 2) ** 2
    return 2 * 6371 * np.arcsin(np.sqrt(half))


def covered(found, ring):
    whole = fill(unrolled(ring))
    return drawn(found.rings).covers(whole)


def keeps_the_limits(found, points=100):
    for ring in found.rings:
        assert ring[0] == ring[-1]
        assert len(ring) <= points
        assert (
            Polygon([(x, y) for y, x in ring]).is_valid
            or max(abs(b[1] - a[1]) for a, b in pairwise(ring)) > 180
        )
        for latitude, longitude in ring:
            assert (latitude + 90) * 2**22 / 180 == round((latitude + 90) * 2**22 / 180)
            assert (longitude + 180) * 2**22 / 360 == round((longitude + 180) * 2**22 / 360)
    octets = coordinates.encode(found.rings)
    assert len(octets) <= 1024
    assert coordinates.decode(octets).rings == found.rings


def star(seed, corners, west, south, size, spread):
    """A ring around a middle, deeply dented where `spread` is large."""
    random = np.random.default_rng(seed)
    angles = np.sort(random.random(corners)) * 2 * math.pi
    radii = size * (1 + spread * random.random(corners)) / (1 + spread)
    points = [
        (float(south + r * math.sin(a)), float((west + r * math.cos(a) + 180) % 360 - 180))
        for a, r in zip(angles, radii, strict=True)
    ]
    return (*points, points[0])


stars = st.builds(
    star,
    seed=st.integers(0, 2**32),
    corners=st.integers(3, 400),
    west=st.floats(-180, 180),
    south=st.floats(-80, 80),
    size=st.floats(0.001, 8),
    spread=st.floats(0, 20),
)


def holds(ring, points):
    found = outline([Area(description="x", polygons=(ring,))], points=points)
    keeps_the_limits(found, points)
    assert covered(found, ring)


@given(stars, st.sampled_from([5, 12, 40, 100]))
@settings(max_examples=80)
def test_dented_polygons_stay_inside(ring, points):
    holds(ring, points)


@pytest.mark.slow
@given(stars, st.sampled_from([5, 12, 40, 100]))
@settings(max_examples=2000)
def test_thousands_of_dented_polygons_stay_inside(ring, points):
    holds(ring, points)


places = st.tuples(st.floats(-60, 60), st.floats(-180, 180)).map(
    lambda at: (round(at[0], 6), round(at[1], 6))
)


@given(st.lists(places, min_size=3, max_size=12))
@settings(max_examples=80)
def test_whatever_is_drawn_stays_inside_even_if_it_crosses_itself(points):
    """Where a ring crosses itself, all that it goes around is warned."""
    ring = (*points, points[0])
    try:
        found = outline([Area(description="x", polygons=(ring,))])
    except BadInput:
        return  # around a pole, or too wide
    keeps_the_limits(found)
    whole = fill(unrolled(ring))
    assert whole.is_empty or drawn(found.rings).buffer(1e-9).covers(whole)


@given(st.floats(-75, 75), st.floats(-180, 180), st.floats(0, 500), st.integers(0, 2**32))
@settings(max_examples=100)
def test_circles_stay_inside_in_every_direction(latitude, longitude, radius, seed):
    found = outline([Area(description="x", circles=((latitude, longitude, radius),))])
    keeps_the_limits(found)
    random, shape = np.random.default_rng(seed), drawn(found.rings)
    reach = radius / 111 + 0.01
    wide = reach / math.cos(math.radians(min(89, abs(latitude) + reach)))
    latitudes = latitude + reach * random.uniform(-1, 1, 300)
    longitudes = longitude + wide * random.uniform(-1, 1, 300)
    inside = away_km(latitude, longitude, latitudes, longitudes) <= radius
    assert all(shape.covers(Point(x, y)) for y, x in zip(latitudes[inside], longitudes[inside], strict=True))


@pytest.mark.parametrize("points", [5, 6, 8])
def test_corners_do_not_run_out_over_a_pole(points):
    """Two sides of a slim wedge near the pole would meet beyond it."""
    wedge = ((60, 0), (60, 40), (88, 21), (89, 20.5), (89, 19.5), (88, 19), (60, 0))
    holds(wedge, points)


def test_overshoot_of_a_circle_counts_from_the_circle_itself():
    found = outline([Area(description="x", circles=((0.0, 0.0, 500.0),))])
    corners = np.array(found.rings[0])
    assert found.overshoot_m >= (away_km(0, 0, corners[:, 0], corners[:, 1]).max() - 500) * 1000
    assert found.overshoot_m < 700


@given(st.lists(stars, min_size=2, max_size=14))
@settings(max_examples=15)
def test_many_polygons_together_stay_inside_ten_rings(rings):
    found = outline([Area(description="x", polygons=tuple(rings))])
    keeps_the_limits(found)
    assert len(found.rings) <= 10
    whole = drawn(found.rings)
    assert all(whole.covers(fill(unrolled(ring))) for ring in rings)


def test_fiji_on_both_sides_of_the_antimeridian_is_one_ring():
    fiji = ((-20, 177), (-20, -178), (-15, -178), (-15, 177), (-20, 177))
    found = outline([Area(description="Fiji", polygons=(fiji,))])
    assert len(found.rings) == 1
    assert covered(found, fiji)
    assert found.overshoot_m < 20


def test_a_hole_between_areas_is_filled_and_told():
    frame = [
        ((0, 0), (0, 3), (1, 3), (1, 0), (0, 0)), ((2, 0), (2, 3), (3, 3), (3, 0), (2, 0)),
        ((0, 0), (3, 0), (3, 1), (0, 1), (0, 0)), ((0, 2), (3, 2), (3, 3), (0, 3), (0, 2)),
    ]  # fmt: skip
    found = outline([Area(description="x", polygons=tuple(frame))])
    assert len(found.rings) == 1
    assert found.overshoot_m == pytest.approx(55_600, rel=0.03)
    assert found.extra_share == pytest.approx(1 / 9, rel=0.01)


def test_overshoot_is_what_a_filled_bay_reaches():
    """A bay of 1 degree at the equator, cut off by five points: its far end is 1 degree from no shore."""
    bay = ((0, 0), (0, 3), (3, 3), (3, 2), (1, 2), (1, 1), (3, 1), (3, 0), (0, 0))
    found = outline([Area(description="x", polygons=(bay,))], points=5)
    assert found.overshoot_m == pytest.approx(55_600, rel=0.05)
    assert found.overshoot_m >= 55_590


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ({"polygons": (((80, 0), (80, 120), (80, -120), (80, 0)),)}, "pole"),
        ({"polygons": (((-85, 0), (-85, 90), (-85, 180), (-85, -90), (-85, 0)),)}, "pole"),
        ({"polygons": (((-80, -180), (80, -180), (80, 180), (-80, 180), (-80, -180)),)}, "wider than 180"),
        ({"circles": ((89.9, 0, 100),)}, "pole"),
        ({"circles": ((-90, 0, 1),)}, "pole"),
        ({"polygons": (((89, 0), (89, 1), (90, 1), (89, 0)),)}, "pole"),
        ({"polygons": (((0, 49), (1, -133), (0, 48), (0, 0), (0, 49)),)}, "wider than 180"),
        ({"polygons": (((0, 0), (0, 100), (1, 0), (0, 0)), ((0, 99), (0, -160), (1, 99), (0, 99)))}, "wider"),
        ({}, "no polygon"),
    ],
)
def test_what_coordinates_cannot_carry_is_refused_by_name(shape, words):
    with pytest.raises(BadInput, match=words):
        outline([Area(description="x", **shape)])


def test_a_country_by_its_code_has_a_shape():
    found = outline([Area(description="Lebanon", geocodes=(("ISO3166-1", "LB"),))])
    assert len(found.rings) == 1


@given(stars.map(lambda ring: Polygon(unrolled(ring))).filter(lambda polygon: polygon.is_valid))
@settings(max_examples=60)
def test_leaving_out_corners_only_adds(polygon):
    for corners in (4, 10, 50):
        fewer = holding(polygon, corners)
        assert fewer.is_valid
        assert fewer.buffer(1e-9).covers(polygon)
        assert len(fewer.exterior.coords) <= len(polygon.exterior.coords)


def test_one_point_and_one_line_become_areas():
    spot = Area(description="x", circles=((48.0, 2.0, 0.0),))
    line = Area(description="x", polygons=(((48.0, 2.0), (49.0, 3.0), (48.0, 2.0)),))
    assert drawn(outline([spot]).rings).covers(Point(2, 48))
    assert drawn(outline([line]).rings).covers(shapely.LineString([(2, 48), (3, 49)]))


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of CAP files is not here")
def test_every_area_of_the_corpus_stays_inside():
    tried = 0
    for path in sorted(CORPUS.glob("*.xml")):
        try:
            alert = cap.read(path.read_bytes(), where=path.name)
        except TocsinError:
            continue
        for areas in dict.fromkeys(info.areas for info in alert.infos):
            try:
                found = outline(areas)
            except BadInput:
                continue
            keeps_the_limits(found)
            whole = drawn(found.rings)
            shapes = [fill(unrolled(ring)) for area in areas for ring in area.polygons]
            assert all(whole.buffer(1e-9).covers(shape) for shape in shapes), path.name
            tried += 1
    assert tried > 30
