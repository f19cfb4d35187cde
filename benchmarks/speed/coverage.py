"""How fast the best coverage of venues is found, beside a sort and a linear program.

    python benchmarks/speed/coverage.py [--venues 1000000] [--teams 10000] [--repeats 5]

Payoffs are whole numbers from 0 to 100, as in the paper that reports 1.51 hours for a million venues and ten
thousand teams (Kiekintveld and others, AAMAS 2009, section 7; two Xeons of 3.2 GHz), and minutes for the
solvers before it on games of the sizes it names. Peers in the same run: the closed form by sorting, with
NumPy; and HiGHS (dual simplex and interior point) on 40,000 venues. Levels must agree: 1e-9 with the sort,
1e-6 with HiGHS.
"""

import time
from collections.abc import Callable
from typing import Annotated

import numpy as np
import typer
from scipy.optimize import linprog
from scipy.sparse import csr_array, diags_array, hstack, vstack

from tocsin.protect.games import Stakes, cover

LIMIT_S, LEAST_RATIO = 0.1, 100
PUBLISHED_S = 1.51 * 3600
EARLIER = (("ERASER", 3_000, 25, 13.3 * 60), ("DOBSS", 20, 5, 4.68 * 60), ("ERASER", 20, 5, 0.002))
"""Solver, venues, teams, seconds as published."""
SMALLER = (40_000, 400)


def stakes_of(number: int, seed: int = 2015) -> Stakes:
    """Venues with payoffs as in the paper."""
    rng = np.random.default_rng(seed)
    gains, losses = rng.integers(1, 101, (2, number)), -rng.integers(0, 101, (2, number))
    return Stakes.of(
        attacker_uncovered=gains[0], attacker_covered=losses[0],
        defender_uncovered=losses[1], defender_covered=gains[1],
    )  # fmt: skip


def by_sorting(stakes: Stakes, teams: float) -> float:
    """The level: with the k best venues covered down to it there is a closed form, right for one k."""
    gain = stakes.attacker_uncovered - stakes.attacker_covered
    order = np.argsort(-stakes.attacker_uncovered)
    worth, rate = stakes.attacker_uncovered[order], 1 / gain[order]
    levels = (np.cumsum(worth * rate) - teams) / np.cumsum(rate)
    first = int(np.argmax(levels >= np.append(worth[1:], -np.inf)))
    return max(float(levels[first]), float(stakes.attacker_covered.max()))


def by_program(stakes: Stakes, teams: float, method: str) -> float:
    """The level by HiGHS: the least x with worth - share * gain <= x for each venue, shares adding up to no
    more than the teams."""
    number = len(stakes)
    gain = stakes.attacker_uncovered - stakes.attacker_covered
    each = hstack([-diags_array(gain), csr_array(-np.ones((number, 1)))])
    whole = csr_array(np.append(np.ones(number), 0.0)[None, :])
    answer = linprog(
        np.append(np.zeros(number), 1.0),
        A_ub=vstack([each, whole]).tocsr(),
        b_ub=np.append(-stakes.attacker_uncovered, teams),
        bounds=[*[(0, 1)] * number, (None, None)],
        method=method,
    )
    return float(answer.x[-1])


def timed(repeats: int, function: Callable[[], float]) -> tuple[float, float]:
    """Its answer, and the median of seconds it takes."""
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        answer = function()
        taken.append(time.perf_counter() - started)
    return answer, float(np.median(taken))


def main(
    venues: Annotated[int, typer.Option(help="How many venues.")] = 1_000_000,
    teams: Annotated[int, typer.Option(help="How many teams.")] = 10_000,
    repeats: Annotated[int, typer.Option(help="Runs of which the median counts.")] = 5,
) -> None:
    """Time, compare, print; ends with 1 where a target is missed."""
    cover(stakes_of(10), 1)  # compiled, or read from the cache
    stakes = stakes_of(venues)
    level, whole = timed(repeats, lambda: cover(stakes, teams).level)
    sorted_level, sorting = timed(repeats, lambda: by_sorting(stakes, teams))
    apart = abs(level - sorted_level)
    print(f"{venues:,} venues, {teams:,} teams: {1000 * whole:.0f} ms (at most {1000 * LIMIT_S:.0f})")
    print(f"  the sort takes {1000 * sorting:.0f} ms, {sorting / whole:.1f} x; levels {apart:.1e} apart")
    print(f"  published: {PUBLISHED_S:,.0f} s, {PUBLISHED_S / whole:,.0f} x")
    for solver, number, out, published in EARLIER:
        earlier = stakes_of(number)
        _, took = timed(repeats, lambda earlier=earlier, out=out: cover(earlier, out).level)
        print(
            f"  {number:,} venues, {out} teams: {1000 * took:.2f} ms; {solver}, published: {published:,g} s,"
            f" {published / took:,.0f} x"
        )
    fewer, some = SMALLER
    stakes = stakes_of(fewer)
    level, seconds = timed(repeats, lambda: cover(stakes, some).level)
    print(f"{fewer:,} venues, {some} teams: {1000 * seconds:.2f} ms")
    ratios = []
    for method in ("highs-ds", "highs-ipm"):
        solved, took = timed(1, lambda method=method: by_program(stakes, some, method))
        ratios.append(took / seconds)
        print(f"  {method}: {took:.2f} s, {ratios[-1]:,.0f} x; levels {abs(level - solved):.1e} apart")
    met = apart < 1e-9 and min(ratios) >= LEAST_RATIO and whole <= LIMIT_S
    raise typer.Exit(0 if met else 1)


if __name__ == "__main__":
    typer.run(main)
