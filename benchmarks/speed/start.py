"""How soon a new site answers: `python benchmarks/speed/start.py [--runs 3]`.

From `tocsin serve --sample` to the first log-in page, on a fresh home (database made, the sample day
loaded) and again on the same home; then the memory of the idle site and how long Ctrl-C takes. Figures
stand beside the limits that the project sets itself. The peer is a bare granian that serves one line of
text: what is left when all that is ours is taken away. Processor time is told too, for a busy machine
stretches the rest.
"""

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

SETTLING = 5.0
"""Seconds until a site that answers counts as idle."""

FIGURES = {
    "first start": ("s", 60),
    "its processors": ("s", None),
    "second start": ("s", 60),
    "memory": ("MB", 700),
    "Ctrl-C": ("s", 10),
}
"""Each figure's unit and the limit it must keep, if any."""

TOCSIN = [sys.executable, "-m", "tocsin.cli.main", "serve", "--sample"]
GRANIAN = [sys.executable, "-m", "granian", "bare:application", "--interface", "wsgi"]
BARE = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ready"]
"""


@dataclass
class Running:
    """A started command and how long it took to answer."""

    process: subprocess.Popen[bytes]
    seconds: float

    def group(self) -> list[psutil.Process]:
        """The command and all below it."""
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def megabytes(self) -> float:
        """Resident memory; pages that processes share count once."""
        return sum(process.memory_full_info().pss for process in self.group()) / 1e6

    def processors(self) -> float:
        """Seconds of processor time used so far, by all processors together."""
        times = [process.cpu_times() for process in self.group()]
        return sum(each.user + each.system for each in times)

    def interrupt(self) -> float:
        """Press Ctrl-C; seconds until the command has ended."""
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(60)
        return time.monotonic() - began


def start(command: list[str], path: str, folder: Path) -> Running:
    """Start a server in a process group of its own and wait for the first answer that is 200."""
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    began = time.monotonic()
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    while not _answers(f"http://127.0.0.1:{port}{path}"):
        if process.poll() is not None:
            raise SystemExit((folder / "log").read_text())
        time.sleep(0.05)
    return Running(process, time.monotonic() - began)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=60, trust_env=False).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def site(folder: Path) -> dict[str, float]:
    """The figures of one new site."""
    serve = [*TOCSIN, "--home", str(folder / "home")]
    first = start(serve, "/accounts/login/", folder)
    figures = {"first start": first.seconds, "its processors": first.processors()}
    time.sleep(SETTLING)
    figures |= {"memory": first.megabytes(), "Ctrl-C": first.interrupt()}
    second = start(serve, "/accounts/login/", folder)
    second.interrupt()
    return {**figures, "second start": second.seconds}


def bare(folder: Path) -> dict[str, float]:
    """The same figures of a server with nothing to serve, as far as it has them."""
    (folder / "bare.py").write_text(BARE)
    running = start(GRANIAN, "/", folder)
    time.sleep(SETTLING)
    memory = running.megabytes()
    os.kill(running.process.pid, signal.SIGTERM)
    running.process.wait(60)
    return {"second start": running.seconds, "memory": memory}


def _middle(rows: Iterable[dict[str, float]]) -> dict[str, float]:
    rows = list(rows)
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def main() -> None:
    """Measure and print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    ours, peer = [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            ours.append(site(Path(folder)))
            peer.append(bare(Path(folder)))
    found, beside = _middle(ours), _middle(peer)
    print(f"median of {runs} runs, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name, (unit, limit) in FIGURES.items():
        allowed = f"limit {limit} {unit}" if limit else ""
        ratio = f"{found[name] / beside[name]:.1f} x a bare granian" if name in beside else ""
        print(f"{name:<15} {found[name]:6.1f} {unit:<2}  {allowed:<13}  {ratio}".rstrip())


if __name__ == "__main__":
    main()
