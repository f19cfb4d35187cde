"""Whether a national alert overtakes a storm of local ones: `python benchmarks/speed/storm.py`.

500 local alerts are published in ten seconds, five in each of the hundred regions of a country, and in their
midst one for all of it. 2,000 subscribers by mail live all over it, so some 20 are told of each local alert
and all of the national one. A worker, started as the service starts it, hands every message to a mail server
in this process, which notes when it came. Printed is the time from the moment the national alert's publishing
returned until its first message was there, beside the limit, and its last; the same for the local ones;
and whether each subscriber got each message once.
"""

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import people
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cascade import place

from tocsin_server.processes import heed_parent_alone

LIMIT = 1.0
"""Seconds until the first message of the national alert."""

SECONDS = 10.0
"""How long the storm lasts."""

SILENCE = 30.0
"""Seconds without any message after which those still missing are taken for lost."""

DATABASES = ("sqlite", "postgres")

_MESSAGE = re.compile(rb"^Message-ID:\s*<(\S+)\.subscriber-\d+@", re.MULTILINE | re.IGNORECASE)

Message = tuple[str, str]
"""What names an alert in a Message-ID, and the address it was for."""


# The mail server.


@dataclass
class Mailbox:
    """Takes every message and notes when it came."""

    came: dict[Message, list[float]] = field(default_factory=dict)
    last: float = field(default_factory=time.time)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Count the message as there before the client is told so."""
        self.last = time.time()
        assert isinstance(envelope.content, bytes)
        found = _MESSAGE.search(envelope.content)
        name = found[1].decode() if found else ""
        for address in envelope.rcpt_tos:
            self.came.setdefault((name, address), []).append(self.last)
        return "250 taken"

    @contextmanager
    def open(self) -> Iterator[int]:
        """Listen on a port of its own."""
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        controller = Controller(self, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            yield port
        finally:
            controller.stop()


# The steps: each in a process of its own, with Django; what they print is JSON.


def step_build(arguments: argparse.Namespace) -> None:
    """The country and its people in an empty database, the alerts as drafts, and who is to get each."""
    from tocsin_server.commands import site

    site.migrate()
    people.found(regions=True)
    people.settle(arguments.subscribers)
    squares = _addresses()
    local = [
        (people.draft(region), squares.get(region, []))
        for region in (number % len(_regions()) for number in range(arguments.alerts))
    ]
    everybody = [address for addresses in squares.values() for address in addresses]
    print(json.dumps({"national": (people.draft(), everybody), "local": local}))


def step_publish(_: argparse.Namespace) -> None:
    """Publish drafts, each when it is due, as a person in a web server's process does that is warm."""
    from tocsin_server.notify import services

    viewer = people.viewer()
    print(json.dumps("ready"), flush=True)
    for due, number in json.loads(sys.stdin.readline()):
        time.sleep(max(0.0, due - time.time()))
        called = time.time()
        row = services.publish(number, viewer)
        told = {"alert": number, "identifier": row.identifier, "called": called, "returned": time.time()}
        print(json.dumps(told), flush=True)


STEPS: dict[str, Callable[[argparse.Namespace], None]] = {"build": step_build, "publish": step_publish}


def _regions() -> range:
    return range(people.REGIONS * people.REGIONS)


def _addresses() -> dict[int, list[str]]:
    """Who lives in the square of each region, reckoned here and not by what is measured."""
    from tocsin_server.notify.models import Interest

    high = (people.NORTH - people.SOUTH) / people.REGIONS
    wide = (people.EAST - people.WEST) / people.REGIONS
    found: dict[int, list[str]] = {}
    for latitude, longitude, address in Interest.objects.values_list("south", "west", "subscriber__address"):
        row, column = int((latitude - people.SOUTH) / high), int((longitude - people.WEST) / wide)
        found.setdefault(row * people.REGIONS + column, []).append(address)
    return found


# What runs them and the worker, and prints.


@dataclass(frozen=True)
class Published:
    """An alert that went out: what names it in a Message-ID, who is to get it, and when it was published."""

    name: str
    addresses: Sequence[str]
    called: float
    returned: float


def command(step: str, arguments: argparse.Namespace) -> list[str]:
    """What does a step in a process of its own."""
    sizes = ["--alerts", str(arguments.alerts), "--subscribers", str(arguments.subscribers)]
    return [sys.executable, __file__, "--step", step, *sizes]


@contextmanager
def workers(count: int, environment: dict[str, str]) -> Iterator[None]:
    """Workers, each as `tocsin serve` starts its one."""
    command = [sys.executable, "-m", "tocsin.cli.main", "worker"]
    with (Path(environment["TOCSIN_HOME"]) / "log").open("wb") as log:
        running = [
            subprocess.Popen(command, env=environment, stdout=log, stderr=log, preexec_fn=heed_parent_alone)
            for _ in range(count)
        ]
    try:
        time.sleep(6)  # until they have loaded and look for work
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(60)


def raise_storm(
    built: dict[str, Any], arguments: argparse.Namespace, environment: dict[str, str], mailbox: Mailbox
) -> list[Published]:
    """Publish all alerts from several processes; the national one comes first of what is returned."""
    running = [
        subprocess.Popen(
            command("publish", arguments),
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(arguments.publishers)
    ]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    with ThreadPoolExecutor(len(running)) as pool:
        parts = _shared_out(built, len(running), time.time() + 1)
        orders = [json.dumps(part) + "\n" for part in parts]
        done = [
            pool.submit(process.communicate, order) for process, order in zip(running, orders, strict=True)
        ]
        while wait(done, timeout=1).not_done:
            _show(mailbox, "publishing")
    told = [json.loads(line) for each in done for line in each.result()[0].splitlines()]
    asked = dict([built["national"], *built["local"]])
    found = {each["alert"]: _published(each, asked[each["alert"]]) for each in told}
    if found.keys() != asked.keys():
        raise SystemExit(f"only {len(found)} of {len(asked)} alerts were published")
    return [found.pop(built["national"][0]), *found.values()]


def _shared_out(built: dict[str, Any], parts: int, begin: float) -> list[list[tuple[float, int]]]:
    """Which process is to publish what, and when: the national alert after half of all others."""
    local = [number for number, _ in built["local"]]
    due = [(begin + place * SECONDS / len(local), number) for place, number in enumerate(local)]
    shares = [due[part::parts] for part in range(parts)]
    shares[0].insert(len(shares[0]) // 2, (begin + SECONDS / 2, built["national"][0]))
    return shares


def _published(told: dict[str, Any], addresses: Sequence[str]) -> Published:
    name = re.sub(r"[^0-9A-Za-z.-]", "-", told["identifier"])
    return Published(name, addresses, told["called"], told["returned"])


def drain(expected: Counter[Message], mailbox: Mailbox) -> None:
    """Wait until every message is there, or none has come for long."""
    while not expected.keys() <= mailbox.came.keys() and time.time() - mailbox.last < SILENCE:
        _show(mailbox, "delivering")
        time.sleep(1)
    time.sleep(2)  # for what might come twice


def _show(mailbox: Mailbox, what: str) -> None:
    print(f"\r{what}: {len(mailbox.came):,} messages ", end="", file=sys.stderr, flush=True)


def measure(name: str, arguments: argparse.Namespace) -> None:
    """The storm over one database, printed."""
    print(f"{name}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    mailbox = Mailbox()
    with place(name == "postgres") as environment, mailbox.open() as port:
        environment |= {"TOCSIN_ALERT_SECOND_PERSON": "0", "TOCSIN_MAIL": f"smtp://127.0.0.1:{port}"}
        done = subprocess.run(
            command("build", arguments), env=environment, stdout=subprocess.PIPE, check=True
        )
        built = json.loads(done.stdout.splitlines()[-1])
        with workers(arguments.workers, environment):
            found = raise_storm(built, arguments, environment, mailbox)
            expected = Counter((each.name, address) for each in found for address in each.addresses)
            drain(expected, mailbox)
    print(file=sys.stderr)
    report(found, expected, mailbox)


def report(found: Sequence[Published], expected: Counter[Message], mailbox: Mailbox) -> None:
    """The figures."""
    national, *local = found
    called = [each.called for each in local]
    _tell("published", f"{len(local)} local", f"{(len(local) - 1) / (max(called) - min(called)):.0f}/s",
          f"a call took {_milliseconds([each.returned - each.called for each in local])}")  # fmt: skip
    delays = _delays(national, mailbox)
    ratio = min(delays, default=SILENCE) / LIMIT
    _tell("national first", f"{min(delays, default=SILENCE):.2f} s", f"limit {LIMIT:.0f} s: {ratio:.2f} x")
    _tell("national last", f"{max(delays, default=SILENCE):.2f} s", f"{len(delays):,} messages")
    slow = [delay for each in local for delay in _delays(each, mailbox)]
    ends = statistics.quantiles(slow, n=20)
    _tell(
        "local", f"{statistics.median(slow):.1f} s", f"median of {len(slow):,} messages, p95 {ends[-1]:.1f} s"
    )
    began = min(each.called for each in found)
    rate = len(mailbox.came) / (mailbox.last - began)
    _tell("all there", f"{mailbox.last - began:.1f} s", f"{rate:.0f} messages/s")
    lost = len(expected.keys() - mailbox.came.keys())
    doubled = sum(len(times) > 1 for times in mailbox.came.values())
    strange = len(mailbox.came.keys() - expected.keys())
    _tell("delivered", f"{len(mailbox.came):,}", f"of {len(expected):,}",
          f"{lost} lost, {doubled} doubled, {strange} to somebody else")  # fmt: skip
    if lost or doubled or strange:
        raise SystemExit("not everybody got each message once")


def _delays(alert: Published, mailbox: Mailbox) -> list[float]:
    """Seconds from the end of its publishing until each of its messages came."""
    keys = [(alert.name, address) for address in alert.addresses]
    return [time - alert.returned for key in keys for time in mailbox.came.get(key, ())]


def _milliseconds(seconds: Sequence[float]) -> str:
    p95 = statistics.quantiles(seconds, n=20)[-1]
    return f"{statistics.median(seconds) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"


def _tell(name: str, *figures: str) -> None:
    print(f"{name:<16}{figures[0]:>10}  {', '.join(figures[1:])}".rstrip(), flush=True)


def main() -> None:
    """Measure, or do one step."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=DATABASES, help="one database instead of both")
    parser.add_argument("--alerts", type=int, default=500, help="local alerts")
    parser.add_argument("--subscribers", type=int, default=2_000, help="subscribers in the country")
    parser.add_argument("--publishers", type=int, default=2, help="processes that publish")
    parser.add_argument("--workers", type=int, default=1, help="workers")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not arguments.step:
        for name in [arguments.only] if arguments.only else DATABASES:
            measure(name, arguments)
        return
    from tocsin_server.commands import site

    site.choose_home(None)
    site.start_django()
    STEPS[arguments.step](arguments)


if __name__ == "__main__":
    main()
