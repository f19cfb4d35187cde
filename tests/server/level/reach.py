"""What tests of reach share: a decision, contacts, and the far ends of the channels, all really there."""

import email
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.server.conftest import Cast
from tocsin_server.jobs import worker
from tocsin_server.level import services
from tocsin_server.level.models import Contact, Declaration
from tocsin_server.pipeline.handlers import HANDLERS

MORNING = datetime(2015, 11, 14, 1, 25, tzinfo=UTC)
DECISION: dict[str, Any] = {
    "key": "decision-1",
    "scheme": "generic",
    "rank": 3,
    "unit_id": "nation",
    "basis": "Emergency Response Law, article 45",
    "owner": "Duty officer, nation",
    "reason": "Attacks abroad",
    "ends": MORNING + timedelta(days=7),
}
DESK = "desk@locality.example"
MOBILE = "+861012345678"
SECRET = "a secret of twenty characters"


def raised(cast: Cast, by: str = "nation.duty_officer", **changes: Any) -> Declaration:
    return services.raise_level(cast[by], **DECISION | changes)


def reached(
    cast: Cast, channel: str = "mail", address: str = DESK, unit: str = "locality", **more: Any
) -> Contact:
    return services.add_contact(cast["region.administrator"], unit, channel=channel, address=address, **more)


def work() -> int:
    return worker.drain(HANDLERS)


@dataclass
class Post:
    """A mail server: what it took, and what it answers to addresses it is told to refuse."""

    taken: list[Envelope] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    silent: bool = False

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self.answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken.append(envelope)
        if self.silent:
            assert server.transport is not None
            server.transport.abort()
        return "250 Taken"

    def message(self, number: int = 0) -> EmailMessage:
        content = self.taken[number].content
        assert isinstance(content, bytes)
        read = email.message_from_bytes(content, policy=default)
        assert isinstance(read, EmailMessage)
        return read

    def words(self, number: int = 0) -> str:
        body = self.message(number).get_body()
        assert body is not None
        return str(body.get_content())


@contextmanager
def mail_server(settings: Any) -> Iterator[Post]:
    handler = Post()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    try:
        yield handler
    finally:
        controller.stop()


@dataclass
class Hook:
    """A unit's own system: what was posted to it, and with which status it answers."""

    url: str = ""
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    status: int = 204
    location: str = ""


@contextmanager
def web_hook() -> Iterator[Hook]:
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            hook.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(hook.status)
            if hook.location:
                self.send_header("location", hook.location)
            self.send_header("content-length", "0")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hook.url = f"http://127.0.0.1:{server.server_port}/orders"
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def hung_server() -> Iterator[int]:
    """The port of a server that accepts every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    held.append(listening.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1]
        for each in held:
            each.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
