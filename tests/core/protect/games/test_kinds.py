"""Teams of several kinds are spread as linear programs have it, and no kind is asked for more than it has."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.quality.games import apart, by_kinds, random_stakes
from tocsin.errors import BadInput
from tocsin.protect.games import Bounds, Stakes, cover
from tocsin.protect.games.kinds import Kinds, cover_by_kinds

DOGS, FOOT = [True, True, False], [False, True, True]
NAMES = ["Opera", "Station", "Stadium"]


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_strong_value_and_level_are_those_of_one_program_a_target(seed: int) -> None:
    found, programs = by_kinds(np.random.default_rng(seed))
    assert apart(found, (programs.strong(), programs.level())) < 1e-6


@given(st.integers(1, 30), st.integers(1, 6), st.integers(0, 2**32))
def test_kinds_keep_to_what_they_can_and_have_and_together_give_the_shares(
    number: int, some: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    kinds = Kinds.of(rng.integers(0, 4, some), rng.random((some, number)) < 0.4)
    plan = cover_by_kinds(random_stakes(rng, number), kinds)
    assert (plan.by_kind[~kinds.able] == 0).all()
    assert (plan.by_kind >= 0).all()
    assert (plan.by_kind.sum(axis=1) <= kinds.teams + 1e-7).all()
    assert plan.by_kind.sum(axis=0) == pytest.approx(plan.coverage.shares, abs=1e-9)


def test_kinds_that_can_do_everything_are_as_good_as_their_sum() -> None:
    stakes = random_stakes(np.random.default_rng(7), 50)
    plan = cover_by_kinds(stakes, Kinds.of([3, 2.5, 4], np.ones((3, 50))))
    assert plan.coverage.shares == pytest.approx(cover(stakes, 9.5).shares, abs=1e-12)


def test_the_load_is_spread_so_that_the_busiest_kind_is_least_busy() -> None:
    """Either kind may go to the one venue that needs all of a team."""
    plan = cover_by_kinds(Stakes.of_harm([100], 0.5), Kinds.of([3, 1], [[True], [True]]))
    assert plan.by_kind[:, 0] == pytest.approx([0.75, 0.25])


def test_floors_beyond_a_kind_are_refused_and_say_which_kind_is_short() -> None:
    kinds = Kinds.of([1, 5], [DOGS, FOOT], ["dogs", "foot"])
    bounds = Bounds.of(3, [0.9, 0, 0])
    assert cover_by_kinds(Stakes.of_harm([3, 2, 1]), kinds, bounds).coverage.shares[0] >= 0.9
    fewer = Kinds.of([0.5, 5], [DOGS, FOOT], ["dogs", "foot"])
    with pytest.raises(BadInput, match=r"ask for 0\.9 teams of dogs and there are 0\.5; .* 0\.9 at Opera"):
        cover_by_kinds(Stakes.of_harm([3, 2, 1]), fewer, bounds, NAMES)


def test_a_venue_that_no_kind_can_cover_stays_bare_and_a_floor_there_is_refused() -> None:
    kinds = Kinds.of([1], [[False, True, True]])
    plan = cover_by_kinds(Stakes.of_harm([3, 2, 1]), kinds)
    assert (plan.coverage.level, plan.coverage.shares[0]) == (3, 0)
    with pytest.raises(BadInput, match=r"Opera: at least 0\.2 is asked for, and no kind"):
        cover_by_kinds(Stakes.of_harm([3, 2, 1]), kinds, Bounds.of(3, 0.2), NAMES)


@pytest.mark.parametrize(
    ("teams", "able", "words"),
    [
        ([1, -1], [DOGS, FOOT], "foot: -1 is no number of teams"),
        ([1], [DOGS, FOOT], "1 kinds and 2 rows"),
        (np.ones(17), np.ones((17, 2)), "17 kinds"),
    ],
)
def test_kinds_that_make_no_sense_are_refused(teams: object, able: object, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        Kinds.of(teams, able, ["dogs", "foot"])


def test_kinds_told_for_other_venues_are_refused() -> None:
    with pytest.raises(BadInput, match="there are 2 venues, and kinds are told for 3"):
        cover_by_kinds(Stakes.of_harm([2, 1]), Kinds.of([1], [DOGS]))
