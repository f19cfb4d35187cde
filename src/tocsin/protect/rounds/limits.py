"""From where on something is worth a person's look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tocsin.errors import BadInput


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast a team travels at most, how near to a point it is at it, and how long before or after its time
    a check still counts."""

    km_per_hour: float = 150.0
    near_km: float = 0.3
    grace: timedelta = timedelta(hours=1)

    def __post_init__(self) -> None:
        if not (self.km_per_hour > 0 and self.near_km >= 0 and self.grace >= timedelta(0)):
            raise BadInput("no limit may be below nothing", where="limits", reason="limits")
