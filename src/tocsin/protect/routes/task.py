"""Stops and crews as whole seconds from the start of a shift, as the solver takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.errors import BadInput
from tocsin.protect.patrols.shifts import Shift
from tocsin.protect.routes.stops import Crew, Stop
from tocsin.protect.routes.travel import checked_minutes, travel_minutes

Seconds = NDArray[np.int64]

MOST_POINTS = 2_000
"""Crews and stops that one route takes."""


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """`travel` (c + n, c + n) from point to point, crews first; for each stop (n,) the seconds a visit takes,
    and when it may begin first and last."""

    crews: tuple[Crew, ...]
    stops: tuple[Stop, ...]
    start: datetime
    length: int
    travel: Seconds
    service: Seconds
    first: Seconds
    last: Seconds

    @classmethod
    def of(
        cls,
        stops: Sequence[Stop],
        crews: Sequence[Crew],
        shift: Shift,
        travel: ArrayLike | None,
        km_per_hour: float,
    ) -> Task:
        """Round travel up to seconds, so that nobody is promised to be early."""
        _check_names(stops, crews)
        points: list[Crew | Stop] = [*crews, *stops]
        if travel is None:
            places = ([point.latitude for point in points], [point.longitude for point in points])
            minutes = travel_minutes(*places, km_per_hour)
        else:
            minutes = checked_minutes(travel, len(points))
        length = _seconds(shift.start, shift.end)
        service = np.array([round(60 * stop.minutes) for stop in stops], np.int64)
        first = np.array([max(0, _seconds(shift.start, stop.opens, 0)) for stop in stops], np.int64)
        closes = np.array(
            [min(length, _seconds(shift.start, stop.closes, length)) for stop in stops], np.int64
        )
        whole = np.ceil(60 * minutes).astype(np.int64)
        return cls(tuple(crews), tuple(stops), shift.start, length, whole, service, first, closes - service)

    def at(self, seconds: int) -> datetime:
        """A moment of the shift, by the clock of the place."""
        moment = self.start.astimezone(UTC) + timedelta(seconds=seconds)
        return moment.astimezone(self.start.tzinfo)

    def begins(self, crew: int, stop: int) -> int:
        """When a crew that goes there at once can begin its visit."""
        return max(int(self.travel[crew, len(self.crews) + stop]), int(self.first[stop]))

    def returns(self, crew: int, stop: int) -> int:
        """When a crew that goes there alone is back."""
        back = int(self.travel[len(self.crews) + stop, crew])
        return self.begins(crew, stop) + int(self.service[stop]) + back


def _seconds(start: datetime, moment: datetime | None, otherwise: int = 0) -> int:
    return (
        otherwise
        if moment is None
        else round((moment.astimezone(UTC) - start.astimezone(UTC)).total_seconds())
    )


def _check_names(stops: Sequence[Stop], crews: Sequence[Crew]) -> None:
    if not crews or not stops:
        raise BadInput("there must be a team to go and a stop to go to", where="route", reason="empty")
    if len(crews) + len(stops) > MOST_POINTS:
        text = f"{len(crews):,} teams and {len(stops):,} stops are more than one route takes: divide them"
        raise BadInput(text, where="route", reason="too_many")
    for names in ([stop.id for stop in stops], [crew.id for crew in crews]):
        twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
        if twice is not None:
            raise BadInput("it is named twice", where=twice, reason="twice")
