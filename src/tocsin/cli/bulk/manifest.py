"""Which files an archive has, in which batch each is read, and with which settings: fixed once for a run."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from tocsin import __version__
from tocsin.cli.bulk.batch import Settings
from tocsin.cli.inputs import SUFFIXES, files

MOST_FILES, MOST_BYTES = 128, 16_000_000
"""A batch ends before it would hold more files or bytes: so much work is lost with a killed run, for each of
its workers. A file that is larger is a batch of its own."""

_COLUMNS = pa.schema(
    [("batch", pa.int32()), ("input", pa.string()), ("bytes", pa.int64()), ("changed", pa.int64())]
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file by its name below the archive's folder, its size, and when it was changed (nanoseconds)."""

    name: str
    size: int
    changed: int


def entries(folder: Path) -> tuple[list[Entry], int]:
    """The files of an archive in the order of their names, and how many are left out because their names
    say that they are no reports."""
    found, left_out = [], 0
    for path in files(folder):
        if path.suffix.lower() not in SUFFIXES:
            left_out += 1
            continue
        facts = path.stat()
        found.append(Entry(str(path.relative_to(folder)), facts.st_size, facts.st_mtime_ns))
    return found, left_out


def batches(
    listed: Sequence[Entry], most_files: int = MOST_FILES, most_bytes: int = MOST_BYTES
) -> Iterator[list[Entry]]:
    """The files in their order, cut into batches.

    >>> [len(batch) for batch in batches([Entry("a", 5, 0), Entry("b", 5, 0), Entry("c", 9, 0)], 2, 10)]
    [2, 1]
    """
    batch: list[Entry] = []
    size = 0
    for entry in listed:
        if batch and (len(batch) == most_files or size + entry.size > most_bytes):
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += entry.size
    if batch:
        yield batch


def to_table(cut: Sequence[Sequence[Entry]], settings: Settings) -> pa.Table:
    """The manifest as it is kept: a row a file, and the settings beside them."""
    rows = [
        {"batch": number, "input": _storable(entry.name), "bytes": entry.size, "changed": entry.changed}
        for number, batch in enumerate(cut)
        for entry in batch
    ]
    return pa.Table.from_pylist(rows, _COLUMNS.with_metadata(_metadata(settings)))


def received(manifest: pa.Table) -> datetime:
    """The moment that a kept run was begun: a run taken up again goes by it."""
    return datetime.fromisoformat(manifest.schema.metadata[b"received"].decode())


def differences(kept: pa.Table, wanted: pa.Table) -> list[str]:
    """What is not as it was when the run was begun, in plain words."""
    told = [
        f"{name.decode()} was {before.decode() or 'not given'!r} and is {now.decode() or 'not given'!r}"
        for name, now in wanted.schema.metadata.items()
        if (before := kept.schema.metadata.get(name, b"")) != now
    ]
    if not kept.equals(wanted):
        told.append(f"the files have changed ({kept.num_rows:,} then, {wanted.num_rows:,} now)")
    return told


def _metadata(settings: Settings) -> dict[str, str]:
    return {"tocsin": __version__} | {
        name: value.isoformat() if isinstance(value, datetime) else str(value or "")
        for name, value in asdict(settings).items()
    }


def _storable(name: str) -> str:
    """File names need not be Unicode; a table's text must."""
    return name.encode("utf-8", "backslashreplace").decode()
