"""Alerts of our own, as those who work on them may see them."""

from django.conf import settings
from django.db.models import Q, QuerySet

from tocsin.base import Alert as AlertRecord
from tocsin.base import AlertStatus, MessageType
from tocsin.errors import BadInput
from tocsin.notify import Problem, cap
from tocsin_server import clock
from tocsin_server.codec import decode
from tocsin_server.notify import checking
from tocsin_server.notify.models import Alert, AlertState
from tocsin_server.units import selectors as units
from tocsin_server.units.models import Unit
from tocsin_server.units.permissions import Permission
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
    """What went out, byte for byte; of a draft, what would go out but for its identifier and time. `BadInput`
    for a draft that may not go out as it is."""
    return bytes(row.xml) if row.state == AlertState.PUBLISHED else cap.write(record(row))


def can_follow(row: Alert) -> bool:
    """Whether an alert is out, holds, and is the last of its line: it can be updated or cancelled."""
    ended = row.message_type == MessageType.CANCEL or row.expires <= clock.now()
    later = row.followers.filter(state=AlertState.PUBLISHED).exists()
    return row.state == AlertState.PUBLISHED and not ended and not later


def problems(row: Alert) -> tuple[Problem, ...]:
    """What forbids publishing a draft, then what is advised against, element by element."""
    return checking.found(record(row), home(row.unit))


def home(unit: Unit) -> tuple[float, float] | None:
    """Where a unit is, if that is known."""
    if unit.latitude is None or unit.longitude is None:
        return None
    return unit.latitude, unit.longitude


def faults(row: Alert) -> tuple[Problem, ...]:
    """What forbids publishing a draft, element by element; empty if it may be published."""
    return checking.forbidding(record(row))


def takes_two(status: str) -> bool:
    """Whether an alert of this status goes out only when a second person has confirmed it."""
    return bool(settings.TOCSIN_ALERT_SECOND_PERSON) and status == AlertStatus.ACTUAL


def may_alone() -> bool:
    """Whether the site lets one person publish alone, with a reason, where two are asked for."""
    return bool(settings.TOCSIN_ALERT_ALONE)


def line(row: Alert, viewer: Viewer) -> list[Alert]:
    """The messages about the same thing, as far as the viewer may see them: the first one, what followed it,
    and what is being written to follow."""
    first = row
    while first.follows is not None:
        first = first.follows
    found, layer = [first], [first]
    while layer:
        layer = list(
            Alert.objects.filter(follows__in=layer).exclude(state=AlertState.DISCARDED).order_by("pk")
        )
        found += layer
    seen = set(alerts(viewer).filter(pk__in=[each.pk for each in found]).values_list("pk", flat=True))
    return [each for each in found if each.pk in seen]


def waiting(viewer: Viewer) -> QuerySet[Alert]:
    """What this person is asked to decide: proposals of others, and what came back to be changed."""
    may = [unit.pk for unit in units.units_where(viewer, Permission.PUBLISH_ALERT)]
    proposed = Q(state=AlertState.PROPOSED, unit__in=may) & ~Q(proposed_by=viewer.label)
    returned = Q(state=AlertState.DRAFT, unit__in=may) & ~Q(returned="")
    return alerts(viewer).filter(proposed | returned)


def unreviewed(viewer: Viewer) -> QuerySet[Alert]:
    """What went out by one person alone where two are asked for, and nobody else has looked into yet."""
    out = alerts(viewer).filter(state=AlertState.PUBLISHED, reviewed=None)
    return out.exclude(alone="")
