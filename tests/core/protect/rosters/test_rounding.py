"""A plan made whole keeps every sum, and is the best of all such plans."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import eye_array, kron

from tocsin.errors import BadInput
from tocsin.protect.rosters import rounded

Numbers = NDArray[np.float64]


def plan(rng: np.random.Generator, venues: int, shifts: int) -> Numbers:
    """Shares some of which are 0 and 1."""
    return np.clip(rng.uniform(-0.3, 1.3, (venues, shifts)), 0, 1)


def whole_teams(rng: np.random.Generator, venues: int, shifts: int, teams: int) -> Numbers:
    """Shares that add up to just so many teams in each shift: averages of plans that are whole."""
    plans = [rng.permuted(np.arange(venues)[:, None] < np.full(shifts, teams), axis=0) for _ in range(4)]
    return np.asarray(np.mean(plans, axis=0))


def about(sums: Numbers, whole: NDArray[np.int64]) -> bool:
    return bool((np.abs(sums - whole) < 1 - 1e-9).all())


@given(st.integers(1, 12), st.integers(1, 8), st.integers(0, 2**32))
def test_every_sum_is_the_whole_number_below_or_above(venues: int, shifts: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    shares = plan(rng, venues, shifts)
    districts = [str(number) for number in rng.integers(0, 3, venues)]
    chosen = rounded(shares, districts)
    assert about(shares.sum(axis=0), chosen.sum(axis=0))
    assert about(shares.sum(axis=1), chosen.sum(axis=1))
    for district in set(districts):
        some = np.array(districts) == district
        assert about(shares[some].sum(axis=0), chosen[some].sum(axis=0))
    assert (chosen[shares == 1]).all()
    assert not (chosen[shares == 0]).any()


def test_200_venues_in_21_shifts_get_just_the_teams_there_are() -> None:
    shares = whole_teams(np.random.default_rng(2015), 200, 21, 60)
    chosen = rounded(shares)
    assert (chosen.sum(axis=0) == 60).all()
    assert about(shares.sum(axis=1), chosen.sum(axis=1))


@given(st.integers(1, 7), st.integers(1, 5), st.integers(0, 2**32))
def test_no_other_plan_has_more_of_the_shares(venues: int, shifts: int, seed: int) -> None:
    """Against HiGHS, which looks among whole numbers."""
    shares = plan(np.random.default_rng(seed), venues, shifts)
    sums = [
        kron(eye_array(venues), np.ones((1, shifts))), kron(np.ones((1, venues)), eye_array(shifts)),
        np.ones((1, shares.size)),
    ]  # fmt: skip
    limits = [
        LinearConstraint(
            matrix, np.floor(matrix @ shares.ravel() + 1e-9), np.ceil(matrix @ shares.ravel() - 1e-9)
        )
        for matrix in sums
    ]
    bounds = Bounds(np.floor(shares.ravel()), np.ceil(shares.ravel()))
    best = milp(-shares.ravel(), constraints=limits, bounds=bounds, integrality=np.ones(shares.size))
    assert (shares * rounded(shares)).sum() == pytest.approx(-best.fun, abs=1e-4)


def test_a_sum_that_misses_a_whole_number_by_rounding_is_that_number() -> None:
    assert rounded(np.full((10, 1), 0.1)).sum() == 1


def test_the_same_shares_give_the_same_plan() -> None:
    shares = plan(np.random.default_rng(7), 40, 21)
    assert (rounded(shares) == rounded(shares.copy())).all()


def test_a_plan_without_venues_or_shifts_stays_empty() -> None:
    assert rounded(np.zeros((0, 3))).shape == (0, 3)
    assert rounded(np.zeros((3, 0)), ["north"] * 3).shape == (3, 0)


def test_what_is_no_share_is_refused_by_venue_and_shift() -> None:
    with pytest.raises(BadInput, match=r"the share 1\.2 of venue 2 in shift 1 is not from 0 to 1"):
        rounded([[0.5, 0.5], [1.2, 0.0]])
    with pytest.raises(BadInput, match="the share nan of venue 1 in shift 2"):
        rounded([[0.5, float("nan")]])
    with pytest.raises(BadInput, match="venues by shifts"):
        rounded([0.5])
    with pytest.raises(BadInput, match="1 districts for 2 venues"):
        rounded([[0.5], [0.5]], ["north"])
