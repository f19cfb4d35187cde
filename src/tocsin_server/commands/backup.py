"""A site's whole content in one file that either database can take back.

The file is a zip: `manifest.json` (version, ledger head, a SHA-256 for each part), one `rows/<model>.jsonl` a
table, and the files kept as evidence. Rows are read in one transaction, so it is one moment of the site; a
kept file never changes and lies on disk before its row does, so the files read afterwards are all those of
that moment. Restoring needs an empty site.
"""

import hashlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tocsin import __version__
from tocsin.errors import BadInput, Conflict

FORMAT = 1
SKIPPED = {"contenttypes.contenttype", "auth.permission", "auth.group", "sessions.session", "jobs.worker"}
"""Made anew by `migrate`, by logging in, or by a running worker."""

SITE_FILES = ("clock.json", "sample.json", "loaded")
EVIDENCE = "evidence"
"""The folder of kept files, in the home and in the archive alike."""

_EVIDENCE_PART = re.compile(rf"{EVIDENCE}/[0-9a-f]{{2}}/[0-9a-f]{{62}}")
_BLOCK = 1 << 20
Progress = Callable[[str], None]


def _models() -> list[Any]:
    """Every table's model, those referred to first."""
    from django.apps import apps
    from django.core.serializers import sort_dependencies

    installed = [(config, list(config.get_models())) for config in apps.get_app_configs()]
    return [model for model in sort_dependencies(installed) if model._meta.label_lower not in SKIPPED]


def _rows(model: Any) -> Iterator[bytes]:
    from django.core.serializers import serialize

    for row in model._default_manager.order_by("pk").iterator(chunk_size=1000):
        yield serialize("jsonl", [row]).encode()


def _write_part(archive: zipfile.ZipFile, name: str, chunks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as part:
        for chunk in chunks:
            digest.update(chunk)
            part.write(chunk)
    return digest.hexdigest()


def write(path: Path, home: Path, progress: Progress) -> int:
    """Write a backup of the site to `path`, readable by its owner alone; returns its size in bytes."""
    from django.db import transaction

    from tocsin_server.ledger import selectors

    if path.exists():
        raise Conflict(f"{path} exists already; choose another name")
    unfinished = path.with_name(path.name + ".unfinished")
    descriptor = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        parts: dict[str, str] = {}
        with transaction.atomic():
            _one_moment()
            head = selectors.head()
            for model in _models():
                progress(model._meta.verbose_name_plural)
                name = f"rows/{model._meta.label_lower}.jsonl"
                parts[name] = _write_part(archive, name, _rows(model))
        for name in (*(name for name in SITE_FILES if (home / name).exists()), *_evidence(home)):
            parts[name] = _write_part(archive, name, _blocks(home / name))
        manifest = {"format": FORMAT, "tocsin": __version__, "ledger_head": head, "parts": parts}
        archive.writestr("manifest.json", json.dumps(manifest, indent=2))
    unfinished.rename(path)
    return path.stat().st_size


def _evidence(home: Path) -> Iterator[str]:
    """The kept files by name; not what is still being written beside them."""
    names = (path.relative_to(home).as_posix() for path in sorted((home / EVIDENCE).glob("*/*")))
    return (name for name in names if _EVIDENCE_PART.fullmatch(name))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _one_moment() -> None:
    """Let the transaction see one moment: SQLite's already does."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _open(path: Path) -> tuple[zipfile.ZipFile, dict[str, Any]]:
    """The archive and its manifest, every part checked against its SHA-256 before anything is written."""
    try:
        archive = zipfile.ZipFile(path)
        manifest = json.loads(archive.read("manifest.json"))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BadInput(f"is not a Tocsin backup ({error})", where=str(path)) from error
    if manifest.get("format") != FORMAT:
        raise BadInput(f"has format {manifest.get('format')}, this Tocsin reads {FORMAT}", where=str(path))
    for name, wanted in manifest["parts"].items():
        if _checksum(archive, name) != wanted:
            raise BadInput(f"{name} does not match its checksum: the file is damaged", where=str(path))
    return archive, manifest


def _checksum(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as part:
        while chunk := part.read(_BLOCK):
            digest.update(chunk)
    return digest.hexdigest()


def restore(path: Path, home: Path, progress: Progress) -> int:
    """Load a backup into an empty site, all of it or nothing; returns the number of rows."""
    from django.db import transaction

    archive, manifest = _open(path)
    _require_empty()
    with archive:
        _restore_evidence(archive, manifest["parts"], home)  # before the rows that name it
        with transaction.atomic():
            loaded = sum(_load_model(archive, model, manifest["parts"], progress) for model in _models())
            _reset_sequences()
        for name in SITE_FILES:
            if name in manifest["parts"]:
                (home / name).write_bytes(archive.read(name))
    return loaded


def _restore_evidence(archive: zipfile.ZipFile, parts: dict[str, str], home: Path) -> None:
    """Put kept files back where they lay; a name of any other form leads nowhere."""
    for name in filter(_EVIDENCE_PART.fullmatch, parts):
        (home / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with archive.open(name) as part, (home / name).open("wb") as file:
            (home / name).chmod(0o600)
            shutil.copyfileobj(part, file, _BLOCK)
        (home / EVIDENCE).chmod(0o700)


def _require_empty() -> None:
    from tocsin_server.ledger import selectors

    if selectors.head():
        raise Conflict("this site already holds entries; restore into an empty one: --home another-folder")


def _load_model(archive: zipfile.ZipFile, model: Any, parts: dict[str, str], progress: Progress) -> int:
    """Load one table's rows as they were; 0 where the backup has no such table."""
    from django.core.serializers import deserialize

    name = f"rows/{model._meta.label_lower}.jsonl"
    if name not in parts:
        return 0
    progress(model._meta.verbose_name_plural)
    count = 0
    with archive.open(name) as part:
        for line in part:
            for row in deserialize("jsonl", line.decode()):
                row.save()
                count += 1
    return count


def _reset_sequences() -> None:
    """Let the next row of each table be numbered after the last restored one (PostgreSQL keeps a counter)."""
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
