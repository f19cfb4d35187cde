"""The machines of a Ray cluster (Moritz et al. 2018), or this one as a cluster of its own."""

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from tocsin.cli.bulk.batch import Batch
from tocsin.cli.bulk.engines.engine import Work
from tocsin.cli.bulk.tables import Tables
from tocsin.errors import TocsinError


class RayEngine:
    """A batch is a task of one processor. The files travel with it and the tables come back, so the machines
    need no disk in common. Which cluster is Ray's own setting, `RAY_ADDRESS`."""

    def run(
        self, work: Work, batches: Iterable[Batch], jobs: int, /
    ) -> Iterator[tuple[Batch, Tables | None]]:
        """See `Engine`."""
        ray = _connected()
        do = ray.remote(num_cpus=1, max_retries=0)(_do)
        running: dict[Any, Batch] = {}
        for batch in batches:
            if len(running) >= jobs:
                yield _next_done(ray, running)
            running[do.remote(work, batch)] = batch
        while running:
            yield _next_done(ray, running)


def _do(work: Work, batch: Batch) -> Tables:
    """What a task is: Ray sends no other callables than functions."""
    return work(batch)


def _connected() -> Any:
    try:
        import ray
    except ImportError:
        raise TocsinError("the engine ray needs Ray: pip install 'tocsin[ray]'") from None
    if not ray.is_initialized():
        ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.WARNING)
    return ray


def _next_done(ray: Any, running: dict[Any, Batch]) -> tuple[Batch, Tables | None]:
    done, _ = ray.wait(list(running), num_returns=1)
    batch = running.pop(done[0])
    try:
        return batch, ray.get(done[0])
    except ray.exceptions.RayTaskError as error:
        raise error.cause from None
    except ray.exceptions.RayError:  # a worker, a machine or an object is gone
        return batch, None
