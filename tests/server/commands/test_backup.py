"""A backup holds the whole site and goes back only into an empty one, all of it or nothing."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.server.conftest import Cast
from tocsin.errors import BadInput, Conflict
from tocsin_server.commands import backup
from tocsin_server.ledger import selectors as ledger
from tocsin_server.ledger import triggers
from tocsin_server.ledger.services import verify
from tocsin_server.level import services as level
from tocsin_server.level.models import EvidenceFile
from tocsin_server.level.services import evidence
from tocsin_server.units import selectors as units

pytestmark = pytest.mark.django_db(transaction=True)


def quiet(what: str) -> None:
    """Progress that nobody watches."""


def empty_site() -> None:
    triggers.remove()
    call_command("flush", verbosity=0, interactive=False)
    triggers.install()


def test_a_restored_site_is_the_site_that_was_backed_up(cast: Cast, tmp_path: Path) -> None:
    head, tree = ledger.head(), [unit.path for unit in units.tree()]
    backup.write(tmp_path / "site.zip", tmp_path, quiet)
    empty_site()
    assert ledger.head() == 0
    backup.restore(tmp_path / "site.zip", tmp_path, quiet)
    assert ledger.head() == head
    assert verify().ok
    assert [unit.path for unit in units.tree()] == tree
    assert units.token_of(cast.secrets["region"]) is not None


def test_files_kept_as_evidence_go_along(cast: Cast, tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path / "old"
    kept = level.keep_file(cast["locality.unit_officer"], "gate.txt", [b"Both gates guarded."])
    (settings.HOME / "evidence" / ".unfinished-1").write_text("half a file")
    backup.write(tmp_path / "site.zip", settings.HOME, quiet)
    assert [name for name in zipfile.ZipFile(tmp_path / "site.zip").namelist() if "unfinished" in name] == []
    empty_site()
    settings.HOME = tmp_path / "new"
    backup.restore(tmp_path / "site.zip", settings.HOME, quiet)
    row = EvidenceFile.objects.get(digest=kept.digest)
    assert evidence.read(row) == b"Both gates guarded."
    assert evidence.path_of(row.digest).stat().st_mode & 0o777 == 0o600
    assert evidence.folder().stat().st_mode & 0o777 == 0o700


def test_a_backup_is_readable_by_its_owner_alone(cast: Cast, tmp_path: Path) -> None:
    backup.write(tmp_path / "site.zip", tmp_path, quiet)
    assert (tmp_path / "site.zip").stat().st_mode & 0o777 == 0o600


def test_a_site_with_content_is_never_overwritten(cast: Cast, tmp_path: Path) -> None:
    backup.write(tmp_path / "site.zip", tmp_path, quiet)
    with pytest.raises(Conflict, match="already holds"):
        backup.restore(tmp_path / "site.zip", tmp_path, quiet)


def test_an_existing_file_is_never_overwritten(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "site.zip").write_text("precious")
    with pytest.raises(Conflict, match="exists already"):
        backup.write(tmp_path / "site.zip", tmp_path, quiet)


def test_a_damaged_backup_is_refused_before_anything_is_written(cast: Cast, tmp_path: Path) -> None:
    backup.write(tmp_path / "site.zip", tmp_path, quiet)
    with zipfile.ZipFile(tmp_path / "site.zip") as old, zipfile.ZipFile(tmp_path / "bad.zip", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"region", b"legion") if "units.unit" in name else data)
    empty_site()
    with pytest.raises(BadInput, match="checksum"):
        backup.restore(tmp_path / "bad.zip", tmp_path, quiet)
    assert units.tree() == []


def test_something_else_is_not_taken_for_a_backup(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "letter.zip").write_text("dear")
    with pytest.raises(BadInput, match="not a Tocsin backup"):
        backup.restore(tmp_path / "letter.zip", tmp_path, quiet)
