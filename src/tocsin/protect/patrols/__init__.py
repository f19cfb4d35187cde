"""Plans of patrols: which venues get a visit in which shift, what that guarantees, and how anybody can check
afterwards that it was drawn by lot."""

from tocsin.protect.patrols.guarantee import (
    Comparison,
    FloorsCost,
    Guarantee,
    Step,
    compare,
    cost_of_floors,
    curve,
    guarantee,
)
from tocsin.protect.patrols.paper import document, verify
from tocsin.protect.patrols.plan import Gathering, Patrols, drawn, plan_patrols
from tocsin.protect.patrols.shifts import Shift, shifts, zone_named

__all__ = [
    "Comparison",
    "FloorsCost",
    "Gathering",
    "Guarantee",
    "Patrols",
    "Shift",
    "Step",
    "compare",
    "cost_of_floors",
    "curve",
    "document",
    "drawn",
    "guarantee",
    "plan_patrols",
    "shifts",
    "verify",
    "zone_named",
]
