"""The hours of a venue's week as a picture: a row a day, a cell an hour, darker where more people are."""

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.protect.venues import Presence

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
SIDE = 12
STEPS = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """An hour: where it stands, how dark it is from 0 to `STEPS`, and what it says when pointed at."""

    x: int
    y: int
    shade: int
    title: str


@dataclass(frozen=True, slots=True)
class Day:
    """A row of the picture and of the table that says the same."""

    name: str
    y: int
    cells: tuple[Cell, ...]
    spans: str


def week(present: Presence, capacity: int) -> list[Day]:
    """The seven days of a week."""
    return [_day(day, present.hours[24 * day : 24 * day + 24], capacity) for day in range(7)]


def _day(day: int, hours: Sequence[int], capacity: int) -> Day:
    y = SIDE * day
    cells = tuple(
        Cell(SIDE * hour, y, _shade(people, capacity), f"{DAYS[day]} {hour:02}:00, {people:,} people")
        for hour, people in enumerate(hours)
    )
    return Day(DAYS[day], y, cells, _spans(hours))


def _shade(people: int, capacity: int) -> int:
    return -(-people * STEPS // capacity) if capacity else 0


def _spans(hours: Sequence[int]) -> str:
    """What `Presence.text` says of one day."""
    text = Presence((*hours, *(0,) * (7 * 24 - 24))).text.replace("Mo ", "").replace("Mo=", "00-24=")
    return "nobody" if text == "0" else text.replace("=", ": ")
