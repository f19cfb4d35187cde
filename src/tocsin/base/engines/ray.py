"""The machines of a Ray cluster (Moritz et al. 2018), or this one as a cluster of its own."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tocsin.base.engines.engine import Answer, Part
from tocsin.errors import TocsinError


class RayEngine:
    """A part is a task of one processor. It travels with all it needs and the answer comes back, so the
    machines need no disk in common. Which cluster is Ray's own setting, `RAY_ADDRESS`."""

    def run(
        self, work: Callable[[Part], Answer], parts: Iterable[Part], jobs: int, /
    ) -> Iterator[tuple[Part, Answer | None]]:
        """See `Engine`."""
        ray = _connected()
        do = ray.remote(num_cpus=1, max_retries=0)(_do)
        running: dict[Any, Part] = {}
        for part in parts:
            if len(running) >= jobs:
                yield _next_done(ray, running)
            running[do.remote(work, part)] = part
        while running:
            yield _next_done(ray, running)


def _do(work: Callable[[Part], Answer], part: Part) -> Answer:
    """What a task is: Ray sends no other callables than functions."""
    return work(part)


def _connected() -> Any:
    try:
        import ray
    except ImportError:
        raise TocsinError("the engine ray needs Ray: pip install 'tocsin[ray]'") from None
    if not ray.is_initialized():
        ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.WARNING)
    return ray


def _next_done(ray: Any, running: dict[Any, Part]) -> tuple[Part, Any | None]:
    done, _ = ray.wait(list(running), num_returns=1)
    part = running.pop(done[0])
    try:
        return part, ray.get(done[0])
    except ray.exceptions.RayTaskError as error:
        raise error.cause from None
    except ray.exceptions.RayError:  # a worker, a machine or an object is gone
        return part, None
