"""Venues and shifts small enough to check by eye."""

from datetime import date, time

from tocsin.protect.draws import Seed
from tocsin.protect.patrols import Shift, shifts
from tocsin.protect.venues import Presence, Venue

SEED = Seed(bytes(32))


def venue(
    id: str, present: str, *, zone: str = "Asia/Shanghai", floor: float = 0.0, ceiling: float = 1.0
) -> Venue:
    """A venue of that many people, as a table tells them."""
    people = Presence.parse(present)
    return Venue(
        id, id.title(), "culture", 31.2, 121.4, zone, people.peak, people, floor=floor, ceiling=ceiling
    )


THREE = (venue("opera", "400"), venue("station", "200"), venue("mill", "100"))


def days(number: int = 1, *starts: int) -> tuple[Shift, ...]:
    """So many days from Saturday 14 November 2015, in shifts from these hours."""
    return shifts(date(2015, 11, 14), number, [time(hour) for hour in starts or (6, 18)], "Asia/Shanghai")
