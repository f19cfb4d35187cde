"""Checks on patrol: that a team was at a venue, as its phone tells it, at once or when it has a network.

What is odd about a check is written beside it in words. Nothing is refused for being odd: a person decides.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.base.sphere import great_circle_km
from tocsin.errors import BadInput
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

FASTEST = 150.0
"""Kilometres an hour between two checks above which a person should look."""
NEAR_KM = 0.3
"""How far from a venue's point a team may be and still be at the venue, besides what the phone may be off."""
LATE, AHEAD = timedelta(hours=1), timedelta(minutes=5)
EARLY = timedelta(hours=1)
"""So long before or after its shift a visit still counts for it."""

ANSWER_EVERY = timedelta(minutes=10)
"""How often checks answer an order while a shift goes on."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a phone says: `key` is its own name for the check; the venue by its number, or by the code of one
    of its points; where the phone was, with its accuracy in metres, as far as it knows."""

    key: str
    at: datetime
    venue_id: int | None = None
    code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a check: whether it is `new`, where it was, and what is odd about it."""

    new: bool
    venue: str
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
        return Taken(False, known.venue.name, tuple(known.flags))
    _refuse(check, now)
    by = viewer.acting_for(team.unit_id)
    file = keep_bytes(by, *photo) if photo else None
    with act(by, "protect.checked") as entry:
        point, venue = _place(check, team)
        visit = _visit(team, venue, check.at)
        flags = _odd(check, team, venue, visit, now)
        row, new = CheckIn.objects.get_or_create(
            key=key,
            defaults={
                "assignment": visit, "team": team, "venue": venue, "how": _how(check, point),
                "point": point.name if point else "", "at": check.at, "received": now, "by": viewer.label,
                "note": check.note, "latitude": check.latitude, "longitude": check.longitude,
                "accuracy": check.accuracy, "photo": file, "flags": flags,
            },
        )  # fmt: skip
        entry.subject = f"team:{team.pk}"
        entry.data = {"venue": venue.slug, "at": check.at, "how": row.how, "flags": flags}
        if not new:
            entry.cancel()
        elif visit:
            ask_for_answer(team.unit_id, _mark(visit, now))
    return Taken(new, venue.name, tuple(row.flags))


def _key(given: str) -> uuid.UUID:
    try:
        return uuid.UUID(given)
    except ValueError:
        raise BadInput(f"{given[:40]!r} is no UUID", where="key", reason="key") from None


def _refuse(check: Check, now: datetime) -> None:
    if check.at.tzinfo is None:
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
    """The visit that was planned there for the team, of the shift nearest in time."""
    rows = Assignment.objects.filter(
        team=team, venue=venue, shift__dropped=False, shift__start__lte=at + EARLY, shift__end__gte=at - EARLY
    ).select_related("shift")
    return min(rows, key=lambda row: abs(row.shift.start - at), default=None)


def _odd(check: Check, team: Team, venue: Venue, visit: Assignment | None, now: datetime) -> list[str]:
    """What a person should look at, in words."""
    flags = [] if visit else ["Not planned for this team then"]
    if check.at > now + AHEAD:
        flags.append(f"The phone's clock is {_minutes(check.at - now)} min ahead")
    elif check.at < now - LATE:
        flags.append(f"Sent {_minutes(now - check.at)} min later")
    off = _km(check, venue.latitude, venue.longitude)
    if off is not None and off > NEAR_KM + (check.accuracy or 0.0) / 1000:
        flags.append(f"The phone was {off:.1f} km from the venue")
    return [*flags, *_too_fast(check, team, venue)]


def _too_fast(check: Check, team: Team, venue: Venue) -> list[str]:
    """That the team cannot have come so far since its check before."""
    before = CheckIn.objects.filter(team=team, at__lte=check.at).exclude(venue=venue)
    last = before.select_related("venue").order_by("-at").first()
    if last is None:
        return []
    away = float(great_circle_km(last.venue.latitude, last.venue.longitude, venue.latitude, venue.longitude))
    seconds = (check.at - last.at).total_seconds()
    if away <= NEAR_KM or away <= FASTEST * seconds / 3600:
        return []
    return [f"{away:.1f} km from {last.venue.name} in {seconds:.0f} s"]


def _km(check: Check, latitude: float, longitude: float) -> float | None:
    if check.latitude is None or check.longitude is None:
        return None
    return float(great_circle_km(check.latitude, check.longitude, latitude, longitude))


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)


def _mark(visit: Assignment, now: datetime) -> str:
    """Once in a while, and once more when no visit of the shift is left."""
    left = Assignment.objects.filter(shift=visit.shift_id, checks=None).exists()
    slot = int(now.timestamp() // ANSWER_EVERY.total_seconds())
    return f"{visit.shift_id}:{slot if left else 'all'}"
