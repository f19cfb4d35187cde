"""A morning on which alerts are sent, units on the map, and a mail server that is really there."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.server.conftest import Cast
from tocsin_server import clock
from tocsin_server.units.models import Unit

NOON = datetime(2015, 11, 14, 4, tzinfo=UTC)
POINTS = {
    "nation": (39.9075, 116.3972),
    "region": (23.1167, 113.25),
    "locality": (22.5455, 114.0683),
    "neighbour": (23.0268, 113.1315),
}
WORDS: dict[str, Any] = {
    "unit_id": "nation",
    "event": "Heightened security",
    "headline": "More police at stations and stadiums",
    "description": "Patrols are reinforced after attacks abroad.",
    "instruction": "Allow more time for bag checks.",
    "category": ["Security", "Safety"],
    "urgency": "Expected",
    "severity": "Moderate",
    "certainty": "Possible",
    "response": ["Monitor"],
    "language": "en",
    "expires": NOON + timedelta(days=1),
    "area_units": ["region"],
}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


@pytest.fixture
def placed(cast: Cast) -> Cast:
    for unit_id, (latitude, longitude) in POINTS.items():
        Unit.objects.filter(pk=unit_id).update(latitude=latitude, longitude=longitude)
    return cast


@dataclass
class Post:
    """The mail server: what it took, and what it answers to addresses it is told to refuse."""

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


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    handler = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield handler
    controller.stop()
