"""The schedules that travel times allow: every set of venues that one team can visit and be back in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tocsin.errors import BadInput
from tocsin.protect.games.stakes import Numbers

MOST_WAYS = 50_000
"""Beyond this the ways past equally many venues are too many to be looked at one by one."""


@dataclass(frozen=True, slots=True)
class Tour:
    """Venues in the order of the shortest way from the station past all of them and back, and the minutes
    that takes with the time spent at each."""

    venues: tuple[int, ...]
    minutes: float


def tours(travel: ArrayLike, stay: ArrayLike, minutes: float) -> tuple[Tour, ...]:
    """Every set of venues that a team can visit within so many minutes, each by its shortest way.

    `travel` (n + 1, n + 1) are minutes from row to column, the station first, then the venues; it need not be
    the same both ways. `stay` (n,) or one for all are minutes spent at a venue. Sets grow by one venue at a
    time, of those with the same set and the same last venue the quickest is kept (Held and Karp 1962), so
    nothing is missed. `BadInput` for times below 0, or more than 50,000 ways past equally many
    venues.

    >>> line = [[0, 10, 20], [10, 0, 10], [20, 10, 0]]
    >>> [(tour.venues, tour.minutes) for tour in tours(line, 5, 50)]
    [((0,), 25.0), ((1,), 45.0), ((0, 1), 50.0)]
    """
    times = np.asarray(travel, dtype=np.float64)
    number = len(times) - 1
    stays = np.broadcast_to(np.asarray(stay, dtype=np.float64), (number,))
    if times.shape != (number + 1, number + 1) or not (times >= 0).all() or not (stays >= 0).all():
        text = "travel times are a square table of minutes, none below 0, with the station first"
        raise BadInput(text, where="travel", reason="travel")
    found: list[Tour] = []
    for ways in _by_size(times, stays, minutes):
        found += _shortest(ways, times[:, 0], minutes)
    return tuple(found)


Ways = dict[tuple[frozenset[int], int], Tour]
"""For each set of venues and the one visited last, the quickest way there, the stay included."""


def _by_size(times: Numbers, stays: Numbers, minutes: float) -> Iterator[Ways]:
    """Ways past one venue, past two, and so on, while any is left in time."""
    ways: Ways = {}
    for venue in range(len(stays)):
        _keep(ways, frozenset(), Tour((venue,), float(times[0, venue + 1] + stays[venue])), minutes)
    while ways:
        yield ways
        longer: Ways = {}
        for (visited, last), tour in ways.items():
            for venue in set(range(len(stays))) - visited:
                spent = float(tour.minutes + times[last + 1, venue + 1] + stays[venue])
                _keep(longer, visited, Tour((*tour.venues, venue), spent), minutes)
            if len(longer) > MOST_WAYS:
                text = f"more than {MOST_WAYS:,} ways fit into {minutes:g} minutes: plan by district"
                raise BadInput(text, where="travel", reason="too_many")
        ways = longer


def _keep(ways: Ways, visited: frozenset[int], tour: Tour, minutes: float) -> None:
    key = visited | {tour.venues[-1]}, tour.venues[-1]
    if tour.minutes <= minutes and (key not in ways or tour.minutes < ways[key].minutes):
        ways[key] = tour


def _shortest(ways: Ways, home: Numbers, minutes: float) -> list[Tour]:
    """Of the ways past the same venues the one that is back first, if in time."""
    best: dict[frozenset[int], Tour] = {}
    for (visited, last), tour in ways.items():
        back = Tour(tour.venues, float(tour.minutes + home[last + 1]))
        if back.minutes <= minutes and (visited not in best or back.minutes < best[visited].minutes):
            best[visited] = back
    return list(best.values())
