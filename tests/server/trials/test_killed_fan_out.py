"""Workers die by `kill -9` while a national alert is fanned out and delivered; everybody gets it, once.

Alerts are published one after another over people who have subscribed inside and outside their area. Each is
handed to a real mail server by workers of which one after another is killed, some while they write down who
is to have it and some while they send it. What a dead worker had in hand is read from the database before the
next is started: these deliveries, and no others, must be unsure in the end.
"""

import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.server.trials.ground import Ground, Process, ground, until
from tests.server.trials.mailbox import Mailbox
from tests.server.trials.watch import name
from tocsin_server.notify.services.delivering import AT_ONCE

TOWNSFOLK = "tests.server.trials.townsfolk"
SEED = 2015
LEASE = 3.0
"""Seconds."""

OUTSIDE = 150
FAN_OUT, SEND = "audience", "deliver.mail"
"""Kinds of work."""

QUICK, FULL = (FAN_OUT, SEND, SEND), (FAN_OUT, FAN_OUT, SEND, SEND, SEND)
"""In what work the workers of one alert die, while there is any of it; so few that none is given up."""

LONGEST = {FAN_OUT: 0.05, SEND: 1.0}
"""Seconds that a worker has at such work, at most, before it dies."""


@dataclass
class Toll:
    """What the dead leave: how many died in which kinds of work, and the deliveries they had in hand."""

    kills: int = 0
    died_in: Counter[str] = field(default_factory=Counter)
    in_hand: set[int] = field(default_factory=set)


@pytest.mark.parametrize(
    ("alerts", "moments", "inside"),
    [
        pytest.param(1, QUICK, 300, id="quick", marks=pytest.mark.slow),
        pytest.param(10, FULL, 400, id="full", marks=pytest.mark.slow),
    ],
)
def test_an_alert_whose_workers_are_killed_reaches_everybody_inside_once_and_nobody_else(
    alerts: int, moments: Sequence[str], inside: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    with Mailbox() as mailbox, ground(tmp_path, mailbox.port, LEASE) as site:
        addresses = site.ask(TOWNSFOLK, "found", str(inside), str(OUTSIDE))
        published, toll = endure(site, alerts, moments, random.Random(SEED))
        held = site.ask("tests.server.trials.account")
    with capsys.disabled():
        print(summary(toll, alerts, held, mailbox, time.monotonic() - began))
    assert toll.kills == alerts * len(moments)
    assert toll.died_in[SEND]
    assert toll.died_in[FAN_OUT] or alerts == 1  # one may be written down between two looks
    check_deliveries(held["deliveries"], published, addresses, toll)
    check_mails(held["deliveries"], addresses, mailbox.taken)
    assert [job for job in held["jobs"] if job["state"] != "done"] == []
    assert held["chain"]["ok"], held["chain"]


def endure(
    site: Ground, alerts: int, moments: Sequence[str], chance: random.Random
) -> tuple[list[str], Toll]:
    """Publish one alert after another, each delivered by workers of which some are killed."""
    published, toll = [], Toll()
    for _ in range(alerts):
        published.append(site.ask(TOWNSFOLK, "publish"))
        for kind in moments:
            kill_amid(site, kind, chance, toll)
        site.work()
        until(lambda: not unfinished(site), 180, "the end of all work")
        assert site.stop() == [0]
    return published, toll


def kill_amid(site: Ground, kind: str, chance: random.Random, toll: Toll) -> None:
    """Kill a worker some time after it took up a kind of work."""
    worker = site.work()
    while not (amid := is_amid(site, worker, kind, toll)):
        assert worker.poll() is None, f"the worker ended by itself with {worker.returncode}"
        time.sleep(0.02)
    time.sleep(chance.uniform(0, LONGEST[amid]))
    worker.kill()
    worker.wait()
    note(site, worker, toll)


def is_amid(site: Ground, worker: Process, kind: str, toll: Toll) -> str:
    """The work that a worker is to die in, if it is at that: `kind`, or the sending where all is fanned out.

    The sending to many begins when all is fanned out. Where no work is left a worker dies all the same.
    """
    left = unfinished(site)
    if FAN_OUT in left:
        return kind if kind == FAN_OUT in leased_by(site, worker) else ""
    return SEND if not left or begun(site) - toll.in_hand else ""


def note(site: Ground, dead: Process, toll: Toll) -> None:
    """Read what a worker had in hand when it died: at most so many deliveries of each batch."""
    until(lambda: not connected(site), 20, "the end of what the dead had asked of the database")
    kinds = leased_by(site, dead)
    in_hand = begun(site)
    assert len(in_hand - toll.in_hand) <= AT_ONCE * kinds.count(SEND)
    toll.kills += 1
    toll.died_in.update(set(kinds))
    toll.in_hand |= in_hand


def begun(site: Ground) -> set[int]:
    """The deliveries that were begun and are not settled. On a machine so busy that a lease runs out in the
    hands of the living, another thread may have found one unsure before it is settled."""
    asked = "SELECT id FROM notify_delivery WHERE state IN ('sending', 'unsure')"
    return {number for (number,) in site.rows(asked)}


def connected(site: Ground) -> bool:
    """Whether PostgreSQL still does something that was asked of it before the kill."""
    if not site.database:
        return False
    others = "datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    return bool(site.rows(f"SELECT 1 FROM pg_stat_activity WHERE {others}"))


def leased_by(site: Ground, worker: Process) -> list[str]:
    """The kinds of work that a worker has in hand."""
    leases = site.rows("SELECT kind, worker FROM jobs_job WHERE state = 'leased'")
    return [kind for kind, who in leases if who.split("/")[0] == name(worker.pid)]


def unfinished(site: Ground) -> list[str]:
    """The kinds of work that wait or are in hand."""
    return [kind for (kind,) in site.rows("SELECT kind FROM jobs_job WHERE state IN ('waiting', 'leased')")]


def check_deliveries(
    deliveries: list[dict[str, Any]], published: list[str], addresses: dict[str, str], toll: Toll
) -> None:
    """One for each alert and recipient inside, none for anybody else; only what the dead held is unsure."""
    there = [(each["alert__identifier"], each["channel"], each["recipient"]) for each in deliveries]
    everybody = [("feed", "feed"), *(("mail", key) for key in addresses)]
    assert sorted(there) == sorted((alert, *each) for alert in published for each in everybody)
    assert {each["state"] for each in deliveries} <= {"sent", "unsure"}
    assert {each["id"] for each in deliveries if each["state"] == "unsure"} == toll.in_hand


def check_mails(
    deliveries: list[dict[str, Any]], addresses: dict[str, str], taken: Counter[tuple[str, str]]
) -> None:
    """The mail server got what was sent exactly once, what is unsure at most once, and nothing else."""
    mails = {state: set[tuple[str, str]]() for state in ("sent", "unsure")}
    for each in (each for each in deliveries if each["channel"] == "mail"):
        mails[each["state"]].add((each["alert__identifier"], addresses[each["recipient"]]))
    assert [mail for mail, count in taken.items() if count != 1] == []
    assert mails["sent"] <= set(taken) <= mails["sent"] | mails["unsure"]


def summary(toll: Toll, alerts: int, held: dict[str, Any], mailbox: Mailbox, seconds: float) -> str:
    """The trial in one line."""
    states = Counter(each["state"] for each in held["deliveries"])
    return (
        f"\nkilled {toll.kills} workers in {seconds:.0f} s ({toll.died_in[FAN_OUT]} at fan-out, "
        f"{toll.died_in[SEND]} at delivering): {alerts} alerts, {mailbox.taken.total()} mails, "
        f"deliveries {dict(states)}, {held['chain']['entries']} ledger entries"
    )
