"""Delivering: each alert goes once to each recipient, and how it fared can be seen."""

from django.db.models import F

from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.jobs.services import enqueue
from tocsin_server.ledger.services import Actor, act
from tocsin_server.notify import selectors
from tocsin_server.notify.channels import DeliveryFailed, Target, admit, get_channel
from tocsin_server.notify.models import Delivery, DeliveryState, Recipient
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

COURIER = Actor("system:courier")
DIED = "the worker died while sending: it may have been sent"


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


def deliver(delivery_id: int) -> None:
    """Hand one alert to one recipient. Trouble that may pass is raised, so that the job is tried again."""
    row = Delivery.objects.select_related("alert").get(pk=delivery_id)
    channel, alert = get_channel(row.channel), selectors.record(row.alert)
    admit(channel, alert)
    if not _claim(row):
        return
    try:
        target = Target(key=row.recipient, address=row.recipient)
        channel.deliver(alert, bytes(row.alert.xml), target)
    except DeliveryFailed as error:
        _note_failure(row, error)
    else:
        _settle(row, DeliveryState.SENT)


def resend(delivery_id: int, viewer: Viewer) -> None:
    """A person decides that a delivery which was refused, or may not have been sent, is tried again."""
    with act(viewer.actor, "notify.resent") as entry:
        row = Delivery.objects.select_related("alert__unit").filter(pk=delivery_id).first()
        if row is None:
            raise BadInput(
                "there is no such delivery", where=f"delivery {delivery_id}", reason="unknown_delivery"
            )
        require(viewer, Permission.PUBLISH_ALERT, row.alert.unit)
        stuck = Delivery.objects.filter(pk=row.pk, state__in=(DeliveryState.FAILED, DeliveryState.UNSURE))
        if not stuck.update(state=DeliveryState.WAITING, error=""):
            raise Conflict(f"It is {row.get_state_display().lower()}; only what went wrong is sent again.")
        enqueue(f"deliver.{row.channel}", f"deliver:{row.pk}:{row.attempts}", {"delivery": row.pk})
        entry.subject = f"alert:{row.alert_id}"
        entry.data = {"channel": row.channel, "delivery": row.pk, "was": row.state}


def _claim(row: Delivery) -> bool:
    """Whether the caller may send: of all who try, the one whose update finds it waiting.

    One that is found being sent was left so by a worker that died: nobody knows how far it got. An alert
    must not go out twice, so it is not sent again unless a person says so.
    """
    mine = Delivery.objects.filter(pk=row.pk)
    if mine.filter(state=DeliveryState.WAITING).update(
        state=DeliveryState.SENDING, attempts=F("attempts") + 1
    ):
        return True
    if mine.filter(state=DeliveryState.SENDING).exists():
        _settle(row, DeliveryState.UNSURE, DIED)
    return False


def _note_failure(row: Delivery, error: DeliveryFailed) -> None:
    if error.unsure:
        _settle(row, DeliveryState.UNSURE, str(error))
    elif error.permanent:
        _settle(row, DeliveryState.FAILED, str(error))
    else:
        Delivery.objects.filter(pk=row.pk).update(state=DeliveryState.WAITING, error=str(error))
        raise error


def _settle(row: Delivery, state: DeliveryState, error: str = "") -> None:
    with act(COURIER, f"notify.delivery_{state}") as entry:
        sent = clock.now() if state is DeliveryState.SENT else None
        Delivery.objects.filter(pk=row.pk).update(state=state, error=error, sent=sent)
        entry.subject = f"alert:{row.alert_id}"
        entry.data = {"channel": row.channel, "delivery": row.pk, "error": error}
