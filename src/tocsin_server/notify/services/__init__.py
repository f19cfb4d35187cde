"""The acts of notifying."""

from tocsin_server.notify.services.alerts import cancel, draft, publish, revise, update
from tocsin_server.notify.services.delivering import add_recipient, deliver, remove_recipient, resend

__all__ = [
    "add_recipient",
    "cancel",
    "deliver",
    "draft",
    "publish",
    "remove_recipient",
    "resend",
    "revise",
    "update",
]
