"""Where an alert goes: one delivery for each channel and recipient, written down as it is published."""

from tocsin.base import Alert as AlertRecord
from tocsin.base import AlertStatus, Scope
from tocsin_server import clock
from tocsin_server.jobs.services import enqueue
from tocsin_server.notify import selectors
from tocsin_server.notify.channels import CHANNELS, Target, admit, get_channel
from tocsin_server.notify.models import Alert, Delivery, DeliveryState
from tocsin_server.notify.services.posting import post


def hand_over(row: Alert, alert: AlertRecord) -> None:
    """One delivery for each channel and recipient; the feed is part of publishing, the rest is work."""
    for name, recipient in _routes(row, alert):
        channel = get_channel(name)
        admit(channel, alert)
        delivery = Delivery(alert=row, channel=name, recipient=recipient)
        if name == "feed":
            channel.deliver(alert, bytes(row.xml), Target(key=recipient, address=recipient))
            delivery.state, delivery.attempts, delivery.sent = DeliveryState.SENT, 1, clock.now()
            post(row, alert)
        delivery.save()
        if name != "feed":
            enqueue(f"deliver.{name}", f"deliver:{delivery.pk}:0", {"delivery": delivery.pk})


def _routes(row: Alert, alert: AlertRecord) -> list[tuple[str, str]]:
    """Where an alert goes: the real thing by live channels, everything else to the rehearsal folder alone."""
    if alert.status is not AlertStatus.ACTUAL:
        return [(channel.name, channel.name) for channel in CHANNELS if not channel.live]
    own = [("feed", "feed")] if alert.scope is Scope.PUBLIC else []
    standing = selectors.recipients_of(row).values_list("channel", "address").distinct()
    return [*own, *standing]
