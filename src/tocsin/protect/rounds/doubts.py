"""What is odd about a check. Nothing is refused for it: phones are wrong more often than teams, and a person
decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise

from tocsin.base.sphere import great_circle_km
from tocsin.protect.rounds.checks import TRUSTED, CheckIn, How, Point, once
from tocsin.protect.rounds.limits import Limits


class Odd(StrEnum):
    """Why a check is doubted."""

    TOO_FAST = "too_fast"
    """The team cannot have come so far since its check before."""
    AWAY = "away"
    """The phone was not at the point."""
    VAGUE = "vague"
    """The phone did not know where it was well enough to show anything."""
    CLOCK = "clock"
    """The phone's clock is wrong."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that is odd about a check, in words."""

    check: CheckIn
    odd: Odd
    text: str


def doubts(checks: Iterable[CheckIn], limits: Limits | None = None) -> tuple[Doubt, ...]:
    """Everything odd about the checks, in order of time."""
    bounds, single = limits or Limits(), once(checks)
    found = [doubt for check in single for doubt in _alone(check, bounds)] + list(impossible(single, bounds))
    turn = {check.key: at for at, check in enumerate(single)}
    return tuple(sorted(found, key=lambda doubt: turn[doubt.check.key]))


def impossible(checks: Iterable[CheckIn], limits: Limits | None = None) -> tuple[Doubt, ...]:
    """Checks by one team that follow another faster than it can have travelled, by the great circle.

    Who checked by position was there where the phone says, give or take its accuracy; otherwise at the point.

    >>> from datetime import UTC, datetime
    >>> opera, station = Point("opera", "Opera", 31.24, 121.47), Point("station", "Station", 31.249, 121.47)
    >>> noon = datetime(2015, 11, 14, 12, tzinfo=UTC)
    >>> one = CheckIn("1", "Team 7", opera, How.CODE, noon, noon)
    >>> soon = noon + timedelta(seconds=10)
    >>> other = CheckIn("2", "Team 7", station, How.CODE, soon, soon)
    >>> [doubt.text for doubt in impossible([one, other])]
    ['1.0 km from Opera in 10 s: more than 150 km/h']
    """
    bounds = limits or Limits()
    by_team: dict[str, list[CheckIn]] = defaultdict(list)
    for check in once(checks):
        by_team[check.team].append(check)
    found = (_too_fast(*pair, bounds) for mine in by_team.values() for pair in pairwise(mine))
    return tuple(doubt for doubt in found if doubt is not None)


def _too_fast(before: CheckIn, check: CheckIn, limits: Limits) -> Doubt | None:
    away = max(0.0, _km(_position(before), _position(check)) - _slack_km(before) - _slack_km(check))
    took = check.happened - before.happened
    if away <= limits.near_km or away <= limits.km_per_hour * (took / timedelta(hours=1)):
        return None
    text = f"{away:.1f} km from {before.point.name} in {took.total_seconds():.0f} s"
    return Doubt(check, Odd.TOO_FAST, f"{text}: more than {limits.km_per_hour:g} km/h")


def _alone(check: CheckIn, limits: Limits) -> Iterator[Doubt]:
    """What is odd about a check by itself."""
    if abs(check.ahead) > TRUSTED:
        minutes, way = (
            round(abs(check.ahead) / timedelta(minutes=1)),
            "ahead" if check.ahead > timedelta(0) else "behind",
        )
        yield Doubt(check, Odd.CLOCK, f"the phone's clock is {minutes} minutes {way}")
    if check.latitude is None or check.longitude is None:
        return
    off, blur = _km((check.latitude, check.longitude), _place(check.point)), check.accuracy / 1000
    if off > limits.near_km + blur:
        yield Doubt(check, Odd.AWAY, f"the phone was {off:.1f} km from {check.point.name}")
    elif check.how == How.PLACE and blur > limits.near_km:
        yield Doubt(check, Odd.VAGUE, f"the phone knew its place to {check.accuracy:.0f} m only")


Degrees = tuple[float, float]


def _position(check: CheckIn) -> Degrees:
    if check.how == How.PLACE and check.latitude is not None and check.longitude is not None:
        return check.latitude, check.longitude
    return _place(check.point)


def _slack_km(check: CheckIn) -> float:
    return check.accuracy / 1000 if check.how == How.PLACE else 0.0


def _place(point: Point) -> Degrees:
    return point.latitude, point.longitude


def _km(one: Degrees, other: Degrees) -> float:
    return float(great_circle_km(*one, *other))
