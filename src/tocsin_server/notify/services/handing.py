"""Where an alert goes: onto the public site as it is published; all else is work, written down with it."""

from tocsin.base import Alert as AlertRecord
from tocsin.base import AlertStatus, Scope
from tocsin_server import clock
from tocsin_server.notify.channels import Target, admit, get_channel
from tocsin_server.notify.models import Alert, Delivery, DeliveryState
from tocsin_server.notify.services.audience import start_fan_out
from tocsin_server.notify.services.posting import post

FEED = "feed"


def hand_over(row: Alert, alert: AlertRecord) -> None:
    """Put a message on the public site, if it is for the public, and have it fanned out to everybody else.

    What it follows is held until the end of the transaction, so that its own fan-out ends before or sees it.
    """
    if row.follows_id is not None:
        Alert.objects.select_for_update(no_key=True).get(pk=row.follows_id)
    if alert.status is AlertStatus.ACTUAL and alert.scope is Scope.PUBLIC:
        _make_public(row, alert)
    start_fan_out(row, alert)


def _make_public(row: Alert, alert: AlertRecord) -> None:
    channel = get_channel(FEED)
    admit(channel, alert)
    channel.deliver(alert, bytes(row.xml), Target(key=FEED, address=FEED))
    sent = {"state": DeliveryState.SENT, "attempts": 1, "sent": clock.now()}
    Delivery.objects.create(alert=row, channel=FEED, recipient=FEED, **sent)
    post(row, alert)
