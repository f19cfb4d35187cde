"""What a team on patrol sees: its stops in order, what is done, what was missed, and the way between them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians
from typing import Any, cast

from tocsin.errors import BadInput
from tocsin_server.level.models import EvidenceFile
from tocsin_server.protect.models import Assignment, CheckIn, PlanShift, Point, Team
from tocsin_server.protect.selectors.patrols import GRACE
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import in_or_above

AHEAD = timedelta(days=1)
"""A shift that begins within so long is shown while none is under way."""

SIZE, EDGE = 320.0, 28.0
KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit on a team's way; `codes` are the fingerprints of the codes at the venue, by which a phone
    without a network knows where it is."""

    visit: Assignment
    turn: int
    done: datetime | None
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """The stops drawn: each with its place in a square, and a line between them; `km` is the scale's
    length."""

    spots: tuple[tuple[float, float, int], ...]
    line: str
    km: float
    scale: float


@dataclass(frozen=True, slots=True)
class Duty:
    """A team's shift: under way, or the next one."""

    shift: PlanShift
    stops: tuple[Stop, ...]
    way: Way | None

    @property
    def done(self) -> int:
        """How many stops were visited."""
        return sum(stop.done is not None for stop in self.stops)


def teams_to_walk(viewer: Viewer) -> list[Team]:
    """The teams that a viewer may check in for."""
    own = units.units_where(viewer, Permission.PATROL)
    rows = Team.objects.filter(unit__in=own, stood_down=None).select_related("unit")
    return list(rows.order_by("unit__path", "name"))


def duty(team: Team, now: datetime) -> Duty | None:
    """What a team does now, or next; None where nothing is planned for it within a day."""
    rows = PlanShift.objects.filter(assignments__team=team, dropped=False, end__gt=now - GRACE)
    shift = rows.filter(start__lte=now + AHEAD).defer("people", "shares").order_by("start").first()
    if shift is None:
        return None
    stops = _stops(shift, team)
    return Duty(
        shift, stops, way([(stop.visit.venue.latitude, stop.visit.venue.longitude) for stop in stops])
    )


def missed(team: Team, now: datetime) -> list[Assignment]:
    """The visits of a team's shifts of the last day that nobody made."""
    over = {"shift__end__lt": now - GRACE, "shift__end__gt": now - AHEAD}
    rows = Assignment.objects.filter(team=team, checks=None, shift__dropped=False, **over)
    return list(rows.select_related("venue", "shift").order_by("shift__start", "order"))


def waiting_at(viewer: Viewer, point: Point, now: datetime) -> list[Team]:
    """Of the teams that a viewer may check in for, those with a visit planned at a point's venue now."""
    mine = [team.pk for team in teams_to_walk(viewer)]
    rows = Assignment.objects.filter(
        team__in=mine, venue=point.venue_id, shift__dropped=False,
        shift__start__lte=now, shift__end__gte=now - GRACE,
    )  # fmt: skip
    return list(Team.objects.filter(pk__in=rows.values("team")).order_by("name"))


def photo(viewer: Viewer, check_id: int) -> EvidenceFile:
    """The photo of a check of a unit in which the viewer has a role, or of one below; `BadInput` where there
    is none."""
    rows = CheckIn.objects.filter(in_or_above(viewer, "team__unit"), pk=check_id).exclude(photo=None)
    if row := rows.select_related("photo").first():
        return cast(EvidenceFile, row.photo)
    raise BadInput("there is no such photo", where=f"check {check_id}", reason="unknown_photo")


def fingerprint(code: str) -> str:
    """What a page may hold of a code without giving it away."""
    return hashlib.sha256(code.encode()).hexdigest()


def way(places: Sequence[tuple[float, float]]) -> Way | None:
    """Some places on a square, north up, with their numbers; None where there are none.

    >>> way([(48.85, 2.30), (48.86, 2.32)]).spots
    ((28.0, 261.2, 1), (292.0, 58.8, 2))
    """
    if not places:
        return None
    middle = sum(latitude for latitude, _ in places) / len(places)
    east = cos(radians(middle))
    across = [longitude * east for _, longitude in places]
    up = [latitude for latitude, _ in places]
    span = max(max(across) - min(across), max(up) - min(up), 0.002)
    factor = (SIZE - 2 * EDGE) / span
    left, top = (max(across) + min(across) - span) / 2, (max(up) + min(up) + span) / 2
    spots = tuple(
        (round(EDGE + (x - left) * factor, 1), round(EDGE + (top - y) * factor, 1), turn)
        for turn, (x, y) in enumerate(zip(across, up, strict=True), 1)
    )
    line = "M" + "L".join(f"{x} {y}" for x, y, _ in spots)
    km = _round_km(span * KM_PER_DEGREE / 3)
    return Way(spots, line, km, round(km / KM_PER_DEGREE * factor, 1))


def told(duty: Duty) -> list[dict[str, Any]]:
    """The stops as the page's script reads them."""
    return [
        {"venue": stop.visit.venue_id, "name": stop.visit.venue.name, "codes": stop.codes}
        for stop in duty.stops
    ]


def _stops(shift: PlanShift, team: Team) -> tuple[Stop, ...]:
    visits = Assignment.objects.filter(shift=shift, team=team).select_related("venue")
    rows = list(visits.prefetch_related("checks").order_by("order"))
    codes: dict[int, list[str]] = {}
    points = Point.objects.filter(venue__in=[row.venue_id for row in rows], removed=None)
    for venue, code in points.values_list("venue", "code"):
        codes.setdefault(venue, []).append(fingerprint(code))
    return tuple(
        Stop(row, turn, min((check.at for check in row.checks.all()), default=None),
             tuple(codes.get(row.venue_id, ())))
        for turn, row in enumerate(rows, 1)
    )  # fmt: skip


def _round_km(km: float) -> float:
    return next((step for step in (50.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1) if step <= km), 0.05)
