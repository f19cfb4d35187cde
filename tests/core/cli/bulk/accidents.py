"""Work that meets with an accident; each function is given the true work first."""

import os
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from tocsin.cli.bulk.batch import Batch, bounded
from tocsin.cli.bulk.engines import Engine, Work
from tocsin.cli.bulk.tables import Tables


class Accident(Protocol):
    """A way for work to go wrong; it can be sent to another process."""

    def __call__(self, work: Work, batch: Batch, /) -> Tables: ...


@dataclass(frozen=True)
class Prone:
    """An engine whose workers meet with an accident."""

    engine: Engine
    accident: Accident

    def run(
        self, work: Work, batches: Iterable[Batch], jobs: int, /
    ) -> Iterator[tuple[Batch, Tables | None]]:
        return self.engine.run(partial(self.accident, work), batches, jobs)


def deadly(work: Work, batch: Batch) -> Tables:
    """Some file kills whoever reads it."""
    if any(document.name == "03.txt" for document in batch.documents):
        os.kill(os.getpid(), signal.SIGKILL)
    return work(batch)


def fatal(work: Work, batch: Batch) -> Tables:
    """No process can read anything."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def hanging(work: Work, batch: Batch) -> Tables:
    """Some file is never done."""
    if any(document.name == "03.txt" for document in batch.documents):
        with bounded(0.2):
            time.sleep(600)
    return work(batch)


@dataclass(frozen=True)
class Once:
    """The first worker to come here is killed in the middle of its work; the others are not."""

    marker: Path

    def __call__(self, work: Work, batch: Batch, /) -> Tables:
        try:
            self.marker.touch(exist_ok=False)
        except FileExistsError:
            return work(batch)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


def slow(work: Work, batch: Batch) -> Tables:
    """Slow enough for a person to pull the plug."""
    time.sleep(0.1)
    return work(batch)


@dataclass(frozen=True)
class Noted:
    """Slow work that leaves behind the name of the cluster's machine it was done on."""

    folder: Path

    def __call__(self, work: Work, batch: Batch, /) -> Tables:
        import ray

        (self.folder / ray.get_runtime_context().get_node_id()).touch()
        return slow(work, batch)
