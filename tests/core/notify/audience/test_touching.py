"""Areas touch where they have a point in common, on whichever side of the antimeridian it is written."""

from random import Random

import pytest
from notify.audience import cases

from tocsin.base import Area
from tocsin.notify.audience import Interests, matches, touching

SQUARE = ((48.0, 2.0), (48.0, 3.0), (49.0, 3.0), (49.0, 2.0), (48.0, 2.0))
CAP = ((70.0, 0.0), (70.0, 120.0), (70.0, -120.0), (70.0, 0.0))


def ring(*points):
    return Area(description="x", polygons=(points,))


def circle(*fields):
    return Area(description="x", circles=(fields,))


def coded(*codes):
    return Area(description="x", geocodes=codes)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ring(*SQUARE), ring(*SQUARE)),
        (ring(*SQUARE), ring((49, 3), (50, 4), (50, 3), (49, 3))),
        (ring(*SQUARE), ring((48.4, 2.4), (48.6, 2.4), (48.6, 2.6), (48.4, 2.4))),
        (ring(*SQUARE), ring((47, 2.5), (50, 2.5))),
        (ring(*SQUARE), circle(48.5, 2.5, 0.0)),
        (ring(*SQUARE), circle(48.0, 2.0, 0.0)),
        (ring(*SQUARE), circle(48.5, 2.5, 5000.0)),
        (ring(*SQUARE), circle(47.0, 2.5, 111.2)),
        (ring((10, 170), (20, 170), (20, 180), (10, 180)), ring((15, -180), (16, -170), (14, -170))),
        (ring((10, 170), (20, 170), (20, 180), (10, 180)), circle(15.0, -180.0, 0.0)),
        (ring(*CAP), ring((80, 50), (81, 50), (81, 51), (80, 50))),
        (ring(*CAP), circle(90.0, 12.0, 1.0)),
        (ring((90, 0), (80, 5), (80, -5)), ring((90, 180), (80, 175), (80, -175))),
        (circle(0.0, 179.0, 112.0), circle(0.0, -179.0, 112.0)),
        (circle(89.0, 0.0, 112.0), circle(89.0, 180.0, 112.0)),
        (circle(0.0, 0.0, 20_100.0), circle(0.0, 180.0, 0.0)),
        (coded(("INSEE", "75056")), coded(("GeoNames", "1"), ("INSEE", "75056"))),
        (coded(("ISO3166-1", "FR")), circle(48.86, 2.35, 0.0)),
    ],
)
def test_these_touch(one, other):
    assert touching([one], [other]).tolist() == touching([other], [one]).tolist() == [True]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ring(*SQUARE), ring((49.001, 3), (50, 4), (50, 3), (49.001, 3))),
        (ring(*SQUARE), circle(47.0, 2.5, 111.1)),
        (ring(*SQUARE), circle(48.5, -177.5, 5000.0)),
        (circle(0.0, 179.0, 111.0), circle(0.0, -179.0, 111.0)),
        (ring((60, -120), (60, 0), (60, 120), (60, -120)), circle(-90.0, 0.0, 16_679.0)),
        (coded(("INSEE", "75056")), coded(("GeoNames", "75056"))),
        (coded(("INSEE", "75056")), circle(48.86, 2.35, 10.0)),
        (Area(description="nowhere"), ring(*SQUARE)),
        (Area(description="nowhere"), Area(description="nowhere")),
    ],
)
def test_these_do_not(one, other):
    assert touching([one], [other]).tolist() == touching([other], [one]).tolist() == [False]


@pytest.mark.parametrize("seeds", [range(20), pytest.param(range(1_000), marks=pytest.mark.slow)])
def test_areas_that_hold_the_same_point_touch(seeds):
    for seed in seeds:
        random = Random(seed)
        near = cases.ring(random)
        points = list(cases.points_by(near, random, 12))
        one = ring(*near)
        others = [circle(*random.choice(points), 10 ** random.uniform(-3, 3)) for _ in range(4)]
        others += [
            ring(*random.choices(points, k=5)),
            ring(*cases.ring(random)),
            circle(*cases.circle(random)),
        ]
        touched = touching([one], others)
        for other, touches in zip(others, touched, strict=True):
            latitudes, longitudes = zip(*points, strict=True)
            both = matches([one], latitudes, longitudes) & matches([other], latitudes, longitudes)
            assert touches or not both.any(), f"seed {seed}: {near} and {other}"


def test_nobody_is_touched_where_nobody_cares():
    assert touching([ring(*SQUARE)], []).tolist() == []
    assert Interests(["ada"], [ring(*SQUARE)]).touched([]).tolist() == []
