"""How long a night's look at a million series takes: places times kinds, 365 days each, by NB-EWMA.

    python benchmarks/speed/nightly.py [--series 1000000] [--processes 2] [--seed 2015]

Sparse counts (a gamma-distributed mean of 0.3 a day, weekdays, extra noise) are drawn some thousand series
at a time and kept as one byte each, as a nightly job would read them; the last day of each series is judged
by the year before it. Drawing is not timed. Asked for: a million in at most 60 s on two cores, with at most
2 GB in all processes together. Peer of the same run: EARS C2 on the same counts. Also printed is processor
time, which other work on the machine changes less.
"""

import multiprocessing
import resource
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from tocsin.forewarn.detectors import EARS_C2, NB_EWMA
from tocsin.forewarn.protocol import Detector
from tocsin.forewarn.series import Panel

DAYS, AT_ONCE = 366, 5_000
DETECTORS: tuple[Detector, ...] = (NB_EWMA, EARS_C2)
MOST_SECONDS, MOST_MEGABYTES = 60.0, 2_000.0


@dataclass
class Part:
    """What one process did: wall and processor seconds and alarms by detector, and its memory."""

    wall: dict[str, float]
    processor: dict[str, float]
    alarms: dict[str, int]
    megabytes: float = 0.0


def draw(rng: np.random.Generator, series: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Counts (series, DAYS), one byte each."""
    level = rng.gamma(0.5, 0.6, (series, 1)) * np.resize([1.1, 1, 1, 1, 1.2, 0.9, 0.8], DAYS)
    return np.minimum(rng.poisson(level * rng.gamma(2, 0.5, (series, DAYS))), 255).astype(np.uint8)


def work(task: tuple[int, int, int]) -> Part:
    """Judge the last day of some series of this process."""
    number, series, seed = task
    names = [detector.name for detector in DETECTORS]
    part = Part(dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0), dict.fromkeys(names, 0))
    rng = np.random.default_rng((seed, number))
    _judge(draw(rng, 10), Part(part.wall.copy(), part.processor.copy(), part.alarms.copy()))
    for start in range(0, series, AT_ONCE):
        _judge(draw(rng, min(AT_ONCE, series - start)), part)
    part.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return part


def _judge(counts: np.ndarray[tuple[int, int], np.dtype[np.uint8]], part: Part) -> None:
    for detector in DETECTORS:
        wall, processor = time.perf_counter(), time.process_time()
        panel = Panel(("",) * len(counts), date(2015, 1, 1), counts.astype(np.int64))
        bound = detector.scores(panel, range(DAYS - 1, DAYS)).bound[:, 0]
        part.alarms[detector.name] += int((counts[:, -1] > bound).sum())
        part.wall[detector.name] += time.perf_counter() - wall
        part.processor[detector.name] += time.process_time() - processor


def main(series: int = 1_000_000, processes: int = 2, seed: int = 2015) -> None:
    """Print times, memory and the gate."""
    tasks = [(number, series // processes, seed) for number in range(processes)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        parts = pool.map(work, tasks, chunksize=1)
    table = Table("detector", "series a second", "seconds", "processor seconds", "alarms per 1,000")
    for detector in DETECTORS:
        wall = max(part.wall[detector.name] for part in parts)
        processor = sum(part.processor[detector.name] for part in parts)
        alarms = sum(part.alarms[detector.name] for part in parts)
        table.add_row(
            detector.name,
            f"{series / wall:,.0f}",
            f"{wall:.1f}",
            f"{processor:.1f}",
            f"{1000 * alarms / series:.2f}",
        )
    megabytes = sum(part.megabytes for part in parts)
    seconds = max(part.wall[NB_EWMA.name] for part in parts) * 1_000_000 / series
    met = seconds <= MOST_SECONDS and megabytes <= MOST_MEGABYTES
    console = Console()
    console.print(table)
    console.print(f"a million: {seconds:.1f} s, {MOST_SECONDS / seconds:.1f} times faster than asked for")
    console.print(f"{megabytes:,.0f} MB in {processes} processes (asked for: {MOST_MEGABYTES:,.0f})")
    console.print("met" if met else "not met")
    raise typer.Exit(not met)


if __name__ == "__main__":
    typer.run(main)
