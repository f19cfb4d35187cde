"""A child that dies is started again, later each time; all children end with their parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tocsin_server.commands.supervisor import Child


def wait_for_end(child: Child) -> None:
    assert child.process is not None
    child.process.wait(10)


def test_a_child_that_keeps_dying_waits_longer_each_time() -> None:
    child = Child("short", [sys.executable, "-c", ""])
    delays = []
    now = 100.0
    for _ in range(3):
        child.start(now)
        wait_for_end(child)
        assert "starting it again" in child.tend(now)
        delays.append(child.not_before - now)
    assert delays == [0.25, 0.5, 1.0]


def test_a_child_that_ran_for_a_minute_starts_again_at_once() -> None:
    child = Child("long", [sys.executable, "-c", ""], failures=5)
    child.start(0.0)
    wait_for_end(child)
    child.tend(61.0)
    assert child.not_before - 61.0 == 0.25


def test_children_end_with_the_supervisor_even_when_it_is_killed(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    body = f"pathlib.Path({str(pid_file)!r}).write_text(str(os.getpid())); time.sleep(60)"
    child = f"import os, pathlib, time; {body}"
    program = (
        "import sys; from tocsin_server.commands.supervisor import Child, supervise;"
        f"supervise([Child('c', [sys.executable, '-c', {child!r}])], say=print)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program])
    deadline = time.monotonic() + 20
    while not (pid_file.exists() and pid_file.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    pid = int(pid_file.read_text())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(pid)


def _alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be reaped does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
