"""What is to be visited, who goes, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tocsin.errors import BadInput


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to visit for so many minutes, in degrees; the whole visit lies between `opens` and `closes`
    where these are given, both with their zone."""

    id: str
    latitude: float
    longitude: float
    minutes: float = 15.0
    opens: datetime | None = None
    closes: datetime | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.minutes < float("inf"):
            raise BadInput(f"{self.minutes:g} is no number of minutes", where=self.id, reason="minutes")
        if any(moment is not None and moment.tzinfo is None for moment in (self.opens, self.closes)):
            raise BadInput("its opening hours need a zone", where=self.id, reason="zone")
        if self.opens and self.closes and self.closes <= self.opens:
            raise BadInput("it closes before it opens", where=self.id, reason="order")


@dataclass(frozen=True, slots=True)
class Crew:
    """A team that sets out from a point, in degrees, and comes back after `most_stops` stops at most."""

    id: str
    latitude: float
    longitude: float
    most_stops: int | None = None

    def __post_init__(self) -> None:
        if self.most_stops is not None and self.most_stops < 0:
            raise BadInput(f"{self.most_stops} is no number of stops", where=self.id, reason="stops")

    def may_make(self, stops: int) -> bool:
        """Whether so many stops are not too many for it."""
        return self.most_stops is None or stops <= self.most_stops


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop of a tour: there from `arrives` to `leaves`, which includes waiting for it to open."""

    stop: str
    arrives: datetime
    leaves: datetime


@dataclass(frozen=True, slots=True)
class Tour:
    """One crew's way: out, its visits in order, and back."""

    crew: str
    departs: datetime
    visits: tuple[Visit, ...]
    returns: datetime

    @property
    def takes(self) -> timedelta:
        """From out to back."""
        return self.returns - self.departs


class Why(StrEnum):
    """Why a stop is on no tour."""

    CLOSED = "closed"
    """Its opening hours leave too little of the shift for a visit."""
    TOO_LATE = "too_late"
    """No crew can be there before it closes."""
    TOO_FAR = "too_far"
    """There and back takes more than the shift."""
    STOPS = "stops"
    """The crews make all the stops that they may."""
    TIME = "time"
    """No crew has time left for it."""
    HOURS = "hours"
    """No way was found to fit its opening hours between the other stops."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stop that is on no tour, with the reason and the number that is short, in words."""

    stop: str
    why: Why
    text: str


@dataclass(frozen=True, slots=True)
class Route:
    """A tour for each crew that sets out, and what was left out. `travel` is the time on the way, all crews
    together."""

    tours: tuple[Tour, ...]
    left_out: tuple[LeftOut, ...]
    travel: timedelta
