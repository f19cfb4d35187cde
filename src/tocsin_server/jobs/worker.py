"""The worker: claims work, holds its lease by heartbeat while a handler does it, and records how it went."""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable, Mapping
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connection

from tocsin.errors import TocsinError
from tocsin_server import clock
from tocsin_server.jobs import services

if TYPE_CHECKING:
    from tocsin_server.jobs.models import Job

log = logging.getLogger("tocsin.worker")

Handler = Callable[[dict[str, Any]], None]
"""Does one kind of work, given the job's payload.

A worker may die after the last effect and before the job is marked done; then the job runs again. So each
of a handler's steps is a transaction that bears being repeated.
"""

_IDLE = 0.5
_TICK = 1.0
_PRUNE = 3600.0


def run(
    handlers: Mapping[str, Handler],
    stop: Event,
    *,
    tick: Callable[[], object] | None = None,
    name: str = "",
    lease_seconds: float = services.LEASE_SECONDS,
) -> None:
    """Work until `stop` is set; the job in hand is finished first. `tick` is called about every second.

    Whatever goes wrong with one job, or with the database for a while, is logged and does not end the loop.
    """
    name = name or f"{socket.gethostname()}:{os.getpid()}"
    chores = [Chore(tick, _TICK)] if tick else []
    chores += [Chore(services.prune, _PRUNE), Chore(SessionStore.clear_expired, _PRUNE)]
    with Pulse(name, lease_seconds) as pulse:
        while not stop.is_set():
            try:
                close_old_connections()
                for chore in chores:
                    chore.do_if_due()
                busy = work_once(handlers, name, pulse, lease_seconds)
            except Exception:
                log.exception("the worker's loop failed; it goes on")
                busy = False
            if not busy:
                stop.wait(_IDLE)


def drain(handlers: Mapping[str, Handler]) -> int:
    """Do all work that is due, in this thread, and say how much it was: to load a past day, and for tests."""
    done = 0
    while work_once(handlers, "drain"):
        done += 1
    return done


def work_once(
    handlers: Mapping[str, Handler],
    name: str,
    pulse: Pulse | None = None,
    lease_seconds: float = services.LEASE_SECONDS,
) -> bool:
    """Claim and do one piece of work; False if none is due."""
    job = services.claim(name, handlers.keys(), lease_seconds)
    if job is None:
        return False
    if pulse is None:
        _attempt(handlers[job.kind], job)
        return True
    pulse.job = job
    try:
        _attempt(handlers[job.kind], job)
    finally:
        pulse.job = None
    return True


def _attempt(handler: Handler, job: Job) -> None:
    began = time.monotonic()
    try:
        handler(job.payload)
    except Exception as error:
        # The edge of the loop: any failure becomes the job's, where a person sees it.
        log.exception("%s failed after %.1f s", job, time.monotonic() - began)
        services.fail(job, f"{type(error).__name__}: {error}", permanent=_is_permanent(error))
    else:
        kept = services.complete(job)
        log.info("%s %s in %.1f s", job, "done" if kept else "done, but taken over", time.monotonic() - began)


def _is_permanent(error: Exception) -> bool:
    """Bad input stays bad; an error that knows better says so in `permanent`."""
    return bool(getattr(error, "permanent", isinstance(error, TocsinError)))


class Chore:
    """Something done every so many seconds."""

    def __init__(self, do: Callable[[], object], every: float) -> None:
        self.do, self.every, self.due = do, every, 0.0

    def do_if_due(self) -> None:
        if (now := time.monotonic()) >= self.due:
            self.due = now + self.every
            self.do()


class Pulse:
    """A thread that shows the worker alive and lengthens the lease of the job in hand."""

    def __init__(self, name: str, lease_seconds: float) -> None:
        self.job: Job | None = None
        self._name, self._lease_seconds = name, lease_seconds
        self._started, self._stop = clock.now(), Event()
        self._thread = Thread(target=self._beat_until_stopped, name=f"pulse of {name}", daemon=True)

    def __enter__(self) -> Pulse:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _beat_until_stopped(self) -> None:
        while True:
            try:
                self._beat()
            except Exception:
                log.exception("a heartbeat failed; the next may do")
            finally:
                connection.close()
            if self._stop.wait(self._lease_seconds / 4):
                return

    def _beat(self) -> None:
        services.beat(self._name, self._started)
        job = self.job
        if job is None or services.heartbeat(job, self._lease_seconds):
            return
        if self.job is job:  # else it was done meanwhile
            log.warning("the lease of %s is lost: another worker has taken it over", job)
