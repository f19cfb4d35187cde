"""Farrington's method, as published in 1996 and, more flexible, in 2013."""

from tocsin.forewarn.detectors.farrington.detector import Farrington
from tocsin.forewarn.detectors.farrington.options import (
    FLEXIBLE,
    FLEXIBLE_MONTHLY,
    ORIGINAL,
    Bound,
    Options,
    Trend,
)

__all__ = ["FLEXIBLE", "FLEXIBLE_MONTHLY", "ORIGINAL", "Bound", "Farrington", "Options", "Trend"]
