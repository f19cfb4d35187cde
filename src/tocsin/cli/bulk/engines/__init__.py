"""The engines that read an archive: one file each, and one line in `ENGINES`."""

from collections.abc import Mapping
from types import MappingProxyType

from tocsin.cli.bulk import EngineName
from tocsin.cli.bulk.engines.engine import Engine, Work
from tocsin.cli.bulk.engines.process import ProcessEngine
from tocsin.cli.bulk.engines.ray import RayEngine

__all__ = ["ENGINES", "Engine", "Work"]

ENGINES: Mapping[EngineName, type[Engine]] = MappingProxyType(
    {EngineName.PROCESS: ProcessEngine, EngineName.RAY: RayEngine}
)
