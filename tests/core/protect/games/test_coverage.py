"""Coverage is the best there is: against linear programs solved by others, the published example, a sort."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_data import shared_data

from benchmarks.quality.games import SIDES, apart, bounded, random_stakes
from benchmarks.speed.coverage import by_sorting
from tocsin.errors import BadInput
from tocsin.protect.games import Bounds, Coverage, Stakes, cover
from tocsin.protect.games.stakes import Numbers


def shared(name: str) -> dict[str, object]:
    """A file of shared data."""
    return json.loads(shared_data("protection", name).read_text("utf-8"))


def test_120_games_end_as_one_linear_program_a_target_has_them() -> None:
    for game in shared("lp_oracle_games.json")["games"]:
        plan = cover(Stakes.of(**{side: game[side] for side in SIDES}), game["m"])
        assert plan.strong == pytest.approx(game["sse_defender"], abs=1e-6)
        assert plan.level == pytest.approx(game["attacker_level"], abs=1e-6)


def test_the_published_example_comes_out_for_every_number_of_teams() -> None:
    example = shared("stcyr_10_targets.json")
    stakes = Stakes.of(**example["game"])
    for known in example["solutions"]:
        plan = cover(stakes, known["m"])
        assert plan.level == pytest.approx(known["attacker"], abs=1e-8)
        assert plan.strong == pytest.approx(known["defender_sse"], abs=1e-8)
        assert plan.used == pytest.approx(known["coverage_sum"], abs=1e-8)
        assert plan.shares == pytest.approx(known["coverage"], abs=1e-8)


def test_the_value_is_that_of_the_venues_an_attacker_would_choose() -> None:
    """Over all venues the best would be -1, which public code has printed."""
    harm = np.arange(1.0, 11.0)
    plan = cover(Stakes.of_harm(harm, -1.0), 1)
    assert plan.strong == pytest.approx(-4.730173627)


@given(st.integers(0, 2**32))
def test_with_floors_and_ceilings_too_it_ends_as_one_program_a_target(seed: int) -> None:
    found, programs = bounded(np.random.default_rng(seed))
    assert apart(found, (programs.strong(), programs.level())) < 1e-6


@pytest.mark.parametrize("teams", [0, 1, 37.5, 400, 900])
def test_the_level_is_that_of_the_sort(teams: float) -> None:
    stakes = random_stakes(np.random.default_rng(2015), 1_000)
    assert cover(stakes, teams).level == pytest.approx(by_sorting(stakes, teams), abs=1e-9)


@given(st.integers(1, 40), st.floats(0, 1), st.integers(0, 2**32))
def test_no_venue_is_worth_more_than_the_level_and_no_bound_is_broken(
    number: int, share: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    stakes, low = random_stakes(rng, number), rng.uniform(0, 0.5, number)
    bounds = Bounds.of(number, low, rng.uniform(0.5, 1, number))
    teams = float(low.sum()) + share * number
    plan = cover(stakes, teams, bounds)
    assert (plan.shares >= bounds.floor).all()
    assert (plan.shares <= bounds.ceiling).all()
    assert plan.used <= teams + 1e-9
    assert stakes.to_attacker(plan.shares).max() <= plan.level
    assert plan.worst <= plan.strong
    assert _cannot_be_lowered(stakes, bounds, teams, plan)


def _cannot_be_lowered(stakes: Stakes, bounds: Bounds, teams: float, plan: Coverage) -> bool:
    """A level a little lower takes more teams than there are, or more of a venue than it may have."""
    lower = plan.level - 1e-6 * max(1.0, abs(plan.level))
    gain = stakes.attacker_uncovered - stakes.attacker_covered
    needed: Numbers = np.maximum(bounds.floor, (stakes.attacker_uncovered - lower) / gain)
    return bool(needed.sum() > teams or (needed > bounds.ceiling).any())


def test_venues_that_suit_the_attacker_alike_have_a_strong_and_a_worst_value() -> None:
    stakes = Stakes.of(
        attacker_uncovered=[10, 10], attacker_covered=[0, 0], defender_uncovered=[-1, -9],
        defender_covered=[0, 0],
    )  # fmt: skip
    plan = cover(stakes, 1)
    assert plan.most_wanted.tolist() == [0, 1]
    assert (plan.strong, plan.worst) == (-0.5, -4.5)


@pytest.mark.parametrize("scale", [1e-9, 1e9])
def test_the_unit_of_the_stakes_does_not_matter(scale: float) -> None:
    harm = np.array([9.0, 9, 7, 3, 1])
    one, other = cover(Stakes.of_harm(harm, 0.1), 1.5), cover(Stakes.of_harm(scale * harm, 0.1), 1.5)
    assert other.shares == pytest.approx(one.shares)
    assert other.most_wanted.tolist() == one.most_wanted.tolist() == [0, 1, 2]
    alike = cover(Stakes.of_harm([scale] * 7), 3)
    assert len(alike.most_wanted) == 7


def test_floors_beyond_the_teams_are_refused_and_say_how_many_are_short() -> None:
    bounds = Bounds.of(3, floor=[0.9, 0.5, 0.5])
    with pytest.raises(BadInput, match=r"ask for 1\.9 teams and there are 1; the highest is 0\.9 at Opera"):
        cover(Stakes.of_harm([3, 2, 1]), 1, bounds, names=["Opera", "Station", "Stadium"])


@pytest.mark.parametrize(
    ("floor", "ceiling", "words"),
    [
        ([0.1, 1.2, 0], 1, "Station: the least share 1.2 is not from 0 to 1"),
        (0, -0.5, "Opera: the most share -0.5 is not from 0 to 1"),
        (0.5, [1, 1, 0.4], "Stadium: at least 0.5 and at most 0.4 cannot both be"),
        ([0.1, 0.2], 1, "the least shares are 2, and there are 3 venues"),
    ],
)
def test_bounds_that_cannot_be_are_refused_by_name(floor: object, ceiling: object, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        Bounds.of(3, floor, ceiling, ["Opera", "Station", "Stadium"])


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"harm": [1, float("nan")]}, "venue 2: nan is no figure"),
        ({"harm": [1, 0]}, "venue 2: covered it is worth 0 to an attacker, uncovered 0"),
        ({"harm": [5], "left": [1.5]}, "venue 1: covered it is worth 7.5 to an attacker, uncovered 5"),
    ],
)
def test_stakes_with_a_wrong_sign_or_no_figure_are_refused(
    figures: dict[str, list[float]], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        Stakes.of_harm(**figures)
