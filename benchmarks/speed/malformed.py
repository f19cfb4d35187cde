"""How long malformed files take: 10,000 feeds and pages, cut, scratched, in mixed encodings, up to 5 MB.

    python benchmarks/speed/malformed.py [--first 0] [--last 10000] [--step 1]

Each file (made by `tests/core/collect/malformed.py` from its number) is parsed and the reports in it read,
as by `tocsin read`. Told are the slowest files, what became of all, and any that broke something. The peer of
the same run is trafilatura alone on the same bytes, but for files over 1 MB: some take it over a minute.
Times are processor time.
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import trafilatura
import typer
from rich.console import Console
from rich.progress import track

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))
sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "core"))

from collect.malformed import malformed

from tocsin.base import Reading
from tocsin.cli.findings import collect_one, read_one
from tocsin.cli.inputs import Input, Loaded
from tocsin.collect import Origin
from tocsin.extract import Reader

LIMIT_S = 2.0
MOST_FOR_PEER = 1_000_000
PUBLISHED = datetime(2015, 11, 14, tzinfo=UTC)
SHOWN = 5
_BROKEN = ("parser", "reader")


@dataclass(frozen=True)
class Trial:
    """What became of a file, the seconds it took, and those the peer took (None where it was not asked)."""

    name: str
    size: int
    reasons: tuple[str, ...]
    seconds: float
    peer: float | None


def attempt(number: int, reader: Reader) -> Trial:
    """Read one file; its reasons are "read" and those of what was set aside."""
    name, data = malformed(number)
    start = time.process_time()
    parsed = collect_one(Input(name, lambda: Loaded(data)), Origin(where=name, published=PUBLISHED))
    answers = [*parsed.set_aside, *(read_one(reader, report) for report in parsed.reports)]
    seconds = time.process_time() - start
    reasons = dict.fromkeys("read" if isinstance(each, Reading) else each.reason for each in answers)
    return Trial(
        name, len(data), tuple(reasons), seconds, _peer(data) if len(data) <= MOST_FOR_PEER else None
    )


def _peer(data: bytes) -> float:
    start = time.process_time()
    trafilatura.extract(data)
    return time.process_time() - start


def main(
    first: Annotated[int, typer.Option(help="Number of the first file.")] = 0,
    last: Annotated[int, typer.Option(help="Number after the last file.")] = 10_000,
    step: Annotated[int, typer.Option(min=1, help="Take every so many-th file.")] = 1,
) -> None:
    """Read every file; ends with 1 where one breaks something, gets no answer, or takes too long."""
    reader = Reader.open()
    attempt(0, reader)  # imports and word lists
    trials = [attempt(number, reader) for number in track(range(first, last, step), transient=True)]
    faults = [each for each in trials if not each.reasons or set(each.reasons) & set(_BROKEN)]
    late = [each for each in trials if each.seconds > LIMIT_S]
    _print(trials, faults, late)
    raise typer.Exit(1 if faults or late else 0)


def _print(trials: list[Trial], faults: list[Trial], late: list[Trial]) -> None:
    console = Console(soft_wrap=True)
    fates = Counter(reason for trial in trials for reason in trial.reasons)
    console.print(f"{len(trials):,} files: " + ", ".join(f"{fate} {n:,}" for fate, n in fates.most_common()))
    console.print(f"broken or unanswered: {', '.join(each.name for each in faults) or 'none'}")
    console.print(f"mean {1000 * sum(each.seconds for each in trials) / len(trials):.0f} ms")
    both = [(each.peer, each.seconds) for each in trials if each.peer is not None]
    if both:
        share = sum(theirs for theirs, _ in both) / sum(ours for _, ours in both)
        console.print(f"trafilatura alone, files up to {MOST_FOR_PEER:,} bytes: {share:.2f} of our time")
    console.print(f"over {LIMIT_S:g} s: {len(late)}")
    for each in sorted(trials, key=lambda trial: -trial.seconds)[:SHOWN]:
        console.print(f"  {each.name}, {each.size:,} bytes: {each.seconds:.2f} s")


if __name__ == "__main__":
    typer.run(main)
