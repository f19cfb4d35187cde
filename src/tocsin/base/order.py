"""An order: what one unit must do, by when it must say that it knows, and by when it must be done."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Order:
    """One measure asked of one unit under one declaration; these three together are unique.

    What the measure says stands in the plan it was raised under: a hundred thousand orders do not repeat it.
    """

    declaration: str
    unit: str
    measure: str
    issued: datetime
    acknowledge_by: datetime
    do_by: datetime
