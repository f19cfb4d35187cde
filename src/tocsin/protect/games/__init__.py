"""How a few teams are best spread over many venues when whoever means harm knows the shares, though not the
day's plan.

Teams of several kinds (`kinds`) and patrols past several venues (`schedules`, `tours`) are imported from
their own modules: they load a solver, which a process that only reads plans need not hold in memory.
"""

from tocsin.protect.games.coverage import Coverage, cover
from tocsin.protect.games.stakes import Bounds, Stakes
from tocsin.protect.games.windows import Window, WindowedCoverage, cover_windows

__all__ = ["Bounds", "Coverage", "Stakes", "Window", "WindowedCoverage", "cover", "cover_windows"]
