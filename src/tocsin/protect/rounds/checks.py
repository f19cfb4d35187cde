"""What a team tells of its round, and when that was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from tocsin.errors import BadInput

TRUSTED = timedelta(minutes=2)
"""A clock so near to ours is right: the way through the network alone takes that long at times."""


class How(StrEnum):
    """What shows that a team was at a point."""

    CODE = "code"
    """The code that hangs there was read."""
    PLACE = "place"
    """The phone's position."""
    HAND = "hand"
    """The team's word."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place that is checked, in degrees."""

    id: str
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Planned:
    """A point that a team is to check between two moments."""

    point: Point
    team: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A team's check of a point. All times have their zone.

    `key` is the phone's own name for it. `recorded` and `sent` are by the phone's clock, which may be wrong;
    `received` by ours. A check made without a network is sent later. Where the phone knew its position, it
    stands in degrees, and `accuracy` in metres.
    """

    key: str
    team: str
    point: Point
    how: How
    recorded: datetime
    received: datetime
    sent: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float = 0.0

    def __post_init__(self) -> None:
        moments = (self.recorded, self.received, self.sent)
        if any(moment is not None and moment.tzinfo is None for moment in moments):
            raise BadInput("its times need a zone", where=f"check {self.key}", reason="zone")

    @property
    def ahead(self) -> timedelta:
        """How far the phone's clock is ahead of ours; below nothing, behind.

        Where the phone did not say when it sent the check, a clock that is behind looks like a late network,
        and only one ahead can be known.

        >>> noon = datetime(2015, 11, 14, 12, tzinfo=UTC)
        >>> opera = Point("opera", "Opera", 31.2352, 121.4743)
        >>> hour = timedelta(hours=1)
        >>> str(CheckIn("1", "Team 7", opera, How.CODE, noon, noon + 2 * hour, sent=noon + 3 * hour).ahead)
        '1:00:00'
        """
        received = self.received.astimezone(UTC)
        if self.sent is not None:
            return self.sent.astimezone(UTC) - received
        return max(timedelta(0), self.recorded.astimezone(UTC) - received)

    @property
    def happened(self) -> datetime:
        """When it was, in UTC: by the phone's clock, put right where that is wrong."""
        wrong = self.ahead if abs(self.ahead) > TRUSTED else timedelta(0)
        return self.recorded.astimezone(UTC) - wrong


def once(checks: Iterable[CheckIn]) -> tuple[CheckIn, ...]:
    """Each check once, in order of time, however often a phone sent it: as it came first.

    Two are one if they have one key, or if one team recorded both at one moment at one point in one way: a
    phone that was set up anew sends all again under new keys.
    """
    by_key: dict[str, CheckIn] = {}
    by_act: dict[tuple[str, str, How, datetime], CheckIn] = {}
    for check in sorted(checks, key=lambda check: (check.received, check.key)):
        act = (check.team, check.point.id, check.how, check.recorded.astimezone(UTC))
        if check.key not in by_key and act not in by_act:
            by_key[check.key] = by_act[act] = check
    return tuple(sorted(by_key.values(), key=lambda check: (check.happened, check.received, check.key)))
