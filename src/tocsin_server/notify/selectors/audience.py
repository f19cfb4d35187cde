"""Who is to have alerts, and how each delivery fares."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, QuerySet

from tocsin.errors import BadInput
from tocsin_server.notify.models import Alert, Delivery, DeliveryState, Recipient, Subscriber
from tocsin_server.notify.subscriptions import digest
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

SUBSCRIBER = "subscriber:"
"""What the key of a delivery to a subscriber begins with; its number follows."""


def deliveries(
    alert_ids: Collection[int], viewer: Viewer, *, state: str = "", channel: str = ""
) -> QuerySet[Delivery]:
    """How the deliveries of alerts fared, as far as the viewer may see the alerts; of all states and channels
    or of one."""
    rows = Delivery.objects.filter(alert__in=visible(Alert.objects.filter(pk__in=alert_ids), viewer))
    if state:
        rows = rows.filter(state=state)
    if channel:
        rows = rows.filter(channel=channel)
    return rows.select_related("alert").order_by("alert_id", "channel", "recipient")


def delivery_counts(row: Alert) -> dict[str, dict[str, int]]:
    """How many deliveries of an alert are in each state, by channel; every state is named."""
    counted = Delivery.objects.filter(alert=row).values_list("channel", "state").annotate(Count("pk"))
    found: dict[str, dict[str, int]] = {}
    for channel, state, count in counted.order_by("channel"):
        found.setdefault(channel, dict.fromkeys(DeliveryState.values, 0))[state] = count
    return found


def recipients_of(row: Alert) -> QuerySet[Recipient]:
    """The standing recipients of an alert: those of its unit and of every unit below, like orders."""
    return Recipient.objects.filter(unit__path__startswith=row.unit.path).order_by("channel", "address")


def recipients(unit_path: str) -> QuerySet[Recipient]:
    """The standing recipients of a unit and those below."""
    rows = Recipient.objects.filter(unit__path__startswith=unit_path).select_related("unit")
    return rows.order_by("unit__path", "channel", "address")


def subscription(secret: str) -> Subscriber:
    """The subscriber whom a link belongs to, with `interests`; `BadInput` where there is none (any more)."""
    if row := Subscriber.objects.prefetch_related("interests").filter(digest=digest(secret)).first():
        return row
    text = "this link belongs to no subscription; it may have been ended, or not confirmed within two days"
    raise BadInput(text, where="link", reason="unknown_subscription")


def unconfirmed_since(moment: datetime) -> bool:
    """Whether anybody has asked before a moment and not confirmed yet."""
    return Subscriber.objects.filter(confirmed=None, added__lt=moment).exists()


def key_of(number: int) -> str:
    """What deliveries call a subscriber by."""
    return f"{SUBSCRIBER}{number}"


def number_of(key: str) -> int:
    """The number of the subscriber whom a delivery is for."""
    return int(key.removeprefix(SUBSCRIBER))
