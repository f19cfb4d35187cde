"""The secret a draw hangs on, and what is published of it beforehand.

Before a period its seed's fingerprint is published; after it the seed itself. Whoever holds both can repeat
every draw to the byte, and knows that the seed was not chosen to bring about a draw.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256, shake_256

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadInput

LENGTH = 32
"""Bytes of a seed: as many as its fingerprint (SHA-256, FIPS 180-4)."""


@dataclass(frozen=True, slots=True)
class Seed:
    """Secret bytes from which all draws of a period follow. It does not show itself in logs.

    >>> seed = Seed(bytes(32))
    >>> seed, Seed.parse(seed.text) == seed
    (Seed(), True)
    """

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != LENGTH:
            raise BadInput(f"a seed has {LENGTH} bytes, not {len(self.secret)}", where="seed", reason="seed")

    @classmethod
    def parse(cls, text: str) -> Seed:
        """A seed from its 64 hexadecimal digits."""
        try:
            return cls(bytes.fromhex(text))
        except ValueError as error:
            raise BadInput(f"a seed is {2 * LENGTH} digits 0-9 a-f", where="seed", reason="seed") from error

    @property
    def text(self) -> str:
        """The seed in 64 hexadecimal digits, to be told once its period is over."""
        return self.secret.hex()

    def uniform(self, what: str, number: int) -> NDArray[np.float64]:
        """So many numbers (number,) in [0, 1) that follow from the seed and the name of a draw, each a
        multiple of 2**-53; from SHAKE256 (FIPS 202), the same on every machine.

        >>> Seed(bytes(32)).uniform("patrol 2015-11-14", 2).round(3).tolist()
        [0.854, 0.812]
        """
        stream = shake_256(self.secret + what.encode()).digest(8 * number)
        return np.asarray(np.frombuffer(stream, "<u8") >> np.uint64(11), np.float64) * 2.0**-53


def commitment(seed: Seed) -> str:
    """What is published before a draw: the seed's SHA-256 in hexadecimal digits.

    >>> commitment(Seed(bytes(32)))[:16]
    '66687aadf862bd77'
    """
    return sha256(seed.secret).hexdigest()
