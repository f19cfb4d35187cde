"""Late reports: what a count will be when all is told, from how earlier counts were revised."""

from tocsin.forewarn.nowcast.report import Nowcast, nowcast
from tocsin.forewarn.nowcast.triangle import Triangle

__all__ = ["Nowcast", "Triangle", "nowcast"]
