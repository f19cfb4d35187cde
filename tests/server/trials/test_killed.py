"""Processes die by `kill -9` under load; what was acknowledged is there, once, and nothing is stuck.

Clients work a site over its API while its workers and its web server are killed again and again. Afterwards a
process of its own reads what the site holds, and every promise is held against it.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import pytest

from tests.server.trials.ground import Ground, Process, ground, until
from tests.server.trials.load import Client, Promises, Round, acknowledge, alert, keep_on, push, raise_level
from tests.server.trials.mailbox import Mailbox
from tests.server.trials.watch import Watch

OFFICERS = ("nation", "region-1", "region-2", "locality-1-1", "locality-3-4")


@dataclass(frozen=True)
class Size:
    """How much dies; a lease in seconds, None for the service's own; how long work may be stuck at most.

    The full trial allows two leases; the quick one also the slow start of a worker on a busy machine.
    """

    workers: int
    servers: int
    lease: float | None
    stuck: float


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(Size(3, 2, lease=3, stuck=60), id="quick"),
        pytest.param(Size(100, 40, lease=None, stuck=120), id="full", marks=pytest.mark.slow),
    ],
)
def test_killed_processes_lose_nothing_send_nothing_twice_and_leave_nothing_stuck(
    size: Size, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    promises, watch, began = Promises(), Watch(), time.monotonic()
    with Mailbox() as mailbox, ground(tmp_path, mailbox.port, size.lease) as site:
        founded = site.ask("tests.server.trials.founding")
        endure(site, size, founded["secrets"], promises, watch)
        until(lambda: at_rest(site, watch), size.stuck, "the end of all work")
        health = site.run("-m", "tocsin.cli.main", "doctor")
        assert set(site.stop()) == {0}
        held = site.ask("tests.server.trials.account")
    with capsys.disabled():
        print(summary(size, promises, watch, held, mailbox, time.monotonic() - began))
    assert "chain unbroken" in health.stderr
    assert watch.longest() <= size.stuck
    check_kept(promises, held)
    check_once(held, mailbox)


def endure(site: Ground, size: Size, secrets: dict[str, str], promises: Promises, watch: Watch) -> None:
    """Load from all clients while both kinds of process are killed; returns when the last stands again."""
    over = Event()
    with ThreadPoolExecutor(max_workers=20) as pool:
        killers = [
            pool.submit(until_over, kill_servers(site, size.servers, promises), over),
            pool.submit(until_over, kill_workers(site, size.workers, watch), over),
        ]
        others = [pool.submit(until_over, watch.keep(site), over)]
        for token, do in clients():
            client = Client(site, secrets[token], promises)
            others.append(pool.submit(until_over, keep_on(client, do), over))
        wait(killers)
        over.set()
    for future in killers + others:
        future.result()


def until_over(steps: Iterator[None], over: Event) -> None:
    """Take step after step until there is none or the trial is over; whoever fails ends it for all."""
    try:
        for _ in steps:
            if over.is_set():
                return
    except BaseException:
        over.set()
        raise


def clients() -> list[tuple[str, Round]]:
    """Who works the site, and at what."""
    return [
        ("nation administrator", push(1)),
        ("nation administrator", push(2)),
        ("nation duty_officer", raise_level),
        ("nation duty_officer", alert),
        *((f"{unit} unit_officer", acknowledge(unit)) for unit in OFFICERS),
    ]


def kill_workers(site: Ground, count: int, watch: Watch) -> Iterator[None]:
    """Two workers, killed in turn with work in hand: one over its first, one when it has done some."""
    crew = [site.work(), site.work()]
    for number in range(count):
        victim = crew[number % 2]
        if number % 2:
            enough = watch.done(site) + random.randint(1, 6)
            wait_for(lambda enough=enough: watch.done(site) >= enough, 60)
        wait_for(lambda victim=victim: watch.busy(site, victim.pid), 20)
        time.sleep(random.uniform(0, 0.3))
        kill(victim)
        watch.killed(victim.pid)
        crew[number % 2] = site.work()
        yield


def kill_servers(site: Ground, count: int, promises: Promises) -> Iterator[None]:
    """The web server is granian's main process and the one that answers; they are killed in turn."""
    server = site.serve()
    for number in range(count):
        answering = answering_process(server)
        before = promises.writes
        until(lambda before=before: promises.writes > before, 60, "a write after a kill")
        time.sleep(random.uniform(0, 2.5))
        if number % 2:
            answering.kill()
            server.wait(20)
        else:
            kill(server)
        server = site.serve()
        yield
    until(site.answers, 60, "the last web server's answer")


def answering_process(server: Process) -> psutil.Process:
    """The process that granian's main one has started to answer requests."""
    main = psutil.Process(server.pid)
    until(main.children, 60, "a web server")
    return main.children()[0]


def kill(process: Process) -> None:
    assert process.poll() is None, f"{process.args} had ended by itself with {process.returncode}"
    process.kill()
    process.wait()


def wait_for(true: Callable[[], object], seconds: float) -> None:
    """Wait for what may come true; go on if it does not."""
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.03)


def at_rest(site: Ground, watch: Watch) -> bool:
    """Whether no work waits or is in hand."""
    watch.look(site)
    time.sleep(0.2)
    return not site.rows("SELECT 1 FROM jobs_job WHERE state IN ('waiting', 'leased') LIMIT 1")


def check_kept(promises: Promises, held: dict[str, Any]) -> None:
    """Every promise is kept: what was acknowledged is in the site, read by another process."""
    published = {each["identifier"] for each in held["alerts"] if each["state"] == "published"}
    assert promises.documents <= set(held["reports"])
    assert promises.levels <= set(held["declarations"])
    assert promises.answers <= set(held["answers"])
    assert promises.drafts <= {each["id"] for each in held["alerts"]}
    assert promises.alerts <= published
    assert [job for job in held["jobs"] if job["state"] != "done"] == []
    assert held["chain"]["ok"], held["chain"]


def check_once(held: dict[str, Any], mailbox: Mailbox) -> None:
    """Nothing is there twice: reports, orders, answers, alerts, entries, mails."""
    assert doubles(held["reports"]) == []
    assert doubles(held["declarations"]) == []
    assert doubles(tuple(order[1:4]) for order in held["orders"]) == []
    assert (held["faults"], held["miscounted"]) == ([], {})
    assert doubles(held["answers"]) == doubles(held["told"]) == []
    assert set(held["answers"]) == set(held["told"])
    acknowledged = {number for number, *_, state in held["orders"] if state == "acknowledged"}
    assert acknowledged <= set(held["answers"])
    withdrawn = {number for number, *_, state in held["orders"] if state == "withdrawn"}
    assert set(held["answers"]) <= acknowledged | withdrawn
    assert doubles(each["identifier"] for each in held["alerts"] if each["identifier"]) == []
    assert doubles(each["follows"] for each in held["alerts"] if each["follows"]) == []
    once = ("level.raised", "notify.published", "notify.updated", "notify.cancelled")
    assert [entry for entry in held["entries"] if entry[0] in once and entry[2] != 1] == []
    check_mails(held["deliveries"], mailbox.taken)


def check_mails(deliveries: list[dict[str, Any]], taken: Counter[tuple[str, str]]) -> None:
    """Every mail went out at most once; one that the site calls sent did go out, and none is undecided."""
    mails = {
        (each["alert__identifier"], each["recipient"]): each
        for each in deliveries
        if each["channel"] == "mail"
    }
    assert {each["state"] for each in deliveries} <= {"sent", "unsure"}
    assert [mail for mail, count in taken.items() if count != 1] == []
    assert set(taken) <= set(mails)
    assert [mail for mail, each in mails.items() if each["state"] == "sent" and mail not in taken] == []


def doubles(things: Any) -> list[Any]:
    """What is there more than once."""
    return [thing for thing, count in Counter(things).items() if count > 1]


def summary(
    size: Size, promises: Promises, watch: Watch, held: dict[str, Any], mailbox: Mailbox, seconds: float
) -> str:
    """The trial in one line."""
    states = Counter(each["state"] for each in held["deliveries"])
    return (
        f"\nkilled {size.workers} workers ({watch.at_work} with work in hand) and {size.servers} web servers "
        f"in {seconds:.0f} s: {promises.requests} requests ({promises.broken} broken), "
        f"{promises.writes} writes acknowledged, {len(held['jobs'])} jobs, {len(held['orders'])} orders, "
        f"{mailbox.taken.total()} mails, deliveries {dict(states)}, "
        f"{held['chain']['entries']} ledger entries, longest recovery {watch.longest():.0f} s"
    )
