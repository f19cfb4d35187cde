"""What belongs to a venue: events for which many people come, entrances and checkpoints."""

import secrets
from datetime import datetime

from tocsin.errors import BadInput, Conflict
from tocsin.protect.venues.presence import MOST
from tocsin_server import clock
from tocsin_server.ledger.services import act
from tocsin_server.locks import one_at_a_time
from tocsin_server.protect.models import Event, Point, PointKind, Venue
from tocsin_server.protect.services.venues import LOCK, managed
from tocsin_server.units.viewer import Viewer

LETTERS = 200
CODE_BYTES = 15
"""Of a point's code: 120 random bits, so that a check-in shows that its QR code was read."""


def add_event(
    viewer: Viewer,
    slug: str,
    *,
    name: str,
    starts: datetime,
    ends: datetime,
    expected: int,
    entry_checks: bool = False,
    notes: str = "",
) -> Event:
    """Note an event at a venue: the most people at a time, and whether entry is checked (tickets, passes),
    on which its duties hang. The very same again is the same event."""
    row = managed(viewer, slug)
    words = _words(name, "name")
    if ends <= starts:
        raise BadInput("it must end after it starts", where="ends", reason="times")
    if not 0 < expected <= MOST:
        raise BadInput(f"{expected:,} is not from 1 to {MOST:,} people", where="expected", reason="people")
    with act(viewer.acting_for(row.unit_id), "protect.event_added") as entry:
        one_at_a_time(LOCK)
        event, new = Event.objects.get_or_create(
            venue=row, name=words, starts=starts, ends=ends, called_off=None,
            defaults={
                "expected": expected, "entry_checks": entry_checks, "notes": notes.strip(),
                "added": clock.now(), "added_by": viewer.label,
            },
        )  # fmt: skip
        entry.subject = f"venue:{row.slug}"
        entry.data = {"event": event.pk, "name": words, "expected": expected, "entry_checks": entry_checks}
        if not new:
            entry.cancel()
            _refuse_if_other(event, expected, entry_checks)
    return event


def call_off_event(viewer: Viewer, slug: str, event_id: int) -> None:
    """An event does not take place; twice is the same as once."""
    row = managed(viewer, slug)
    with act(viewer.acting_for(row.unit_id), "protect.event_called_off") as entry:
        standing = Event.objects.filter(venue=row, pk=event_id, called_off=None)
        entry.subject, entry.data = f"venue:{row.slug}", {"event": event_id}
        if not standing.update(called_off=clock.now()):
            _require_known(Event.objects.filter(venue=row, pk=event_id).exists(), f"event {event_id}")
            entry.cancel()


def add_point(
    viewer: Viewer,
    slug: str,
    *,
    name: str,
    kind: str,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Point:
    """Note an entrance or a checkpoint, with a code nobody can guess for its QR code. A name that is there
    already is the same point; `Conflict` where it is of the other kind."""
    row = managed(viewer, slug)
    words = _words(name, "name")
    if kind not in set(PointKind):
        raise BadInput(f"{kind!r} is not one of {', '.join(PointKind.values)}", where="kind")
    _refuse_place(latitude, longitude)
    with act(viewer.acting_for(row.unit_id), "protect.point_added") as entry:
        point, new = Point.objects.get_or_create(
            venue=row, name=words, removed=None,
            defaults={
                "kind": kind, "latitude": latitude, "longitude": longitude,
                "code": secrets.token_urlsafe(CODE_BYTES), "added": clock.now(),
            },
        )  # fmt: skip
        entry.subject, entry.data = f"venue:{row.slug}", {"point": point.pk, "name": words, "kind": kind}
        if not new:
            entry.cancel()
            if point.kind != kind:
                raise Conflict(f"{words} is there already as {point.get_kind_display().lower()}.")
    return point


def remove_point(viewer: Viewer, slug: str, point_id: int) -> None:
    """Take a point down: its QR code counts for nothing from now on. What was checked there stays."""
    row = managed(viewer, slug)
    with act(viewer.acting_for(row.unit_id), "protect.point_removed") as entry:
        standing = Point.objects.filter(venue=row, pk=point_id, removed=None)
        entry.subject, entry.data = f"venue:{row.slug}", {"point": point_id}
        if not standing.update(removed=clock.now()):
            _require_known(Point.objects.filter(venue=row, pk=point_id).exists(), f"point {point_id}")
            entry.cancel()


def event_of(row: Venue, event_id: int) -> Event:
    """An event of a venue; `BadInput` where there is none of this number."""
    if event := Event.objects.filter(venue=row, pk=event_id).first():
        return event
    raise BadInput("there is no such event here", where=f"event {event_id}", reason="unknown_event")


def _words(text: str, where: str) -> str:
    words = " ".join(text.split())
    if not 0 < len(words) <= LETTERS or not words.isprintable():
        raise BadInput(f"give it, in up to {LETTERS} letters", where=where, reason="words")
    return words


def _refuse_place(latitude: float | None, longitude: float | None) -> None:
    if (latitude is None) != (longitude is None):
        raise BadInput("give both latitude and longitude, or neither", where="latitude")
    if latitude is None or longitude is None:
        return
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BadInput(f"{latitude:g}, {longitude:g} is no place on Earth", where="latitude")


def _refuse_if_other(event: Event, expected: int, entry_checks: bool) -> None:
    if (event.expected, event.entry_checks) != (expected, entry_checks):
        raise Conflict(f"{event.name} is noted for that time already, with other figures; call it off first.")


def _require_known(known: bool, where: str) -> None:
    if not known:
        raise BadInput("there is none here", where=where, reason=f"unknown_{where.split()[0]}")
