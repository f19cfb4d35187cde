"""A mail server that remembers what it took, slow enough for a worker to be killed while it sends."""

import asyncio
import email
import random
from collections import Counter
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.server.trials.ground import free_port
from tocsin.notify import cap

SLOWEST = 0.2


class Mailbox:
    """Takes every message, on a loopback port of its own while in use as a context."""

    def __init__(self) -> None:
        self.taken: Counter[tuple[str, str]] = Counter()
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """The message counts as taken before the client is told, as with any mail server that then dies."""
        identifier = alert_identifier(envelope.content)
        self.taken.update((identifier, recipient) for recipient in envelope.rcpt_tos)
        await asyncio.sleep(random.uniform(0, SLOWEST))
        return "250 taken"

    def __enter__(self) -> "Mailbox":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


def alert_identifier(content: Any) -> str:
    """The identifier of the CAP message attached to a mail."""
    message: Any = email.message_from_bytes(content, policy=default)
    attached = next(message.iter_attachments())
    return cap.read(attached.get_payload(decode=True), where="mail").identifier
