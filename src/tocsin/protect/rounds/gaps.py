"""Which planned points were not checked, each by its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, timedelta
from enum import StrEnum

from tocsin.protect.rounds.checks import CheckIn, Planned, once
from tocsin.protect.rounds.limits import Limits


class Gap(StrEnum):
    """Why a point counts as missed."""

    NOBODY = "nobody"
    """No check at all."""
    EARLY = "early"
    """The nearest check was before its time."""
    LATE = "late"
    """The nearest check was after its time."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A point that nobody checked when it was to be checked, and why in words."""

    planned: Planned
    gap: Gap
    text: str


def missed(
    planned: Iterable[Planned], checks: Iterable[CheckIn], limits: Limits | None = None
) -> tuple[Missed, ...]:
    """Each planned point without a check in its time, whichever team may have made one; in the order planned.

    >>> from datetime import datetime
    >>> from tocsin.protect.rounds import How, Point
    >>> six, ten = (datetime(2015, 11, 14, hour, tzinfo=UTC) for hour in (6, 10))
    >>> opera, station = Point("opera", "Opera", 31.24, 121.47), Point("station", "Station", 31.25, 121.46)
    >>> plan = [Planned(opera, "Team 7", six, ten), Planned(station, "Team 7", six, ten)]
    >>> done = CheckIn("1", "Team 7", opera, How.CODE, six, six)
    >>> [one.text for one in missed(plan, [done])]
    ['Station: no check by Team 7 from 2015-11-14 06:00 to 10:00']
    """
    bounds = limits or Limits()
    by_point: dict[str, list[CheckIn]] = defaultdict(list)
    for check in once(checks):
        by_point[check.point.id].append(check)
    looked = (_looked(one, by_point[one.point.id], bounds.grace) for one in planned)
    return tuple(one for one in looked if one is not None)


def _looked(planned: Planned, checks: list[CheckIn], grace: timedelta) -> Missed | None:
    if not checks:
        return Missed(planned, Gap.NOBODY, _words(planned))
    nearest = min(checks, key=lambda check: abs(_off(planned, check)))
    off = _off(planned, nearest)
    if abs(off) <= grace:
        return None
    minutes, when = round(abs(off).total_seconds() / 60), "before" if off < timedelta(0) else "after"
    text = f"{_words(planned)}; the nearest, by {nearest.team}, was {minutes} minutes {when}"
    return Missed(planned, Gap.EARLY if off < timedelta(0) else Gap.LATE, text)


def _off(planned: Planned, check: CheckIn) -> timedelta:
    """How long before (below nothing) or after its time a check was; nothing in its time."""
    early = check.happened - planned.start.astimezone(UTC)
    late = check.happened - planned.end.astimezone(UTC)
    return min(early, timedelta(0)) + max(late, timedelta(0))


def _words(planned: Planned) -> str:
    end = (
        f"{planned.end:%H:%M}"
        if planned.end.date() == planned.start.date()
        else f"{planned.end:%Y-%m-%d %H:%M}"
    )
    return f"{planned.point.name}: no check by {planned.team} from {planned.start:%Y-%m-%d %H:%M} to {end}"
