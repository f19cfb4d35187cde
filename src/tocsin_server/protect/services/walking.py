"""Checks on patrol: that a team was at a venue, as its phone tells it, at once or when it has a network.

What is odd about a check is written beside it in words. Nothing is refused for being odd: a person decides.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.errors import BadInput
from tocsin.protect.rounds import CheckIn as CoreCheck
from tocsin.protect.rounds import How as CoreHow
from tocsin.protect.rounds import Limits, doubts
from tocsin.protect.rounds import Point as Spot
from tocsin_server import clock
from tocsin_server.ledger.services import act
from tocsin_server.level.services import keep_bytes
from tocsin_server.protect.models import Assignment, CheckIn, How, Point, Team, Venue
from tocsin_server.protect.selectors import patrols as selectors
from tocsin_server.protect.selectors import point_of
from tocsin_server.protect.services.reporting import ask_for_answer
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

MOST_NOTE = 2_000
OLDEST = timedelta(days=14)
"""A phone that was without a network for longer is not believed: nothing planned is known by then."""

GRACE = Limits().grace
"""So long before or after its shift a visit still counts for it."""

ANSWER_EVERY = timedelta(minutes=10)
"""How often checks answer an order while a shift goes on."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a phone says: `key` is its own name for the check, made at `at` and sent at `sent` by its clock;
    the venue by its number, or by the code of one of its points; where the phone was, with its accuracy in
    metres, as far as it knows."""

    key: str
    at: datetime
    sent: datetime | None = None
    venue_id: int | None = None
    code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a check: whether it is `new`, where it was, whether it `counts` for a visit that was
    planned, and what is odd about it."""

    new: bool
    venue: str
    counts: bool
    flags: tuple[str, ...]


def check_in(
    viewer: Viewer, team_id: int, check: Check, photo: tuple[str, Iterable[bytes]] | None = None
) -> Taken:
    """Take a check of a team; the same one again, by its key, counts once. `photo` is a name and its bytes.

    Errors: `NotAllowed` for whoever does not patrol for the unit; `BadInput` for a code or venue that is not
    known, or a time that cannot be.
    """
    team = selectors.team(team_id)
    require(viewer, Permission.PATROL, team.unit)
    key, now = _key(check.key), clock.now()
    if known := CheckIn.objects.select_related("venue").filter(key=key).first():
        return _taken(known, new=False)
    _refuse(check, now)
    by = viewer.acting_for(team.unit_id)
    file = keep_bytes(by, *photo) if photo else None
    with act(by, "protect.checked") as entry:
        point, venue = _place(check, team)
        told = _told(check, team, venue, point, now)
        visit = _visit(team, venue, told.happened)
        flags = _odd(told, team, visit)
        row, new = CheckIn.objects.get_or_create(
            key=key,
            defaults={
                "assignment": visit, "team": team, "venue": venue, "how": _how(check, point),
                "point": point.name if point else "", "at": told.happened, "received": now,
                "by": viewer.label, "note": check.note, "latitude": check.latitude,
                "longitude": check.longitude,
                "accuracy": check.accuracy, "photo": file, "flags": flags,
            },
        )  # fmt: skip
        entry.subject = f"team:{team.pk}"
        entry.data = {"venue": venue.slug, "at": row.at, "how": row.how, "flags": flags}
        if not new:
            entry.cancel()
        elif visit:
            ask_for_answer(team.unit_id, _mark(visit, now))
    return _taken(row, new=new)


def _taken(row: CheckIn, *, new: bool) -> Taken:
    return Taken(new, row.venue.name, row.assignment_id is not None, tuple(row.flags))


def _key(given: str) -> uuid.UUID:
    try:
        return uuid.UUID(given)
    except ValueError:
        raise BadInput(f"{given[:40]!r} is no UUID", where="key", reason="key") from None


def _refuse(check: Check, now: datetime) -> None:
    if check.at.tzinfo is None or (check.sent is not None and check.sent.tzinfo is None):
        raise BadInput("say in which time zone", where="at", reason="zone")
    if not now - OLDEST <= check.at <= now + timedelta(days=1):
        text = (
            f"{check.at.isoformat()} is no time of the last {OLDEST.days} days: is the phone's clock right?"
        )
        raise BadInput(text, where="at", reason="time")
    if len(check.note) > MOST_NOTE or "\0" in check.note:
        raise BadInput(f"a note has at most {MOST_NOTE:,} letters", where="note", reason="too_long")


def _place(check: Check, team: Team) -> tuple[Point | None, Venue]:
    """Where the check was: of the unit's venues or those below it, for no other is its to visit."""
    point = point_of(check.code) if check.code else None
    if check.code and point is None:
        raise BadInput("this code belongs to no point, or it was taken down", where="code", reason="code")
    named = Venue.objects.filter(pk=check.venue_id or 0).select_related("unit").first()
    venue = point.venue if point else named
    if venue is None or not venue.unit.path.startswith(team.unit.path):
        raise BadInput("it is no venue of the team's unit", where="venue", reason="unknown_venue")
    return point, venue


def _how(check: Check, point: Point | None) -> How:
    if point:
        return How.CODE
    return How.HAND if check.latitude is None else How.PLACE


def _visit(team: Team, venue: Venue, at: datetime) -> Assignment | None:
    """The visit that was planned there: the team's own, or else another's, for what counts is that somebody
    was there."""
    rows = Assignment.objects.filter(
        venue=venue, shift__dropped=False, shift__start__lte=at + GRACE, shift__end__gte=at - GRACE
    ).select_related("shift")
    return min(rows, key=lambda row: (row.team_id != team.pk, abs(row.shift.start - at)), default=None)


def _told(check: Check, team: Team, venue: Venue, point: Point | None, now: datetime) -> CoreCheck:
    """A check as the core knows it."""
    return CoreCheck(
        key=check.key, team=team.name, point=_spot(venue), how=CoreHow(_how(check, point)),
        recorded=check.at, received=now, sent=check.sent, latitude=check.latitude,
        longitude=check.longitude, accuracy=check.accuracy or 0.0,
    )  # fmt: skip


def _odd(told: CoreCheck, team: Team, visit: Assignment | None) -> list[str]:
    """What a person should look at, in words."""
    found = [doubt.text for doubt in doubts([*_before(told, team), told]) if doubt.check.key == told.key]
    planned = visit is not None and visit.team_id == team.pk
    return found if planned else ["not planned for this team then", *found]


def _before(told: CoreCheck, team: Team) -> list[CoreCheck]:
    """The team's last check before this one, as far as it shows where the team was."""
    rows = CheckIn.objects.filter(team=team, at__lte=told.happened).select_related("venue")
    return [
        CoreCheck(
            key=str(row.key), team=team.name, point=_spot(row.venue), how=CoreHow(row.how), recorded=row.at,
            received=max(row.at, row.received), latitude=row.latitude, longitude=row.longitude,
            accuracy=row.accuracy or 0.0,
        )
        for row in rows.order_by("-at")[:1]
    ]  # fmt: skip


def _spot(venue: Venue) -> Spot:
    return Spot(venue.slug, venue.name, venue.latitude, venue.longitude)


def _mark(visit: Assignment, now: datetime) -> str:
    """Once in a while, and once more when no visit of the shift is left."""
    left = Assignment.objects.filter(shift=visit.shift_id, checks=None).exists()
    slot = int(now.timestamp() // ANSWER_EVERY.total_seconds())
    return f"{visit.shift_id}:{slot if left else 'all'}"
