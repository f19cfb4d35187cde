"""What every engine runs: the bytes of some files in, tables of what they tell out."""

import faulthandler
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from os import devnull
from pathlib import Path

from tocsin.base import Reading
from tocsin.cli.bulk.tables import Rows, Tables
from tocsin.cli.findings import collect_one, read_one
from tocsin.cli.inputs import Input, Loaded
from tocsin.collect import Origin, SetAside
from tocsin.errors import BadInput
from tocsin.extract import Reader
from tocsin.extract.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Settings:
    """What the reading of every file of an archive depends on; see `tocsin.collect.Origin`.

    `gazetteer` is a file of places, None for the packaged one. A worker that takes `patience` seconds to
    parse one file or to read one report ends itself; the file is tried again and then set aside.
    """

    outlet: str = ""
    published: datetime | None = None
    received: datetime | None = None
    gazetteer: Path | None = None
    patience: float = 120.0


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its name in the archive, and its bytes, or why they could not be had."""

    name: str
    data: bytes | BadInput

    def load(self) -> Loaded:
        """The bytes; raises the `BadInput`."""
        if isinstance(self.data, BadInput):
            raise self.data
        return Loaded(self.data)


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that are read together, and the number of the part of the output that they become."""

    number: int
    documents: tuple[Document, ...]


def read_batch(batch: Batch, settings: Settings) -> Tables:
    """All that the files of a batch tell of, and what in them could not be used.

    The same batch and settings give the same tables, in whatever process or machine.
    """
    reader = _reader(settings.gazetteer)
    rows = Rows()
    for document in batch.documents:
        _read(document, settings, reader, rows)
    return rows.tables()


def give_up(document: Document, message: str) -> Tables:
    """The tables of a file that cannot be read because it ends every worker that tries."""
    rows = Rows()
    rows.add_set_aside(document.name, SetAside(document.name, "deadly", message))
    return rows.tables()


def _read(document: Document, settings: Settings, reader: Reader, rows: Rows) -> None:
    origin = Origin(
        where=document.name,
        outlet=settings.outlet,
        received=settings.received,
        published=settings.published,
    )
    with bounded(settings.patience):
        parsed = collect_one(Input(document.name, document.load), origin)
    for aside in parsed.set_aside:
        rows.add_set_aside(document.name, aside)
    for number, report in enumerate(parsed.reports, 1):
        with bounded(settings.patience):
            answer = read_one(reader, report)
        if isinstance(answer, Reading):
            rows.add_reading(document.name, number, report, answer, parsed.notes)
        else:
            rows.add_set_aside(document.name, answer)


@cache
def _reader(gazetteer: Path | None) -> Reader:
    return Reader.open(Gazetteer.open(gazetteer))


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Ends the process where what is done takes longer, even if it hangs in a library's own code."""
    with Path(devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
