"""What may be asked of alerts."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Q, QuerySet

from tocsin.base import Alert as AlertRecord
from tocsin.base import MessageType
from tocsin.errors import BadInput
from tocsin.notify import Problem, active, cap, problems
from tocsin_server import clock
from tocsin_server.codec import decode
from tocsin_server.notify.models import Alert, AlertState, Delivery, DeliveryState, Recipient
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

KEPT_IN_FEED = timedelta(days=7)
"""The feed keeps what was sent in this time, lapsed or not, for readers who look seldom."""


def alerts(viewer: Viewer, *, state: str = "") -> QuerySet[Alert]:
    """The alerts a viewer may see, last sent or drafted first."""
    rows = visible(Alert.objects.select_related("unit", "declaration", "follows"), viewer)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-drafted", "-pk")


def alert(alert_id: int, viewer: Viewer) -> Alert:
    """One alert; `BadInput` if there is none that the viewer may see."""
    if row := alerts(viewer).filter(pk=alert_id).first():
        return row
    raise BadInput("there is no such alert", where=f"alert {alert_id}", reason="unknown_alert")


def latest_published() -> Alert:
    """The alert sent last; `BadInput` while none was."""
    if row := Alert.objects.filter(state=AlertState.PUBLISHED).order_by("-sent", "-pk").first():
        return row
    raise BadInput("no alert has been published", where="alert", reason="unknown_alert")


def record(row: Alert) -> AlertRecord:
    """The alert as the core knows it."""
    return decode(AlertRecord, row.data)


def xml(row: Alert) -> bytes:
    """What went out, byte for byte; of a draft, what would go out but for its identifier and time."""
    return bytes(row.xml) if row.state == AlertState.PUBLISHED else cap.write(record(row))


def can_follow(row: Alert) -> bool:
    """Whether an alert is out, holds, and is the last of its line: it can be updated or cancelled."""
    ended = row.message_type == MessageType.CANCEL or row.expires <= clock.now()
    later = row.followers.filter(state=AlertState.PUBLISHED).exists()
    return row.state == AlertState.PUBLISHED and not ended and not later


def faults(row: Alert) -> tuple[Problem, ...]:
    """What forbids publishing a draft, element by element; empty if it may be published."""
    return problems(record(row))


def public_alerts() -> QuerySet[Alert]:
    """Everything that ever went out on the public site, last sent first."""
    out = Q(deliveries__channel="feed", deliveries__state=DeliveryState.SENT)
    return Alert.objects.filter(out, state=AlertState.PUBLISHED).order_by("-sent", "-pk")


def public_alert(identifier: str) -> Alert | None:
    """One alert of the public site by its CAP identifier."""
    return public_alerts().filter(identifier=identifier).first()


def public_followers(row: Alert) -> QuerySet[Alert]:
    """The public messages that took the place of an alert, the latest first."""
    return public_alerts().filter(follows=row)


def feed_alerts() -> QuerySet[Alert]:
    """What the public Atom feed lists: in force, or sent not long ago, cancellations too."""
    now = clock.now()
    return public_alerts().filter(Q(expires__gt=now) | Q(sent__gt=now - KEPT_IN_FEED))


def in_force() -> list[Alert]:
    """The public alerts in force now, oldest first; what was updated or cancelled is not among them."""
    unexpired = public_alerts().filter(expires__gt=clock.now())
    # What followed them ends them even if it has lapsed itself.
    rows = {
        row.identifier: row for row in public_alerts().filter(Q(pk__in=unexpired) | Q(follows__in=unexpired))
    }
    standing = active((record(row) for row in rows.values()), clock.now())
    return [rows[one.identifier] for one in standing]


def deliveries(alert_ids: Collection[int], viewer: Viewer) -> QuerySet[Delivery]:
    """How the deliveries of alerts fared, as far as the viewer may see the alerts."""
    rows = Delivery.objects.filter(alert__in=visible(Alert.objects.filter(pk__in=alert_ids), viewer))
    return rows.select_related("alert").order_by("alert_id", "channel", "recipient")


def recipients_of(row: Alert) -> QuerySet[Recipient]:
    """The standing recipients of an alert: those of its unit and of every unit below, like orders."""
    return Recipient.objects.filter(unit__path__startswith=row.unit.path).order_by("channel", "address")


def recipients(unit_path: str) -> QuerySet[Recipient]:
    """The standing recipients of a unit and those below."""
    rows = Recipient.objects.filter(unit__path__startswith=unit_path).select_related("unit")
    return rows.order_by("unit__path", "channel", "address")
