"""The service's one clock.

A sample site lives in November 2015: its clock starts at a given instant and may run faster than real time.
Every service function asks this module, so the same code runs a replay, a test and a real day.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


@dataclass(frozen=True, slots=True)
class SimulatedClock:
    """At real second `real` the clock shows `shown` (aware); it then runs `speed` seconds a second."""

    real: float
    shown: datetime
    speed: float = 1.0

    def at(self, real: float) -> datetime:
        """What the clock shows at a real second since the epoch."""
        return self.shown + timedelta(seconds=(real - self.real) * self.speed)

    def real_of(self, shown: datetime) -> float:
        """The real second at which the clock will show an instant."""
        return self.real + (shown - self.shown).total_seconds() / self.speed


def now() -> datetime:
    """The current instant, in UTC."""
    return after(0)


def after(seconds: float) -> datetime:
    """What the clock will show when so many *real* seconds have passed: for leases and back-off, which wait
    for machines and must not shrink when a replay runs fast."""
    if (standing := _standing.get()) is not None:
        return standing + timedelta(seconds=seconds)
    simulated: SimulatedClock | None = settings.TOCSIN_CLOCK
    if simulated is None:
        return datetime.fromtimestamp(time.time() + seconds, UTC)
    return simulated.at(time.time() + seconds).astimezone(UTC)


def ahead_ms() -> int:
    """Milliseconds by which the clock is ahead of the world's: 0 but on a sample site, so that a phone's own
    clock can be taken along."""
    simulated: SimulatedClock | None = settings.TOCSIN_CLOCK
    return 0 if simulated is None else round((now().timestamp() - time.time()) * 1000)


def seconds_until(instant: datetime) -> float:
    """Real seconds until the clock shows an instant; 0 if it has passed."""
    simulated: SimulatedClock | None = settings.TOCSIN_CLOCK
    real = instant.timestamp() if simulated is None else simulated.real_of(instant)
    return max(real - time.time(), 0.0)


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """Let the clock stand at an instant, as when a past day is loaded or a test tells a story."""
    token = _standing.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _standing.reset(token)
