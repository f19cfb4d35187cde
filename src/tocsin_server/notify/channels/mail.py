"""E-mail over SMTP: the alert in plain words, the reader's language first, with the CAP message attached."""

import re
from collections.abc import Mapping

from django.core.mail import EmailMessage

from tocsin.base import Alert
from tocsin.notify.vocabulary import MEDIA_TYPE
from tocsin_server import smtp
from tocsin_server.notify.channels import words
from tocsin_server.notify.channels.channel import NO_KEYS, Target, for_subscribers

RULE = "\n\n" + "-" * 40 + "\n\n"


class Mail:
    """One message to one address, its Message-ID made from alert and address: a mail system that does get it
    twice can tell. A subscriber's message can be unsubscribed from by one request (RFC 8058)."""

    name = "mail"
    live = True
    addressed = True

    def check_address(self, address: str, keys: Mapping[str, str] = NO_KEYS) -> None:  # noqa: ARG002
        """Refuse what is no e-mail address, or any while the site has no mail server."""
        smtp.check_address(address)

    def deliver(self, alert: Alert, xml: bytes, target: Target) -> None:
        """Hand the message to the site's mail server."""
        for_subscribers(alert, target)
        smtp.hand_over(_message(alert, xml, target))

    def invite(self, target: Target, link: str) -> None:
        """Ask whoever reads there to confirm."""
        message = EmailMessage(
            subject=words.say(target.language, "invite"),
            body=words.say(target.language, "invited", link=link) + "\n",
            to=[target.address],
            headers={"Auto-Submitted": "auto-generated"},
        )
        smtp.hand_over(message)


def _message(alert: Alert, xml: bytes, target: Target) -> EmailMessage:
    infos = words.in_order(alert.infos, target.language)
    name = re.sub(r"[^0-9A-Za-z.-]", "-", f"{alert.identifier}.{target.key}")
    headers = {"Message-ID": f"<{name}@{smtp.sender_domain()}>", "Auto-Submitted": "auto-generated"}
    texts = ["\n\n".join(words.paragraphs(alert, info)) for info in infos]
    language = infos[0].language
    if link := words.page(alert):
        texts[0] += "\n\n" + words.say(language, "more", link=link)
    if target.unsubscribe:
        headers |= {
            "List-Unsubscribe": f"<{target.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        texts.append(words.say(language, "leave", link=target.unsubscribe))
    return EmailMessage(
        subject=words.title(alert, infos[0]),
        body=RULE.join(texts),
        to=[target.address],
        headers=headers,
        attachments=[("alert.xml", xml, MEDIA_TYPE)],
    )
