"""Kill -9, many times, under load: what was acknowledged is there, once, and nothing is stuck."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.conf import settings
from django.db import connection, connections

from tests.server.conftest import TESTER
from tocsin_server import clock
from tocsin_server.jobs import selectors, services
from tocsin_server.jobs.models import Job, State, Worker
from tocsin_server.ledger.models import Entry
from tocsin_server.ledger.services import act, verify
from tocsin_server.units import services as units
from tocsin_server.units.models import Unit

LEASE = 2.0
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def start(*command: str) -> subprocess.Popen[bytes]:
    """A process on the tests' database, in a group of its own so that it dies whole."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tocsin_server.settings",
        "TOCSIN_HOME": str(settings.HOME),
        "SACRIFICE_DATABASE": str(connection.settings_dict["NAME"]),
    }
    return subprocess.Popen([sys.executable, *command], env=environment, start_new_session=True)


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


@contextmanager
def alongside(do: Callable[[Event], None]) -> Iterator[None]:
    """Run something in a thread until the block ends."""
    stop = Event()

    def run() -> None:
        do(stop)
        connections.close_all()

    thread = Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_a_hundred_killed_workers_lose_stick_and_double_nothing() -> None:
    acknowledged: list[str] = []
    stuck: list[str] = []
    killed_at_work = 0

    def give_work(stop: Event) -> None:
        while not stop.wait(0.05):
            key = f"job:{len(acknowledged)}"
            with act(TESTER, "trial.asked") as entry:
                entry.subject = key
                services.enqueue(random.choice(["note", "chain"]), key, {"key": key})
            acknowledged.append(key)

    def watch(stop: Event) -> None:
        while not stop.wait(0.2):
            late = clock.now() - timedelta(seconds=LEASE)
            stuck.extend(
                Job.objects.filter(state=State.LEASED, leased_until__lt=late).values_list("key", flat=True)
            )

    def worker(number: int) -> tuple[str, subprocess.Popen[bytes]]:
        name = f"worker {number}"
        return name, start("-m", "tests.server.sacrifice", name)

    def all_up() -> bool:
        names = [name for name, _ in running]
        return Worker.objects.filter(pk__in=names).count() == len(names)

    running = [worker(number) for number in range(3)]
    with alongside(give_work), alongside(watch):
        for number in range(100):
            until(all_up, 60)
            name, victim = running.pop(0)
            until(lambda name=name: Job.objects.filter(worker=name, state=State.LEASED).exists(), 60)
            time.sleep(random.uniform(0, 0.05))
            killed_at_work += Job.objects.filter(worker=name, state=State.LEASED).exists()
            kill(victim)
            running.append(worker(number + 3))
    until(lambda: selectors.waiting_count() == 0, 120)
    for _, survivor in running:
        survivor.terminate()
        assert survivor.wait(20) == 0

    jobs = Job.objects.values_list("key", "state", "kind")
    expected = set(acknowledged) | {f"{key}:child" for key, _, kind in jobs if kind == "chain"}
    assert {key for key, state, _ in jobs if state == State.DONE} == expected
    noted = list(Entry.objects.filter(action="trial.noted").values_list("subject", flat=True))
    assert sorted(noted) == sorted(key for key, _, kind in jobs if kind == "note")
    assert stuck == []
    assert verify().ok
    print(f"{len(acknowledged)} jobs given, 100 workers killed, {killed_at_work} of them at work")


def test_forty_killed_servers_lose_nothing_they_acknowledged() -> None:
    units.add_unit(TESTER, id="nation", name="Nation", kind="national")
    _, secret = units.issue_token(TESTER, unit_id="nation", name="load", role="administrator")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    acknowledged: set[str] = set()

    def post(id: str) -> bool:
        body = {"id": id, "name": id, "kind": "region", "parent_id": "nation"}
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        try:
            caller = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            caller.request("POST", "/api/units", json.dumps(body), headers)
            return caller.getresponse().status == 201
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
            return False

    def load(lane: str) -> Callable[[Event], None]:
        def run(stop: Event) -> None:
            number = 0
            while not stop.is_set():
                number += 1
                if post(f"{lane}-{number}"):
                    acknowledged.add(f"{lane}-{number}")

        return run

    granian = [
        "-m",
        "granian",
        "tests.server.sacrifice:application",
        "--interface",
        "wsgi",
        "--log-level",
        "error",
    ]
    with alongside(load("a")), alongside(load("b")), alongside(load("c")):
        for _ in range(40):
            before = len(acknowledged)
            server = start(*granian, "--port", str(port), "--blocking-threads", "4")
            until(lambda before=before: len(acknowledged) > before, 60)
            time.sleep(random.uniform(0, 0.5))
            kill(server)
    kept = set(Unit.objects.exclude(pk="nation").values_list("pk", flat=True))
    entered = list(
        Entry.objects.filter(action="units.unit_added", actor="token:load").values_list("subject", flat=True)
    )
    assert acknowledged <= kept
    assert sorted(entered) == sorted(f"unit:{id}" for id in kept)
    assert verify().ok
    print(f"{len(acknowledged)} writes acknowledged, {len(kept)} kept, 40 servers killed")
