"""Reading a whole archive: taken up where it was, batch by batch, and nothing lost on the way."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tocsin.cli.bulk import manifest
from tocsin.cli.bulk.batch import Batch, Document, Settings, give_up, read_batch
from tocsin.cli.bulk.engines import Engine, Work
from tocsin.cli.bulk.manifest import Entry
from tocsin.cli.bulk.parts import Parts
from tocsin.cli.bulk.tables import Tables, join
from tocsin.cli.inputs import from_file
from tocsin.cli.progress import progress
from tocsin.errors import BadInput, Conflict, TocsinError

DEADLY = "every process that reads it ends at once or does not come to an end"
_TRIES_ALONE = 2


@dataclass(frozen=True, slots=True)
class Archive:
    """What is to be read, and where to. `most_files` is how many make a batch."""

    folder: Path
    output: Path
    settings: Settings
    most_files: int = manifest.MOST_FILES


@dataclass(frozen=True, slots=True)
class Done:
    """What a run yields: rows of each table, files read now and in earlier runs, and files left out because
    of their names."""

    rows: Mapping[str, int]
    files: int
    earlier: int
    left_out: int


def read_archive(archive: Archive, engine: Engine, jobs: int) -> Done:
    """Read every file of a folder into the tables of another, `jobs` batches at a time.

    Batches that an earlier run with the same settings finished are not read again. Raises `Conflict` where
    the output is another run's.
    """
    entries, left_out = manifest.entries(archive.folder)
    if not entries:
        raise BadInput("no file in it can be read", where=str(archive.folder), reason="empty")
    cut = list(manifest.batches(entries, archive.most_files))
    with Parts.open(archive.output) as parts, progress("reading", len(entries)) as step:
        settings = _begun(parts, cut, archive)
        finished = parts.finished()
        earlier = sum(len(cut[number]) for number in finished)
        step(earlier)
        waiting = [number for number in range(len(cut)) if number not in finished]
        load = partial(_load, archive.folder, cut)
        work = partial(read_batch, settings=settings)
        for number, tables in _read(engine, work, waiting, load, min(jobs, len(waiting))):
            parts.save(number, tables)
            step(len(cut[number]))
        return Done(parts.totals(), len(entries) - earlier, earlier, left_out)


def _begun(parts: Parts, cut: Sequence[Sequence[Entry]], archive: Archive) -> Settings:
    """The settings of the run that the folder holds, or, in a new one, those asked for."""
    kept = parts.manifest()
    if kept is None:
        parts.save_manifest(manifest.to_table(cut, archive.settings))
        return archive.settings
    settings = replace(archive.settings, received=manifest.received(kept))
    changes = manifest.differences(kept, manifest.to_table(cut, settings))
    if changes:
        told = "; ".join(changes)
        raise Conflict(
            f"{archive.output}: begun otherwise: {told}. Finish it as it was begun, or name a new folder."
        )
    return settings


def _load(folder: Path, cut: Sequence[Sequence[Entry]], number: int) -> Batch:
    return Batch(number, tuple(_document(folder, entry.name) for entry in cut[number]))


def _document(folder: Path, name: str) -> Document:
    try:
        return Document(name, from_file(folder / name).data)
    except BadInput as refusal:
        return Document(name, refusal)


def _read(
    engine: Engine, work: Work, numbers: Iterable[int], load: Callable[[int], Batch], jobs: int
) -> Iterator[tuple[int, Tables]]:
    """The tables of every batch. Batches at which a worker died come last, and are read file by file."""
    broken = []
    for batch, tables in engine.run(work, map(load, numbers), jobs):
        if tables is None:
            broken.append(batch.number)
        else:
            yield batch.number, tables
    for number in broken:
        yield number, join(_one_by_one(engine, work, load(number)))


def _one_by_one(engine: Engine, work: Work, batch: Batch) -> Iterator[Tables]:
    """In the order of the files; one that ends its worker each time is set aside.

    Raises `TocsinError` where all do so: then it is not the files.
    """
    alone = [Batch(place, (document,)) for place, document in enumerate(batch.documents)]
    read: dict[int, Tables] = {}
    for _ in range(_TRIES_ALONE):
        left = [single for single in alone if single.number not in read]
        read |= {single.number: tables for single, tables in engine.run(work, left, 1) if tables is not None}
    if not read and len(alone) > 1:
        raise TocsinError(
            "every process that reads ends at once; is the same Tocsin installed on all machines?"
        )
    for single in alone:
        yield read.get(single.number) or give_up(single.documents[0], DEADLY)
