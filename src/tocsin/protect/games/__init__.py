"""How a few teams are best spread over many venues when whoever means harm knows the shares, though not the
day's plan: any team anywhere, teams of several kinds, venues at stake at some times, patrols past several."""

from tocsin.protect.games.coverage import Coverage, cover
from tocsin.protect.games.kinds import CoverageByKind, Kinds, cover_by_kinds
from tocsin.protect.games.schedules import (
    Mixture,
    ScheduledCoverage,
    Schedules,
    cover_by_schedules,
    mixture_of,
    strongest_by_schedules,
)
from tocsin.protect.games.stakes import Bounds, Stakes
from tocsin.protect.games.tours import Tour, tours
from tocsin.protect.games.windows import Window, WindowedCoverage, cover_windows

__all__ = [
    "Bounds",
    "Coverage",
    "CoverageByKind",
    "Kinds",
    "Mixture",
    "ScheduledCoverage",
    "Schedules",
    "Stakes",
    "Tour",
    "Window",
    "WindowedCoverage",
    "cover",
    "cover_by_kinds",
    "cover_by_schedules",
    "cover_windows",
    "mixture_of",
    "strongest_by_schedules",
    "tours",
]
