"""How inner loops are compiled: one way for all stages, so that decisions repeat, and before they are needed.

Where Tocsin is installed read-only, compiled copies are kept in `NUMBA_CACHE_DIR`, or in the user's own cache
folder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])

STAMP = "kernels.stamp"
"""The file beside compiled copies that says of which sources they are."""

Piece = tuple[str, Callable[[], object]]
"""The name of something that compiles what it runs, and how to have it run on little."""


def compiled(function: Kernel) -> Kernel:
    """The function as machine code, kept on disk, strict in its arithmetic and on one thread.

    Sums are taken in the order written, never reordered or spread over threads, so that the same counts give
    the same figures to the last bit. Arguments are numbers and NumPy arrays; dividing by zero gives inf or
    NaN as NumPy does. Where no folder can be written to, it is compiled anew in every process.
    """
    try:
        kernel = njit(cache=True, error_model="numpy", fastmath=False)(function)
    except RuntimeError:  # "no locator available": neither beside the source, nor the user's, nor a named one
        return cast(Kernel, njit(error_model="numpy", fastmath=False)(function))
    source = Path(function.__code__.co_filename).resolve()
    _drop_copies_of_other_sources(Path(str(kernel.stats.cache_path)), _stage(source))
    return cast(Kernel, kernel)


def warm(pieces: Sequence[Piece], progress: Callable[[str, int], object] | None = None) -> None:
    """Compile what each piece runs, or find it compiled.

    `progress` is told the name of what comes next and how many are still to come, that one included.

    >>> warm([("scan", dict), ("draws", list)], print)
    scan 2
    draws 1
    """
    for done, (name, compile_it) in enumerate(pieces):
        if progress:
            progress(name, len(pieces) - done)
        compile_it()


def _stage(source: Path) -> Path:
    """The folder of the stage in which a file lies: kernels call none of another stage."""
    core = Path(__file__).resolve().parents[1]
    return core / source.relative_to(core).parts[0]


@cache
def _drop_copies_of_other_sources(folder: Path, stage: Path) -> None:
    """A copy holds all that its function calls, but numba knows it by the function's own file alone."""
    stamp = folder / STAMP
    if stamp.exists() and stamp.read_text() == _sources(stage):
        return
    for copy in folder.glob("*.nb[ic]"):
        copy.unlink(missing_ok=True)  # another process may drop them at the same time
    stamp.write_text(_sources(stage))


@cache
def _sources(stage: Path) -> str:
    """A digest of what may be in a compiled copy: all files of the stage's folders with kernels."""
    texts = {path: path.read_bytes() for path in sorted(stage.rglob("*.py"))}
    folders = {path.parent for path, text in texts.items() if b"\n@compiled\n" in text}
    digest = sha256()
    for path, text in texts.items():
        if path.parent in folders:
            digest.update(sha256(text).digest())
    return digest.hexdigest()
