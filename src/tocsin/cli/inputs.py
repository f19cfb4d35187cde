"""What the user names on the command line: files, folders, addresses, standard input."""

import sys
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tocsin.cli.plugins import fetcher
from tocsin.collect import MEDIA_TYPES
from tocsin.errors import BadInput

SUFFIXES = frozenset({*MEDIA_TYPES, ".gz", ".zip"})
"""Files of a folder that are read; a file named by itself is read whatever its name."""

_MOST_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """Bytes, what their sender said they are, and the address they came from ("" for files)."""

    data: bytes
    media_type: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read; `load` raises `BadInput` where it cannot be had."""

    name: str
    load: Callable[[], Loaded]


def find(names: Sequence[str], *, suffixes: Container[str] = SUFFIXES) -> tuple[list[Input], list[str]]:
    """The inputs that the names stand for, in order, and the files of folders that are left unread,
    because their names do not end in one of `suffixes`.

    Raises `BadInput` for a name that is nothing, `TocsinError` for an address where nothing can fetch it.
    """
    found: list[Input] = []
    skipped: list[str] = []
    for name in names:
        if name == "-":
            found.append(Input("standard input", _from_stdin))
        elif name.startswith(("http://", "https://")):
            found.append(Input(name, partial(_from_address, name, fetcher())))
        elif Path(name).is_dir():
            for path in files(Path(name)):
                readable = path.suffix.lower() in suffixes
                if readable:
                    found.append(Input(str(path), partial(from_file, path)))
                else:
                    skipped.append(str(path))
        elif Path(name).exists():
            found.append(Input(name, partial(from_file, Path(name))))
        else:
            raise BadInput("there is no such file or folder", where=name, reason="missing")
    return found, skipped


def files(folder: Path) -> Iterator[Path]:
    """All files below a folder, in the order of their names, without hidden ones."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def from_file(path: Path) -> Loaded:
    """The bytes of a file; `BadInput` with reason `unreadable` where they cannot be had."""
    try:
        with path.open("rb") as stream:
            return Loaded(stream.read(_MOST_BYTES))
    except OSError as error:
        raise BadInput(error.strerror or "cannot be read", where=str(path), reason="unreadable") from None


def _from_stdin() -> Loaded:
    return Loaded(sys.stdin.buffer.read(_MOST_BYTES))


def _from_address(url: str, fetch: Callable[[str], Loaded]) -> Loaded:
    fetched = fetch(url)
    return Loaded(fetched.data, fetched.media_type, fetched.url)
