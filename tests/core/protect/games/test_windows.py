"""Venues at stake at some times are covered as linear programs have it; a floor holds in its own period."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.quality.games import apart, by_windows, of_windows
from tocsin.errors import BadInput
from tocsin.protect.games import Bounds, Stakes, Window, cover, cover_windows

EVENING = [400.0, 100.0, 0.0]
NIGHT = [0.0, 100.0, 300.0]


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_strong_value_and_level_are_those_of_one_program_a_target(seed: int) -> None:
    found, programs = by_windows(np.random.default_rng(seed))
    assert apart(found, (programs.strong(), programs.level())) < 1e-6


@given(st.lists(st.floats(1, 100), min_size=2, max_size=8), st.floats(0.1, 3), st.floats(0.1, 3))
def test_neither_limit_is_broken(harms: list[float], at_once: float, in_all: float) -> None:
    windows = [Window.of_harm("day", harms), Window.of_harm("night", harms[::-1])]
    plan = cover_windows(windows, at_once, in_all=in_all)
    assert max(one.used for one in plan.periods) <= at_once + 1e-9
    assert sum(one.used for one in plan.periods) <= in_all + 1e-9
    assert plan.worst <= plan.strong + 1e-9


def test_periods_with_teams_of_their_own_are_games_of_their_own() -> None:
    plan = cover_windows([Window.of_harm("evening", EVENING), Window.of_harm("night", NIGHT)], [1, 2])
    assert plan.periods[0].shares[:2] == pytest.approx(cover(Stakes.of_harm(EVENING[:2]), 1).shares)
    assert plan.periods[1].shares[1:] == pytest.approx(cover(Stakes.of_harm(NIGHT[1:]), 2).shares)


def test_what_a_period_cannot_use_brings_the_others_down() -> None:
    """At most one team at once holds the evening at 200; the night then gets what is left, and is better off
    than at the one level of both."""
    evening = Window.of_harm("evening", [400, 400])
    night = Window.of_harm("night", [300, 0])
    plan = cover_windows([evening, night], 1, in_all=1.9)
    assert plan.shares == pytest.approx(np.array([[0.5, 0.9], [0.5, 0.0]]))
    assert [one.level for one in plan.periods] == pytest.approx([200, 30])
    assert plan.worst == pytest.approx(-200)


def test_a_floor_raises_its_own_period_alone_even_where_nothing_is_at_stake() -> None:
    bare = [Window.of_harm("evening", EVENING), Window.of_harm("night", NIGHT)]
    raised = [bare[0], Window.of_harm("night", NIGHT, Bounds.of(3, [0.4, 0, 0]))]
    before, after = cover_windows(bare, 2), cover_windows(raised, 2)
    assert after.shares[:, 0] == pytest.approx(before.shares[:, 0])
    assert after.shares[0, 1] == 0.4
    assert after.periods[1].used <= 2


def test_a_plan_is_as_strong_as_programs_say_and_promises_no_more_than_its_worst() -> None:
    """With one night spare, the strong value leaves it as exposed as the evening."""
    evening = Window("evening", np.array([0]), Stakes.of(attacker_uncovered=[10], attacker_covered=[5],
        defender_uncovered=[-10], defender_covered=[-9]), Bounds.of(1))  # fmt: skip
    night = Window("night", np.array([0]), Stakes.of(attacker_uncovered=[10], attacker_covered=[0],
        defender_uncovered=[-1], defender_covered=[0]), Bounds.of(1))  # fmt: skip
    plan = cover_windows([evening, night], 1, in_all=2)
    assert plan.level == 5
    assert plan.strong == pytest.approx(of_windows([evening, night], np.ones(2), 2).strong()) == -0.5
    assert plan.worst == -9


def test_floors_beyond_the_teams_are_refused_and_name_the_period() -> None:
    windows = [
        Window.of_harm("evening", EVENING, Bounds.of(3, 0.2)),
        Window.of_harm("night", NIGHT, Bounds.of(3, [0.9, 0.9, 0])),
    ]
    with pytest.raises(BadInput, match=r"ask for 1\.8 teams in night and there are 1; .* 0\.9 at Opera"):
        cover_windows(windows, 1, names=["Opera", "Station", "Stadium"])
    with pytest.raises(BadInput, match=r"ask for 2\.4 teams in all and there are 2; .* 1\.8 at night"):
        cover_windows(windows, 2, in_all=2)


@pytest.mark.parametrize("harm", [[0, 0], [1, -1]])
def test_a_period_with_nothing_or_less_at_stake_is_refused(harm: list[float]) -> None:
    with pytest.raises(BadInput, match="night: harm is below 0 at a venue, or nothing is at stake"):
        Window.of_harm("night", harm)
