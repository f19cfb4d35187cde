"""Numbers of many venues in one column: little-endian doubles, eight bytes each."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


def packed(numbers: ArrayLike) -> bytes:
    """The bytes that are kept.

    >>> len(packed([0.5, 1]))
    16
    """
    return np.asarray(numbers, "<f8").tobytes()


def unpacked(kept: bytes | memoryview) -> Numbers:
    """The numbers of what was kept.

    >>> unpacked(packed([0.5, 1])).tolist()
    [0.5, 1.0]
    """
    return np.frombuffer(bytes(kept), "<f8").astype(np.float64)
