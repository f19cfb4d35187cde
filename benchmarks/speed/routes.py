"""How fast tours are found and how short they are, beside simpler ways and the limit asked for.

    python benchmarks/speed/routes.py [--stops 100] [--teams 6] [--repeats 3]

Stops lie by lot in a square of about 30 km, 15 minutes each, in a shift of eight hours. Peers in the same
run: each team going to the nearest stop that is left, and `shared_out`, which serves where a plan is made
anew while people wait. 5,000 points are shared out to 500 teams besides.
"""

import time
from collections.abc import Callable
from datetime import date, timedelta
from datetime import time as clock
from typing import Annotated, TypeVar

import numpy as np
import typer
from numpy.typing import NDArray

from tocsin.protect.patrols import Shift, shifts
from tocsin.protect.routes import Crew, Stop, route, shared_out, travel_minutes

LIMIT_S = 5.0
MINUTES = 15.0
MANY, MANY_TEAMS = 5_000, 500

Answer = TypeVar("Answer")
Numbers = NDArray[np.float64]


def town(number: int, seed: int) -> Numbers:
    """Points by lot, in degrees."""
    return np.random.default_rng(seed).uniform((31.1, 121.3), (31.37, 121.6), (number, 2))


def by_nearest(minutes: Numbers, teams: int, length: float) -> list[list[int]]:
    """Tours of teams that in turn go to the nearest stop left while there is time for it and the way back."""
    left, tours = set(range(teams, len(minutes))), []
    for base in range(teams):
        tour, used = [base], 0.0
        while left:
            stop = min(left, key=lambda one: minutes[tour[-1], one])
            used += minutes[tour[-1], stop] + MINUTES
            if used + minutes[stop, base] > length:
                break
            tour.append(stop)
            left.remove(stop)
        tours.append([*tour, base])
    return tours


def on_the_way(minutes: Numbers, tours: list[list[int]]) -> float:
    """Hours of travel."""
    return sum(float(minutes[tour[:-1], tour[1:]].sum()) for tour in tours) / 60


def timed(repeats: int, function: Callable[[], Answer]) -> tuple[Answer, float]:
    """Its answer, and the median of seconds it takes."""
    answers, taken = [], []
    for _ in range(repeats):
        started = time.perf_counter()
        answers.append(function())
        taken.append(time.perf_counter() - started)
    return answers[-1], float(np.median(taken))


def main(
    stops: Annotated[int, typer.Option(help="How many stops.")] = 100,
    teams: Annotated[int, typer.Option(help="How many teams.")] = 6,
    repeats: Annotated[int, typer.Option(help="Runs of which the median counts.")] = 3,
) -> None:
    """Time, compare, print; ends with 1 where a target is missed."""
    bases, points = town(teams, 1), town(stops, 2015)
    [day] = shifts(date(2015, 11, 14), 1, [clock(6)], "Asia/Shanghai")
    shift = Shift(day.start, day.start + timedelta(hours=8))
    crews = [Crew(f"Team {at}", *base.tolist()) for at, base in enumerate(bases)]
    asked = [Stop(f"Stop {at}", *point.tolist(), MINUTES) for at, point in enumerate(points)]
    minutes = travel_minutes(*np.vstack([bases, points]).T)

    found, seconds = timed(repeats, lambda: route(asked, crews, shift))
    hours = found.travel / timedelta(hours=1)
    fit = f"{len(found.left_out)} left out, {seconds:.2f} s (at most {LIMIT_S:g})"
    print(f"{stops} stops, {teams} teams: {hours:.2f} h on the way, {fit}")
    nearest, took = timed(repeats, lambda: by_nearest(minutes, teams, 480))
    left, longer = stops - sum(len(tour) - 2 for tour in nearest), on_the_way(minutes, nearest)
    print(
        f"  the nearest first: {longer:.2f} h, {longer / hours:.2f} x, {left} left out, {1000 * took:.0f} ms"
    )
    shared_out(points, teams)  # compiled, or read from the cache
    parts, took = timed(repeats, lambda: shared_out(points, teams))
    ways = [[base, *(teams + at for at in part), base] for base, part in enumerate(parts)]
    shared = on_the_way(minutes, ways)
    print(f"  shared out: {shared:.2f} h, {shared / hours:.2f} x, {1000 * took:.1f} ms")

    many = town(MANY, 7)
    _, taken = timed(repeats, lambda: shared_out(many, MANY_TEAMS))
    print(f"{MANY:,} points shared out to {MANY_TEAMS} teams: {1000 * taken:.0f} ms")
    raise typer.Exit(0 if seconds <= LIMIT_S and not found.left_out and hours < longer else 1)


if __name__ == "__main__":
    typer.run(main)
