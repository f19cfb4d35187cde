"""Other authorities, and what was heard from them; never mixed with our own."""

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from tocsin.base import Alert as AlertRecord
from tocsin.base import AlertStatus, Scope
from tocsin.errors import BadInput
from tocsin.notify import active, signing
from tocsin.notify.signing import Trust
from tocsin_server import clock
from tocsin_server.codec import decode
from tocsin_server.notify.models import Authority, Certificate, HeardAlert, NotHeard, Shown
from tocsin_server.units.viewer import Viewer

SHOWN = Shown.choices
"""Which alerts of an authority the public site may show."""
OPEN_ENDED = timedelta(hours=24)
"""How long an alert that names no end is shown after it was sent."""
LONGEST = timedelta(days=30)
"""How far back messages are looked at that may end one another."""


def authorities(viewer: Viewer) -> QuerySet[Authority]:
    """Those that are listened to, those in trouble first, for whoever is logged in."""
    waiting = Count("refused", filter=Q(refused__dismissed=None), distinct=True)
    rows = Authority.objects.annotate(waiting=waiting).order_by("-failures", "name")
    return rows if viewer.memberships else rows.none()


def authority(authority_id: str) -> Authority:
    """One authority; `BadInput` if there is none of this id."""
    if row := Authority.objects.filter(pk=authority_id).first():
        return row
    raise BadInput("there is no such authority", where=f"authority {authority_id}", reason="authority")


def due_authorities(now: datetime) -> list[tuple[str, datetime | None]]:
    """Whom to listen to now, each with the moment it was due."""
    due = Authority.objects.exclude(feed="").filter(Q(next_poll=None) | Q(next_poll__lte=now))
    return list(due.values_list("pk", "next_poll"))


def certificates(viewer: Viewer, authority_id: str) -> QuerySet[Certificate]:
    """The certificates pinned for an authority, the latest first."""
    rows = Certificate.objects.filter(authority=authority_id).order_by("-since")
    return rows if viewer.memberships else rows.none()


def heard(viewer: Viewer, *, authority_id: str = "", trust: str = "") -> QuerySet[HeardAlert]:
    """What was heard, the last sent first, for whoever is logged in."""
    rows = HeardAlert.objects.select_related("authority") if viewer.memberships else HeardAlert.objects.none()
    if authority_id:
        rows = rows.filter(authority=authority_id)
    if trust:
        rows = rows.filter(trust=trust)
    return rows.order_by("-sent", "-pk")


def heard_alert(viewer: Viewer, heard_id: int) -> HeardAlert:
    """One alert of another authority; `BadInput` if there is none that the viewer may see."""
    if row := heard(viewer).filter(pk=heard_id).first():
        return row
    raise BadInput("there is no such alert", where=f"heard {heard_id}", reason="unknown_alert")


def heard_record(row: HeardAlert) -> AlertRecord:
    """The alert as the core knows it."""
    return decode(AlertRecord, row.data)


def not_heard(viewer: Viewer) -> QuerySet[NotHeard]:
    """What was refused and nobody has looked at, the latest first."""
    rows = NotHeard.objects.filter(dismissed=None).select_related("authority")
    return rows.order_by("-at") if viewer.memberships else NotHeard.objects.none()


def register() -> signing.Register:
    """Every authority with the certificates pinned for it."""
    pins: dict[str, list[signing.Pin]] = {}
    for row in Certificate.objects.order_by("pk"):
        certificate = signing.read_certificate(row.pem.encode(), where=row.fingerprint)
        pin = signing.Pin(certificate, since=row.since, until=row.until, withdrawn=row.withdrawn)
        pins.setdefault(row.authority_id, []).append(pin)
    rows = Authority.objects.order_by("pk")
    return signing.Register(
        tuple(
            signing.Authority(
                row.pk, row.name, tuple(row.senders), tuple(pins.get(row.pk, ())), row.reformats
            )
            for row in rows
        )
    )


def heard_in_force() -> list[HeardAlert]:
    """What others have in force now for the public, as far as the public site shows it, the last sent first.

    A trusted message is ended by a trusted one alone: whoever can forge a cancellation ends nothing.
    """
    now = clock.now()
    shown = Q(authority__shown=Shown.ALL) | Q(authority__shown=Shown.TRUSTED, trust=Trust.TRUSTED)
    rows = HeardAlert.objects.filter(shown, status=AlertStatus.ACTUAL, sent__gt=now - LONGEST)
    public = [
        row
        for row in rows.exclude(trust=Trust.BROKEN).select_related("authority")
        if row.data["scope"] == Scope.PUBLIC and (row.expires or row.sent + OPEN_ENDED > now)
    ]
    trusted = [row for row in public if row.trust == Trust.TRUSTED]
    others = _standing(public) - {row.pk for row in trusted}
    standing = _standing(trusted) | others
    return sorted((row for row in public if row.pk in standing), key=lambda row: row.sent, reverse=True)


def _standing(rows: list[HeardAlert]) -> set[int]:
    by_key = {(row.sender, row.identifier, row.sent): row.pk for row in rows}
    records = [heard_record(row) for row in rows]
    return {by_key[one.sender, one.identifier, one.sent] for one in active(records, clock.now())}
