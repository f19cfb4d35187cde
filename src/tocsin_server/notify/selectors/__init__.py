"""What may be asked of alerts."""

from tocsin_server.notify.selectors.alerts import (
    alert,
    alerts,
    can_follow,
    faults,
    latest_published,
    record,
    xml,
)
from tocsin_server.notify.selectors.audience import deliveries, recipients, recipients_of
from tocsin_server.notify.selectors.public import (
    KEPT_IN_FEED,
    feed_alerts,
    in_force,
    public_alert,
    public_alerts,
    public_followers,
)

__all__ = [
    "KEPT_IN_FEED",
    "alert",
    "alerts",
    "can_follow",
    "deliveries",
    "faults",
    "feed_alerts",
    "in_force",
    "latest_published",
    "public_alert",
    "public_alerts",
    "public_followers",
    "recipients",
    "recipients_of",
    "record",
    "xml",
]
