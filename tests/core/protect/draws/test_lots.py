"""Draws keep the planned chances, tell little of each other, and replay."""

from itertools import combinations

import numpy as np
import pytest

from benchmarks.quality.draws import MOST_DROP, MOST_Z, SHARES, TEAMS, comb, farthest, given
from tocsin.errors import BadInput
from tocsin.protect.draws import Lots, Seed

SEED = Seed(bytes(range(32)))
NIGHTS = [f"night {number}" for number in range(100_000)]


@pytest.fixture(scope="module")
def drawn() -> list[tuple[int, ...]]:
    return Lots.of(SHARES).draws(SEED, NIGHTS)


def test_every_draw_has_just_so_many_and_each_venue_its_chance(drawn: list[tuple[int, ...]]) -> None:
    assert {len(one) for one in drawn} == {TEAMS}
    assert farthest(drawn) < MOST_Z


@pytest.mark.parametrize(
    "shares", [[2 / 3, 1 / 3], [1 - 5e-9, 5e-9], [0.5, 0.5, 1.0], [0.999, 0.0005, 0.0005], [0.3], [1e-6, 0.4]]
)
def test_few_venues_are_drawn_as_planned_too(shares: list[float]) -> None:
    draws = Lots.of(shares).draws(SEED, NIGHTS[:20_000])
    often = np.bincount([venue for drawn in draws for venue in drawn], minlength=len(shares)) / len(draws)
    spread = np.sqrt(np.multiply(shares, np.subtract(1, shares)) / len(draws))
    assert (np.abs(often - shares) <= 4 * spread + 1 / len(draws)).all()


def test_a_venue_seen_covered_tells_little_of_the_others(drawn: list[tuple[int, ...]]) -> None:
    drop, never, _ = given(drawn)
    assert drop <= MOST_DROP
    assert never == 0


def test_a_draw_in_fixed_order_fails_just_that() -> None:
    combs = [comb(offset) for offset in SEED.uniform("comb", len(NIGHTS))]
    drop, never, _ = given(combs)
    assert {len(one) for one in combs} == {TEAMS}
    assert farthest(combs) < MOST_Z
    assert drop > MOST_DROP
    assert never > 0


def test_the_chances_of_pairs_are_those_of_all_draws_weighed() -> None:
    """Every draw's chance is the product of its venues' odds: counted out for six venues."""
    lots = Lots.of([0.9, 0.6, 0.5, 0.5, 0.3, 0.2])
    odds = lots._chances / (1 - lots._chances)
    ways = list(combinations(range(6), 3))
    weights = np.array([np.prod(odds[list(way)]) for way in ways])
    pairs = np.zeros((6, 6))
    for way, weight in zip(ways, weights / weights.sum(), strict=True):
        pairs[np.ix_(way, way)] += weight
    assert lots.together() == pytest.approx(pairs, abs=1e-9)


def test_a_draw_replays_from_seed_and_name_alone() -> None:
    assert Lots.of(SHARES).draw(SEED, "night 7") == Lots.of(SHARES.copy()).draw(
        Seed(bytes(range(32))), "night 7"
    )
    assert Lots.of(SHARES).draw(SEED, "night 7") != Lots.of(SHARES).draw(SEED, "night 8")


def test_draws_of_one_version_replay_with_the_next() -> None:
    """Auditors come later: these were drawn on 23 November 2026."""
    lots = Lots.of([0.9, 0.6, 0.5, 0.5, 0.3, 0.2])
    assert lots.draws(SEED, NIGHTS[:5]) == [(0, 2, 3), (0, 2, 5), (0, 2, 3), (0, 1, 5), (0, 2, 3)]


def test_venues_always_or_never_covered_are_always_or_never_drawn() -> None:
    draws = Lots.of([1.0, 0.0, 0.5, 0.5]).draws(SEED, NIGHTS[:200])
    assert all(0 in drawn and 1 not in drawn for drawn in draws)


def test_shares_that_add_up_to_a_fraction_draw_the_whole_number_below_or_above() -> None:
    draws = Lots.of([0.5, 0.5, 0.3]).draws(SEED, NIGHTS[:5_000])
    assert {len(drawn) for drawn in draws} == {1, 2}
    assert np.mean([len(drawn) for drawn in draws]) == pytest.approx(1.3, abs=0.03)


def test_no_venue_open_to_chance_needs_no_chance() -> None:
    assert Lots.of([1.0, 0.0]).draw(SEED, "night") == (0,)


def test_a_share_above_one_is_refused() -> None:
    with pytest.raises(BadInput, match=r"share 1\.2 of venue 2"):
        Lots.of([0.5, 1.2])
