"""Which kind of team goes to which venue on a day, where there are several kinds.

Each venue gets a team of each kind as likely as planned, no venue two, and each kind sends as many teams as
its shares add up to, or the whole number below or above. Chances that are neither 0 nor 1 are shifted along a
path or a ring of kinds and venues, up at one and down at the next, by a lot that leaves every mean as it was,
until none is open (dependent rounding: Gandhi, Khuller, Parthasarathy and Srinivasan, JACM 53, 2006).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.errors import BadInput
from tocsin.protect.draws.seed import Seed

NEAR = 1e-9
"""A chance so near 0 or 1 is decided."""

Pair = tuple[int, int]
"""A kind and a venue; in the graph of what is open, venues are numbered from -1 down."""
Open = dict[int, dict[int, float]]
"""For each kind and venue those it may still be put together with, and how likely."""


def draw_kinds(by_kind: ArrayLike, seed: Seed, what: str) -> NDArray[np.intp]:
    """The kind (n,) sent to each venue, -1 where none is; the same for the same seed and name.

    `by_kind` (k, n) is how likely a team of each kind is at each venue. `BadInput` where a chance is not from
    0 to 1 or those of a venue add up to more than 1.

    >>> [draw_kinds([[0.5, 0.5, 0], [0, 0.5, 0.5]], Seed(bytes(32)), day).tolist() for day in ("Mo", "Tu")]
    [[0, 1, -1], [0, 1, -1]]
    """
    chances = np.array(by_kind, dtype=np.float64)
    if chances.ndim != 2 or not ((chances >= 0) & (chances <= 1 + NEAR)).all():
        raise BadInput("chances are from 0 to 1, a row for each kind", where="shares", reason="share")
    teams = chances.sum(axis=0)
    if (teams > 1 + NEAR).any():
        at = int(np.argmax(teams))
        text = f"its kinds add up to {teams[at]:g} teams, above 1"
        raise BadInput(text, where=f"venue {at + 1}", reason="share")
    chances /= np.maximum(teams, 1.0)
    lots = seed.uniform(what, 2 * chances.size)
    sent = np.full(chances.shape[1], -1, np.intp)
    order = np.argsort(lots[: chances.size])
    some = order[chances.flat[order] > NEAR]
    for kind, venue in _sent(chances, some, iter(lots[chances.size :].tolist())):
        sent[venue] = kind
    return sent


def _sent(chances: NDArray[np.float64], order: NDArray[np.intp], lots: Iterator[float]) -> Iterator[Pair]:
    """The pairs that come out, as they are decided; each lot decides one at least."""
    still: Open = {}
    for pair in order.tolist():
        kind, venue = divmod(pair, chances.shape[1])
        yield from _put(still, kind, -1 - venue, float(chances[kind, venue]))
    while still:
        yield from _shifted(still, _way(still), next(lots))


def _put(still: Open, one: int, other: int, chance: float) -> Iterator[Pair]:
    """Write a chance down; where that decides the pair, it is open no more."""
    if NEAR < chance < 1 - NEAR:
        still.setdefault(one, {})[other] = chance
        still.setdefault(other, {})[one] = chance
        return
    for here, there in ((one, other), (other, one)):
        still.get(here, {}).pop(there, None)
        if not still.get(here, True):
            del still[here]
    if chance > 0.5:
        yield max(one, other), -1 - min(one, other)


def _way(still: Open) -> list[int]:
    """A path between two that have one pair open, or a ring (its first is its last)."""
    at = next((one for one, others in still.items() if len(others) == 1), next(iter(still)))
    way = [at]
    while True:
        onward = next((one for one in still[at] if len(way) < 2 or one != way[-2]), None)
        if onward is None:
            return way
        if onward in way:
            return [*way[way.index(onward) :], onward]
        way.append(onward)
        at = onward


def _shifted(still: Open, way: list[int], lot: float) -> Iterator[Pair]:
    """Up at every other pair of a way and down at the rest, or the other way round, as far as can be."""
    pairs = list(pairwise(way))
    held = [still[one][other] for one, other in pairs]
    up = min(1 - chance if at % 2 == 0 else chance for at, chance in enumerate(held))
    down = min(chance if at % 2 == 0 else 1 - chance for at, chance in enumerate(held))
    step = up if lot * (up + down) < down else -down
    for at, ((one, other), chance) in enumerate(zip(pairs, held, strict=True)):
        yield from _put(still, one, other, chance + (step if at % 2 == 0 else -step))
