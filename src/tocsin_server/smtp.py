"""Handing a message to the site's mail server, in the one way that all mail of the service goes."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

from tocsin.errors import BadInput, TocsinError

TIMEOUT = 20

Refusal = smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused


class DeliveryFailed(TocsinError):
    """A message could not be handed over, by mail or any other channel.

    `permanent`: trying again is no use. `unsure`: it may have been handed over all the same, so it is not
    tried again by itself, lest it be sent twice; a person decides. `gone`: the address has ceased to exist,
    for good. `retry_after`: the seconds for which the other side asks not to be tried again.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        unsure: bool = False,
        gone: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent or gone
        self.unsure = unsure
        self.gone = gone
        self.retry_after = retry_after


def check_address(address: str) -> None:
    """Refuse what is no e-mail address, or any while the site has no mail server."""
    if not settings.EMAIL_HOST:
        raise BadInput("this site sends no e-mail; set TOCSIN_MAIL", where="channel")
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadInput(f"{address!r} is not an e-mail address", where="address") from error


def hand_over(message: EmailMessage) -> None:
    """Hand a message to one recipient to the site's mail server; `DeliveryFailed` if that fails.

    Trouble before the message is under way may be tried again; once it is, silence leaves it unsure.
    """
    connection = EmailBackend(timeout=TIMEOUT)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryFailed(f"the mail server cannot be reached: {error}") from error
    try:
        connection.send_messages([message])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        raise _refused(error, message.to[0]) from error
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryFailed(f"the mail server fell silent: {error}", unsure=True) from error
    finally:
        _close(connection)


def sender_domain() -> str:
    """The domain that the site's mail comes from: the right-hand side of its Message-IDs."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


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
