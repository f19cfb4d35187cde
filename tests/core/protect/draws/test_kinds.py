"""Kinds of teams are sent as planned, each venue one at most, and no kind sends more than it has."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.protect.draws import Seed, draw_kinds
from tocsin.protect.games import Stakes
from tocsin.protect.games.kinds import Kinds, cover_by_kinds

SEED = Seed(bytes(range(32)))


def plan(number: int, some: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    kinds = Kinds.of(rng.integers(1, 4, some), rng.random((some, number)) < 0.6)
    return cover_by_kinds(Stakes.of_harm(rng.lognormal(5, 1, number)), kinds).by_kind


@given(st.integers(1, 25), st.integers(1, 5), st.integers(0, 2**32))
def test_every_draw_sends_each_kind_as_often_as_it_has_teams_and_only_where_it_may(
    number: int, some: int, seed: int
) -> None:
    by_kind = plan(number, some, seed)
    sent = draw_kinds(by_kind, SEED, "night")
    out = np.bincount(sent[sent >= 0], minlength=some)
    planned = by_kind.sum(axis=1)
    assert (out >= np.floor(planned + 1e-6)).all()
    assert (out <= np.ceil(planned - 1e-6)).all()
    assert all(by_kind[kind, venue] > 0 for venue, kind in enumerate(sent) if kind >= 0)
    sure = by_kind.sum(axis=0) > 1 - 1e-6
    assert (sent[sure] >= 0).all()


def test_each_kind_is_at_each_venue_as_likely_as_planned() -> None:
    by_kind = plan(15, 3, 4)
    assert ((by_kind > 0.01) & (by_kind < 0.99)).sum() > 10
    draws = [draw_kinds(by_kind, SEED, f"night {number}") for number in range(10_000)]
    often = np.array([(np.array(draws) == kind).mean(axis=0) for kind in range(3)])
    spread = np.sqrt(by_kind * (1 - by_kind) / len(draws))
    assert (np.abs(often - by_kind) <= 4 * spread + 1e-9).all()


def test_a_draw_replays_from_seed_and_name_alone() -> None:
    by_kind = plan(15, 3, 4)
    again = Seed(bytes(range(32)))
    assert draw_kinds(by_kind, SEED, "night").tolist() == draw_kinds(by_kind.copy(), again, "night").tolist()


def test_a_draw_of_one_version_replays_with_the_next() -> None:
    """Drawn on 23 November 2026."""
    chances = [[0.5, 0.25, 0.25, 0, 1], [0, 0.25, 0.75, 0.5, 0]]
    assert [draw_kinds(chances, SEED, day).tolist() for day in ("Mo", "Tu", "We")] == [
        [-1, 0, 1, -1, 0],
        [-1, -1, 0, 1, 0],
        [-1, 1, 0, 1, 0],
    ]


@pytest.mark.parametrize(
    ("chances", "words"),
    [
        ([[0.6], [0.6]], r"venue 1: its kinds add up to 1\.2 teams"),
        ([[1.2]], "from 0 to 1"),
        ([0.5], "a row"),
    ],
)
def test_chances_that_cannot_be_are_refused(chances: object, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        draw_kinds(chances, SEED, "night")
