"""The acts of notifying."""

from tocsin_server.notify.services.alerts import cancel, follow_with_end, update
from tocsin_server.notify.services.approving import (
    confirm,
    propose,
    publish,
    publish_due,
    review,
    schedule,
    send_back,
    unschedule,
)
from tocsin_server.notify.services.authorities import (
    add_authority,
    change_authority,
    pin_certificate,
    withdraw_certificate,
)
from tocsin_server.notify.services.delivering import add_recipient, deliver, remove_recipient, resend
from tocsin_server.notify.services.drafting import discard, draft, duplicate, follow, import_cap, revise
from tocsin_server.notify.services.listening import dismiss, listen, take
from tocsin_server.notify.services.templates import (
    add_template,
    adopt_library,
    change_template,
    remove_template,
    take_library,
    template_from,
)

__all__ = [
    "add_authority",
    "add_recipient",
    "add_template",
    "adopt_library",
    "cancel",
    "change_authority",
    "change_template",
    "confirm",
    "deliver",
    "discard",
    "dismiss",
    "draft",
    "duplicate",
    "follow",
    "follow_with_end",
    "import_cap",
    "listen",
    "pin_certificate",
    "propose",
    "publish",
    "publish_due",
    "remove_recipient",
    "remove_template",
    "resend",
    "review",
    "revise",
    "schedule",
    "send_back",
    "take",
    "take_library",
    "template_from",
    "unschedule",
    "update",
    "withdraw_certificate",
]
