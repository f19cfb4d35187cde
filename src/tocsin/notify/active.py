"""Which alerts are in force, given all messages so far in whatever order they came."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from tocsin.base import Alert, AlertStatus, MessageType, Reference

WITHOUT_EXPIRY = timedelta(hours=24)
"""How long another body's alert counts when it does not say (CAP 1.2, 3.2.2 leaves that to the receiver)."""


def active(
    alerts: Iterable[Alert], now: datetime, *, statuses: Collection[AlertStatus] = (AlertStatus.ACTUAL,)
) -> tuple[Alert, ...]:
    """The alerts and updates in force at `now`, oldest first; drafts, tests and exercises only if asked for.

    A message sent by `now` is out of force once an update or cancel, also sent by `now`, refers to it by
    sender, identifier and time; or refers to one that refers to it, and so on back. Only the sender itself
    can end a message, and only one sent before: so no loop of references can hide an alert. One message that
    came twice counts once.

    >>> from datetime import timezone
    >>> from tocsin.base import Info, Scope
    >>> at = lambda hour: datetime(2015, 11, 14, hour, tzinfo=timezone.utc)
    >>> info = Info(language="en", category=("Security",), event="Attack", urgency="Immediate",
    ...             severity="Severe", certainty="Observed", expires=at(20))
    >>> def message(number, kind, hour, *references):
    ...     return Alert(identifier=f"a.{number}", sender="duty@centre.example", sent=at(hour),
    ...                  status=AlertStatus.ACTUAL, message_type=kind, scope=Scope.PUBLIC,
    ...                  references=references, infos=(info,))
    >>> first = message(1, MessageType.ALERT, 4)
    >>> update = message(2, MessageType.UPDATE, 6, first.reference)
    >>> [[alert.identifier for alert in active([update, first], at(hour))] for hour in (3, 5, 7, 20)]
    [[], ['a.1'], ['a.2'], []]
    """
    known = {alert.reference: alert for alert in alerts if alert.sent <= now and alert.status in statuses}
    gone = {old for alert in known.values() if _ends_others(alert) for old in _ended_by(alert, known)}
    standing = (
        alert
        for reference, alert in known.items()
        if alert.message_type in (MessageType.ALERT, MessageType.UPDATE)
        and reference not in gone
        and _holds(alert, now)
    )
    return tuple(sorted(standing, key=lambda alert: (alert.sent, alert.sender, alert.identifier)))


def _ends_others(alert: Alert) -> bool:
    return alert.message_type in (MessageType.UPDATE, MessageType.CANCEL)


def _ended_by(alert: Alert, known: dict[Reference, Alert]) -> set[Reference]:
    """All that a message refers to, directly or through what that refers to."""
    ended: set[Reference] = set()
    waiting = [alert]
    while waiting:
        later = waiting.pop()
        for old in later.references:
            if old.sender == later.sender and old.sent < later.sent and old not in ended:
                ended.add(old)
                waiting += [known[old]] if old in known and _ends_others(known[old]) else []
    return ended


def _holds(alert: Alert, now: datetime) -> bool:
    return any(now < (info.expires or alert.sent + WITHOUT_EXPIRY) for info in alert.infos)
