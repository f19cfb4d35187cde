"""The worker: claims work, holds its lease by heartbeat while a handler does it, and records how it went.

It works in lanes, each a few threads that claim certain kinds of work alone, so that work which hangs, as
when a mail server says nothing, delays no work of another kind.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connection, connections

from tocsin.errors import TocsinError
from tocsin_server import clock
from tocsin_server.jobs import selectors, services

if TYPE_CHECKING:
    from tocsin_server.jobs.models import Job

log = logging.getLogger("tocsin.worker")

Handler = Callable[[dict[str, Any]], None]
"""Does one kind of work, given the job's payload.

A worker may die after the last effect and before the job is marked done; then the job runs again. So each
of a handler's steps is a transaction that bears being repeated.
"""

_IDLE = 0.5
_GLANCE = 0.05
"""Seconds between two looks for new work: so long does work that was just written down wait at most for
somebody who is free."""
_TICK = 1.0
_PRUNE = 3600.0


@dataclass(frozen=True, slots=True)
class Lane:
    """Kinds of work that are done beside all other, `threads` pieces at a time. `urgent` threads more do
    nothing but what is urgent: they are free when all others are held up."""

    name: str
    kinds: frozenset[str]
    threads: int = 1
    urgent: int = 0


def run(
    handlers: Mapping[str, Handler],
    stop: Event,
    *,
    lanes: Collection[Lane] = (),
    tick: Callable[[], object] | None = None,
    name: str = "",
    lease_seconds: float = services.LEASE_SECONDS,
) -> None:
    """Work until `stop` is set; what is in hand is finished first. `tick` is called about every second.

    Kinds of work that are in no lane are done in the caller's thread, one piece at a time. Whatever goes
    wrong with one job, or with the database for a while, is logged and does not end a loop.
    """
    name = name or f"{socket.gethostname()}:{os.getpid()}"
    chores = [Chore(tick, _TICK)] if tick else []
    chores += [Chore(services.prune, _PRUNE), Chore(SessionStore.clear_expired, _PRUNE)]
    beside = frozenset[str]().union(*(lane.kinds for lane in lanes))
    lookout = Lookout(stop)
    threads = [
        Thread(
            target=_keep_lane,
            args=(lane, number, handlers, stop, name, lease_seconds, lookout),
            name=f"lane {lane.name}",
        )
        for lane in lanes
        for number in range(1, lane.threads + lane.urgent + 1)
    ]
    rest = {kind: handler for kind, handler in handlers.items() if kind not in beside}
    news = lookout.of(rest)
    threads.append(Thread(target=lookout.keep, name="lookout"))
    for thread in threads:
        thread.start()
    try:
        _loop(rest, stop, name, lease_seconds, chores, news=news)
    finally:
        stop.set()
        lookout.wake_all()
        for thread in threads:
            thread.join()


def _keep_lane(
    lane: Lane,
    number: int,
    handlers: Mapping[str, Handler],
    stop: Event,
    name: str,
    lease_seconds: float,
    lookout: Lookout,
) -> None:
    """One thread of a lane: it has a database connection and a heartbeat of its own."""
    own = {kind: handlers[kind] for kind in sorted(lane.kinds) if kind in handlers}
    least = services.URGENT if number > lane.threads else None
    label = f"{name}/{lane.name}-{number}"
    try:
        # Those after the first ask less often: while there is work they are kept busy by it all the same.
        _loop(own, stop, label, lease_seconds, (), _IDLE * number, news=lookout.of(own), least=least)
    finally:
        connections.close_all()


def _loop(
    handlers: Mapping[str, Handler],
    stop: Event,
    name: str,
    lease_seconds: float,
    chores: Sequence[Chore],
    idle: float = _IDLE,
    *,
    news: Event,
    least: int | None = None,
) -> None:
    with Pulse(name, lease_seconds) as pulse:
        while not stop.is_set():
            news.clear()
            try:
                close_old_connections()
                for chore in chores:
                    chore.do_if_due()
                busy = work_once(handlers, name, pulse, lease_seconds, least)
            except Exception:  # the outermost edge: one fault must not end the loop
                log.exception("the loop of %s failed; it goes on", name)
                busy = False
            if not busy:
                news.wait(idle)


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
    least: int | None = None,
) -> bool:
    """Claim and do one piece of work, of what is at least so urgent if `least` says; False if none is due."""
    job = services.claim(name, handlers.keys(), lease_seconds, least)
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


class Lookout:
    """A thread that sees new work at once and wakes those who do its kind: asking the database for the last
    few jobs is cheap enough to be done twenty times a second, where all lanes asking for theirs is not."""

    def __init__(self, stop: Event) -> None:
        self._stop = stop
        self._news: list[tuple[frozenset[str], Event]] = []
        self._seen: frozenset[int] = frozenset()

    def of(self, kinds: Collection[str]) -> Event:
        """What is set when there may be new work of these kinds."""
        news = Event()
        self._news.append((frozenset(kinds), news))
        return news

    def wake_all(self) -> None:
        """Have everybody look, as at the end."""
        for _, news in list(self._news):
            news.set()

    def keep(self) -> None:
        """Look again and again until the worker stops."""
        while not self._stop.wait(_GLANCE):
            try:
                self._look()
            except Exception:  # the same: to see no new work for a moment is no reason to stop
                log.exception("looking for new work failed; it goes on")
                connection.close()
        connections.close_all()

    def _look(self) -> None:
        newest = selectors.newest()
        kinds = {kind for number, kind in newest.items() if number not in self._seen}
        self._seen = frozenset(newest)
        for wanted, news in list(self._news):
            if not kinds.isdisjoint(wanted):
                news.set()


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
            except Exception:  # the same: a lease outlives a beat that was missed
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
