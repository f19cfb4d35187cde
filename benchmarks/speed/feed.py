"""What the public feed stands: `python benchmarks/speed/feed.py [--alerts 1000] [--seconds 5] [--workers 2]`.

First, on a clock of its own, a reader polls every 60 s, following `prev-archive` to the first page it knows,
while alerts are issued as they come in a storm: quiet, then hundreds within a minute, several in one second.
It must have missed none, and no page may be larger than 900 kB. Then granian serves that site, and a child
process asks conditionally, over sockets that stay open, as fast as answers come: the client shares the same
processors. The peer is a bare application that answers a constant, under the same granian in the same run.
Last, alerts are published from yet another process: for how long is any new connection told the old mark?
"""

import argparse
import multiprocessing
import os
import random
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

BEFORE = timedelta(hours=12)
"""The reader's clock begins so long before this machine's, and the storm is over before that."""

POLL = timedelta(seconds=60)
LARGEST_PAGE = 900_000
ASKED = 5_000
SEEN_WITHIN = 1.0
PATH = "/alerts.atom"
CONNECTIONS = 32
SURE = 1000
"""So many new connections in a row must be told the new mark before all processes count as having it."""

NAMES = {"a": "http://www.w3.org/2005/Atom"}
BARE = """
def application(environ, start_response):
    start_response("304 Not Modified", [("ETag", '"constant"')])
    return [b""]
"""

spawn = multiprocessing.get_context("spawn")


@dataclass
class Reader:
    """A reader of an archived feed (RFC 5005, section 4) as simple as it may be."""

    get: Any
    seen: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)
    mark: str = ""
    largest: int = 0
    asked: int = 0
    unchanged: int = 0

    def poll(self) -> None:
        """Read what is new: the feed, then the pages before it down to the first that is known."""
        address = PATH
        while address and address not in self.pages:
            status, mark, body = self.get(address, self.mark if address == PATH else "")
            self.asked += 1
            if status.startswith("304"):
                self.unchanged += 1
                return
            tree = etree.fromstring(body)
            self.seen.update(tree.xpath("a:entry/a:id/text()", namespaces=NAMES))
            self.largest = max(self.largest, len(body))
            if address == PATH:
                self.mark = mark
            else:
                self.pages.add(address)
            before = tree.xpath("string(a:link[@rel='prev-archive']/@href)", namespaces=NAMES)
            address = urlsplit(before).path


def moments(count: int, start: datetime) -> list[datetime]:
    """When alerts are issued: a third one by one, a third 300 a minute, a third 20 a second (seed 2015)."""
    # ruff: noqa: S311 - nothing here is secret
    chance, at, found = random.Random(2015), start, []
    for number in range(count):
        pace = (40.0, 0.2, 0.05)[3 * number // count]
        at += timedelta(seconds=chance.expovariate(1 / pace))
        found.append(at)
    return found


def build(home: str, count: int) -> None:
    """Issue the alerts and poll, all in this process; ends in an error where the reader missed one."""
    _django(home)
    from tocsin_server import clock
    from tocsin_server.commands import site
    from tocsin_server.units import services as units

    site.migrate()
    from tocsin_server.ledger.services import Actor

    maker = Actor("system:benchmark")
    units.add_unit(maker, id="nation", name="Nation", kind="national", parent_id="")
    units.add_person(maker, username="duty", display="Duty officer")
    units.grant(maker, username="duty", unit_id="nation", role="duty_officer")
    from django.core.handlers.wsgi import WSGIHandler

    from tocsin_server.notify import selectors as notify
    from tocsin_server.public.front import Front, Mark

    front = Front(WSGIHandler(), Mark(notify.last_number, oldest=0))
    reader = Reader(lambda path, mark: _ask(front, path, mark))
    start = datetime.now(UTC) - BEFORE
    issued, due = set[str](), start + POLL
    for at in moments(count, start):
        while due <= at:
            with clock.standing_at(due):
                reader.poll()
            due += POLL
        with clock.standing_at(at):
            issued.add(publish(len(issued)))
    with clock.standing_at(due):
        reader.poll()
    missed = issued - reader.seen
    asked = f"{reader.asked:,} documents asked for ({reader.unchanged:,} unchanged)"
    print(
        f"{len(issued):,} alerts issued, {asked}, {len(missed)} missed (limit 0); "
        f"largest page {reader.largest / 1000:.0f} kB (limit {LARGEST_PAGE // 1000} kB)",
        flush=True,
    )
    if missed or reader.largest > LARGEST_PAGE:
        raise SystemExit(1)


def publish(number: int) -> str:
    """One alert, as large as they usually are (about 4 kB), every fiftieth twenty times as large."""
    from tocsin.base import Area
    from tocsin_server import clock
    from tocsin_server.notify import services
    from tocsin_server.units import selectors as units
    from tocsin_server.units.viewer import viewer_of

    viewer = viewer_of(units.person("duty"))
    words = "Streets around the place are closed. Follow what the officers say. "
    ring = ((39.8, 116.2), (39.8, 116.6), (40.1, 116.6), (40.1, 116.2), (39.8, 116.2))
    row = services.draft(
        viewer, unit_id="nation", event="Security", headline=f"Alert {number}", language="en",
        category=["Security"], urgency="Immediate", severity="Severe", certainty="Observed",
        description=words * (1000 if number % 50 == 0 else 40), expires=clock.now() + timedelta(hours=6),
        areas=[Area(description="The capital", polygons=(ring,))],
    )  # fmt: skip
    return str(services.publish(row.pk, viewer).identifier)


def load(port: int, mark: str, seconds: float, answers: Any) -> None:
    """Ask conditionally over sockets that stay open, one question at a time on each; how many were 304."""
    wanted = (
        f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: {mark}\r\nAccept-Encoding: gzip\r\n\r\n"
    ).encode()
    watch, unchanged, others = selectors.DefaultSelector(), 0, 0
    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        watch.register(connection, selectors.EVENT_READ)
        connection.sendall(wanted)
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        for key, _ in watch.select(1):
            connection = key.fileobj
            data = connection.recv(65536)  # type: ignore[union-attr]
            if data.startswith(b"HTTP/1.1 304") and data.endswith(b"\r\n\r\n"):
                unchanged += 1
            else:
                others += 1
            connection.sendall(wanted)  # type: ignore[union-attr]
    answers.put((unchanged / (time.monotonic() - began), others))


@contextmanager
def granian(application: str, folder: Path, home: str, workers: int) -> Iterator[int]:
    """The application under granian, as `tocsin serve` starts it but for the number of workers."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", application, "--interface", "wsgi", "--port", str(port)]
    options = [
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--no-access-log",
        "--log-level",
        "warning",
    ]
    process = subprocess.Popen([*command, *options], cwd=folder, env={**os.environ, "TOCSIN_HOME": home})
    try:
        _wait(port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def rate(port: int, mark: str, seconds: float) -> float:
    """Conditional requests answered 304 a second; ends in an error where any was answered otherwise."""
    answers = spawn.Queue()
    child = spawn.Process(target=load, args=(port, mark, seconds, answers))
    child.start()
    found, others = answers.get()
    child.join()
    if others:
        raise SystemExit(f"{others} answers were no 304")
    return float(found)


def lateness(port: int, home: str, tries: int) -> float:
    """How long after another process had published an alert a new connection was told the old mark."""
    worst = 0.0
    for number in range(tries):
        published = spawn.Queue()
        child = spawn.Process(target=_publish_one, args=(home, 10**6 + number, published))
        before, stale, fresh = _tag(port), [time.monotonic()], 0
        child.start()
        while fresh < SURE:
            asked, tag = time.monotonic(), _tag(port)
            fresh = 0 if tag == before else fresh + 1
            stale += [asked] if tag == before else []
            if child.exitcode:
                raise SystemExit("the alert was not published")
        worst = max(worst, stale[-1] - published.get())
        child.join()
    return worst


def _publish_one(home: str, number: int, published: Any) -> None:
    _django(home)
    publish(number)
    published.put(time.monotonic())


def _django(home: str) -> None:
    os.environ.update(
        TOCSIN_HOME=home, DJANGO_SETTINGS_MODULE="tocsin_server.settings", TOCSIN_ALERT_SECOND_PERSON="0"
    )
    import django

    django.setup()


def _ask(front: Any, path: str, mark: str) -> tuple[str, str, bytes]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "SERVER_NAME": "localhost", "SERVER_PORT": "80",
        "HTTP_HOST": "localhost", "wsgi.input": BytesIO(), "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
    }  # fmt: skip
    if mark:
        environ["HTTP_IF_NONE_MATCH"] = mark
    started: list[Any] = []
    body = b"".join(front(environ, lambda status, headers, *_: started.extend((status, dict(headers)))))
    return started[0], started[1].get("ETag", ""), body


def _tag(port: int) -> str:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(f"GET {PATH} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(65536)
    headers = data.partition(b"\r\n\r\n")[0].decode().splitlines()
    return next(line.partition(": ")[2] for line in headers if line.lower().startswith("etag:"))


def _zipped_tag(port: int) -> str:
    """The mark that a reader gets who takes gzip, as nearly all do."""
    return f"W/{_tag(port)}"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            _tag(port)
        except (OSError, StopIteration):
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the web server did not start")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--alerts", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        child = spawn.Process(target=build, args=(home, given.alerts))
        child.start()
        child.join()
        if child.exitcode:
            raise SystemExit(child.exitcode)
        folder = Path(home)
        (folder / "bare.py").write_text(BARE)
        machine = f"{os.cpu_count()} cores shared with the client, load {os.getloadavg()[0]:.1f}"
        print(f"{machine}, {given.workers} workers")
        with granian("bare:application", folder, home, given.workers) as port:
            peer = rate(port, '"constant"', given.seconds)
        with granian("tocsin_server.wsgi:application", folder, home, given.workers) as port:
            ours = rate(port, _zipped_tag(port), given.seconds)
            late = lateness(port, home, 3)
    beside = f"a constant: {peer:,.0f}/s, ours is {ours / peer:.2f} of it"
    print(f"conditional GET: {ours:,.0f}/s (asked for {ASKED:,}); {beside}")
    print(f"a new alert was seen by every process after {late:.2f} s at most (limit {SEEN_WITHIN:g} s)")


if __name__ == "__main__":
    main()
