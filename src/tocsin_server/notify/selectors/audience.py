"""Who is to have alerts, and how each delivery fares."""

from collections.abc import Collection

from django.db.models import QuerySet

from tocsin_server.notify.models import Alert, Delivery, Recipient
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible


def deliveries(alert_ids: Collection[int], viewer: Viewer) -> QuerySet[Delivery]:
    """How the deliveries of alerts fared, as far as the viewer may see the alerts."""
    rows = Delivery.objects.filter(alert__in=visible(Alert.objects.filter(pk__in=alert_ids), viewer))
    return rows.select_related("alert").order_by("alert_id", "channel", "recipient")


def recipients_of(row: Alert) -> QuerySet[Recipient]:
    """The standing recipients of an alert: those of its unit and of every unit below, like orders."""
    return Recipient.objects.filter(unit__path__startswith=row.unit.path).order_by("channel", "address")


def recipients(unit_path: str) -> QuerySet[Recipient]:
    """The standing recipients of a unit and those below."""
    rows = Recipient.objects.filter(unit__path__startswith=unit_path).select_related("unit")
    return rows.order_by("unit__path", "channel", "address")
