"""How the inner loops of early warning are compiled: one way for all of them, so that decisions repeat."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])

STAMP = "kernels.stamp"
"""The file beside compiled copies that says of which sources they are."""


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
    _drop_copies_of_other_sources(Path(str(kernel.stats.cache_path)))
    return cast(Kernel, kernel)


@cache
def _drop_copies_of_other_sources(folder: Path) -> None:
    """A copy holds all that its function calls, but numba knows it by the function's own file alone."""
    stamp = folder / STAMP
    if stamp.exists() and stamp.read_text() == _sources():
        return
    for copy in folder.glob("*.nb[ic]"):
        copy.unlink(missing_ok=True)  # another process may drop them at the same time
    stamp.write_text(_sources())


@cache
def _sources() -> str:
    """A digest of what may be in a compiled copy: all files of the folders in which there are kernels."""
    texts = {path: path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py"))}
    folders = {path.parent for path, text in texts.items() if b"\n@compiled\n" in text}
    digest = sha256()
    for path, text in texts.items():
        if path.parent in folders:
            digest.update(sha256(text).digest())
    return digest.hexdigest()
