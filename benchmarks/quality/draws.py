"""Whether draws keep the planned chances and tell little of each other, beside draws in a fixed order.

    python benchmarks/quality/draws.py [--draws 100000]

60 venues, 12 teams, shares of the best coverage of made-up harms. Every draw must have just 12 venues, every
venue its share (|z| < 4), and seeing one venue covered may lower the chance of no other by more than 0.15.
Peers in the same run: a comb laid over the venues in their fixed order (systematic sampling), which must
fail; the same with venues shuffled anew each time. A quarter as many draws by kinds of teams, three with four
teams each, must do as well.
"""

import time
from collections.abc import Callable, Sequence
from typing import Annotated

import numpy as np
import typer

from tocsin.protect.draws import Lots, Seed, draw_kinds
from tocsin.protect.games import Stakes, cover
from tocsin.protect.games.kinds import Kinds, cover_by_kinds
from tocsin.protect.games.stakes import Numbers

TEAMS = 12
HARM = np.random.default_rng(3).lognormal(5, 1, 60)
SHARES = cover(Stakes.of_harm(HARM), TEAMS).shares
MOST_Z, MOST_DROP, RARE = 4, 0.15, 0.05

Draws = Sequence[Sequence[int]]


def comb(offset: float, order: Sequence[int] | None = None) -> tuple[int, ...]:
    """Teeth one apart, laid over the shares end to end: the venues they fall on."""
    along = np.arange(len(SHARES)) if order is None else np.asarray(order)
    ends = np.concatenate([[0], np.cumsum(SHARES[along])])
    return tuple(along[np.floor(ends[1:] - offset) > np.floor(ends[:-1] - offset)].tolist())


def counted(draws: Draws) -> Numbers:
    """How often each two venues (n, n) are drawn together; on the diagonal, each alone."""
    covered = np.zeros((len(draws), len(SHARES)), np.float32)
    sizes = [len(drawn) for drawn in draws]
    covered[np.repeat(np.arange(len(draws)), sizes), np.concatenate(draws)] = 1
    return np.asarray(covered.T @ covered, dtype=np.float64)


def farthest(draws: Draws) -> float:
    """The largest |z| of how often a venue is drawn, over venues open to chance."""
    spread = np.sqrt(SHARES * (1 - SHARES) / len(draws))
    some = (SHARES > 1e-9) & (SHARES < 1 - 1e-9)
    off = np.diag(counted(draws)) / len(draws) - SHARES
    return float(np.abs(off[some] / spread[some]).max())


def given(draws: Draws) -> tuple[float, int, int]:
    """By how much one venue seen covered lowers another's chance at most, how many pairs are never drawn
    together, and of how many; over venues drawn at least one time in twenty."""
    joint = counted(draws) / len(draws)
    often = np.flatnonzero(np.diag(joint) > RARE)
    alone, both = np.diag(joint)[often], joint[np.ix_(often, often)]
    drop = alone[None, :] - both / alone[:, None]
    apart = ~np.eye(len(often), dtype=bool)
    return float(drop[apart].max()), int((both[apart] == 0).sum() // 2), int(apart.sum() // 2)


def told(name: str, draw: Callable[[], Draws]) -> tuple[bool, float, float]:
    """Draw, print; whether every draw is of 12 venues, the largest |z| and the largest drop."""
    started = time.perf_counter()
    draws = draw()
    each = (time.perf_counter() - started) / len(draws)
    sized = {len(drawn) for drawn in draws} == {TEAMS}
    (drop, never, pairs), z = given(draws), farthest(draws)
    different = len({tuple(sorted(drawn)) for drawn in draws})
    print(
        f"{name}: {'always' if sized else 'NOT always'} {TEAMS} venues, largest |z| {z:.2f}, largest drop"
        f" {drop:.3f}, {never} of {pairs} pairs never together, {different:,} different draws,"
        f" {1e6 * each:.1f} microseconds each"
    )
    return sized, z, drop


def by_kinds() -> Numbers:
    """The same shares by three kinds of four teams, each able to cover about six venues in ten (3, n)."""
    able = np.random.default_rng(1).random((3, len(HARM))) < 0.6
    able[0, ~able.any(axis=0)] = True
    return cover_by_kinds(Stakes.of_harm(HARM), Kinds.of([TEAMS / 3] * 3, able)).by_kind


def of_kinds(seed: Seed, nights: Sequence[str]) -> Draws:
    """The venues that any kind is sent to, each night."""
    shared_out = by_kinds()
    return [np.flatnonzero(draw_kinds(shared_out, seed, night) >= 0).tolist() for night in nights]


def main(draws: Annotated[int, typer.Option(help="How many draws.")] = 100_000) -> None:
    """Compare and print; ends with 1 where ours misses a limit or the comb in fixed order keeps to it."""
    seed, lots, rng = Seed(bytes(range(32))), Lots.of(SHARES), np.random.default_rng(15)
    nights = [f"night {number}" for number in range(draws)]
    offsets = seed.uniform("comb", draws)
    lots.draw(seed, "compiled")
    sized, z, drop = told("lots", lambda: lots.draws(seed, nights))
    told(
        "comb, shuffled each time", lambda: [comb(offset, rng.permutation(len(SHARES))) for offset in offsets]
    )
    _, _, leaked = told("comb, fixed order", lambda: [comb(offset) for offset in offsets])
    sized_too, z_too, drop_too = told("lots by three kinds", lambda: of_kinds(seed, nights[: draws // 4]))
    met = sized and sized_too and max(z, z_too) < MOST_Z and max(drop, drop_too) <= MOST_DROP < leaked
    raise typer.Exit(0 if met else 1)


if __name__ == "__main__":
    typer.run(main)
