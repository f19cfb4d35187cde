"""How long the space-time permutation scan takes for a replicate, beside plain NumPy.

    python benchmarks/speed/scan.py [--replicates 999] [--seed 2015]

Two tasks: New York's fever reports (192 zip codes, 194 cases, 3 km, at most 7 days), and invented sites in a
square with about 50 of them in a circle, one year, at most 14 days, with few, many and very many cases, for
clusters that end on the last day, and once for clusters of any time, for which nothing is asked. The peer
does the same with whole arrays: cases by day and site, running sums over days and over sites, near first,
every ratio, the largest. Both get the same random numbers, and their figures must agree to 1e-9. Times are
processor time, compiling left out.
"""

import csv
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from tocsin.forewarn.scan import Circles, Cylinders, Events, Sites, scan
from tocsin.forewarn.scan.kernel import frame, of_replicates, work

DATA = Path(__file__).parents[2].parent / "shared" / "data"
KM_A_DEGREE = 111.195
NEW_YORK_S, REPLICATE_MS = 0.5, 20.0


class Task(NamedTuple):
    """Events, and how large a cluster of them may be."""

    name: str
    events: Events
    cylinders: Cylinders


def new_york(folder: Path) -> Events:
    """The fever reports that come with SaTScan."""
    with (folder / "NYCfevergeo.csv").open() as lines:
        ids, *degrees = zip(
            *((row["zip"], row["lat"], row["long"]) for row in csv.DictReader(lines)), strict=True
        )
    with (folder / "NYCfevercas.csv").open() as lines:
        cases = [
            (row["zip"], date(*map(int, row["date"].split("/"))), int(row["cases"]))
            for row in csv.DictReader(lines)
        ]
    sites = Sites(ids, *(np.array(one, dtype=float) for one in degrees))
    return Events.of(cases, sites, first=date(2001, 11, 1), last=date(2001, 11, 24))


def invented(cases: int, rng: np.random.Generator, *, sites: int = 1000, days: int = 365) -> Events:
    """Sites spread evenly over a square of 100 km at the equator, cases over sites and days."""
    degrees = rng.random((2, sites)) * 100 / KM_A_DEGREE
    first = date(2025, 11, 23)
    return Events.of_arrays(
        rng.integers(0, sites, cases),
        rng.integers(0, days, cases),
        np.ones(cases),
        Sites([str(at) for at in range(sites)], *degrees),
        first=first,
        last=first + timedelta(days=days - 1),
    )


class WholeArrays:
    """The scan of clusters that end on the last day, as plain NumPy has it."""

    def __init__(self, events: Events, circles: Circles, cylinders: Cylinders) -> None:
        per_centre = np.diff(circles.start)
        self.near = np.zeros((len(per_centre), per_centre.max(initial=1)), dtype=np.int64)
        inside = np.arange(self.near.shape[1]) < per_centre[:, None]
        self.near[inside] = circles.member
        holds = np.zeros_like(self.near)
        holds[inside] = circles.holds
        self.sites, self.cases, self.days = len(events.sites.ids), events.cases, cylinders.days
        self.ago = events.days - 1 - events.day[events.day >= events.days - cylinders.days]
        spans = np.cumsum(np.bincount(self.ago, minlength=self.days))
        self.expected = spans[:, None, None] * holds / self.cases

    def replicate(self, site: NDArray[np.int32], uniforms: NDArray[np.float64]) -> float:
        """The largest log likelihood ratio once days are dealt anew, by the same rule."""
        for case, uniform in enumerate(uniforms):
            other = case + int(uniform * (len(site) - case))
            site[case], site[other] = site[other], site[case]
        late = np.zeros((self.days, self.sites), dtype=np.int64)
        np.add.at(late, (self.ago, site[: len(self.ago)]), 1)
        observed = np.cumsum(np.cumsum(late, axis=0)[:, self.near], axis=2)
        more = (self.expected > 0) & (observed > self.expected)
        seen, expected = observed[more], self.expected[more]
        outside = self.cases - seen
        ratio = seen * np.log(seen / expected)
        ratio += outside * np.log(np.maximum(outside, 1) / (self.cases - expected))
        return float(ratio.max(initial=0.0))


def timed(work: Callable[[], NDArray[np.float64]]) -> tuple[NDArray[np.float64], float]:
    """What it gives, and the seconds of processor time it took."""
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def compare(events: Events, cylinders: Cylinders, replicates: int, seed: int) -> tuple[float, float | None]:
    """Seconds a replicate of ours and, where it does the same, of the peer."""
    circles = Circles.of(events, cylinders)
    still = frame(events, circles, cylinders)
    arrays = work(still)
    uniforms = np.random.default_rng(seed).random((replicates, len(still.day)))
    of_replicates(still, arrays, events.site.copy(), uniforms[:1])  # compiles, or loads what was compiled
    ours, seconds = timed(lambda: of_replicates(still, arrays, events.site.copy(), uniforms))
    if cylinders.past:
        return seconds / replicates, None
    peer, site, few = WholeArrays(events, circles, cylinders), events.site.copy(), min(replicates, 20)
    theirs, peer_seconds = timed(lambda: np.array([peer.replicate(site, one) for one in uniforms[:few]]))
    np.testing.assert_allclose(ours[:few], theirs, rtol=0, atol=1e-9)
    return seconds / replicates, peer_seconds / few


def whole(events: Events, cylinders: Cylinders, replicates: int, seed: int) -> float:
    """Seconds of processor time of a scan from events to clusters, circles and all."""
    rng = np.random.default_rng(seed)
    scan(events, cylinders, rng, replicates=1)  # compiles, or loads what was compiled
    start = time.process_time()
    scan(events, cylinders, rng, replicates=replicates)
    return time.process_time() - start


def tasks(folder: Path, rng: np.random.Generator) -> list[Task]:
    """What is timed; New York is left out, saying so, where its reports are absent."""
    fever: list[Task] = []
    if folder.exists():
        fever.append(Task("New York fever", new_york(folder), Cylinders(radius_km=3, days=7)))
    else:
        Console(stderr=True).print(f"New York is left out: {folder} is absent")
    return fever + [
        Task(
            f"1,000 sites, {'any' if past else 'last'} 14 days",
            invented(cases, rng),
            Cylinders(radius_km=13.2, days=14, past=past),
        )
        for cases, past in ((5_000, False), (20_000, False), (100_000, False), (5_000, True))
    ]


def verdict(task: Task, replicate_s: float, scan_s: float) -> str:
    """What is asked for, and whether it is met."""
    if task.cylinders.past:
        return "-"
    if task.name.startswith("New York"):
        return f"{NEW_YORK_S} s: {'yes' if scan_s <= NEW_YORK_S else 'NO'}"
    return f"{REPLICATE_MS:.0f} ms: {'yes' if replicate_s * 1000 <= REPLICATE_MS else 'NO'}"


def main(
    data: Annotated[Path, typer.Option(help="Folder of the test inputs.")] = DATA,
    replicates: Annotated[int, typer.Option(help="Random deals a task.")] = 999,
    seed: Annotated[int, typer.Option(help="Of the invented cases and of the deals.")] = 2015,
) -> None:
    """Print milliseconds a replicate, ours and the peer's."""
    headings = (
        "task",
        "cases",
        "a centre's sites",
        "ms a replicate",
        "NumPy",
        "times",
        "whole scan, s",
        "asked for",
    )
    table = Table(*headings)
    for task in tasks(data / "warning" / "satscan", np.random.default_rng(seed)):
        ours, peer = compare(task.events, task.cylinders, replicates, seed)
        seconds = whole(task.events, task.cylinders, replicates, seed)
        sites = np.diff(Circles.of(task.events, task.cylinders).start).mean()
        table.add_row(
            task.name, f"{task.events.cases:,}", f"{sites:.0f}", f"{ours * 1000:.3f}",
            "-" if peer is None else f"{peer * 1000:.2f}", "-" if peer is None else f"{peer / ours:.0f}",
            f"{seconds:.2f}", verdict(task, ours, seconds),
        )  # fmt: skip
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
