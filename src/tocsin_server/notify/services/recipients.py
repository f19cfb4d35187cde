"""What people decide of recipients and deliveries: who stands, and what is sent again."""

from collections.abc import Iterator

from django.db.models import QuerySet

from tocsin.errors import BadInput, Conflict
from tocsin_server import bulk, clock
from tocsin_server.jobs.services import URGENT
from tocsin_server.ledger.services import act
from tocsin_server.notify.channels import get_channel
from tocsin_server.notify.models import Alert, AlertState, Delivery, DeliveryState, Recipient
from tocsin_server.notify.services.audience import BATCH
from tocsin_server.notify.services.delivering import queue
from tocsin_server.notify.services.rows import locked
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

STUCK = (DeliveryState.FAILED, DeliveryState.UNSURE)


def add_recipient(viewer: Viewer, unit_id: str, channel: str, address: str) -> Recipient:
    """Let an address have every alert of a unit and of those above it."""
    unit = units.unit(unit_id)
    require(viewer, Permission.MANAGE_UNITS, unit)
    with act(viewer.acting_for(unit_id), "notify.recipient_added") as entry:
        chosen = get_channel(channel)
        chosen.check_address(address)
        if not chosen.addressed:
            raise BadInput(f"{channel} reaches its readers without addresses", where="channel")
        row, new = Recipient.objects.get_or_create(
            unit=unit, channel=channel, address=address, defaults={"added": clock.now()}
        )
        entry.subject, entry.data = f"unit:{unit_id}", {"channel": channel, "recipient": row.pk}
        if not new:
            entry.cancel()
    return row


def remove_recipient(recipient_id: int, viewer: Viewer) -> None:
    """Send an address no further alerts."""
    with act(viewer.actor, "notify.recipient_removed") as entry:
        row = Recipient.objects.select_related("unit").filter(pk=recipient_id).first()
        if row is None:
            raise BadInput(
                "there is no such recipient", where=f"recipient {recipient_id}", reason="unknown_recipient"
            )
        require(viewer, Permission.MANAGE_UNITS, row.unit)
        entry.subject = f"unit:{row.unit_id}"
        entry.data = {"channel": row.channel, "recipient": row.pk}
        row.delete()


def resend(delivery_id: int, viewer: Viewer) -> None:
    """A person decides that a delivery which was refused, or may not have been sent, is tried again."""
    with act(viewer.actor, "notify.resent") as entry:
        row = Delivery.objects.select_related("alert__unit").filter(pk=delivery_id).first()
        if row is None:
            raise BadInput(
                "there is no such delivery", where=f"delivery {delivery_id}", reason="unknown_delivery"
            )
        require(viewer, Permission.PUBLISH_ALERT, row.alert.unit)
        _refuse_unless_holding(row.alert)
        if not _wait_again(Delivery.objects.filter(pk=row.pk, state__in=STUCK)):
            raise Conflict(f"It is {row.get_state_display().lower()}; only what went wrong is sent again.")
        queue(row.alert_id, row.channel, [row.recipient], URGENT)
        entry.subject = f"alert:{row.alert_id}"
        entry.data = {"channel": row.channel, "delivery": row.pk, "was": row.state}


def resend_failed(alert_id: int, viewer: Viewer, channel: str = "") -> int:
    """A person decides that all that was refused of an alert, by all channels or one, is tried again; how
    much that is. What may have been sent is decided one by one, lest many get it twice."""
    with act(viewer.actor, "notify.resent") as entry:
        row = locked(alert_id, viewer)
        require(viewer, Permission.PUBLISH_ALERT, row.unit)
        _refuse_unless_holding(row)
        failed = Delivery.objects.filter(alert=row, state=DeliveryState.FAILED)
        if channel:
            failed = failed.filter(channel=channel)
        found = list(failed.order_by("channel", "recipient").values_list("channel", "recipient"))
        _wait_again(failed)
        for name, batch in _batches(found):
            queue(alert_id, name, batch, URGENT)
        entry.subject, entry.data = f"alert:{alert_id}", {"channel": channel or "all", "count": len(found)}
        if not found:
            entry.cancel()
    return len(found)


def _wait_again(rows: QuerySet[Delivery]) -> int:
    return rows.update(state=DeliveryState.WAITING, error="", next_at=None, attempts=0)


def _refuse_unless_holding(row: Alert) -> None:
    if row.followers.filter(state=AlertState.PUBLISHED).exists():
        raise Conflict("A later message has taken its place; that one is to be sent.")
    if row.expires <= clock.now():
        raise Conflict("The alert has lapsed; publish a new one instead.")


def _batches(found: list[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    for name in sorted({channel for channel, _ in found}):
        for batch in bulk.batched((key for channel, key in found if channel == name), BATCH):
            yield name, batch
