"""What teams did against what was planned: each missed point by name, and what is odd about a check."""

from tocsin.protect.rounds.checks import CheckIn, How, Planned, Point, once
from tocsin.protect.rounds.doubts import Doubt, Odd, doubts, impossible
from tocsin.protect.rounds.gaps import Gap, Missed, missed
from tocsin.protect.rounds.limits import Limits

__all__ = [
    "CheckIn",
    "Doubt",
    "Gap",
    "How",
    "Limits",
    "Missed",
    "Odd",
    "Planned",
    "Point",
    "doubts",
    "impossible",
    "missed",
    "once",
]
