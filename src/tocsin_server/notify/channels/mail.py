"""E-mail over SMTP: the alert in plain words, with the CAP message attached."""

import re
import smtplib
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

from tocsin.base import Alert, Info
from tocsin.errors import BadInput
from tocsin.notify.vocabulary import MEDIA_TYPE
from tocsin_server.notify.channels.channel import DeliveryFailed

TIMEOUT = 20

Refusal = smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused


class Mail:
    """One message to one address, its Message-ID made from alert and address: a mail system that does get it
    twice can tell."""

    name = "mail"
    live = True
    addressed = True

    def check_address(self, address: str) -> None:
        """Refuse what is no e-mail address, or any while the site has no mail server."""
        if not settings.EMAIL_HOST:
            raise BadInput("this site sends no e-mail; set TOCSIN_MAIL", where="channel")
        try:
            validate_email(address)
        except ValidationError as error:
            raise BadInput(f"{address!r} is not an e-mail address", where="address") from error

    def deliver(self, alert: Alert, xml: bytes, recipient: str) -> None:
        """Hand the message to the site's mail server.

        Trouble before the message is under way may be tried again; once it is, silence leaves it unsure.
        """
        connection = EmailBackend(timeout=TIMEOUT)
        message = _message(alert, xml, recipient, connection)
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryFailed(f"the mail server cannot be reached: {error}") from error
        try:
            connection.send_messages([message])
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            raise _refused(error, recipient) from error
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryFailed(f"the mail server fell silent: {error}", unsure=True) from error
        finally:
            _close(connection)


def _message(alert: Alert, xml: bytes, recipient: str, connection: EmailBackend) -> EmailMessage:
    info = alert.infos[0]
    name = re.sub(r"[^0-9A-Za-z.-]", "-", f"{alert.identifier}.{recipient}")
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return EmailMessage(
        subject=" ".join(f"{_title(alert)} {info.headline or info.event}".split()),
        body=_words(alert, info),
        to=[recipient],
        headers={"Message-ID": f"<{name}@{domain}>", "Auto-Submitted": "auto-generated"},
        attachments=[("alert.xml", xml, MEDIA_TYPE)],
        connection=connection,
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


def _refused(error: Refusal, recipient: str) -> DeliveryFailed:
    """A server's answer: 5xx is final, anything else may pass (RFC 5321, 4.2.1)."""
    code, words = _answer(error, recipient)
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return DeliveryFailed(f"the mail server answers {code} {text}", permanent=code >= 500)


def _answer(error: Refusal, recipient: str) -> tuple[int, bytes | str]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return error.recipients.get(recipient, (550, b"refused"))
    return error.smtp_code, error.smtp_error


def _close(connection: EmailBackend) -> None:
    """Say goodbye; a server that has taken the message and then hangs up has still taken it."""
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        connection.connection = None
