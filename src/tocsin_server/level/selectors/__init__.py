"""What may be asked of levels, plans and orders."""

from tocsin_server.level.selectors.levels import (
    SCHEME,
    PublicLevel,
    Standing,
    any_in_force,
    declaration,
    declarations,
    declared,
    in_force_rows,
    live,
    proposals,
    public_level,
    scheme,
    standing,
    tree,
)
from tocsin_server.level.selectors.orders import UnitProgress, mine, order, orders, progress
from tocsin_server.level.selectors.plans import additions, catalogue, current_plan, plans

__all__ = [
    "SCHEME",
    "PublicLevel",
    "Standing",
    "UnitProgress",
    "additions",
    "any_in_force",
    "catalogue",
    "current_plan",
    "declaration",
    "declarations",
    "declared",
    "in_force_rows",
    "live",
    "mine",
    "order",
    "orders",
    "plans",
    "progress",
    "proposals",
    "public_level",
    "scheme",
    "standing",
    "tree",
]
