"""Unpacking that stops in time: gzip and zip files from an untrusted hand."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from tocsin.base.xml import MAX_BYTES
from tocsin.errors import BadInput

MAX_MEMBERS = 1_000
MAX_TOTAL = 50_000_000
"""Most files and most bytes taken out of one archive."""


def check_size(data: bytes, *, where: str, max_bytes: int = MAX_BYTES) -> bytes:
    """The same bytes where there are no more than `max_bytes`; else `BadInput`, reason `too_large`.

    >>> check_size(b"abc", where="x", max_bytes=2)
    Traceback (most recent call last):
    tocsin.errors.BadInput: x: more than 2 bytes, the most that is read
    """
    if len(data) > max_bytes:
        raise BadInput(
            f"more than {max_bytes:,} bytes, the most that is read", where=where, reason="too_large"
        )
    return data


def is_gzip(data: bytes) -> bool:
    """Whether it starts as gzip does (RFC 1952, 2.3.1)."""
    return data.startswith(b"\x1f\x8b\x08")


def is_zip(data: bytes) -> bool:
    """Whether it starts as a zip archive with at least one file does."""
    return data.startswith(b"PK\x03\x04")


def gunzip(data: bytes, *, where: str, max_bytes: int = MAX_BYTES) -> bytes:
    """The unpacked bytes of a gzip file (RFC 1952), never more than `max_bytes` of them in memory.

    A file that is cut off is unpacked as far as it goes. Raises `BadInput` with reason `too_large` (a bomb
    too) or `not_gzip`.

    >>> import gzip
    >>> gunzip(gzip.compress(b"A blast"), where="x.gz")
    b'A blast'
    """
    pieces, size, rest = [], 0, data
    while is_gzip(rest):  # several gzip files one after the other are one file
        inflater = zlib.decompressobj(wbits=31)
        try:
            piece = inflater.decompress(rest, max_bytes - size + 1)
        except zlib.error as error:
            raise BadInput(f"the gzip file is damaged: {error}", where=where, reason="not_gzip") from None
        size += len(piece)
        pieces.append(piece)
        if size > max_bytes:
            break
        rest = inflater.unused_data
    return check_size(b"".join(pieces), where=where, max_bytes=max_bytes)


def unzip(data: bytes, *, where: str, max_bytes: int = MAX_BYTES) -> Iterator[tuple[str, bytes | BadInput]]:
    """Name and bytes of each file of a zip archive, or `BadInput` in the place of a file that is refused.

    The sizes an archive claims are not believed. Raises `BadInput` with reason `not_zip`, or `too_large`
    where there are more than `MAX_MEMBERS` files or `MAX_TOTAL` bytes in all.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise BadInput(f"the zip archive is damaged: {error}", where=where, reason="not_zip") from None
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise BadInput(f"more than {MAX_MEMBERS:,} files in it", where=where, reason="too_large")
    total = 0
    for member in members:
        content = _member(archive, member, f"{where}/{member.filename}", max_bytes)
        total += max_bytes if isinstance(content, BadInput) else len(content)
        if total > MAX_TOTAL:
            raise BadInput(f"more than {MAX_TOTAL:,} bytes in it", where=where, reason="too_large")
        yield member.filename, content


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: str, max_bytes: int
) -> bytes | BadInput:
    try:
        with archive.open(member) as stream:
            return check_size(stream.read(max_bytes + 1), where=where, max_bytes=max_bytes)
    except BadInput as refusal:
        return refusal
    # zipfile tells of a password by RuntimeError, of a packing that it does not know by NotImplementedError.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        return BadInput(f"cannot be unpacked: {error}", where=where, reason="not_zip")
