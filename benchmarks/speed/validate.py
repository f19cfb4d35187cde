"""How many alerts a second are validated: bytes to a verdict and an alert, on one core.

    python benchmarks/speed/validate.py [--data ../shared/data] [--rounds 20]

Every CAP document of the collection under 200 kB goes through `cap.validate`: parsed, held against the schema
and all rules, built as an `Alert`. In the same run, turn by turn: lxml with the compiled schema of OASIS and
nothing more (the floor), lxml alone, and two readers of CAP, which build records and check less: capparselib
and cap-tools (xsdata). Times are processor time, so that other work on the machine counts for little; each is
the best of its rounds.
"""

import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from lxml import etree
from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from tocsin.notify import cap

DATA = Path(__file__).parents[2].parent / "shared" / "data"
LARGEST = 200_000
REQUIRED = 5_000
FLOOR = "lxml and compiled schema"

Reader = Callable[[bytes], object]


def capparselib_reader() -> Reader:
    """It takes text, not bytes, and no declaration of an encoding."""
    from capparselib.parsers import CAPParser

    return lambda data: CAPParser(data.decode("utf-8")).as_dict()


def cap_tools_reader() -> Reader:
    """Its records are read by xsdata."""
    from cap_tools.models import Alert
    from xsdata.formats.dataclass.parsers import XmlParser

    parser = XmlParser()
    return lambda data: parser.from_bytes(data, Alert)


def readers(folder: Path) -> dict[str, Reader]:
    """What is timed, by name."""
    schema = etree.XMLSchema(etree.parse(folder / "xsd" / "cap12.xsd"))
    return {
        "tocsin": lambda data: cap.validate(data, where="alert"),
        FLOOR: lambda data: schema.validate(etree.fromstring(data)),
        "lxml alone": etree.fromstring,
        "capparselib": capparselib_reader(),
        "cap-tools": cap_tools_reader(),
    }


def refused(read: Reader, documents: list[bytes]) -> list[bytes]:
    """The documents that a reader cannot take: they are left out of its time."""
    found = []
    for document in documents:
        try:
            read(document)
        except Exception:  # noqa: BLE001 - a peer may fail in any way
            found.append(document)
    return found


def timed(read: Reader, documents: list[bytes]) -> float:
    """Documents a second of processor time, in one pass."""
    start = time.process_time()
    for document in documents:
        read(document)
    return len(documents) / (time.process_time() - start)


def main(
    data: Annotated[Path, typer.Option(help="Where the shared data lie.")] = DATA,
    rounds: Annotated[int, typer.Option(min=1, help="Passes over all documents.")] = 20,
) -> None:
    """Time all readers on the same documents, turn by turn."""
    if not (data / "cap").exists():
        raise SystemExit(f"cap is not in {data}; say --data where it is")
    logging.disable()
    files = sorted((data / "cap" / "cap12").iterdir())
    documents = [text for path in files if len(text := path.read_bytes()) < LARGEST]
    each = readers(data / "cap")
    without = {name: refused(read, documents) for name, read in each.items()}
    best = dict.fromkeys(each, 0.0)
    for _ in track(range(rounds), "timing", console=Console(stderr=True), transient=True):
        for name, read in each.items():
            taken = [document for document in documents if document not in without[name]]
            best[name] = max(best[name], timed(read, taken))
    table = Table(title=f"{len(documents)} alerts of {sum(map(len, documents)) / len(documents):,.0f} bytes")
    for column in ("", "alerts a second", "tocsin's is", "cannot read"):
        table.add_column(column, justify="left" if not column else "right")
    for name, figure in best.items():
        table.add_row(name, f"{figure:,.0f}", f"{best['tocsin'] / figure:.2f} x", str(len(without[name])))
    Console().print(table)
    met = "met" if best["tocsin"] >= REQUIRED else "not met"
    print(f"required: {REQUIRED:,} a second: {met}")


if __name__ == "__main__":
    typer.run(main)
