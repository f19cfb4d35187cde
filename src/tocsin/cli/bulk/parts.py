"""The output of a bulk run: a folder with one folder a table, and in each one file a batch.

Every file is there whole or not at all, and a batch is finished when its last file, that of the reports, is
there: a run that is killed at any moment is taken up where it was.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tocsin.cli.bulk.tables import SCHEMAS, Tables
from tocsin.errors import BadInput, Conflict

MANIFEST = "manifest.parquet"
_TABLES = (*(name for name in SCHEMAS if name != "reports"), "reports")


class Parts:
    """The folder of a run, held by one run at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> "Iterator[Parts]":
        """The folder, made where it is missing; `Conflict` while another run writes to it, `BadInput` where
        it cannot be one."""
        try:
            for name in SCHEMAS:
                (folder / name).mkdir(parents=True, exist_ok=True)
            lock = (folder / ".lock").open("w")
        except OSError as error:
            raise BadInput(error.strerror or "no folder", where=str(folder), reason="unwritable") from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Conflict(f"{folder}: another run is writing to it") from None
            yield cls(folder)

    def manifest(self) -> pa.Table | None:
        """That of the run the folder holds, None for a new one."""
        path = self.folder / MANIFEST
        return pq.read_table(path) if path.exists() else None

    def save_manifest(self, manifest: pa.Table) -> None:
        """Keep what the run reads."""
        _save(manifest, self.folder / MANIFEST)

    def finished(self) -> set[int]:
        """The numbers of the batches that are read already."""
        return {
            int(path.stem.removeprefix("part-")) for path in (self.folder / "reports").glob("part-*.parquet")
        }

    def save(self, number: int, tables: Tables) -> None:
        """Keep what a batch tells of."""
        for name in _TABLES:
            _save(pa.Table.from_batches([tables[name]]), self._path(name, number))

    def totals(self) -> Mapping[str, int]:
        """How many rows each table has."""
        return {
            name: sum(map(_rows, sorted((self.folder / name).glob("part-*.parquet")))) for name in SCHEMAS
        }

    def _path(self, name: str, number: int) -> Path:
        return self.folder / name / f"part-{number:06}.parquet"


def _save(table: pa.Table, path: Path) -> None:
    """Whole or not at all, also when the machine fails: written beside, forced to disk, then renamed."""
    draft = path.with_suffix(".draft")
    with draft.open("wb") as stream:
        pq.write_table(table, stream, compression="zstd")
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _rows(path: Path) -> int:
    return int(pq.read_metadata(path).num_rows)
