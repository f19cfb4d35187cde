"""The index keeps whatever ids it is given, in little memory, and refuses people who are nowhere."""

import numpy as np
import pytest

from tocsin.base import Area
from tocsin.errors import BadInput
from tocsin.notify.audience import Audience, matches

PARIS = Area(description="Paris", circles=((48.86, 2.34, 10.0),))


def test_ids_may_be_words_or_numbers_and_come_back_as_they_were():
    places = [48.85, 45.76, 48.86], [2.35, 4.84, 2.33]
    assert sorted(Audience(["ada", "ben", "cai"], *places).inside([PARIS]).tolist()) == ["ada", "cai"]
    assert sorted(Audience([7, 8, 2**60], *places).inside([PARIS]).tolist()) == [7, 2**60]


def test_somebody_in_two_areas_is_named_once():
    assert Audience(["ada"], [48.85], [2.35]).inside([PARIS, PARIS]).tolist() == ["ada"]
    wider = Area(description="Wider", circles=((48.86, 2.34, 20.0),))
    assert Audience(["ada"], [48.85], [2.35]).inside([PARIS, wider]).tolist() == ["ada"]


def test_very_many_at_the_same_place_are_all_found():
    """They can never be parted, however small the cells: the boundary runs right through them."""
    ring = ((48.0, 2.0), (48.0, 3.0), (49.0, 3.0), (49.0, 2.0), (48.0, 2.0))
    area = Area(description="x", polygons=(ring,))
    assert matches([area], np.full(5_000, 48.0), np.full(5_000, 2.5)).all()
    assert not matches([area], np.full(5_000, 47.9999999), np.full(5_000, 2.5)).any()


def test_nobody_is_nobody():
    assert Audience([], [], []).inside([PARIS]).tolist() == []
    assert matches([], [48.85], [2.35]).tolist() == [False]
    assert matches([Area(description="nowhere")], [48.85], [2.35]).tolist() == [False]


def test_a_subscriber_takes_no_more_than_forty_bytes():
    count = 1_000
    audience = Audience(np.arange(count), np.linspace(-90, 90, count), np.linspace(-180, 180, count))
    assert len(audience) == count
    assert audience.nbytes / count <= 40


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(91.0, 0.0), (0.0, 541.0), (float("nan"), 0.0), (0.0, float("inf"))]
)
def test_whoever_is_not_on_earth_is_refused_by_number(latitude, longitude):
    with pytest.raises(BadInput, match=r"point 2: .* is not a point on Earth"):
        Audience([1, 2], [0.0, latitude], [0.0, longitude])


def test_people_beside_a_side_are_found_though_it_runs_in_the_next_cell():
    """The Earth is first parted at longitude 0: the side lies just east of it, the people just west."""
    ring = ((-1.0, 1e-10), (-1.0, 1.0), (1.0, 1.0), (1.0, 1e-10), (-1.0, 1e-10))
    area = Area(description="x", polygons=(ring,))
    latitudes = np.linspace(-0.9, 0.9, 500)
    assert matches([area], latitudes, np.full(500, -5e-10)).all()
    assert not matches([area], latitudes, np.full(500, -5e-9)).any()
