"""Load on a running site over its API, from processes of their own."""

import functools
import itertools
import multiprocessing
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx
from country import SECRET

AT_ONCE = 8
"""Requests that one process has under way at most."""

spawn = multiprocessing.get_context("spawn")


@dataclass
class Answers:
    """What became of requests: seconds each took, orders answered, and those refused or broken."""

    seconds: list[float] = field(default_factory=list)
    orders: int = 0
    failed: list[str] = field(default_factory=list)

    def milliseconds(self, share: float) -> float:
        """The time within which this share of them was answered."""
        cuts = statistics.quantiles(self.seconds, n=100, method="inclusive")
        return 1000 * cuts[round(100 * share) - 1]


def together(parts: Sequence[Answers]) -> Answers:
    """The answers of several processes."""
    return Answers(
        [second for part in parts for second in part.seconds],
        sum(part.orders for part in parts),
        [failure for part in parts for failure in part.failed],
    )


def acknowledge_all(site: str, units: Sequence[str], *, every: float, until: float) -> Answers:
    """Let one unit after the other acknowledge all its orders, a unit every so many seconds come what may."""
    done = Answers()
    with (
        httpx.Client(base_url=f"{site}/api", timeout=30, trust_env=False) as client,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        due = time.monotonic()
        for unit in units:
            if time.time() > until:
                break
            pool.submit(_post, client, unit, f"/level/units/{unit}/acknowledge", {}, done)
            due += every
            time.sleep(max(0.0, due - time.monotonic()))
    return done


def answer_singly(site: str, orders: dict[str, list[int]], *, until: float) -> Answers:
    """Answer one order a request, as fast as answers come back."""
    done = Answers()

    def work(unit: str, numbers: list[int]) -> None:
        for number in numbers:
            if time.time() > until:
                return
            body = {"orders": [number], "kind": "acknowledged"}
            _post(client, unit, f"/level/units/{unit}/answers", body, done)

    with (
        httpx.Client(base_url=f"{site}/api", timeout=30, trust_env=False) as client,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        for unit, numbers in orders.items():
            pool.submit(work, unit, numbers)
    return done


def watch_board(site: str, declaration: str, units: Sequence[str], *, until: float) -> Answers:
    """Look at the board ten times a second: of the whole country and of single branches in turn."""
    done = Answers()
    with httpx.Client(base_url=f"{site}/api", timeout=30, trust_env=False, headers=_as("nation")) as client:
        for unit in itertools.cycle(units):
            look = functools.partial(
                client.get, f"/level/declarations/{declaration}/board", params={"unit": unit}
            )
            _timed(done, look)
            time.sleep(max(0.0, 0.1 - done.seconds[-1]))
            if time.time() > until:
                break
    return done


def in_processes(
    work: Callable[..., Answers], parts: Sequence[tuple[tuple[Any, ...], dict[str, Any]]]
) -> Answers:
    """Do parts of a work beside each other, each in a process of its own."""
    with spawn.Pool(len(parts)) as pool:
        waiting = [pool.apply_async(work, arguments, options) for arguments, options in parts]
        return together([each.get() for each in waiting])


def _as(unit: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {SECRET.format(unit)}"}


def _post(client: httpx.Client, unit: str, path: str, body: dict[str, Any], done: Answers) -> None:
    answer = _timed(done, lambda: client.post(path, json=body, headers=_as(unit)))
    if answer is not None:
        done.orders += len(answer.json()["orders"])


def _timed(done: Answers, ask: Callable[[], httpx.Response]) -> httpx.Response | None:
    began = time.monotonic()
    try:
        answer = ask().raise_for_status()
    except httpx.HTTPError as error:
        done.failed.append(str(error))
        return None
    finally:
        done.seconds.append(time.monotonic() - began)
    return answer
