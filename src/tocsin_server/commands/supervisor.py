"""One process group: web server and worker, started together, restarted if they die, stopped together."""

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tocsin_server.processes import heed_parent_alone

GRACE = 8.0
"""Seconds a child may take to finish what it is doing: all is to be over ten seconds after Ctrl-C."""


@dataclass
class Child:
    """A command that must keep running."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started: float = 0.0
    not_before: float = field(default=0.0)

    def start(self, now: float) -> None:
        self.started = now
        self.process = subprocess.Popen(self.command, preexec_fn=heed_parent_alone)

    def tend(self, now: float) -> str:
        """Restart the child if it has died, later each time it dies young; say so in one line, or ''."""
        if self.process is None:
            if now >= self.not_before:
                self.start(now)
            return ""
        if (code := self.process.poll()) is None:
            return ""
        self.failures = 1 if now - self.started > 60 else self.failures + 1
        delay = min(0.25 * 2 ** (self.failures - 1), 30)
        self.process, self.not_before = None, now + delay
        return f"{self.name} ended with {code}; starting it again in {delay:g} s"


def supervise(children: list[Child], *, say: Callable[[str], None]) -> None:
    """Keep the children running until SIGINT or SIGTERM, then stop them all."""
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _frame: stopping.append(received))
    for child in children:
        child.start(time.monotonic())
    while not stopping:
        for child in children:
            if line := child.tend(time.monotonic()):
                say(line)
        time.sleep(0.1)
    _stop(children)


def _stop(children: list[Child]) -> None:
    """End the children: politely, and after a grace for good."""
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + GRACE
    for process in running:
        try:
            process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
