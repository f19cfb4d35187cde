"""A process dies by `kill -9` in the middle of a cascade, at any moment; in the end each order is there once.

A level is raised over two thousand units by a process that is killed; another raises it with the same key
until it is in force. Then the next decision takes its place, higher and lower in turn, and is interrupted as
well.
"""

import random
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.server.trials.country import MEASURES, UNITS
from tests.server.trials.ground import Ground, ground, until

COUNTRY = "tests.server.trials.country"
RANKS = (4, 3)


@pytest.mark.parametrize(
    "kills", [pytest.param(2, id="quick"), pytest.param(50, id="full", marks=pytest.mark.slow)]
)
def test_a_cascade_killed_at_any_moment_gives_every_order_once(
    kills: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    with ground(tmp_path, 0, None) as site:
        assert site.ask(COUNTRY, "found") == UNITS
        taken = raised(site, "decision-0", RANKS[0])
        killed, decisions = interrupt(site, kills, taken)
        held = site.ask(COUNTRY, "account")
    with capsys.disabled():
        seconds = time.monotonic() - began
        print(f"\nkilled {killed} of the processes that raised {decisions} levels over {UNITS} units "
              f"in {seconds:.0f} s; undisturbed, one took {taken:.1f} s")  # fmt: skip
    assert killed == kills
    assert held["declarations"] == [f"decision-{number}" for number in range(decisions)]
    assert held["each_has"] == [[MEASURES[RANKS[(decisions - 1) % 2]], UNITS]]
    assert (held["in_force"], held["faults"], held["miscounted"]) == (1, [], {})
    assert held["chain"]


def interrupt(site: Ground, kills: int, taken: float) -> tuple[int, int]:
    """Kill processes that raise one level after another, each until it is in force; kills, and levels
    raised."""
    killed = 0
    for number in count(1):
        key, rank = f"decision-{number}", RANKS[number % 2]
        while killed < kills and not survives(site, key, rank, lambda: time.sleep(random.uniform(0, taken))):
            killed += 1
            check_all_or_nothing(site)
        if killed == kills:
            raised(site, key, rank)
            return killed, number + 1
    raise AssertionError


def survives(site: Ground, key: str, rank: int, wait: Callable[[], None]) -> bool:
    """Whether a process that raises a level has ended before it is killed, some time after it began."""
    begun = site.home / "begun"
    begun.unlink(missing_ok=True)
    process = site.start(COUNTRY, "raise", key, str(rank), str(begun))
    until(begun.exists, 60, "the start of a cascade")
    wait()
    if process.poll() is None:
        process.kill()
        return process.wait() == 0
    assert process.returncode == 0, (site.home / "log").read_text()[-2000:]
    return True


def check_all_or_nothing(site: Ground) -> None:
    """Whatever declaration is there has all of its orders: nobody ever sees half a cascade."""
    counted = site.rows(
        "SELECT count(o.id) FROM level_declaration d LEFT JOIN level_order o ON o.declaration_id = d.id "
        "WHERE d.ended IS NULL AND o.state <> 'withdrawn' GROUP BY d.id"
    )
    assert [number for (number,) in counted] in [[UNITS * each] for each in MEASURES.values()]


def raised(site: Ground, key: str, rank: int) -> float:
    """Raise a level undisturbed; the seconds it took."""
    return float(site.ask(COUNTRY, "raise", key, str(rank), str(site.home / "begun")))
