"""Cell broadcast: the hand-off file, given to the site's cell broadcast centre.

How a centre is spoken to is written down in docs/reference/cell-broadcast.md.
"""

import json
import re
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from tocsin.base import Alert
from tocsin.errors import BadInput, NotAllowed
from tocsin.notify.cells import Broadcast, broadcast, hand_off
from tocsin_server.level.channels.rehearsal import write_file
from tocsin_server.notify.channels.channel import NO_KEYS, Target, for_the_public
from tocsin_server.smtp import DeliveryFailed

TIMEOUT = 15.0
MOST_ANSWER = 65_536
"""Octets of an answer; a longer one is none."""

_LENGTH = 4


class Centre(Protocol):
    """What takes broadcasts to the networks."""

    def take(self, made: Broadcast) -> None:
        """Take one broadcast. One with the same alert and update number is the same broadcast, however often
        it comes. `DeliveryFailed` if it is not taken."""


class Folder:
    """A centre that fetches files from a folder; also for sites that try things out, and for tests."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def take(self, made: Broadcast) -> None:
        """Write it as <alert>.<update>.json, whole or not at all."""
        name = re.sub(r"[^0-9A-Za-z.-]", "_", made.alert)
        write_file(self.path / f"{name}.{made.update}.json", hand_off(made))


class Socket:
    """A centre on the network: a frame there, a frame back. After silence the frame goes once more, on a new
    connection, which does no harm, as the centre knows the message by its id."""

    def __init__(self, host: str, port: int, *, tls: bool, timeout: float = TIMEOUT) -> None:
        self._address, self._tls, self._timeout = (host, port), tls, timeout

    def take(self, made: Broadcast) -> None:
        """Hand it over and wait for the answer: refused is final, later may pass, silence is unsure."""
        id = f"{made.alert}#{made.update}"
        frame = _frame(id, made)
        try:
            answer = self._ask(frame)
        except _Silent:
            answer = self._ask_again(frame)
        _judge(answer, id)

    def _ask_again(self, frame: bytes) -> bytes:
        try:
            return self._ask(frame)
        except (_Silent, DeliveryFailed) as error:
            text = f"the cell broadcast centre fell silent: {error}"
            raise DeliveryFailed(text, unsure=True) from error

    def _ask(self, frame: bytes) -> bytes:
        """The answer to a frame. `DeliveryFailed` where the centre cannot have got all of it, `_Silent` where
        it may have."""
        try:
            connection = self._connect()
        except OSError as error:
            raise DeliveryFailed(f"the cell broadcast centre cannot be reached: {error}") from error
        with connection:
            try:
                connection.sendall(frame)
                return _read_frame(connection)
            except OSError as error:
                raise _Silent(str(error)) from error

    def _connect(self) -> socket.socket:
        plain = socket.create_connection(self._address, timeout=self._timeout)
        if not self._tls:
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=self._address[0])
        except OSError:
            plain.close()
            raise


class _Silent(Exception):
    """No answer came, or none that can be read."""


class Cells:
    """One broadcast for each alert: chosen by a person, for the real thing to everyone, where a site has a
    centre."""

    name = "cells"
    live = True
    addressed = False

    @property
    def chosen(self) -> bool:
        """Whether alerts take it where a person ticks it: only with a centre."""
        return bool(settings.TOCSIN_CELLS)

    def check_address(self, address: str, keys: Mapping[str, str] = NO_KEYS) -> None:  # noqa: ARG002
        """It has but one recipient: the site's centre."""
        if address != self.name:
            raise BadInput("the cell broadcast centre has no recipients of its own", where="address")
        centre()

    def deliver(self, alert: Alert, xml: bytes, target: Target) -> None:  # noqa: ARG002
        """Hand the broadcast to the centre; what may not be broadcast fails for good, and says why."""
        for_the_public(alert)
        try:
            chosen, made = centre(), broadcast(alert)
        except (BadInput, NotAllowed) as error:
            raise DeliveryFailed(str(error), permanent=True) from error
        chosen.take(made)


def centre() -> Centre:
    """The centre that TOCSIN_CELLS names; `BadInput` where it names none."""
    named: str = settings.TOCSIN_CELLS
    if not named:
        raise BadInput("this site has no cell broadcast centre; set TOCSIN_CELLS", where="channel")
    if named == "folder":
        return Folder(Path(settings.HOME) / "cells")
    parts = urlsplit(named)
    return Socket(parts.hostname or "", parts.port or 0, tls=parts.scheme == "tls")


def _frame(id: str, made: Broadcast) -> bytes:
    body = json.dumps({"id": id, "broadcast": json.loads(hand_off(made))}, ensure_ascii=False).encode()
    return len(body).to_bytes(_LENGTH, "big") + body


def _read_frame(connection: socket.socket) -> bytes:
    length = int.from_bytes(_read(connection, _LENGTH), "big")
    if length > MOST_ANSWER:
        raise _Silent(f"it answers {length} octets; at most {MOST_ANSWER} are read")
    return _read(connection, length)


def _read(connection: socket.socket, count: int) -> bytes:
    octets = b""
    while len(octets) < count:
        more = connection.recv(count - len(octets))
        if not more:
            raise _Silent("it hung up before it had answered")
        octets += more
    return octets


def _judge(answer: bytes, id: str) -> None:
    """Whether the centre took it. An answer about something else tells nothing."""
    try:
        told = json.loads(answer)
    except ValueError:
        told = None
    if not isinstance(told, dict) or told.get("id") != id or told.get("state") not in _STATES:
        raise DeliveryFailed(f"the cell broadcast centre answers {answer[:100]!r}", unsure=True)
    if told["state"] != "taken":
        reason = " ".join(str(told.get("reason", ""))[:200].split())
        text = f"the cell broadcast centre answers {told['state']}: {reason}"
        raise DeliveryFailed(text, permanent=told["state"] == "refused")


_STATES = ("taken", "refused", "later")
