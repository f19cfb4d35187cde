"""Tours of teams over a shift, by PyVRP's iterated local search (Wouda, Lan and Kool, INFORMS Journal on
Computing 36, 2024)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pyvrp
from numpy.typing import ArrayLike
from pyvrp.stop import MaxIterations

from tocsin.errors import BadInput
from tocsin.protect.patrols.shifts import Shift
from tocsin.protect.routes.reasons import alone, beside_others
from tocsin.protect.routes.stops import Crew, LeftOut, Route, Stop, Tour, Visit
from tocsin.protect.routes.task import Task
from tocsin.protect.routes.travel import KM_PER_HOUR

ITERATIONS = 1_000
"""How many steps the search takes by default: a second for a hundred stops."""


def route(
    stops: Sequence[Stop],
    crews: Sequence[Crew],
    shift: Shift,
    *,
    km_per_hour: float = KM_PER_HOUR,
    travel: ArrayLike | None = None,
    seed: int = 0,
    iterations: int = ITERATIONS,
) -> Route:
    """Find tours that make as many stops as can be within the shift, on the shortest ways that are found.

    Ways take as long as the great circle at `km_per_hour`, or what `travel` (c + n, c + n) says in minutes,
    crews first, then stops. What cannot be visited is named with its reason. The same comes out for the same
    input, seed and iterations.

    >>> from datetime import date, time
    >>> from tocsin.protect.patrols.shifts import shifts
    >>> [shift] = shifts(date(2015, 11, 14), 1, [time(6)], "Asia/Shanghai")
    >>> stops = [Stop("Opera", 31.235, 121.474), Stop("Station", 31.249, 121.455), Stop("Peak", 35.0, 110.0)]
    >>> found = route(stops, [Crew("Team 7", 31.222, 121.458)], shift)
    >>> [visit.stop for visit in found.tours[0].visits], found.left_out[0].why.value
    (['Opera', 'Station'], 'too_far')
    """
    if iterations < 1:
        raise BadInput(
            f"{iterations} is no number of steps to search", where="iterations", reason="iterations"
        )
    task = Task.of(stops, crews, shift, travel, km_per_hour)
    hopeless = {at: why for at in range(len(stops)) if (why := alone(task, at))}
    some = [at for at in range(len(stops)) if at not in hopeless]
    tours = _solved(task, some, seed, iterations) if some else []
    return _told(task, hopeless, some, tours)


def _solved(task: Task, some: Sequence[int], seed: int, iterations: int) -> list[pyvrp.Route]:
    data = _problem(task, some)
    result = pyvrp.solve(data, MaxIterations(iterations), seed % 2**32, collect_stats=False)
    if not result.is_feasible():
        text = f"no tours were found in {iterations:,} steps that keep to the shift: allow more"
        raise BadInput(text, where="route", reason="undecided")
    return [tour for tour in result.best.routes() if tour.num_clients()]


def _problem(task: Task, some: Sequence[int]) -> pyvrp.ProblemData:
    """What PyVRP solves: a vehicle for each crew, and for each stop a prize above any way it could save."""
    points = [*range(len(task.crews)), *(len(task.crews) + at for at in some)]
    ways = task.travel[np.ix_(points, points)]
    prize = int(ways.max()) * len(points) + 1
    clients = [
        pyvrp.Client(
            len(task.crews) + number, delivery=[1], service_duration=int(task.service[at]),
            tw_early=int(task.first[at]), tw_late=int(task.last[at]), prize=prize, required=False,
        )
        for number, at in enumerate(some)
    ]  # fmt: skip
    vehicles = [
        pyvrp.VehicleType(
            capacity=[len(some) if crew.most_stops is None else crew.most_stops],
            start_depot=at, end_depot=at, tw_late=task.length,
        )
        for at, crew in enumerate(task.crews)
    ]  # fmt: skip
    depots = [pyvrp.Depot(at) for at in range(len(task.crews))]
    places = [pyvrp.Location(0, 0) for _ in points]
    # PyVRP's types call every array one-dimensional.
    return pyvrp.ProblemData(places, clients, depots, vehicles, [ways], [ways])  # type: ignore[list-item]


def _told(
    task: Task, hopeless: dict[int, LeftOut], some: Sequence[int], tours: Sequence[pyvrp.Route]
) -> Route:
    """The tours with their hours, and of every stop on none of them the reason."""
    ways: dict[int, list[int]] = {crew: [] for crew in range(len(task.crews))}
    free = dict.fromkeys(ways, task.length)
    for tour in tours:
        ways[tour.vehicle_type()] = [some[one.idx] for one in tour if one.is_client()]
        free[tour.vehicle_type()] -= tour.duration()
    visited = {stop for way in ways.values() for stop in way}
    left_out = [
        hopeless.get(at) or beside_others(task, at, ways, free)
        for at in range(len(task.stops))
        if at not in visited
    ]
    travel = timedelta(seconds=sum(tour.distance() for tour in tours))
    ordered = sorted(tours, key=lambda tour: tour.vehicle_type())
    return Route(tuple(_tour(task, some, tour) for tour in ordered), tuple(left_out), travel)


def _tour(task: Task, some: Sequence[int], tour: pyvrp.Route) -> Tour:
    visits = tuple(
        Visit(
            task.stops[some[one.idx]].id, task.at(one.start_time - one.wait_duration), task.at(one.end_time)
        )
        for one in tour
        if one.is_client()
    )
    crew = task.crews[tour.vehicle_type()].id
    return Tour(crew, task.at(tour.start_time()), visits, task.at(tour.end_time()))
