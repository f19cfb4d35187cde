"""E-mail over SMTP: the alert in plain words, with the CAP message attached."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.core.mail import EmailMessage

from tocsin.base import Alert, Info
from tocsin.notify.vocabulary import MEDIA_TYPE
from tocsin_server import smtp
from tocsin_server.notify.channels.channel import NO_KEYS, Target


class Mail:
    """One message to one address, its Message-ID made from alert and address: a mail system that does get it
    twice can tell."""

    name = "mail"
    live = True
    addressed = True

    def check_address(self, address: str, keys: Mapping[str, str] = NO_KEYS) -> None:  # noqa: ARG002
        """Refuse what is no e-mail address, or any while the site has no mail server."""
        smtp.check_address(address)

    def deliver(self, alert: Alert, xml: bytes, target: Target) -> None:
        """Hand the message to the site's mail server."""
        smtp.hand_over(_message(alert, xml, target))


def _message(alert: Alert, xml: bytes, target: Target) -> EmailMessage:
    info = alert.infos[0]
    name = re.sub(r"[^0-9A-Za-z.-]", "-", f"{alert.identifier}.{target.key}")
    return EmailMessage(
        subject=" ".join(f"{_title(alert)} {info.headline or info.event}".split()),
        body=_words(alert, info),
        to=[target.address],
        headers={"Message-ID": f"<{name}@{smtp.sender_domain()}>", "Auto-Submitted": "auto-generated"},
        attachments=[("alert.xml", xml, MEDIA_TYPE)],
    )


def _title(alert: Alert) -> str:
    return {"Alert": "ALERT:", "Update": "ALERT, updated:", "Cancel": "ALERT ENDED:"}[alert.message_type]


def _words(alert: Alert, info: Info) -> str:
    """The alert as a person reads it, paragraph by paragraph."""
    where = "Where: " + "; ".join(area.description for area in info.areas) if info.areas else ""
    until = f"In force until {_time(info.expires)}." if info.expires else ""
    source = f"Message {alert.identifier}, sent {_time(alert.sent)} by {info.sender_name or alert.sender}."
    parts = (info.headline, info.description, info.instruction, where, until, source)
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _time(moment: datetime) -> str:
    return f"{moment:%d %B %Y, %H:%M} (UTC{moment:%z})"
