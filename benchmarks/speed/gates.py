"""How many lots a second a gate draws, beside drawing a random number that nobody could check.

    python benchmarks/speed/gates.py [--draws 200000] [--repeats 5]

A gate needs one lot for each who comes; 200,000 a second are asked for so that a stadium's day can be checked
again in a moment. Peers in the same run: `random.random`, which has no secret, and `secrets`, which cannot be
replayed.
"""

import random
import secrets
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Annotated

import numpy as np
import typer

from tocsin.protect.draws import Gate, Seed

LEAST = 200_000
RATE = Fraction(1, 20)


def a_second(draws: int, repeats: int, draw: Callable[[int], bool]) -> tuple[float, float]:
    """Lots a second, median of the runs, and the part that is asked to stop."""
    taken, stopped = [], 0
    for _ in range(repeats):
        started = time.perf_counter()
        stopped = sum(draw(count) for count in range(draws))
        taken.append(time.perf_counter() - started)
    return draws / float(np.median(taken)), stopped / draws


def main(
    draws: Annotated[int, typer.Option(help="Lots in a run.")] = 200_000,
    repeats: Annotated[int, typer.Option(help="Runs of which the median counts.")] = 5,
) -> None:
    """Time, compare, print; ends with 1 below 200,000 lots a second."""
    gate = Gate("main entrance", RATE, Seed(bytes(range(32))))
    share, most = float(RATE), int(RATE * 2**32)
    ours, part = a_second(draws, repeats, gate.stops)
    print(f"Gate.stops: {ours:,.0f} lots a second (at least {LEAST:,})")
    print(f"  asked to stop: {part:.4f} of all (rate {float(RATE):g})")
    for name, peer in (
        ("random.random", lambda _: random.random() < share),  # noqa: S311
        ("secrets.randbits", lambda _: secrets.randbits(32) < most),
    ):
        speed, _ = a_second(draws, repeats, peer)
        print(f"  {name}: {speed:,.0f} a second, ours {ours / speed:.2f} x")
    raise typer.Exit(0 if ours >= LEAST else 1)


if __name__ == "__main__":
    typer.run(main)
