"""Who works when: plans made whole, duty rosters that keep rest and share nights, and both as calendars."""

from tocsin.protect.rosters.calendar import calendar
from tocsin.protect.rosters.capacity import Lack, Shortage, shortages
from tocsin.protect.rosters.needs import Need, Rules, Team, is_night
from tocsin.protect.rosters.roster import Duty, Roster, roster
from tocsin.protect.rosters.rounding import rounded

__all__ = [
    "Duty",
    "Lack",
    "Need",
    "Roster",
    "Rules",
    "Shortage",
    "Team",
    "calendar",
    "is_night",
    "roster",
    "rounded",
    "shortages",
]
