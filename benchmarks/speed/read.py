"""How fast reports are read: collect and extract together, in one process on one core.

    python benchmarks/speed/read.py [--data ../shared/data] [--documents 2000] [--seed 2015]

A seeded sample of news texts (shootings, casualties, local news, MUC-4) goes through what `tocsin read` does:
bytes to a report, look-up of copies, one reading. It is timed twice, as plain text and as the same text in a
web page, and apart for reports that turn out relevant and those that do not; and the first pass, which every
report goes through, is timed by itself: language, copies, relevance. Before all that a worker of `tocsin read
--engine process` is started, and its start and memory taken. The peers of the same run are trafilatura by
itself on the same pages and, where it is installed, a spaCy pipeline with a look-up of places. Times are
processor time (other work on the machine counts little), but for the start of the worker, which a person
waits for.
"""

import json
import random
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from gzip import open as gzip_open
from html import escape
from itertools import product
from pathlib import Path
from statistics import mean, quantiles
from typing import Annotated, Any

import typer
from peers import spacy_pipeline, trafilatura_alone
from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from tocsin.base.engines import ProcessEngine
from tocsin.base.xml import parse_xml
from tocsin.cli.bulk.batch import Batch, Settings, read_batch
from tocsin.cli.bulk.batch import Document as File
from tocsin.collect import DuplicateIndex, Origin, read_bytes
from tocsin.errors import BadInput
from tocsin.extract import Reader
from tocsin.extract.language import identify
from tocsin.extract.lexicon import LANGUAGES, load
from tocsin.extract.relevance import may_matter

DATA = Path(__file__).parents[2].parent / "shared" / "data"
PUBLISHED = datetime(2015, 11, 14, tzinfo=UTC)
REQUIRED = {"first pass": 500, "relevant": 10}
STRETCH = {"first pass": 2_000, "relevant": 25}
MOST_MEMORY_MB, MOST_START_S = 1_500, 10
WARM_UP = 20
WORKER = 500
_MUC_HEAD = re.compile(r"^(?:DEV|TST\d)-MUC\d-\d+.*$", re.M)


@dataclass(frozen=True)
class Document:
    """One text, and when it was published where its collection says so."""

    text: str
    published: datetime

    @property
    def as_text(self) -> bytes:
        """The text as a file."""
        return self.text.encode("utf-8", "replace")

    @property
    def as_page(self) -> bytes:
        """The text in a page with a head, a menu and a footer."""
        paragraphs = "".join(f"<p>{escape(line)}</p>" for line in self.text.splitlines() if line.strip())
        return (
            "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Report</title>"
            f"<meta property='article:published_time' content='{self.published.isoformat()}'></head>"
            "<body><nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav><article><h1>Report</h1>"
            f"{paragraphs}</article><footer>All rights reserved</footer></body></html>"
        ).encode("utf-8", "replace")


def documents(data: Path) -> Iterator[Document]:
    """Every text of the reading collections."""
    reading = data / "reading"
    with gzip_open(reading / "merging" / "stream_first_half.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            yield Document(f"{article['title']}\n\n{article['text']}", _moment(article["date"]))
    for article in json.loads((reading / "casualties" / "X_train.json").read_text("utf-8")):
        yield Document(article["text"], _moment(article["publish_date"]))
    for path in sorted((reading / "geoparsing").glob("*.xml")):
        root = parse_xml(path.read_bytes(), where=str(path), max_bytes=50_000_000)
        for text in root.iter("text"):
            yield Document(text.text or "", PUBLISHED)
    for path in sorted((reading / "muc4" / "raw" / "dev").iterdir()):
        for text in _MUC_HEAD.split(path.read_text("latin-1")):
            yield Document(text.strip(), datetime(1990, 1, 4, tzinfo=UTC))


def _moment(day: str) -> datetime:
    return (
        datetime.combine(date.fromisoformat(day[:10]), datetime.min.time(), tzinfo=UTC) if day else PUBLISHED
    )


@dataclass
class Timing:
    """Seconds a document, by whether it was relevant."""

    relevant: list[float]
    irrelevant: list[float]
    unreadable: int = 0


def measure(sample: list[Document], reader: Reader, form: Callable[[Document], bytes]) -> Timing:
    """Read each document once, in order, and note how long it took."""
    index = DuplicateIndex()
    timing = Timing([], [])
    for number, document in enumerate(track(sample, "reading", transient=True)):
        data = form(document)
        start = time.process_time()
        try:
            report = read_bytes(data, Origin(where=str(number), published=document.published)).reports[0]
        except (BadInput, IndexError):
            timing.unreadable += 1
            continue
        index.add(report)
        relevant = reader.read(report).relevant
        (timing.relevant if relevant else timing.irrelevant).append(time.process_time() - start)
    return timing


def first_pass(sample: list[Document]) -> list[float]:
    """Seconds a report of what all go through: language, copies, relevance."""
    index = DuplicateIndex()
    seconds = []
    for number, document in enumerate(track(sample, "first pass", transient=True)):
        origin = Origin(where=f"{number}.txt", published=document.published)
        try:
            report = read_bytes(document.as_text, origin).reports[0]
        except (BadInput, IndexError):
            continue
        start = time.process_time()
        whole = f"{report.title}\n{report.text}"
        language = identify(whole)
        index.add(report)
        if language in LANGUAGES:
            may_matter(whole, load(language))
        seconds.append(time.process_time() - start)
    return seconds


@dataclass(frozen=True)
class Worker:
    """A worker of the process engine: wall-clock seconds to its first answer, and its peak of memory after
    the whole sample."""

    start: float
    memory_mb: float


def worker(sample: list[Document]) -> Worker:
    """Start one worker and let it read the sample, as the engine would."""
    documents = [File(f"{number}.txt", each.as_text) for number, each in enumerate(sample)]
    batches = [Batch(0, tuple(documents[:1])), Batch(1, tuple(documents[1:]))]
    start = time.perf_counter()
    answers = ProcessEngine().run(_observed, batches, 1)
    next(answers)
    first = time.perf_counter() - start
    _, memory = next(answers)
    return Worker(first, memory["mb"])


def _observed(batch: Batch) -> Any:
    """Reads a batch and tells its own memory."""
    read_batch(batch, Settings(published=PUBLISHED))
    return {"mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main(
    data: Annotated[Path, typer.Option(help="Folder of the shared data.")] = DATA,
    number: Annotated[int, typer.Option("--documents", help="How many texts.")] = 2_000,
    seed: Annotated[int, typer.Option(help="Which sample.")] = 2015,
    predictions: Annotated[Path | None, typer.Option(help="Write the figures here as JSON.")] = None,
) -> None:
    """Documents a second for collect and extract, and peak memory."""
    if not data.is_dir():
        raise typer.BadParameter(f"{data} is not there; name the folder with --data")
    pool = [document for document in documents(data) if len(document.text) > 100]
    sample = random.Random(seed).sample(pool, min(number, len(pool)))  # noqa: S311 - a sample
    started = worker(sample[:WORKER])  # first, for a process that is forked begins with its parent's memory
    start = time.process_time()
    reader = Reader.open()
    opened = time.process_time() - start
    measure(sample[:WARM_UP], reader, lambda document: document.as_page)  # imports and caches of every part
    timings = {
        "text": measure(sample, reader, lambda document: document.as_text),
        "page": measure(sample, reader, lambda document: document.as_page),
    }
    figures = _figures(timings, opened, len(sample))
    figures["text"]["first pass"] = _speed(first_pass(sample))
    figures["peers"] = {
        "trafilatura alone, pages": trafilatura_alone([document.as_page for document in sample]),
        "spaCy and a look-up of places, texts": spacy_pipeline([document.text for document in sample]),
    }
    figures["worker"] = asdict(started)
    _print(figures)
    if predictions:
        predictions.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    met = all(figures["text"][kind]["per_second"] >= least for kind, least in REQUIRED.items())
    met &= figures["worker"]["start"] <= MOST_START_S and figures["worker"]["memory_mb"] <= MOST_MEMORY_MB
    raise typer.Exit(0 if met else 1)


def _figures(timings: dict[str, Timing], opened: float, number: int) -> dict[str, Any]:
    figures: dict[str, Any] = {
        form: {
            "relevant": _speed(timing.relevant),
            "irrelevant": _speed(timing.irrelevant),
            "all": _speed(timing.relevant + timing.irrelevant),
            "unreadable": timing.unreadable,
        }
        for form, timing in timings.items()
    }
    return figures | {"documents": number, "reader_opened_seconds": opened}


def _speed(seconds: list[float]) -> dict[str, float]:
    if len(seconds) < 2:
        return {"documents": len(seconds), "per_second": 0.0, "p95_ms": 0.0}
    return {
        "documents": len(seconds),
        "per_second": 1 / mean(seconds),
        "p95_ms": 1000 * quantiles(seconds, n=20)[-1],
    }


def _print(figures: dict[str, Any]) -> None:
    table = Table(
        *("form", "documents", "number", "a second", "95 % within", "required", "stretch"),
        title="Reading on one core",
    )
    for form, kind in (("text", "first pass"), *product(("text", "page"), ("irrelevant", "relevant", "all"))):
        speed = figures[form][kind]
        asked = [f"{goal[kind]:,}" if form == "text" and kind in goal else "" for goal in (REQUIRED, STRETCH)]
        each = (f"{speed['documents']:,}", f"{speed['per_second']:,.0f}", f"{speed['p95_ms']:.0f} ms")
        table.add_row(form, kind, *each, *asked)
    console = Console()
    console.print(table)
    for name, taken in figures["peers"].items():
        form = "page" if name.endswith("pages") else "text"
        console.print(f"{name}: {_beside(taken, figures[form]['all']['per_second'])}")
    console.print(f"reader opened in {figures['reader_opened_seconds']:.1f} s")
    console.print(
        f"worker: first answer after {figures['worker']['start']:.1f} s (at most {MOST_START_S} s), "
        f"peak memory {figures['worker']['memory_mb']:,.0f} MB (at most {MOST_MEMORY_MB:,} MB)",
        soft_wrap=True,
    )


def _beside(taken: float | str, ours: float) -> str:
    """A peer's speed and ours as a share of it, or why it was not timed."""
    if isinstance(taken, str):
        return f"left out: {taken}"
    return f"{1 / taken:,.0f} a second; ours {ours * taken:.2f} times that"


if __name__ == "__main__":
    typer.run(main)
