"""Processes of this machine."""

import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from tocsin.cli.bulk.batch import Batch
from tocsin.cli.bulk.engines.engine import Work
from tocsin.cli.bulk.tables import Tables

# Fresh processes: a copy of this one would also copy the locks that its threads hold.
_SPAWN = get_context("spawn")


class ProcessEngine:
    """Each worker is a process at the end of a pipe. One that dies takes only its own batch along, and
    another is started in its place; all end when this process does."""

    def run(
        self, work: Work, batches: Iterable[Batch], jobs: int, /
    ) -> Iterator[tuple[Batch, Tables | None]]:
        """See `Engine`."""
        idle = [_Worker(work) for _ in range(jobs)]
        busy: list[_Worker] = []
        try:
            for batch in batches:
                if not idle:
                    yield _next_done(busy, idle)
                worker = idle.pop()
                worker.give(batch)
                busy.append(worker)
            while busy:
                yield _next_done(busy, idle)
        finally:
            for worker in (*idle, *busy):
                worker.stop()


class _Worker:
    """A process that reads one batch after another."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.pipe, there = _SPAWN.Pipe()
        self._batch: Batch
        self._process = _SPAWN.Process(target=_serve, args=(work, there), daemon=True)
        self._process.start()
        there.close()  # so that the pipe breaks when the process dies

    def give(self, batch: Batch) -> None:
        self._batch = batch
        with suppress(OSError):  # it is dead: `take` will find out
            self.pipe.send(batch)

    def take(self) -> tuple[Batch, Tables | None]:
        """The batch it was given, with None where it died at it; raises what the work raised."""
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            return self._batch, None
        if isinstance(answer, Exception):
            raise answer
        return self._batch, answer

    def stop(self) -> None:
        self._process.kill()
        self._process.join()
        self.pipe.close()


def _next_done(busy: list[_Worker], idle: list[_Worker]) -> tuple[Batch, Tables | None]:
    ready = wait([worker.pipe for worker in busy])
    worker = next(worker for worker in busy if worker.pipe in ready)
    busy.remove(worker)
    batch, tables = worker.take()
    if tables is None:
        worker.stop()
        worker = _Worker(worker.work)
    idle.append(worker)
    return batch, tables


def _serve(work: Work, pipe: Connection) -> None:
    """What a worker does until nobody is at the other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that waits
    with suppress(EOFError, OSError):
        while True:
            batch = pipe.recv()
            try:
                answer: Tables | Exception = work(batch)
            except Exception as error:  # noqa: BLE001 - raised again where it can be told to the user
                answer = error
            pipe.send(answer)
