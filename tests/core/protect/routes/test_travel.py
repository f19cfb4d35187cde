"""Travel times follow from places and a speed, or are what somebody else worked out."""

import numpy as np
import pytest

from tocsin.errors import BadInput
from tocsin.protect.routes import travel_minutes


def test_a_degree_along_the_equator_at_60_km_an_hour_takes_111_minutes() -> None:
    assert travel_minutes([0, 0], [179.5, -179.5], 60)[0, 1] == pytest.approx(111.195, abs=1e-3)


def test_there_is_as_long_as_back_and_no_way_round_is_shorter() -> None:
    rng = np.random.default_rng(3)
    minutes = travel_minutes(rng.uniform(-80, 80, 20), rng.uniform(-180, 180, 20))
    assert (minutes == minutes.T).all()
    round_about = (minutes[:, :, None] + minutes[None, :, :]).min(axis=1)
    assert (minutes <= round_about + 1e-6).all()


@pytest.mark.parametrize("degrees", [91, float("nan")])
def test_a_point_that_is_not_on_the_earth_is_named(degrees: float) -> None:
    with pytest.raises(BadInput, match="point 2: its latitude"):
        travel_minutes([0, degrees], [0, 0])


@pytest.mark.parametrize("speed", [0, -1, float("inf"), float("nan")])
def test_nobody_travels_at_no_speed(speed: float) -> None:
    with pytest.raises(BadInput, match="is no speed to travel at"):
        travel_minutes([0], [0], speed)
