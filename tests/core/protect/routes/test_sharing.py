"""Points are shared out evenly, each once, close together, and the same way again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tocsin.base.sphere import great_circle_km
from tocsin.errors import BadInput
from tocsin.protect.routes import shared_out

Numbers = NDArray[np.float64]


def town(number: int, seed: int = 2015) -> Numbers:
    rng = np.random.default_rng(seed)
    return np.column_stack([rng.uniform(31.0, 31.5, number), rng.uniform(121.2, 121.8, number)])


def km(points: Numbers, way: tuple[int, ...]) -> float:
    legs = points[list(way)]
    return float(great_circle_km(legs[:-1, 0], legs[:-1, 1], legs[1:, 0], legs[1:, 1]).sum())


@given(st.integers(0, 60), st.integers(1, 12), st.integers(0, 2**32))
def test_every_point_goes_to_one_team_and_no_team_has_two_more_than_another(
    number: int, teams: int, seed: int
) -> None:
    parts = shared_out(town(number, seed), teams)
    assert len(parts) == teams
    assert sorted(at for part in parts for at in part) == list(range(number))
    sizes = [len(part) for part in parts]
    assert max(sizes) - min(sizes) <= 1


def test_parts_are_compact() -> None:
    """Ten teams together go less than half as far as if each took every tenth point from west to east."""
    points = town(200)
    strips = np.array_split(np.argsort(points[:, 1]), 10)
    shared = sum(km(points, part) for part in shared_out(points, 10))
    assert shared < 0.5 * sum(km(points, tuple(strip.tolist())) for strip in strips)


def test_no_way_crosses_itself() -> None:
    points = town(30)
    [way] = shared_out(points, 1)
    for first in range(1, 29):
        for last in range(first + 1, 29):
            turned = way[:first] + way[first : last + 1][::-1] + way[last + 1 :]
            assert km(points, turned) >= km(points, way) - 0.02  # the plane is not the sphere


def test_points_on_either_side_of_the_date_line_are_close() -> None:
    points = [[-17.0, 179.9], [-17.0, 170.0], [-17.0, -179.9], [-17.0, 170.1]]
    assert sorted(sorted(part) for part in shared_out(points, 2)) == [[0, 2], [1, 3]]


def test_points_at_one_place_are_shared_out_too() -> None:
    assert [len(part) for part in shared_out([[31.0, 121.0]] * 7, 3)] == [3, 2, 2]


def test_the_same_points_are_shared_out_the_same_way() -> None:
    assert shared_out(town(500), 40) == shared_out(town(500), 40)


def test_what_is_no_point_and_no_team_is_refused() -> None:
    with pytest.raises(BadInput, match="point 2: it is no point"):
        shared_out([[1, 2], [float("nan"), 2]], 1)
    with pytest.raises(BadInput, match="0 is no number of teams"):
        shared_out([[1, 2]], 0)
