"""Processes of this machine."""

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Generic

from tocsin.base.engines.engine import Answer, Part

# Fresh processes: a copy of this one would also copy the locks that its threads hold.
_SPAWN = get_context("spawn")


class ProcessEngine:
    """Each worker is a process at the end of a pipe. One that dies takes only its own part along, and
    another is started in its place; all end when this process does."""

    def run(
        self, work: Callable[[Part], Answer], parts: Iterable[Part], jobs: int, /
    ) -> Iterator[tuple[Part, Answer | None]]:
        """See `Engine`."""
        pool = _Pool(work, jobs)
        try:
            for part in parts:
                if not pool.idle:
                    yield pool.next_done()
                pool.give(part)
            while pool.busy:
                yield pool.next_done()
        finally:
            pool.stop()


class _Pool(Generic[Part, Answer]):
    """The workers: those that wait for a part, and those that are at one."""

    def __init__(self, work: Callable[[Part], Answer], workers: int) -> None:
        self.idle = [_Worker(work) for _ in range(workers)]
        self.busy: list[_Worker[Part, Answer]] = []

    def give(self, part: Part) -> None:
        worker = self.idle.pop()
        worker.give(part)
        self.busy.append(worker)

    def next_done(self) -> tuple[Part, Answer | None]:
        """Waits until some worker is done or has died; one that has died is replaced."""
        ready = wait([worker.pipe for worker in self.busy])
        worker = next(worker for worker in self.busy if worker.pipe in ready)
        self.busy.remove(worker)
        part, answer = worker.take()
        if answer is None:
            worker.stop()
            worker = _Worker(worker.work)
        self.idle.append(worker)
        return part, answer

    def stop(self) -> None:
        for worker in (*self.idle, *self.busy):
            worker.stop()


class _Worker(Generic[Part, Answer]):
    """A process that does one part after another."""

    def __init__(self, work: Callable[[Part], Answer]) -> None:
        self.work = work
        self.pipe, there = _SPAWN.Pipe()
        self._part: Part
        self._process = _SPAWN.Process(target=_serve, args=(work, there), daemon=True)
        self._process.start()
        there.close()  # so that the pipe breaks when the process dies

    def give(self, part: Part) -> None:
        self._part = part
        with suppress(OSError):  # it is dead: `take` will find out
            self.pipe.send(part)

    def take(self) -> tuple[Part, Answer | None]:
        """The part it was given, with None where it died at it; raises what the work raised."""
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            return self._part, None
        if isinstance(answer, Exception):
            raise answer
        return self._part, answer

    def stop(self) -> None:
        self._process.kill()
        self._process.join()
        self.pipe.close()


def _serve(work: Callable[[Part], Answer], pipe: Connection) -> None:
    """What a worker does until nobody is at the other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that waits
    with suppress(EOFError, OSError):
        while True:
            part = pipe.recv()
            try:
                answer: Answer | Exception = work(part)
            except Exception as error:  # noqa: BLE001 - raised again where it can be told to the user
                answer = error
            pipe.send(answer)
