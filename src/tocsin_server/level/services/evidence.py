"""Files kept as evidence: checked by their content, stored once under their SHA-256, never changed.

They stay byte for byte as they came, a photograph's own notes on place and camera among them: evidence that
was edited is none. So they are shown only to those who may see what they belong to, and never to the public.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, _TemporaryFileWrapper
from typing import IO

from django.conf import settings

from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.ledger.services import Actor, act
from tocsin_server.level import selectors
from tocsin_server.level.file_types import media_type
from tocsin_server.level.models import EvidenceFile
from tocsin_server.units.permissions import Permission, require_somewhere
from tocsin_server.units.viewer import Viewer

MOST_BYTES = 10_000_000
_NAME = 200


@dataclass(frozen=True, slots=True)
class _Written:
    """What lies in the folder now."""

    digest: str
    size: int
    media_type: str


def keep_file(viewer: Viewer, name: str, chunks: Iterable[bytes]) -> EvidenceFile:
    """Keep a file for an answer or a paper to name; the same bytes again are the file that is kept already.

    The bytes are safe on disk before the row is. `BadInput` where it is larger than 10 MB, which is found
    without reading on, or is no JPEG, PNG, PDF or plain text by its content.
    """
    require_somewhere(viewer, Permission.ACKNOWLEDGE)
    return keep_bytes(viewer.actor, name, chunks)


def keep_bytes(by: Actor, name: str, chunks: Iterable[bytes]) -> EvidenceFile:
    """The same for a part of the service that writes a report of its own; the caller has asked who may."""
    written = _write(name, chunks)
    with act(by, "level.file_kept") as entry:
        row, new = EvidenceFile.objects.get_or_create(
            digest=written.digest,
            defaults={
                "name": clean_name(name), "media_type": written.media_type, "size": written.size,
                "added": clock.now(), "added_by": by.label,
            },
        )  # fmt: skip
        entry.subject = f"file:{row.digest}"
        entry.data = {"name": row.name, "type": row.media_type, "size": row.size}
        if not new:
            entry.cancel()
    return row


def open_file(viewer: Viewer, file_id: int) -> tuple[EvidenceFile, bytes]:
    """A file that belongs to an order the viewer may see, whole; `BadInput` where there is none."""
    row = selectors.evidence_file(viewer, file_id)
    return row, read(row)


def read(row: EvidenceFile) -> bytes:
    """A kept file's bytes; `Conflict` where they are gone or are not those that were kept."""
    try:
        data = path_of(row.digest).read_bytes()
    except OSError as error:
        raise Conflict(f"{row.name} cannot be read: {error.strerror}. Restore it from a backup.") from None
    if hashlib.sha256(data).hexdigest() != row.digest:
        raise Conflict(f"{row.name} is not what was kept: it was changed on disk. Restore it from a backup.")
    return data


def file_of(digest: str) -> EvidenceFile:
    """The file of a SHA-256; `BadInput` where none is kept."""
    if row := EvidenceFile.objects.filter(digest=digest).first():
        return row
    raise BadInput("no such file is kept; send it first", where="file", reason="unknown_file")


def folder() -> Path:
    """Where the bytes lie."""
    return settings.HOME / "evidence"


def path_of(digest: str) -> Path:
    """Where a file's bytes lie: not all in one folder, which would become slow."""
    return folder() / digest[:2] / digest[2:]


def clean_name(name: str) -> str:
    """A file's name without folders and without what does not print."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    if len(kept) > _NAME and dot and len(suffix) < 10:
        return f"{stem[: _NAME - len(suffix) - 1]}.{suffix}"
    return kept[:_NAME] or "file"


def _write(name: str, chunks: Iterable[bytes]) -> _Written:
    """Write the bytes whole or not at all: aside, to the disk, then under their name in one step."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with _aside() as file:
        written = _copy(name, chunks, file)
        path = path_of(written.digest)
        if not path.exists():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            Path(file.name).rename(path)
            _settle(path.parent)
            _settle(folder())
    return written


def _copy(name: str, chunks: Iterable[bytes], file: IO[bytes]) -> _Written:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES:
            text = f"larger than {MOST_BYTES // 1_000_000} MB; send a smaller picture or a part of it"
            raise BadInput(text, where=clean_name(name), reason="file_size")
        digest.update(chunk)
        file.write(chunk)
    file.seek(0)
    kind = media_type(file, where=clean_name(name))
    file.flush()
    os.fsync(file.fileno())
    return _Written(digest.hexdigest(), size, kind)


@contextmanager
def _aside() -> "Iterator[_TemporaryFileWrapper[bytes]]":
    """A file that is gone afterwards unless it was given a name of its own."""
    with NamedTemporaryFile(prefix=".unfinished-", dir=folder(), delete=False) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)


def _settle(path: Path) -> None:
    """Have a folder's new entry on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
