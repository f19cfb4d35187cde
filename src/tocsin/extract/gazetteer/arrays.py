"""Arrays in an .npz file: packed small to be shipped, or plain, so that only what is used comes into memory.

The file is numpy's (a zip of .npy members) and numpy reads it. A member that is stored plain is mapped where
it lies; for that it must be aligned, which zip files allow and numpy does not do.
"""

import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Broken = zipfile.BadZipFile
ALIGNED = 64
# A zip member's local header, and the kind of extra field that pads it (as Android's zipalign does).
_HEADER, _PADDING = struct.Struct("<4s22xHH"), 0xD935
_EPOCH = (1980, 1, 1, 0, 0, 0)


def save(path: Path, arrays: Mapping[str, Array], *, packed: bool) -> None:
    """Write all arrays to `path`, whole or not at all; the same arrays give the same bytes."""
    draft = path.with_name(f"{path.name}.draft")
    with draft.open("wb") as stream, zipfile.ZipFile(stream, "w") as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            member.extra = b"" if packed else _padding(stream.tell() + _HEADER.size + len(member.filename))
            archive.writestr(member, _bytes(array))
    draft.replace(path)


def load(path: Path) -> dict[str, Array]:
    """All arrays of a file; those stored plain are mapped, read-only.

    OSError, ValueError, EOFError or Broken where it is no such file.
    """
    found = {}
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            name = member.filename.removesuffix(".npy")
            if member.compress_type == zipfile.ZIP_STORED:
                found[name] = _mapped(path, member)
            else:
                with archive.open(member) as stream:
                    found[name] = np.lib.format.read_array(stream, allow_pickle=False)
    return found


def _bytes(array: Array) -> bytes:
    stream = BytesIO()
    np.lib.format.write_array(stream, np.ascontiguousarray(array), allow_pickle=False)
    return stream.getvalue()


def _padding(start: int) -> bytes:
    """An extra field after which a member, whose name ends at `start`, begins at a multiple of 64 bytes."""
    length = -(start + 4) % ALIGNED
    return struct.pack("<HH", _PADDING, length) + bytes(length)


def _mapped(path: Path, member: zipfile.ZipInfo) -> Array:
    with path.open("rb") as stream:
        stream.seek(member.header_offset)
        header = stream.read(_HEADER.size)
        if len(header) < _HEADER.size:
            raise Broken("cut off")
        _, name, extra = _HEADER.unpack(header)
        stream.seek(name + extra, 1)
        version = np.lib.format.read_magic(stream)
        if version != (1, 0):
            raise ValueError(f"array format {version} is not known")
        shape, _, kind = np.lib.format.read_array_header_1_0(stream)
        return np.memmap(path, kind, "r", stream.tell(), shape) if shape != (0,) else np.zeros(0, kind)
