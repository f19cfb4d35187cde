"""A week of shifts, and what it asks for."""

from datetime import date, time

from tocsin.protect.patrols.shifts import Shift, shifts
from tocsin.protect.rosters import Need, Team

DISTRICTS = {"centre": 2, "north": 2, "east": 2, "south": 2, "west": 1, "port": 1}


def week(days: int = 7, zone: str = "Asia/Shanghai", first: date = date(2015, 11, 16)) -> tuple[Shift, ...]:
    """Three shifts a day."""
    return shifts(first, days, [time(6), time(14), time(22)], zone)


def needs(days: int = 7) -> list[Need]:
    """Ten teams in each shift, over six districts."""
    return [Need(shift, teams, district) for shift in week(days) for district, teams in DISTRICTS.items()]


def teams(number: int, skill: str = "", skilled: int = 0) -> list[Team]:
    """So many teams at home in the districts, the first of them with the skill."""
    homes = list(DISTRICTS)
    return [
        Team(f"Team {at + 1}", frozenset([skill] if at < skilled else []), homes[at % len(homes)])
        for at in range(number)
    ]
