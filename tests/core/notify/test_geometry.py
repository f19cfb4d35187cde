"""Rings are judged as they are read: each side the short way round the globe."""

import pytest

from tocsin.notify import Rule
from tocsin.notify.geometry import ring_fault

WAVY = [(-20, 179), (-18, -179), (-16, 179), (-14, -179), (-14, 177), (-20, 177), (-20, 179)]


@pytest.mark.parametrize(
    "ring",
    [
        pytest.param(WAVY, id="in waves over the antimeridian"),
        pytest.param([(-20, 177.3), (-20, -178.1), (-15, -178.1), (-15, 177.3), (-20, 177.3)], id="Fiji"),
        pytest.param([(70, 0), (70, 120), (70, -120), (70, 0)], id="round the pole"),
        pytest.param([(-90, -180), (-90, 180), (90, 180), (90, -180), (-90, -180)], id="the whole world"),
    ],
)
def test_rings_over_the_antimeridian_and_round_a_pole_are_allowed(ring):
    assert ring_fault(ring) is None


@pytest.mark.parametrize(
    "ring",
    [
        pytest.param([(-20, 179), (-15, -179), (-20, -179), (-15, 179), (-20, 179)], id="antimeridian"),
        pytest.param([(70, 0), (80, 120), (70, 130), (80, 100), (70, -120), (70, 0)], id="pole"),
    ],
)
def test_rings_that_cross_themselves_there_are_not(ring):
    rule, text = ring_fault(ring)
    assert rule is Rule.POLYGON_CROSSED
    assert "draw the corners in order" in text
