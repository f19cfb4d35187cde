"""Why a stop is on no tour, with the number that is short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from tocsin.protect.routes.stops import LeftOut, Why
from tocsin.protect.routes.task import Task

Sequences = Mapping[int, Sequence[int]]
"""For each crew its stops in order."""


def alone(task: Task, stop: int) -> LeftOut | None:
    """Why no crew could visit it even if there were no other; None where one could."""
    name, crews = task.stops[stop].id, range(len(task.crews))
    service, last = int(task.service[stop]), int(task.last[stop])
    if last < task.first[stop]:
        open_for = max(0, last + service - int(task.first[stop]))
        text = f"{_minutes(open_for)} minutes of the shift lie in its opening hours and a visit takes "
        return LeftOut(name, Why.CLOSED, text + _minutes(service))
    in_time = [crew for crew in crews if task.begins(crew, stop) <= last]
    back = min(task.returns(crew, stop) for crew in in_time or crews)
    if back > task.length:
        text = f"there and back takes {_minutes(back)} minutes and the shift has {_minutes(task.length)}"
        return LeftOut(name, Why.TOO_FAR, text)
    if not in_time:
        begins = min(task.begins(crew, stop) for crew in crews)
        text = f"a visit must begin by {task.at(last):%H:%M} and the first team is there at "
        return LeftOut(name, Why.TOO_LATE, text + f"{task.at(begins):%H:%M}")
    return None


def beside_others(task: Task, stop: int, ways: Sequences, free: Mapping[int, int]) -> LeftOut:
    """Why it does not fit in with what is visited; `free` is what each crew has left of its
    shift, in seconds."""
    name = task.stops[stop].id
    room = [crew for crew, way in ways.items() if task.crews[crew].may_make(len(way) + 1)]
    if not room:
        stops = sum(len(way) for way in ways.values())
        return LeftOut(name, Why.STOPS, f"the teams make all the {stops} stops that they may")
    more = {crew: _more(task, stop, crew, ways[crew]) for crew in room}
    nearest = min(room, key=lambda crew: more[crew] - free[crew])
    if more[nearest] > free[nearest]:
        needed, left = _minutes(more[nearest]), _minutes(free[nearest])
        text = f"it takes {needed} minutes more and {task.crews[nearest].id} has {left} left"
        return LeftOut(name, Why.TIME, text)
    text = "no way was found to visit it while it is open and the others too"
    return LeftOut(name, Why.HOURS, text)


def _more(task: Task, stop: int, crew: int, way: Sequence[int]) -> int:
    """The least time that one stop more adds to a tour, opening hours aside."""
    offset = len(task.crews)
    here = offset + stop
    points = [crew, *(offset + one for one in way), crew]
    detours = [
        int(task.travel[one, here] + task.travel[here, after] - task.travel[one, after])
        for one, after in pairwise(points)
    ]
    return min(detours) + int(task.service[stop])


def _minutes(seconds: int) -> str:
    """Whole minutes, rounded up."""
    return f"{-(-seconds // 60)}"
