"""The moment an alert leaves: its identifier is given, its bytes are signed and fixed, its deliveries written
down."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from tocsin.base import TLP, AlertStatus, Scope
from tocsin.base import Alert as AlertRecord
from tocsin.notify import cap, identifier
from tocsin.notify.identity import SERIALS
from tocsin_server import clock
from tocsin_server.codec import encode
from tocsin_server.notify import drafting
from tocsin_server.notify.models import Alert, AlertState
from tocsin_server.notify.services.handing import hand_over
from tocsin_server.notify.services.signing import signed


def fill(row: Alert, alert: AlertRecord) -> None:
    """The columns that lists and filters need, from the record."""
    info = alert.infos[0]
    row.status, row.message_type = alert.status, alert.message_type
    row.event, row.headline, row.severity = info.event, info.headline, info.severity
    row.expires = info.expires or alert.sent
    row.data = encode(alert)


def random_serial() -> int:
    """A number for an identifier; nobody keeps count, so nobody waits for anybody."""
    return secrets.randbelow(SERIALS)


def new_identifier(sent: datetime, serial: Callable[[], int] = random_serial) -> str:
    """An identifier for what is sent at a moment, under the site's own arc."""
    return identifier(settings.TOCSIN_AUTHORITY_OID, serial(), sent)


def send(row: Alert, alert: AlertRecord, serial: Callable[[], int] = random_serial) -> None:
    """Give the identifier, fix the bytes, and write down every delivery, all in the caller's transaction.

    It is sent now, or a moment later where `alert` says so to come after what it follows; never in the past.
    `CannotSign`, and then nothing of all this, where the site's key fails.
    """
    sent = max(alert.sent, drafting.whole_second(clock.now()))
    alert = replace(alert, sent=sent, sender=settings.TOCSIN_SENDER)
    alert = _under_identifier_of_its_own(row, alert, serial)
    hand_over(row, alert)


def _under_identifier_of_its_own(row: Alert, alert: AlertRecord, serial: Callable[[], int]) -> AlertRecord:
    """The alert as it is stored under an identifier that no other has: the database itself sees to that, and
    where a serial was drawn that is taken, another one is drawn."""
    while True:
        named = replace(alert, identifier=new_identifier(alert.sent, serial))
        try:
            with transaction.atomic():
                _fix(row, named)
        except IntegrityError:
            if not Alert.objects.filter(identifier=named.identifier).exists():
                raise
        else:
            return named


def _fix(row: Alert, alert: AlertRecord) -> None:
    """Store the alert and its signed bytes, which never change again."""
    fill(row, drafting.checked(alert))
    row.identifier, row.sent, row.state = alert.identifier, alert.sent, AlertState.PUBLISHED
    row.xml = signed(cap.write(alert), alert)
    row.tlp = _label(alert)
    row.save()


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
