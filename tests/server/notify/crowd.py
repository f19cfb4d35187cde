"""People who subscribed, made at once, and a channel that takes what it is given as it is told to."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from tocsin.base import Alert
from tocsin_server import clock
from tocsin_server.notify.channels import CHANNELS, Target
from tocsin_server.notify.models import Interest, Subscriber
from tocsin_server.notify.subscriptions import Wish, extents

INSIDE = (23.0, 113.5)
"""A place inside the area of the alerts of these tests, which are for the region."""
OUTSIDE = (40.0, 20.0)


def subscriber(
    number: int = 1, at: tuple[float, float] = INSIDE, *wishes: Wish, channel: str = "mail", **fields: Any
) -> Subscriber:
    """Somebody who has subscribed and confirmed it."""
    now = clock.now()
    row = Subscriber.objects.create(
        channel=channel, address=f"reader-{number}@home.example", digest=f"{channel}-{number}", added=now,
        **{"confirmed": now} | fields,
    )  # fmt: skip
    for each in extents(wishes or [Wish(name="Home", at=at)]):
        Interest.objects.create(
            subscriber=row, name=each.name, south=each.south, west=each.west, north=each.north,
            east=each.east, rings=each.rings,
        )  # fmt: skip
    return row


def crowd(count: int, at: tuple[float, float] = INSIDE, channel: str = "mail") -> None:
    """Very many of them."""
    for number in range(1, count + 1):
        subscriber(number, at, channel=channel)


@dataclass
class Recorder:
    """Takes the place of mail: every message it was handed, and what it says to some addresses."""

    name: str = "mail"
    live: bool = True
    addressed: bool = True
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    refusals: dict[str, Exception] = field(default_factory=dict)
    lock: Any = field(default_factory=Lock)

    def check_address(self, address: str, keys: Any = None) -> None:
        """Anything will do."""

    def deliver(self, alert: Alert, xml: bytes, target: Target) -> None:
        """Note it, or refuse it as told."""
        if refusal := self.refusals.get(target.address):
            raise refusal
        with self.lock:
            self.taken[alert.message_type, target.address] += 1

    @property
    def readers(self) -> list[str]:
        """Who got anything, once for every message."""
        return sorted(address.partition("@")[0] for _, address in self.taken.elements())


@contextmanager
def recorded() -> Iterator[Recorder]:
    """Have a recorder in the place of the channel of its name."""
    recorder = Recorder()
    index = next(number for number, channel in enumerate(CHANNELS) if channel.name == recorder.name)
    real = CHANNELS[index]
    CHANNELS[index] = recorder
    try:
        yield recorder
    finally:
        CHANNELS[index] = real
