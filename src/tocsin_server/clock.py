"""The service's one clock.

A sample site lives in November 2015: its clock starts at a given instant and may run faster than real time.
Every service function asks this module, so the same code runs a replay and a real day.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings


@dataclass(frozen=True, slots=True)
class SimulatedClock:
    """At real second `real` the clock shows `shown` (aware); it then runs `speed` seconds a second."""

    real: float
    shown: datetime
    speed: float = 1.0

    def at(self, real: float) -> datetime:
        """What the clock shows at a real second since the epoch."""
        return self.shown + timedelta(seconds=(real - self.real) * self.speed)


def now() -> datetime:
    """The current instant, in UTC."""
    simulated: SimulatedClock | None = settings.TOCSIN_CLOCK
    if simulated is None:
        return datetime.now(UTC)
    return simulated.at(time.time()).astimezone(UTC)
