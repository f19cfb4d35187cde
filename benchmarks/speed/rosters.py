"""How fast plans are made whole and rosters found, beside other ways and the limits asked for.

    python benchmarks/speed/rosters.py [--repeats 5]

Making 200 venues x 21 shifts whole: beside HiGHS on the same whole-number program, which must choose as much
of the shares. A week of 21 shifts that ask for 10 teams each, over six districts: 48 teams, where the least
spread there can be is 1 (210 shifts for 48 teams) and 0 with reserve; and 40 teams, which are too few
(210 > 200). The peer for rosters is CP-SAT without the turns and counts that go before it.
"""

import time
from collections.abc import Callable
from datetime import date
from datetime import time as clock
from typing import Annotated, TypeVar

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import eye_array, kron

from tocsin.errors import BadInput
from tocsin.protect.patrols import shifts
from tocsin.protect.rosters import Need, Roster, Rules, Team, roster, rounded
from tocsin.protect.rosters.frame import Frame
from tocsin.protect.rosters.model import evened

ROUNDING_S, ROSTER_S, REFUSAL_S = 0.1, 10.0, 0.010
VENUES, SHIFTS, ON_DUTY = 200, 21, 60
DISTRICTS = {"centre": 2, "north": 2, "east": 2, "south": 2, "west": 1, "port": 1}
UNDECIDED_S = 30.0

Answer = TypeVar("Answer")
Numbers = NDArray[np.float64]


def shares_of(venues: int, columns: int, teams: int, seed: int = 2015) -> Numbers:
    """Shares that add up to the teams in each shift: the average of seven plans that are whole."""
    rng = np.random.default_rng(seed)
    first = np.arange(venues)[:, None] < np.full(columns, teams)
    return np.asarray(np.mean([rng.permuted(first, axis=0) for _ in range(7)], axis=0))


def by_program(shares: Numbers) -> float:
    """How much of the shares HiGHS chooses, with the same sums."""
    venues, columns = shares.shape
    sums = [kron(eye_array(venues), np.ones((1, columns))), kron(np.ones((1, venues)), eye_array(columns))]
    totals = [matrix @ shares.ravel() for matrix in sums]
    limits = [
        LinearConstraint(matrix, np.floor(total + 1e-6), np.ceil(total - 1e-6))
        for matrix, total in zip(sums, totals, strict=True)
    ]
    bounds = Bounds(np.floor(shares.ravel()), np.ceil(shares.ravel()))
    answer = milp(-shares.ravel(), constraints=limits, bounds=bounds, integrality=np.ones(shares.size))
    return -float(answer.fun)


def needs() -> list[Need]:
    """Ten teams in each shift of a week, over six districts."""
    week = shifts(date(2015, 11, 16), 7, [clock(6), clock(14), clock(22)], "Asia/Shanghai")
    return [Need(shift, teams, district) for shift in week for district, teams in DISTRICTS.items()]


def teams(number: int) -> list[Team]:
    """Teams at home in the districts."""
    return [Team(f"Team {at + 1}", home=list(DISTRICTS)[at % len(DISTRICTS)]) for at in range(number)]


def refusal(number: int) -> str:
    """What is said of too few teams."""
    try:
        roster(teams(number), needs())
    except BadInput as error:
        return str(error)
    return ""


def by_solver_alone(number: int) -> str:
    """What CP-SAT says of too few teams where nobody counts first."""
    answer = evened(Frame.of(teams(number), needs(), Rules()), (), 0, 0, UNDECIDED_S)
    return "infeasible" if answer.proven else "nothing"


def timed(repeats: int, function: Callable[[], Answer]) -> tuple[Answer, float]:
    """Its answer, and the median of seconds it takes."""
    answers, taken = [], []
    for _ in range(repeats):
        started = time.perf_counter()
        answers.append(function())
        taken.append(time.perf_counter() - started)
    return answers[-1], float(np.median(taken))


def told(name: str, found: Roster, seconds: float) -> None:
    proof = "nothing is more even" if found.proven else "not proven to be most even"
    spread = f"spread {found.spread}, nights {found.nights}, {proof}"
    print(f"{name}: {spread}: {seconds:.2f} s (at most {ROSTER_S:g})")


def main(repeats: Annotated[int, typer.Option(help="Runs of which the median counts.")] = 5) -> None:
    """Time, compare, print; ends with 1 where a target is missed."""
    shares = shares_of(VENUES, SHIFTS, ON_DUTY)
    chosen, whole = timed(repeats, lambda: rounded(shares))
    best, program = timed(1, lambda: by_program(shares))
    off = abs(chosen.sum(axis=1) - shares.sum(axis=1))
    exact = bool((chosen.sum(axis=0) == ON_DUTY).all() and (off < 1).all())
    apart = abs(float((shares * chosen).sum()) - best)
    size = f"{VENUES} venues x {SHIFTS} shifts"
    print(f"{size} made whole: {1000 * whole:.1f} ms (at most {1000 * ROUNDING_S:.0f})")
    print(f"  every shift has its teams, every venue its share or one apart: {'yes' if exact else 'NO'}")
    print(f"  HiGHS takes {1000 * program:.0f} ms, {program / whole:.0f} x; shares chosen {apart:.1e} apart")

    plain, turns = timed(repeats, lambda: roster(teams(48), needs()))
    told("48 teams", plain, turns)
    _, solver = timed(1, lambda: evened(Frame.of(teams(48), needs(), Rules()), (), 0, 0, UNDECIDED_S))
    print(f"  CP-SAT alone takes {solver:.2f} s, {solver / turns:.0f} x")
    spare, reserve = timed(1, lambda: roster(teams(48), needs(), Rules(reserve=True)))
    told("48 teams with reserve", spare, reserve)
    text, refused = timed(10 * repeats, lambda: refusal(40))
    print(f"40 teams: {1000 * refused:.1f} ms (at most {1000 * REFUSAL_S:.0f}): {text}")
    said, alone = timed(1, lambda: by_solver_alone(40))
    print(f"  CP-SAT alone says {said} after {alone:.1f} s")

    met = exact and apart < 1e-4 and whole <= ROUNDING_S and "210 > 200" in text and refused <= REFUSAL_S
    even = (plain.spread, plain.proven, spare.spread, spare.proven) == (1, True, 0, True)
    raise typer.Exit(0 if met and even and max(turns, reserve) <= ROSTER_S else 1)


if __name__ == "__main__":
    typer.run(main)
