"""Whether the space-time scan finds what is published, and whether its p-values mean what they say.

    python benchmarks/quality/scan.py [--runs 4000] [--seed 2015]

First New York's fever reports (at most 3 km and 7 days) beside the figures published for them. Then how often
p is at most .05 where nothing was planted: New York's days dealt anew among its cases; and invented events at
100 sites of very uneven size, over 60 days with weekdays and a trend that all sites share, which must not
sound, for clusters that end on the last day and for those of any time. 3.5 to 6.5 per cent is asked for.
"""

import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))
sys.path.insert(0, str(Path(__file__).parents[1] / "speed"))

from scan import DATA, new_york

from tocsin.forewarn.scan import Cylinders, Events, Sites
from tocsin.forewarn.scan import scan as search

LEVEL, LOWEST, HIGHEST = 0.05, 0.035, 0.065
FEVER = Cylinders(radius_km=3, days=7)
PUBLISHED = (("log likelihood ratio", "3.8454"), ("zip codes", "9"), ("days", "3"),
             ("observed", "4"), ("expected", "0.67"), ("p (999 replicates)", "about .216"))  # fmt: skip


def fever(events: Events, seed: int) -> Table:
    """The most likely cluster of New York's fever, beside what is published."""
    found = search(events, FEVER, np.random.default_rng(seed)).clusters[0]
    days = (found.last - found.first).days + 1
    ours = (f"{found.ratio:.4f}", str(len(found.sites)), str(days), str(found.observed),
            f"{found.expected:.2f}", f"{found.p:.3f}; Gumbel {found.gumbel_p:.3f}")  # fmt: skip
    table = Table("New York fever", "ours", "published")
    for (name, published), figure in zip(PUBLISHED, ours, strict=True):
        table.add_row(name, figure, published)
    return table


def dealt(events: Events, rng: np.random.Generator) -> Events:
    """The same cases with their days dealt anew."""
    return Events.of_arrays(
        rng.permutation(events.site), events.day, np.ones(events.cases), events.sites,
        first=events.first, last=events.last,
    )  # fmt: skip


def uneven(rng: np.random.Generator) -> Events:
    """About 400 independent events: sites differ a hundredfold, Sundays have half, and ever more come."""
    sites, days = 100, 60
    degrees = rng.random((2, sites)) / 4
    size = np.exp(rng.uniform(0, np.log(100), sites))
    day = np.arange(days)
    weight = np.where(day % 7 == 6, 0.5, 1.0) * (1 + day / days)
    expected = 400 * np.outer(size / size.sum(), weight / weight.sum())
    counts = rng.poisson(expected)
    at, when = np.nonzero(counts)
    first = date(2015, 9, 14)
    return Events.of_arrays(
        at, when, counts[at, when], Sites([str(one) for one in range(sites)], *degrees),
        first=first, last=first + timedelta(days=days - 1),
    )  # fmt: skip


def share_significant(
    name: str, make: Callable[[np.random.Generator], Events], cylinders: Cylinders, runs: int, seed: int
) -> float:
    """How often p is at most .05, of so many runs with 199 replicates each."""
    rng, significant = np.random.default_rng(seed), 0
    for _ in track(range(runs), description=name, console=Console(stderr=True)):
        clusters = search(make(rng), cylinders, rng, replicates=199, stop_after=11, at_most=1).clusters
        significant += bool(clusters) and clusters[0].p <= LEVEL
    return significant / runs


def main(
    data: Annotated[Path, typer.Option(help="Folder of the test inputs.")] = DATA,
    runs: Annotated[int, typer.Option(help="Sets of events without a cluster, for each row.")] = 4000,
    seed: Annotated[int, typer.Option(help="Of all that is random.")] = 2015,
) -> None:
    """Print the figures beside what is published or asked for."""
    console, folder = Console(), data / "warning" / "satscan"
    makers: list[tuple[str, Callable[[np.random.Generator], Events], Cylinders]] = []
    if folder.exists():
        events = new_york(folder)
        console.print(fever(events, seed))
        makers.append(("New York, days dealt anew", lambda rng: dealt(events, rng), FEVER))
    else:
        Console(stderr=True).print(f"New York is left out: {folder} is absent")
    makers.append(("uneven sites and days, last 7 days", uneven, Cylinders(radius_km=10, days=7)))
    makers.append(("uneven sites and days, any 7 days", uneven, Cylinders(radius_km=10, days=7, past=True)))
    for name, make, cylinders in makers:
        share = share_significant(name, make, cylinders, runs, seed)
        met = "yes" if LOWEST <= share <= HIGHEST else "NO"
        console.print(f"{name}: p at most .05 in {share:.1%} of {runs} runs; 3.5 to 6.5 asked for: {met}")


if __name__ == "__main__":
    typer.run(main)
