"""Who is asked to stop at a gate: by lot alone, whoever comes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b

from tocsin.errors import BadInput
from tocsin.protect.draws.seed import Seed

_WHOLE = 2**64


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate at which each who comes is asked to stop with the same chance `rate`.

    The draw knows the seed, the gate's name and how many have come before, and nothing else: there is no way
    to tell it anything of a person.

    >>> gate = Gate("main entrance", Fraction(1, 10), Seed(bytes(32)))
    >>> [count for count in range(40) if gate.stops(count)]
    [3, 4, 8, 9, 13, 17, 18, 30, 33, 35]
    """

    name: str
    rate: Fraction
    seed: Seed

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= 1:
            raise BadInput(f"the rate {self.rate} is not from 0 to 1", where=self.name, reason="rate")

    def stops(self, count: int) -> bool:
        """Whether the one who comes after `count` others is asked to stop."""
        drawn = blake2b(self.name.encode() + count.to_bytes(8, "little"), key=self.seed.secret, digest_size=8)
        return int.from_bytes(drawn.digest(), "little") * self.rate.denominator < self.rate.numerator * _WHOLE
