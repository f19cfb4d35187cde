"""The rows of alerts: what is sent, to whom, how it fares, and what others send."""

from tocsin_server.notify.models.alerts import Alert, AlertState, Template
from tocsin_server.notify.models.audience import Delivery, DeliveryState, Interest, Recipient, Subscriber
from tocsin_server.notify.models.heard import Authority, Certificate, HeardAlert, NotHeard, Shown
from tocsin_server.notify.models.hub import HubSubscription
from tocsin_server.notify.models.postings import Posting

__all__ = [
    "Alert",
    "AlertState",
    "Authority",
    "Certificate",
    "Delivery",
    "DeliveryState",
    "HeardAlert",
    "HubSubscription",
    "Interest",
    "NotHeard",
    "Posting",
    "Recipient",
    "Shown",
    "Subscriber",
    "Template",
]
