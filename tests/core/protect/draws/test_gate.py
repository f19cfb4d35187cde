"""A gate's lot knows a seed, a name and a count, keeps its rate, and follows no pattern."""

import inspect
from fractions import Fraction

import numpy as np
import pytest

from tocsin.errors import BadInput
from tocsin.protect.draws import Gate, Seed, commitment

SEED = Seed(bytes(range(32)))


def test_the_lot_takes_nothing_but_how_many_came_before() -> None:
    """So there is no way to tell it anything of a person."""
    assert list(inspect.signature(Gate.stops).parameters) == ["self", "count"]
    assert list(inspect.signature(Gate).parameters) == ["name", "rate", "seed"]


def test_a_lot_hangs_on_seed_name_and_count_alone() -> None:
    """Not on what was asked before, in which order, or how often: a gate remembers nothing."""
    gate = Gate("north", Fraction(1, 3), SEED)
    once = [gate.stops(count) for count in range(1_000)]
    assert [gate.stops(count) for count in reversed(range(1_000))] == once[::-1]
    assert [Gate("north", Fraction(1, 3), Seed(bytes(range(32)))).stops(c) for c in range(1_000)] == once
    assert [Gate("north", Fraction(1, 3), Seed(bytes(32))).stops(count) for count in range(1_000)] != once
    assert not hasattr(gate, "__dict__")


def test_the_rate_is_kept_and_one_lot_tells_nothing_of_the_next() -> None:
    gate = Gate("north", Fraction(1, 20), SEED)
    stops = np.array([gate.stops(count) for count in range(100_000)])
    assert abs(stops.mean() - 0.05) < 4 * np.sqrt(0.05 * 0.95 / len(stops))
    after = stops[1:][stops[:-1]].mean()
    assert abs(after - 0.05) < 4 * np.sqrt(0.05 * 0.95 / stops.sum())


def test_two_gates_draw_apart() -> None:
    north, south = (Gate(name, Fraction(1, 2), SEED) for name in ("north", "south"))
    alike = sum(north.stops(count) == south.stops(count) for count in range(10_000))
    assert abs(alike - 5_000) < 4 * 50


def test_everyone_or_no_one_can_be_asked() -> None:
    assert all(Gate("north", Fraction(1), SEED).stops(count) for count in range(100))
    assert not any(Gate("north", Fraction(0), SEED).stops(count) for count in range(100))


def test_a_rate_above_one_is_refused() -> None:
    with pytest.raises(BadInput, match="north: the rate 3/2"):
        Gate("north", Fraction(3, 2), SEED)


def test_a_seed_is_told_by_its_fingerprint_and_does_not_show_itself() -> None:
    assert commitment(Seed.parse(SEED.text)) == commitment(SEED)
    assert SEED.text not in repr(SEED)
    with pytest.raises(BadInput, match="64 digits"):
        Seed.parse("secret")
    with pytest.raises(BadInput, match="32 bytes"):
        Seed(b"short")
