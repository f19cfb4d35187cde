"""When something happened, as exactly as the reports say and no more."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class When:
    """Local calendar days `first` to `last`, both included.

    >>> When.on(date(2015, 11, 13)).precision.value
    'day'
    """

    first: date
    last: date
    precision: Precision

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")

    @classmethod
    def on(cls, day: date) -> "When":
        """One known day."""
        return cls(day, day, Precision.DAY)
