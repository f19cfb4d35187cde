"""What a channel is, and what may go through it."""

from typing import Protocol

from tocsin.base import Alert, AlertStatus
from tocsin.errors import Conflict


class Channel(Protocol):
    """One way by which an alert leaves.

    `live` channels reach people who take what they read for real. `addressed` ones have recipients of their
    own, which `check_address` judges; the others have one, themselves.
    """

    @property
    def name(self) -> str: ...
    @property
    def live(self) -> bool: ...
    @property
    def addressed(self) -> bool: ...

    def check_address(self, address: str) -> None:
        """Raise `BadInput` where nothing could ever be delivered to this address."""

    def deliver(self, alert: Alert, xml: bytes, recipient: str) -> None:
        """Hand the alert over once, `xml` being its published bytes; `DeliveryFailed` if that fails."""


def admit(channel: Channel, alert: Alert) -> None:
    """Let an alert into a channel: nothing but the real thing may reach a live one."""
    if channel.live and alert.status is not AlertStatus.ACTUAL:
        raise Conflict(f"{alert.status} messages never leave by {channel.name}: it reaches the public")
