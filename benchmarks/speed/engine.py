"""A night's scan of very many daily series: one day of each judged, through the engines.

    python benchmarks/speed/engine.py [--series 1000000] [--detector nb-ewma] [--jobs 2]
                                      [--engines here process ray]

Counts lie in a file of 16-bit numbers, as a store of counts would keep them, and are read batch by batch.
The limit is that of the project: a million series of 365 days in 60 s on two cores and 2 GB. The peer is the
detector called by hand on as much as fits in memory at once, without an engine.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np

from tocsin.forewarn import get_detector
from tocsin.forewarn.detectors.auto import choose
from tocsin.forewarn.engine import EngineName, scan_panel
from tocsin.forewarn.series import Panel

DAYS, BY_HAND, LIMIT = 365, 20_000, 60.0


def store(folder: Path, series: int) -> Panel:
    """Counts as rare as incidents are: half a day's mean for most, a few for some."""
    counts = np.memmap(folder / "counts", dtype=np.uint16, mode="w+", shape=(series, DAYS))
    rng = np.random.default_rng(2015)
    for start in range(0, series, BY_HAND):
        part = counts[start : start + BY_HAND]
        part[:] = rng.poisson(rng.gamma(0.5, 1.0, (len(part), 1)), part.shape)
    return Panel(tuple(map(str, range(series))), date(2015, 1, 1), counts)


def processor_time() -> float:
    """Of this process and of those it started that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--series", type=int, default=1_000_000)
    parser.add_argument("--detector", default="nb-ewma")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--engines", nargs="+", default=["here", "process"])
    asked = parser.parse_args()
    detector, steps = get_detector(asked.detector), range(DAYS - 1, DAYS)
    with tempfile.TemporaryDirectory() as folder:
        panel = store(Path(folder), asked.series)
        head = Panel(panel.ids[:BY_HAND], panel.first, panel.counts[:BY_HAND].astype(np.int64))
        detector.scores(head, steps)  # compiles
        began = time.process_time()
        by_hand = detector.scores(head, steps)
        peer = len(head.ids) / (time.process_time() - began)
        chosen = ", ".join(choice.detector.name for choice in choose(head, DAYS - 1))
        print(f"auto would take: {chosen}; by hand: {peer:,.0f} series a second of processor time")
        for name in asked.engines:
            began, used = time.perf_counter(), processor_time()
            found = scan_panel(panel, detector, steps, engine=EngineName(name), jobs=asked.jobs)
            took, used = time.perf_counter() - began, processor_time() - used
            assert np.array_equal(found.bound[: len(head.ids)], by_hand.bound, equal_nan=True)
            rate = asked.series / used
            print(
                f"{name:8} {asked.series:,} series: {took:.1f} s, processors {used:.1f} s, "
                f"{rate:,.0f} series a second of it ({rate / peer:.2f} x by hand); "
                f"a million at this rate {took * 1_000_000 / asked.series:.0f} s (limit {LIMIT:.0f})"
            )
    peak = [
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    print(f"peak memory: {peak[0]:,.0f} MB here, {peak[1]:,.0f} MB in the largest worker")


if __name__ == "__main__":
    main()
