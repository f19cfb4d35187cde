"""Patrols past several venues give what linear programs over all patrols give, and never more."""

import json
from collections.abc import Callable
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_data import shared_data

from benchmarks.quality.games import apart, by_schedules, random_stakes
from tocsin.errors import BadInput
from tocsin.protect.draws import Seed
from tocsin.protect.games import Bounds, Stakes, cover
from tocsin.protect.games.schedules import Schedules, cover_by_schedules, mixture_of, strongest_by_schedules
from tocsin.protect.games.tours import tours

BOTH_WAYS = Schedules.of([[0, 1], [1, 2]], 3)


@settings(max_examples=20)
@given(st.integers(0, 2**32))
def test_strong_value_and_level_are_those_of_one_program_a_target(seed: int) -> None:
    found, programs = by_schedules(np.random.default_rng(seed))
    assert apart(found, (programs.strong(), programs.level())) < 1e-6


def test_shares_are_had_or_refused_as_the_literature_has_it() -> None:
    known = json.loads(shared_data("protection", "implementability.json").read_text("utf-8"))
    schedules = Schedules.of([[venue - 1 for venue in one] for one in known["schedules"]], 3)
    for case in known["cases"]:
        if case["implementable"]:
            mixture = mixture_of(case["marginals"], schedules, known["resources"])
            assert mixture.shares == pytest.approx(case["marginals"], abs=1e-6)
        else:
            with pytest.raises(BadInput, match="no mixture of these schedules"):
                mixture_of(case["marginals"], schedules, known["resources"])


def test_two_teams_on_overlapping_ways_do_not_cover_a_venue_twice() -> None:
    """By adding shares up, the middle would be had twice and the ends for certain: that is what both at once
    give, and two teams give no more."""
    assert mixture_of([1, 1, 1], BOTH_WAYS, 2).patrols == ((0, 1),)
    with pytest.raises(BadInput, match="no mixture"):
        mixture_of([1, 1, 1], BOTH_WAYS, 1)


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_the_mixture_keeps_bounds_and_its_shares_are_those_of_its_patrols(seed: int) -> None:
    rng = np.random.default_rng(seed)
    number, teams = int(rng.integers(2, 10)), int(rng.integers(1, 4))
    sets = [rng.choice(number, 2, replace=False) for _ in range(8)]
    schedules, bounds = (
        Schedules.of([*sets, *([at] for at in range(number))], number),
        Bounds.of(number, 0.05),
    )
    plan = cover_by_schedules(random_stakes(rng, number), schedules, teams, bounds)
    covered = np.array([schedules.covers[list(one)].any(axis=0) for one in plan.mixture.patrols])
    assert plan.mixture.chances.sum() == pytest.approx(1)
    assert plan.mixture.chances @ covered == pytest.approx(plan.coverage.shares)
    assert (plan.coverage.shares >= 0.05 - 1e-6).all()
    assert max(len(one) for one in plan.mixture.patrols) <= teams
    assert plan.coverage.worst <= plan.coverage.strong


def test_schedules_of_one_venue_each_are_teams_that_go_anywhere() -> None:
    stakes = random_stakes(np.random.default_rng(4), 12)
    plan = cover_by_schedules(stakes, Schedules.of([[at] for at in range(12)], 12), 3)
    assert plan.coverage.level == pytest.approx(cover(stakes, 3).level, abs=1e-5)


def test_a_way_past_many_can_be_bad_for_the_strong_value_and_good_for_the_level() -> None:
    """Whoever covers the first two on one way keeps the attacker from the second, which the defender would
    rather see attacked; a team may stay away for that, and the level is then higher."""
    stakes = Stakes.of(attacker_uncovered=[10, 10, 4], attacker_covered=[0, 0, 0],
        defender_uncovered=[-10, -1, -4], defender_covered=[0, 0, 0])  # fmt: skip
    schedules = Schedules.of([[0, 1], [0]], 3)
    level, strong = (
        solve(stakes, schedules, 1).coverage for solve in (cover_by_schedules, strongest_by_schedules)
    )
    assert level.level <= strong.level
    assert strong.strong >= level.strong


@pytest.mark.parametrize("solve", [cover_by_schedules, strongest_by_schedules])
def test_one_venue_on_one_way_is_covered(solve: Callable[..., object]) -> None:
    plan = solve(Stakes.of_harm([5]), Schedules.of([[0]], 1), 1)
    assert plan.coverage.shares == pytest.approx([1])


@pytest.mark.parametrize("teams", [0, 3])
def test_no_team_and_more_teams_than_ways_are_plans_too(teams: int) -> None:
    plan = cover_by_schedules(Stakes.of_harm([3, 2, 1]), BOTH_WAYS, teams)
    assert plan.coverage.shares == pytest.approx([min(teams, 1)] * 3, abs=1e-6)


def test_a_draw_repeats_and_falls_on_each_patrol_as_likely_as_planned() -> None:
    mixture = mixture_of([0.3, 1, 0.7], BOTH_WAYS, 1)
    lots = Seed(bytes(32)).uniform("night", 10_000)
    often = np.mean([mixture.patrols.index(mixture.drawn(lot)) == 0 for lot in lots])
    assert often == pytest.approx(mixture.chances[0], abs=4 * np.sqrt(0.21 / len(lots)))
    assert mixture.drawn(float(np.nextafter(1, 0))) == mixture.patrols[-1]


def test_floors_that_no_mixture_keeps_are_refused_and_name_a_venue() -> None:
    with pytest.raises(BadInput, match=r"(Opera|Stadium): no mixture .* 0\.1 off"):
        cover_by_schedules(
            Stakes.of_harm([3, 2, 1]),
            BOTH_WAYS,
            1,
            Bounds.of(3, [0.6, 0, 0.6]),
            ["Opera", "Station", "Stadium"],
        )


def test_schedules_of_other_venues_and_parts_of_teams_are_refused() -> None:
    with pytest.raises(BadInput, match="there are 2 venues, and schedules are of 3"):
        cover_by_schedules(Stakes.of_harm([2, 1]), BOTH_WAYS, 1)
    with pytest.raises(BadInput, match=r"1\.5 is no number of teams"):
        cover_by_schedules(Stakes.of_harm([3, 2, 1]), BOTH_WAYS, 1.5)


@given(st.integers(1, 5), st.integers(0, 2**32))
def test_tours_are_all_sets_that_any_order_fits_in_and_the_shortest_of_each(number: int, seed: int) -> None:
    """Against every order of every set; ways differ there and back, and detours may be quicker."""
    rng = np.random.default_rng(seed)
    travel, stay = rng.uniform(1, 20, (number + 1, number + 1)), rng.uniform(0, 10, number)
    known: dict[frozenset[int], float] = {}
    for size in range(1, number + 1):
        for order in permutations(range(number), size):
            stops = [0, *(at + 1 for at in order), 0]
            minutes = sum(travel[a, b] for a, b in pairwise(stops)) + stay[list(order)].sum()
            known[frozenset(order)] = min(minutes, known.get(frozenset(order), np.inf))
    found = {frozenset(tour.venues): tour.minutes for tour in tours(travel, stay, 50)}
    assert found == pytest.approx({venues: minutes for venues, minutes in known.items() if minutes <= 50})


def test_tours_without_end_or_into_the_past_are_refused() -> None:
    with pytest.raises(BadInput, match="more than 50,000 ways fit into 1000 minutes"):
        tours(np.ones((25, 25)), 1, 1000)
    with pytest.raises(BadInput, match="none below 0"):
        tours([[0, -1], [1, 0]], 5, 60)
