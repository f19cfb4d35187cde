"""Ways to get much work done in parts: in this process, in others, or on other machines."""

from tocsin.base.engines.engine import Engine
from tocsin.base.engines.here import HereEngine
from tocsin.base.engines.process import ProcessEngine
from tocsin.base.engines.ray import RayEngine

__all__ = ["Engine", "HereEngine", "ProcessEngine", "RayEngine"]
