"""Exercises: what would have been sent is written to a folder on the server, where those who run it find
it."""

import re
from pathlib import Path

from django.conf import settings

from tocsin.errors import BadInput
from tocsin_server.level.channels.channel import Letter
from tocsin_server.level.channels.content import Content
from tocsin_server.level.channels.text import text
from tocsin_server.smtp import DeliveryFailed


class Rehearsal:
    """Not live: it is read only by those who look. Writing a file again changes nothing."""

    name = "rehearsal"
    live = False
    addressed = False
    confirms = False
    carries_cap = False

    def check_address(self, address: str, secret: str) -> str:  # noqa: ARG002
        """It has but one recipient: the folder."""
        if address != self.name:
            raise BadInput("the rehearsal folder has no recipients of its own", where="address")
        return address

    def write(self, content: Content) -> str:
        """As a mail would say it."""
        return text(content)

    def send(self, letter: Letter) -> None:
        """Write it as <id>.txt, whole or not at all."""
        name = re.sub(r"[^0-9A-Za-z.-]", "_", letter.id)
        write_file(folder() / f"{name}.txt", f"{letter.subject}\n\n{letter.body}".encode())


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; `DeliveryFailed` where it cannot be."""
    unfinished = path.with_suffix(".unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError as error:
        raise DeliveryFailed(f"{path} cannot be written: {error.strerror}") from error


def folder() -> Path:
    """Where rehearsed messages lie."""
    return Path(settings.HOME) / "rehearsal"
