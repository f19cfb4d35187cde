"""The moment an alert leaves: its identifier is given, its bytes are fixed, its deliveries written down."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from tocsin.base import TLP, AlertStatus, Scope
from tocsin.base import Alert as AlertRecord
from tocsin.notify import cap, identifier
from tocsin_server.codec import encode
from tocsin_server.notify import drafting
from tocsin_server.notify.models import Alert, AlertState, Counter
from tocsin_server.notify.services.handing import hand_over


def fill(row: Alert, alert: AlertRecord) -> None:
    """The columns that lists and filters need, from the record."""
    info = alert.infos[0]
    row.status, row.message_type = alert.status, alert.message_type
    row.event, row.headline, row.severity = info.event, info.headline, info.severity
    row.expires = info.expires or alert.sent
    row.data = encode(alert)


def send(row: Alert, alert: AlertRecord) -> None:
    """Give the identifier, fix the bytes, and write down every delivery, all in the caller's transaction."""
    number = _next_number(alert.sent)
    alert = replace(
        alert,
        identifier=identifier(settings.TOCSIN_AUTHORITY_OID, number, alert.sent),
        sender=settings.TOCSIN_SENDER,
    )
    fill(row, drafting.checked(alert))
    row.identifier, row.sent, row.state = alert.identifier, alert.sent, AlertState.PUBLISHED
    row.xml = cap.write(alert)
    row.tlp = _label(alert)
    row.save()
    hand_over(row, alert)


def _next_number(sent: datetime) -> int:
    """The next number of the year; the row stays locked, so that no other alert gets it."""
    arc = f"{settings.TOCSIN_AUTHORITY_OID}.{sent.astimezone(UTC).year}"
    Counter.objects.get_or_create(pk=arc)
    counter = Counter.objects.select_for_update().get(pk=arc)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _label(alert: AlertRecord) -> TLP:
    """Who may see a published alert: a public one everyone, an exercise all units, the rest its own line."""
    if alert.scope is not Scope.PUBLIC:
        return TLP.AMBER
    return TLP.CLEAR if alert.status is AlertStatus.ACTUAL else TLP.GREEN


def told(row: Alert) -> dict[str, Any]:
    return {
        "identifier": row.identifier,
        "status": row.status,
        "headline": row.headline,
        "expires": row.expires,
        "deliveries": row.deliveries.count(),
    }
