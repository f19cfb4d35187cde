"""How the inner loops of early warning are compiled: one way for all of them, so that decisions repeat."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(function: Kernel) -> Kernel:
    """The function as machine code, kept on disk, strict in its arithmetic and on one thread.

    Sums are taken in the order written, never reordered or spread over threads, so that the same counts give
    the same figures to the last bit. Arguments are numbers and NumPy arrays; dividing by zero gives inf or
    NaN as NumPy does. Where no folder can be written to, it is compiled anew in every process.

    The copy on disk is known by the date of the function's own file alone. Who changes a kernel that one in
    another file calls must remove the copies: `find src -name '*.nb[ic]' -delete`.
    """
    try:
        return cast(Kernel, njit(cache=True, error_model="numpy", fastmath=False)(function))
    except RuntimeError:  # "no locator available": neither beside the source, nor the user's, nor a named one
        return cast(Kernel, njit(error_model="numpy", fastmath=False)(function))
