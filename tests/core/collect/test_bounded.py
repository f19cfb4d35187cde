"""Packed files: read where they are sound, refused where they are bombs, without filling memory."""

import gzip
import io
import tracemalloc
import zipfile

import pytest
from collect.samples import ORIGIN, SAMPLES, sample

from tocsin.collect import read_bytes
from tocsin.collect.bounded import MAX_BYTES, MAX_MEMBERS, gunzip
from tocsin.errors import BadInput


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_a_gzip_feed_is_read() -> None:
    assert len(read_bytes(gzip.compress(sample("rss")), ORIGIN).reports) == 2


def test_gzip_files_one_after_the_other_are_one_file() -> None:
    assert gunzip(gzip.compress(b"A ") + gzip.compress(b"blast"), where="x") == b"A blast"


def test_a_gzip_file_cut_off_is_read_as_far_as_it_goes() -> None:
    assert sample("rss").startswith(gunzip(gzip.compress(sample("rss"))[:-60], where="x"))


def test_a_gzip_bomb_is_refused_without_being_unpacked() -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    tracemalloc.start()
    with pytest.raises(BadInput) as refusal:
        read_bytes(bomb, ORIGIN)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal.value.reason == "too_large"
    assert peak < 3 * MAX_BYTES


def test_a_damaged_gzip_file_is_refused() -> None:
    with pytest.raises(BadInput) as refusal:
        gunzip(b"\x1f\x8b\x08" + b"x" * 50, where="x")
    assert refusal.value.reason == "not_gzip"


def test_every_file_of_a_zip_archive_is_read_and_the_bad_ones_set_aside() -> None:
    members = {name: sample(kind) for kind, name in SAMPLES.items()}
    parsed = read_bytes(zipped({**members, "empty.txt": b"", "inner.zip": zipped(members)}), ORIGIN)
    assert len(parsed.reports) == len(SAMPLES) + 3  # the three feeds hold two reports each
    assert {(aside.where, aside.reason) for aside in parsed.set_aside} == {
        ("night/empty.txt", "empty"),
        ("night/inner.zip", "nested"),
    }


def test_a_bomb_in_a_zip_archive_is_set_aside_and_the_rest_read() -> None:
    parsed = read_bytes(zipped({"bomb.txt": b"\0" * 60_000_000, "harbour.txt": sample("text")}), ORIGIN)
    assert len(parsed.reports) == 1
    assert [aside.reason for aside in parsed.set_aside] == ["too_large"]


def test_an_archive_of_too_many_files_or_bytes_is_refused() -> None:
    many = zipped({f"{number}.txt": b"" for number in range(MAX_MEMBERS + 1)})
    large = zipped({f"{number}.txt": b"x" * MAX_BYTES for number in range(12)})
    for data in (many, large):
        with pytest.raises(BadInput) as refusal:
            read_bytes(data, ORIGIN)
        assert refusal.value.reason == "too_large"


@pytest.mark.parametrize("cut", [30, 200, 600])
def test_a_damaged_zip_archive_is_refused(cut: int) -> None:
    data = zipped({"harbour.txt": sample("text"), "harbour.rss": sample("rss")})
    with pytest.raises(BadInput) as refusal:
        read_bytes(data[:cut], ORIGIN)
    assert refusal.value.reason == "not_zip"
