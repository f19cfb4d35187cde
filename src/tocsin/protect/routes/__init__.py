"""Where teams go in their shift: points shared out at once, and tours that keep to time."""

from tocsin.protect.routes.route import route
from tocsin.protect.routes.sharing import shared_out
from tocsin.protect.routes.stops import Crew, LeftOut, Route, Stop, Tour, Visit, Why
from tocsin.protect.routes.travel import travel_minutes

__all__ = [
    "Crew",
    "LeftOut",
    "Route",
    "Stop",
    "Tour",
    "Visit",
    "Why",
    "route",
    "shared_out",
    "travel_minutes",
]
