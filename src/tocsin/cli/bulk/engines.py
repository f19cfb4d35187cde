"""The engines that read an archive: one line each in `ENGINES`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tocsin.base.engines import Engine, ProcessEngine, RayEngine
from tocsin.cli.bulk import EngineName
from tocsin.cli.bulk.batch import Batch
from tocsin.cli.bulk.tables import Tables

__all__ = ["ENGINES", "Engine", "Work"]

Work = Callable[[Batch], Tables]
"""The function that reads a batch; it can be sent to another process."""

ENGINES: Mapping[EngineName, type[Engine]] = MappingProxyType(
    {EngineName.PROCESS: ProcessEngine, EngineName.RAY: RayEngine}
)
