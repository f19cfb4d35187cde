"""What a channel is, what it is given to send, and what may go through it."""

from dataclasses import dataclass
from typing import Protocol

from tocsin.errors import Conflict
from tocsin_server.level.channels.content import Content


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message to one address. `id` is the same however often it is sent; `secret` signs it, where one is
    kept."""

    id: str
    subject: str
    body: str
    address: str
    secret: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How real a message is: part of an `exercise`, and whether what it tells of was `decided` at all."""

    exercise: bool
    decided: bool


class Channel(Protocol):
    """One way by which a message reaches a unit.

    `live` channels reach people or machines that take what they get for real. `addressed` ones need a
    contact, whose address `check_address` judges. Where one `confirms`, handing over shows that the unit
    itself has received it. Those that `carries_cap` get the orders as a CAP message, too.
    """

    @property
    def name(self) -> str: ...
    @property
    def live(self) -> bool: ...
    @property
    def addressed(self) -> bool: ...
    @property
    def confirms(self) -> bool: ...
    @property
    def carries_cap(self) -> bool: ...

    def check_address(self, address: str, secret: str) -> str:
        """The address in the form it is kept in; `BadInput` where nothing could ever be delivered to it."""

    def write(self, content: Content) -> str:
        """What is to be told, in the form this channel carries."""

    def send(self, letter: Letter) -> None:
        """Hand it over once; `DeliveryFailed` if that fails."""


def admit(channel: Channel, standing: Standing) -> None:
    """Let a message into a channel: nothing but the real thing, decided by those who may, reaches a live
    one."""
    if not channel.live:
        return
    if standing.exercise:
        raise Conflict(f"An exercise never leaves by {channel.name}: it would be taken for real.")
    if not standing.decided:
        raise Conflict(f"What nobody has decided never leaves by {channel.name}.")
