"""An order: what one unit must do, and by when it must say that it knows."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One measure asked of one unit under one declaration; `key` is unique for that triple."""

    key: str
    declaration: str
    unit: str
    measure: str
    title: str
    text: str
    issued: datetime
    acknowledge_by: datetime
