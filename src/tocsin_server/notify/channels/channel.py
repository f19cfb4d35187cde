"""What a channel is, whom it is given to reach, and what may go through it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from tocsin.base import Alert, AlertStatus, Scope
from tocsin.errors import Conflict
from tocsin_server.smtp import DeliveryFailed

NO_KEYS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whom one delivery is for. `key` is what the delivery is written down under, `address` where it goes.

    `keys` are what the channel needs to reach it: those of a browser for web push, the secret of a web hook.
    `language` is in BCP 47, "" where none was asked for. `unsubscribe` leads to where subscribers end it by
    one request, "" for those who did not subscribe themselves.
    """

    key: str
    address: str
    keys: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    unsubscribe: str = ""


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

    def check_address(self, address: str, keys: Mapping[str, str] = NO_KEYS) -> None:
        """Raise `BadInput` where nothing could ever be delivered to this address with these keys."""

    def deliver(self, alert: Alert, xml: bytes, target: Target) -> None:
        """Hand the alert over once, `xml` being its published bytes; `DeliveryFailed` if that fails:
        `gone` where the address has ceased to exist, upon which a subscriber is forgotten.

        It is called in several threads at a time, and asks the database for nothing.
        """


@runtime_checkable
class Inviting(Protocol):
    """A channel whose subscribers have to open a link that is sent to their address, so that nobody can
    subscribe somebody else; a channel without `invite` knows by itself that they agree, as web push does."""

    def invite(self, target: Target, link: str) -> None:
        """Send the link that confirms a subscription; `DeliveryFailed` if that fails."""


def admit(channel: Channel, alert: Alert) -> None:
    """Let an alert into a channel: nothing but the real thing may reach a live one."""
    if channel.live and alert.status is not AlertStatus.ACTUAL:
        raise Conflict(f"{alert.status} messages never leave by {channel.name}: it reaches the public")


def for_the_public(alert: Alert) -> None:
    """Refuse what is not for everyone, in a channel that everyone can read."""
    if alert.scope is not Scope.PUBLIC:
        raise DeliveryFailed(f"a {alert.scope} alert is not for the public", permanent=True)


def for_subscribers(alert: Alert, target: Target) -> None:
    """Refuse what is not for everyone to whoever subscribed without an account, as anyone can."""
    if target.unsubscribe:
        for_the_public(alert)
