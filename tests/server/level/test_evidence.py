"""Evidence is taken by its content, kept whole, once and unchanged, and shown to whom its orders concern."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Cast
from tests.server.level.ground import MORNING
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin_server import clock
from tocsin_server.ledger import selectors as ledger
from tocsin_server.level import services
from tocsin_server.level.models import EvidenceFile
from tocsin_server.level.services import evidence

MB = 1_000_000
JPEG = b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00GPS 31.2304 N\xff\xd9"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.HOME = tmp_path
    with clock.standing_at(MORNING):
        yield tmp_path / "evidence"


def keep(cast: Cast, data: bytes, name: str = "gate", who: str = "locality.unit_officer") -> EvidenceFile:
    return services.keep_file(cast[who], name, [data])


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (JPEG, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"%PDF-1.7\n...", "application/pdf"),
        ("Zwei Wachen am Tor, 09:30 \N{EN DASH} 大门已加派警卫\n".encode(), "text/plain"),
        (b"\xef\xbb\xbfBoth gates guarded.", "text/plain"),
        (b"MZ 34, both gates guarded", "text/plain"),
    ],
)
def test_pictures_documents_and_words_are_kept_byte_for_byte(
    cast: Cast, folder: Path, data: bytes, kind: str
) -> None:
    row = keep(cast, data, "C:\\photos\\gate.exe")
    assert (row.media_type, row.size, row.name, row.added) == (kind, len(data), "gate.exe", MORNING)
    assert row.digest == sha256(data).hexdigest()
    assert evidence.read(row) == data
    assert files(folder) == [folder / row.digest[:2] / row.digest[2:]]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "it is empty"),
        (b"PK\x03\x04....", "a ZIP archive or an Office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document of the old form"),
        (b"GIF89a", "a GIF picture"),
        (b"\x00\x00\x00\x18ftypheic", "a HEIC picture"),
        (b"\x00\x00\x00\x18ftypmp42", "a film"),
        (b"MZ\x90\x00\x03", "a Windows program"),
        (b"\x7fELF\x02", "a program"),
        (b"  <!DOCTYPE HTML><script>", "a web page"),
        (b"\xef\xbb\xbf<svg onload='x'>", "an SVG drawing"),
        (b"\x1f\x8b\x08", "a compressed file"),
        (b"plain \xff\xfe text", "none of the kinds"),
        (b"bell \x07 here", "none of the kinds"),
        ("half a letter \N{EURO SIGN}".encode()[:-1], "none of the kinds"),
    ],
)
def test_anything_else_is_refused_by_what_it_is(cast: Cast, folder: Path, data: bytes, what: str) -> None:
    with pytest.raises(BadInput, match=what) as caught:
        keep(cast, data, "photo.jpg")
    assert caught.value.where == "photo.jpg"
    assert not EvidenceFile.objects.exists()
    assert files(folder) == []


def test_a_hundred_megabytes_are_refused_without_reading_on(cast: Cast, folder: Path) -> None:
    read = 0

    def chunks() -> Iterator[bytes]:
        nonlocal read
        while read < 100 * MB:
            read += MB
            yield JPEG + b"\0" * (MB - len(JPEG))

    with pytest.raises(BadInput, match="larger than 10 MB") as caught:
        services.keep_file(cast["locality.unit_officer"], "huge.jpg", chunks())
    assert caught.value.reason == "file_size"
    assert read == 11 * MB
    assert files(folder) == []


def test_ten_megabytes_are_kept(cast: Cast) -> None:
    assert keep(cast, JPEG + b"\0" * (10 * MB - len(JPEG))).size == 10 * MB


def test_the_same_bytes_are_kept_once(cast: Cast, folder: Path) -> None:
    first, head = keep(cast, JPEG), ledger.head()
    assert keep(cast, JPEG, "again.jpg", "region.unit_officer") == first
    assert (len(files(folder)), ledger.head()) == (1, head)


def test_keeping_a_file_is_one_entry_in_the_ledger(cast: Cast) -> None:
    row = keep(cast, JPEG, "gate.jpg")
    entry = ledger.entries().first()
    assert entry is not None
    assert (entry.action, entry.subject) == ("level.file_kept", f"file:{row.digest}")
    assert entry.data == {"name": "gate.jpg", "type": "image/jpeg", "size": len(JPEG)}


def test_a_file_half_sent_leaves_nothing(cast: Cast, folder: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield JPEG
        raise ConnectionError

    with pytest.raises(ConnectionError):
        services.keep_file(cast["locality.unit_officer"], "gate.jpg", broken())
    assert files(folder) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\gate.jpg", "gate.jpg"),
        ("gate\r\nSet-Cookie: x\0.jpg", "gateSet-Cookie: x.jpg"),
        ("\u202egpj.exe", "gpj.exe"),
        ("..", "file"),
        ("", "file"),
        ("x" * 300 + ".jpg", "x" * 196 + ".jpg"),
    ],
)
def test_names_lose_folders_and_what_does_not_print(given: str, kept: str) -> None:
    assert evidence.clean_name(given) == kept


@pytest.mark.parametrize("who", ["nation.analyst", "region.auditor", "public"])
def test_who_answers_for_nobody_keeps_nothing(cast: Cast, folder: Path, who: str) -> None:
    with pytest.raises(NotAllowed):
        keep(cast, JPEG, who=who)
    assert not folder.exists()


def test_what_was_changed_on_disk_is_not_handed_out(cast: Cast) -> None:
    row = keep(cast, JPEG, "gate.jpg")
    path = evidence.path_of(row.digest)
    path.chmod(0o600)
    path.write_bytes(JPEG + b"forged")
    with pytest.raises(Conflict, match="changed on disk"):
        evidence.read(row)
    path.unlink()
    with pytest.raises(Conflict, match="Restore it from a backup"):
        evidence.read(row)


def test_a_file_that_belongs_to_no_order_is_nobodys_to_open(cast: Cast) -> None:
    row = keep(cast, JPEG)
    with pytest.raises(BadInput, match="no such file"):
        services.open_file(cast["nation.duty_officer"], row.pk)


def test_only_its_owner_reads_the_folder(cast: Cast, folder: Path) -> None:
    row = keep(cast, JPEG)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert evidence.path_of(row.digest).stat().st_mode & 0o777 == 0o600
