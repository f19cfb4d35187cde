"""How fast a CSV of events becomes daily counts, and in how much memory.

    python benchmarks/speed/tables.py [--events 5000000] [--only ours|polars]

Events of 20,000 places over three years, in no order, about 33 bytes each; the file is written first, to a
temporary folder, and not timed. The peer is Polars: `read_csv`, then the number of rows by place, kind and
day, without the table of all days that ours makes. Each runs in a process of its own; processor time, and
peak memory less that of the same process before it began.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

PLACES, SEED, BLOCK = 20_000, 1, 500_000


def write(path: Path, events: int) -> None:
    """The file, with every column a text."""
    rng = np.random.default_rng(SEED)
    days = np.arange("2014-01-01", "2017-01-01", dtype="datetime64[D]").astype(str)
    with path.open("w") as stream:
        stream.write("date,place,kind\n")
        for start in range(0, events, BLOCK):
            size = min(BLOCK, events - start)
            rows = zip(rng.integers(0, len(days), size), rng.integers(0, PLACES, size), strict=True)
            stream.writelines(f"{days[day]},district-{place:05},attack\n" for day, place in rows)


def ours(path: Path) -> int:
    """Cells of the table, by `read_csv` of ours."""
    from tocsin.forewarn.tabular import read_csv

    history = read_csv(path).history
    return len(history.ids) * ((history.last - history.first).days + 1)


def polars(path: Path) -> int:
    """Cells that are not empty, by Polars."""
    import polars as pl

    frame = pl.read_csv(path, try_parse_dates=True)
    return frame.group_by("place", "kind", "date").len().height


def timed(name: str, path: Path) -> None:
    """Print seconds, megabytes and cells of one of the two."""
    read = {"ours": ours, "polars": polars}[name]
    __import__("tocsin.forewarn.tabular" if name == "ours" else "polars")
    before, started = peak(), time.process_time()
    cells = read(path)
    print(time.process_time() - started, peak() - before, cells)


def peak() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main(
    events: Annotated[int, typer.Option(min=1)] = 5_000_000,
    only: str = "",
    path: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """Write the file, time both, print."""
    if path:
        timed(only, path)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events.csv"
        write(file, events)
        size = file.stat().st_size / 1e6
        seconds: dict[str, float] = {}
        for name in [only] if only else ["ours", "polars"]:
            command = [sys.executable, __file__, "--only", name, "--path", str(file)]
            answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
            seconds[name], memory = float(answer[0]), float(answer[1])
            rate = f"{size / seconds[name]:.0f} MB/s, {events / seconds[name]:,.0f} events/s"
            print(f"{name}: {seconds[name]:.1f} s for {size:,.0f} MB, {rate}, {memory:,.0f} MB of memory")
        if len(seconds) > 1:
            print(f"ours takes {seconds['ours'] / seconds['polars']:.2f} of the time of Polars")


if __name__ == "__main__":
    typer.run(main)
