"""Everyone inside is found and nobody outside, as exact arithmetic by another way has it."""

from random import Random

import pytest
from notify.audience import cases, oracle

from tocsin.base import Area
from tocsin.notify.audience import TOLERANCE, bounds, matches

A_LITTLE = 1.001
"""The tolerance is kept to this part of itself: beyond it the arithmetic decides."""


def check_ring(ring, points):
    """Each point by itself, and that one of the boxes for a look-up holds it if the ring does."""
    area = Area(description="x", polygons=(tuple(ring),))
    boxes, exact = bounds([area]), oracle.ExactRing(ring)
    for point, is_found in zip(points, matches([area], *zip(*points, strict=True)), strict=True):
        beside = exact.squared_distance(*point)
        if exact.holds(*point) or beside <= (TOLERANCE / A_LITTLE) ** 2:
            assert is_found, f"missed {point}: {ring}"
            assert in_a_box(boxes, point), f"no box holds {point}: {ring}"
        elif beside > (TOLERANCE * A_LITTLE) ** 2:
            assert not is_found, f"found {point}, which is outside: {ring}"


def check_circle(circle, points):
    area = Area(description="x", circles=(circle,))
    boxes = bounds([area])
    for point, is_found in zip(points, matches([area], *zip(*points, strict=True)), strict=True):
        if oracle.in_circle(circle, *point, slack=TOLERANCE / A_LITTLE):
            assert is_found, f"missed {point}: {circle}"
            assert in_a_box(boxes, point), f"no box holds {point}: {circle}"
        elif not oracle.in_circle(circle, *point, slack=TOLERANCE * A_LITTLE):
            assert not is_found, f"found {point}, which is outside: {circle}"


def in_a_box(boxes, point):
    latitude, longitude = point
    return any(box.south <= latitude <= box.north and box.west <= longitude <= box.east for box in boxes)


@pytest.mark.parametrize("seeds", [range(60), pytest.param(range(10_000), marks=pytest.mark.slow)])
def test_rings_hold_whom_exact_arithmetic_finds_inside(seeds):
    for seed in seeds:
        random = Random(seed)
        ring = cases.ring(random)
        check_ring(ring, list(cases.points_by(ring, random, 12)))


@pytest.mark.parametrize("seeds", [range(150), pytest.param(range(10_000), marks=pytest.mark.slow)])
def test_circles_hold_whom_forty_digits_find_inside(seeds):
    for seed in seeds:
        random = Random(seed)
        circle = cases.circle(random)
        check_circle(circle, list(cases.points_by_circle(circle, random, 12)))


@pytest.mark.parametrize("seeds", [range(1), pytest.param(range(100), marks=pytest.mark.slow)])
def test_so_do_they_where_so_many_live_close_together_that_cells_are_quartered_many_times(seeds):
    for seed in seeds:
        random = Random(seed)
        ring = cases.small_ring(random)
        check_ring(ring, list(cases.points_by(ring, random, 2_000)))
        circle = cases.circle(random)
        check_circle(circle, list(cases.points_by_circle(circle, random, 500)))
