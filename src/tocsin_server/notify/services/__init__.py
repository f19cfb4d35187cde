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
from tocsin_server.notify.services.audience import Step, fan_out
from tocsin_server.notify.services.authorities import (
    add_authority,
    change_authority,
    pin_certificate,
    withdraw_certificate,
)
from tocsin_server.notify.services.delivering import deliver, deliver_batch
from tocsin_server.notify.services.drafting import (
    check,
    discard,
    draft,
    duplicate,
    follow,
    import_cap,
    revise,
)
from tocsin_server.notify.services.listening import dismiss, listen, take
from tocsin_server.notify.services.recipients import add_recipient, remove_recipient, resend, resend_failed
from tocsin_server.notify.services.signing import CannotSign, signing_certificate, signing_health
from tocsin_server.notify.services.subscribing import (
    change_subscription,
    confirm_subscription,
    invite,
    prune_unconfirmed,
    subscribe,
    unsubscribe,
)
from tocsin_server.notify.services.templates import (
    add_template,
    adopt_library,
    change_template,
    remove_template,
    take_library,
    template_from,
)

__all__ = [
    "CannotSign",
    "Step",
    "add_authority",
    "add_recipient",
    "add_template",
    "adopt_library",
    "cancel",
    "change_authority",
    "change_subscription",
    "change_template",
    "check",
    "confirm",
    "confirm_subscription",
    "deliver",
    "deliver_batch",
    "discard",
    "dismiss",
    "draft",
    "duplicate",
    "fan_out",
    "follow",
    "follow_with_end",
    "import_cap",
    "invite",
    "listen",
    "pin_certificate",
    "propose",
    "prune_unconfirmed",
    "publish",
    "publish_due",
    "remove_recipient",
    "remove_template",
    "resend",
    "resend_failed",
    "review",
    "revise",
    "schedule",
    "send_back",
    "signing_certificate",
    "signing_health",
    "subscribe",
    "take",
    "take_library",
    "template_from",
    "unschedule",
    "unsubscribe",
    "update",
    "withdraw_certificate",
]
