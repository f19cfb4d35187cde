"""The worker survives bad handlers, keeps its leases, and stops when told, with the job in hand done."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connections
from pytest_django.fixtures import Settings

from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.clock import SimulatedClock
from tocsin_server.jobs import selectors, services, worker
from tocsin_server.jobs.models import Job, State, Worker

KEYS = ("one", "two", "three")


def job(key: str = "one") -> Job:
    return Job.objects.get(key=key)


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something that must come true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


class Running:
    """A worker in a thread of its own, stopped on leaving."""

    def __init__(self, handlers: dict[str, worker.Handler], **options: Any) -> None:
        self.stop = Event()
        self.thread = Thread(target=self._run, args=[handlers, options])

    def _run(self, handlers: dict[str, worker.Handler], options: dict[str, Any]) -> None:
        worker.run(handlers, self.stop, **options)
        connections.close_all()

    def __enter__(self) -> "Running":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.mark.django_db
def test_all_work_due_is_done_in_one_go() -> None:
    seen: list[dict[str, Any]] = []
    for key in KEYS:
        services.enqueue("note", key, {"key": key})
    assert worker.drain({"note": seen.append}) == 3
    assert [payload["key"] for payload in seen] == list(KEYS)
    assert selectors.counts()["done"] == 3


@pytest.mark.django_db
def test_one_bad_job_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    def fragile(payload: dict[str, Any]) -> None:
        if payload["bad"]:
            raise ValueError("what is this?")

    for key in KEYS:
        services.enqueue("note", key, {"bad": key == "two"})
    with caplog.at_level(logging.ERROR):
        worker.drain({"note": fragile})
    assert [job(key).state for key in KEYS] == [State.DONE, State.WAITING, State.DONE]
    assert job("two").error == "ValueError: what is this?"
    assert "note two failed" in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(("permanent", "state"), [(True, State.DEAD), (False, State.WAITING)])
def test_an_error_says_itself_whether_trying_again_helps(permanent: bool, state: State) -> None:
    def refuse(_: dict[str, Any]) -> None:
        error = OSError("the host is busy")
        error.permanent = permanent  # type: ignore[attr-defined]
        raise error

    services.enqueue("note", "one")
    worker.drain({"note": refuse})
    assert job().state == state


@pytest.mark.django_db
def test_bad_input_is_not_tried_again() -> None:
    def refuse(_: dict[str, Any]) -> None:
        raise BadInput("the report is gone", where="report 7")

    services.enqueue("note", "one")
    worker.drain({"note": refuse})
    assert (job().state, job().error) == (State.DEAD, "BadInput: report 7: the report is gone")


@pytest.mark.django_db
def test_work_taken_over_meanwhile_stays_with_the_other_worker() -> None:
    def slow(_: dict[str, Any]) -> None:
        Job.objects.update(lease="another worker's")

    services.enqueue("note", "one")
    worker.drain({"note": slow})
    assert (job().state, job().lease) == (State.LEASED, "another worker's")


@pytest.mark.django_db(transaction=True)
def test_the_lease_of_long_work_is_kept_by_heartbeat() -> None:
    """Work of 1.2 s under a lease of 0.4 s is done once, though another worker keeps asking for it."""
    done: list[int] = []

    def slow(_: dict[str, Any]) -> None:
        time.sleep(1.2)
        done.append(1)

    services.enqueue("note", "one")
    with Running({"note": slow}, name="slow", lease_seconds=0.4):
        until(lambda: job().state == State.LEASED)
        while job().state == State.LEASED:
            assert services.claim("thief") is None
            time.sleep(0.05)
    assert (done, job().state, job().attempts) == ([1], State.DONE, 1)
    assert Worker.objects.get().pk == "slow"


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_stop_finishes_the_job_in_hand_and_takes_no_other() -> None:
    begun, go = Event(), Event()

    def wait(_: dict[str, Any]) -> None:
        begun.set()
        go.wait(10)

    services.enqueue("note", "one")
    services.enqueue("note", "two")
    with Running({"note": wait}) as running:
        assert begun.wait(10)
        running.stop.set()
        go.set()
    assert [job(key).state for key in ("one", "two")] == [State.DONE, State.WAITING]


@pytest.mark.django_db(transaction=True)
def test_a_lease_lasts_real_seconds_when_the_clock_runs_fast(settings: Settings) -> None:
    settings.TOCSIN_CLOCK = SimulatedClock(time.time(), datetime(2015, 11, 13, tzinfo=UTC), speed=600)
    services.enqueue("note", "one")
    held = services.claim("a", lease_seconds=60)
    assert held is not None
    assert held.leased_until is not None
    assert held.leased_until - clock.now() == pytest.approx(timedelta(hours=10), abs=timedelta(minutes=30))


@pytest.mark.django_db(transaction=True)
def test_the_loop_outlives_a_chore_that_fails() -> None:
    ticks: list[int] = []

    def tick() -> None:
        ticks.append(1)
        if len(ticks) == 1:
            raise RuntimeError("not now")

    with Running({}, tick=tick):
        until(lambda: len(ticks) >= 2)


@pytest.mark.django_db(transaction=True)
def test_a_worker_process_ends_cleanly_on_sigterm_with_its_job_done() -> None:
    """The real process, the real signal: what a supervisor or an operator sends."""
    code = (
        "import django, signal, sys, time, threading; django.setup()\n"
        "from django.db import connection\n"
        "connection.settings_dict['NAME'] = sys.argv[1]\n"
        "from tocsin_server.jobs import worker\n"
        "stop = threading.Event()\n"
        "signal.signal(signal.SIGTERM, lambda *_: stop.set())\n"
        "worker.run({'note': lambda _: time.sleep(1)}, stop)\n"
    )
    services.enqueue("note", "one")
    name = connections["default"].settings_dict["NAME"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tocsin_server.settings"}
    process = subprocess.Popen([sys.executable, "-c", code, name], env=environment)
    until(lambda: job().state == State.LEASED, 20)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert job().state == State.DONE


@pytest.mark.django_db(transaction=True)
def test_work_in_a_lane_that_hangs_delays_no_other_and_is_finished_before_the_worker_ends() -> None:
    go, seen = Event(), list[str]()

    def hang(payload: dict[str, Any]) -> None:
        go.wait(10)
        seen.append("slow")

    lanes = [worker.Lane("slow", frozenset({"slow"})), worker.Lane("quick", frozenset({"quick"}), threads=2)]
    for kind in ("slow", "quick", "other"):
        services.enqueue(kind, kind)
    handlers = {
        "slow": hang,
        "quick": lambda _: seen.append("quick"),
        "other": lambda _: seen.append("other"),
    }
    with Running(handlers, lanes=lanes, name="w") as running:
        until(lambda: sorted(seen) == ["other", "quick"] and job("slow").state == State.LEASED)
        running.stop.set()
        go.set()
    assert (job("slow").state, len(seen)) == (State.DONE, 3)
    assert set(Worker.objects.values_list("pk", flat=True)) == {"w", "w/slow-1", "w/quick-1", "w/quick-2"}


@pytest.mark.django_db(transaction=True)
def test_a_lane_outlives_work_that_fails() -> None:
    def fail(payload: dict[str, Any]) -> None:
        raise ValueError("no")

    services.enqueue("bad", "one")
    services.enqueue("good", "two")
    lanes = [worker.Lane("both", frozenset({"bad", "good"}))]
    with Running({"bad": fail, "good": lambda _: None}, lanes=lanes):
        until(lambda: job("two").state == State.DONE)
    assert (job("one").state, job("one").error) == (State.WAITING, "ValueError: no")


@pytest.mark.django_db(transaction=True)
def test_urgent_work_finds_a_hand_that_other_work_cannot_hold_up() -> None:
    go, seen = Event(), list[str]()

    def hang(payload: dict[str, Any]) -> None:
        seen.append(payload["what"])
        if payload["what"] == "usual":
            go.wait(10)

    for number in range(3):
        services.enqueue("mail", f"usual {number}", {"what": "usual"})
    lanes = [worker.Lane("mail", frozenset({"mail"}), threads=1, urgent=1)]
    with Running({"mail": hang}, lanes=lanes) as running:
        until(lambda: seen == ["usual"])
        services.enqueue("mail", "urgent", {"what": "urgent"}, priority=services.URGENT)
        until(lambda: seen == ["usual", "urgent"])
        running.stop.set()
        go.set()
    assert seen == ["usual", "urgent"]


@pytest.mark.django_db(transaction=True)
def test_new_work_wakes_those_who_do_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_IDLE", 60.0)
    done = Event()
    lanes = [worker.Lane("mail", frozenset({"mail"}), threads=2)]
    with Running({"mail": lambda _: done.set(), "read": lambda _: None}, lanes=lanes):
        until(lambda: Worker.objects.count() == 3)
        services.enqueue("mail", "one")
        assert done.wait(10)


@pytest.mark.django_db
def test_the_lookout_tells_new_work_from_what_it_has_seen() -> None:
    lookout = worker.Lookout(Event())
    mail, read = lookout.of(["mail"]), lookout.of(["read"])
    services.enqueue("mail", "one")
    lookout._look()
    assert (mail.is_set(), read.is_set()) == (True, False)
    mail.clear()
    lookout._look()
    assert not mail.is_set()
