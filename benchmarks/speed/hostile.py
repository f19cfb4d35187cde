"""How fast hostile documents are refused, and what memory they cost.

    python benchmarks/speed/hostile.py [--repeat 3]

Each document is made in a fresh process and handed to `cap.validate` there. The time is that of the call; the
memory is by how much the process's peak grows beyond what it is with the document in hand. Beside them stands
what lxml does with the same bytes by default and without its limits (`huge_tree`), in a process that is
stopped after 20 seconds or at 4 GB.
"""

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Annotated

import typer
from lxml import etree
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from tocsin.notify import cap

LIMIT_S = 1.0
LIMIT_MB = 64.0
PATIENCE_S = 20
MOST_MEMORY = 4 << 30
HEAD = b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">'

Judge = Callable[[bytes], str]


def bomb() -> bytes:
    """The billion laughs: ten entities, each ten of the one before."""
    levels = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    return f'<!DOCTYPE alert [<!ENTITY l0 "lol">{levels}]><alert>&l9;</alert>'.encode()


def quadratic() -> bytes:
    """One long entity, used very often."""
    return f'<!DOCTYPE alert [<!ENTITY a "{"a" * 50_000}">]><alert>{"&a;" * 50_000}</alert>'.encode()


DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "external entity": lambda: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert>&x;</alert>',
    "external document type": lambda: b'<!DOCTYPE alert SYSTEM "http://127.0.0.1:9/x.dtd"><alert/>',
    "entity bomb": bomb,
    "quadratic entity": quadratic,
    "file of 100 MB": lambda: HEAD + b"<info/>" * 14_285_714 + b"</alert>",
    "100,000 levels": lambda: b"<alert>" * 100_000 + b"</alert>" * 100_000,
    "5 MB of faults": lambda: HEAD + b"<a/>" * 1_200_000 + b"</alert>",
    "5 MB in one polygon": lambda: polygon(b"1,1 " * 1_200_000),
    "5 MB that is almost a polygon": lambda: polygon(b"1,1 " * 1_200_000 + b"x"),
}


def polygon(text: bytes) -> bytes:
    """An area of one info block with this polygon."""
    return HEAD + b"<info><area><polygon>" + text + b"</polygon></area></info></alert>"


def ours(data: bytes) -> str:
    """The first rule that we name."""
    problems = cap.validate(data, where="hostile.xml").problems
    return problems[0].rule if problems else "valid"


def lxml_plain(data: bytes, huge: bool) -> str:
    """lxml as it comes, or with its limits taken off."""
    try:
        root = etree.fromstring(data, etree.XMLParser(huge_tree=huge))
    except etree.XMLSyntaxError:
        return "refused"
    return f"read, {len(etree.tostring(root, method='text', encoding='unicode')):,} characters"


def trial(make: Callable[[], bytes], judge: Judge) -> tuple[str, float, float]:
    """What was said, seconds, and megabytes of growth; in a process of its own, which may not come back."""
    here, there = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=_child, args=(make, judge, there))
    child.start()
    there.close()
    answer = "no answer", float("inf"), float("inf")
    if here.poll(PATIENCE_S):
        try:
            answer = here.recv()
        except EOFError:
            answer = "died", float("inf"), float("inf")
    child.kill()
    child.join()
    return answer


def _child(make: Callable[[], bytes], judge: Judge, pipe: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    judge(HEAD + b"</alert>")  # so that nothing is loaded while time is taken
    data = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    try:
        said = judge(data)
    except MemoryError:
        said = "out of memory"
    taken = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    pipe.send((said, taken, grown))


def main(repeat: Annotated[int, typer.Option(min=1, help="The best of how many trials.")] = 3) -> None:
    """Judge every document, ours and lxml's way."""
    table = Table(title=f"limits: {LIMIT_S:g} s and {LIMIT_MB:g} MB")
    for column in ("document", "tocsin", "s", "MB", "lxml by default", "lxml without limits"):
        table.add_column(column, justify="right" if column in ("s", "MB") else "left")
    missed = []
    for name, make in DOCUMENTS.items():
        said, taken, grown = min((trial(make, ours) for _ in range(repeat)), key=lambda each: each[1])
        peers = [trial(make, partial(lxml_plain, huge=huge)) for huge in (False, True)]
        told = [f"{what}, {seconds:.2f} s, {memory:,.0f} MB" for what, seconds, memory in peers]
        table.add_row(name, said, f"{taken:.3f}", f"{grown:.1f}", *told)
        if taken > LIMIT_S or grown > LIMIT_MB:
            missed.append(name)
    Console(width=150).print(table)
    print(f"beyond the limits: {', '.join(missed) or 'none'}")


if __name__ == "__main__":
    typer.run(main)
