"""Alerts of our own, as those who work on them may see them."""

from django.db.models import QuerySet

from tocsin.base import Alert as AlertRecord
from tocsin.base import MessageType
from tocsin.errors import BadInput
from tocsin.notify import Problem, cap, problems
from tocsin_server import clock
from tocsin_server.codec import decode
from tocsin_server.notify.models import Alert, AlertState
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible


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
