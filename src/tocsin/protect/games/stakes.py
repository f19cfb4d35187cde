"""What is at stake at each venue, and how much or little of it may be covered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.errors import BadInput

Numbers = NDArray[np.float64]
Which = NDArray[np.intp] | NDArray[np.bool_] | slice
"""Venues by their numbers from 0, or a mark for each."""


@dataclass(frozen=True, slots=True, eq=False)
class Stakes:
    """What an attack on each of n venues is worth to either side, while a team is there and while none is.

    All arrays are (n,), in one unit that the user states (people present, say). Where the two sides' figures
    are one another's negatives (`of_harm`) no model of a person is needed: the plan then keeps the worst
    harm as low as it can be.
    """

    attacker_uncovered: Numbers
    attacker_covered: Numbers
    defender_uncovered: Numbers
    defender_covered: Numbers

    @classmethod
    def of(
        cls,
        *,
        attacker_uncovered: ArrayLike,
        attacker_covered: ArrayLike,
        defender_uncovered: ArrayLike,
        defender_covered: ArrayLike,
        names: Sequence[str] = (),
    ) -> Stakes:
        """Stakes from numbers; `BadInput` names the first venue where a team would help the attacker, not
        hinder, or do the defender harm.

        >>> Stakes.of(attacker_uncovered=[1], attacker_covered=[2], defender_uncovered=[0],
        ...           defender_covered=[1], names=["Opera"])
        Traceback (most recent call last):
        ...
        tocsin.errors.BadInput: Opera: covered it is worth 2 to an attacker, uncovered 1: it must be less
        """
        one = cls(
            _finite(attacker_uncovered, names),
            _finite(attacker_covered, names),
            _finite(defender_uncovered, names),
            _finite(defender_covered, names),
        )
        if len({len(each) for each in one.arrays}) != 1 or not len(one):
            raise BadInput(
                "there must be four figures for each of one venue or more", where="stakes", reason="shape"
            )
        helped, harmed = (
            one.attacker_covered >= one.attacker_uncovered,
            one.defender_covered < one.defender_uncovered,
        )
        if helped.any():
            at = int(np.argmax(helped))
            covered, bare = one.attacker_covered[at], one.attacker_uncovered[at]
            text = f"covered it is worth {covered:g} to an attacker, uncovered {bare:g}: it must be less"
            raise BadInput(text, where=named(names, at), reason="sign")
        if harmed.any():
            at = int(np.argmax(harmed))
            text = "an attack does more harm with a team there than without: the sign is wrong"
            raise BadInput(text, where=named(names, at), reason="sign")
        return one

    @classmethod
    def of_harm(cls, harm: ArrayLike, left: ArrayLike = 0.0, names: Sequence[str] = ()) -> Stakes:
        """Stakes where all that counts is the harm: `harm` (n,) without a team, the share `left` of it
        with one.

        >>> Stakes.of_harm([800, 200], 0.25).attacker_covered.tolist()
        [200.0, 50.0]
        """
        harms = _finite(harm, names)
        remaining = harms * np.asarray(left, dtype=np.float64)
        return cls.of(
            attacker_uncovered=harms, attacker_covered=remaining,
            defender_uncovered=-harms, defender_covered=-remaining, names=names,
        )  # fmt: skip

    @property
    def arrays(self) -> tuple[Numbers, ...]:
        """The four arrays: attacker uncovered and covered, defender uncovered and covered."""
        return self.attacker_uncovered, self.attacker_covered, self.defender_uncovered, self.defender_covered

    def __len__(self) -> int:
        return len(self.attacker_uncovered)

    @property
    def gain(self) -> Numbers:
        """What a team takes from an attacker at each venue, above 0."""
        return self.attacker_uncovered - self.attacker_covered

    def take(self, which: Which) -> Stakes:
        """Those of some venues alone."""
        return Stakes(*(one[which] for one in self.arrays))

    @classmethod
    def joined(cls, parts: Sequence[Stakes]) -> Stakes:
        """Those of several sets of venues, one after the other."""
        return cls(*(np.concatenate(each) for each in zip(*(one.arrays for one in parts), strict=True)))

    def to_attacker(self, coverage: Numbers) -> Numbers:
        """What an attack on each venue is worth to the attacker, by how likely (n,) a team is there."""
        return self.attacker_uncovered - coverage * self.gain

    def to_defender(self, coverage: Numbers) -> Numbers:
        """What an attack on each venue leaves the defender."""
        return self.defender_uncovered + coverage * (self.defender_covered - self.defender_uncovered)


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """The least and the most share of the time that each venue is covered, (n,) each, from 0 to 1.

    What an order in force asks for raises the least; what a venue cannot take lowers the most.
    """

    floor: Numbers
    ceiling: Numbers

    @classmethod
    def of(
        cls, number: int, floor: ArrayLike = 0.0, ceiling: ArrayLike = 1.0, names: Sequence[str] = ()
    ) -> Bounds:
        """Bounds of so many venues, each given for all or one by one.

        >>> Bounds.of(2, floor=[0.5, 0], ceiling=[0.4, 1], names=["Opera", "Station"])
        Traceback (most recent call last):
        ...
        tocsin.errors.BadInput: Opera: at least 0.5 and at most 0.4 cannot both be
        """
        low, high = (np.asarray(one, dtype=np.float64) for one in (floor, ceiling))
        for name, given in (("least", low), ("most", high)):
            if given.shape not in ((), (number,)):
                text = f"the {name} shares are {given.size}, and there are {number} venues"
                raise BadInput(text, where="bounds", reason="shape")
            good = (given >= 0) & (given <= 1)
            if not good.all():
                at = int(np.argmin(good))
                text = f"the {name} share {given.flat[at]:g} is not from 0 to 1"
                raise BadInput(text, where=named(names, at), reason="share")
        both = cls(*(one if one.ndim else np.full(number, one) for one in (low, high)))
        if (low > high).any():
            at = int(np.argmax(both.floor > both.ceiling))
            text = f"at least {both.floor[at]:g} and at most {both.ceiling[at]:g} cannot both be"
            raise BadInput(text, where=named(names, at), reason="bounds")
        return both

    def take(self, which: Which) -> Bounds:
        """Those of some venues alone."""
        return Bounds(self.floor[which], self.ceiling[which])

    @classmethod
    def joined(cls, parts: Sequence[Bounds]) -> Bounds:
        """Those of several sets of venues, one after the other."""
        return cls(*(np.concatenate([getattr(one, side) for one in parts]) for side in ("floor", "ceiling")))

    def needed(self, stakes: Stakes, level: float) -> Numbers:
        """The shares (n,) that keep every venue's worth at or below a level, as far as ceilings let them."""
        return np.clip((stakes.attacker_uncovered - level) / stakes.gain, self.floor, self.ceiling)


def named(names: Sequence[str], at: int) -> str:
    """A venue's name, or its number counted from 1."""
    return names[at] if names else f"venue {at + 1}"


def _finite(given: ArrayLike, names: Sequence[str]) -> Numbers:
    numbers = np.atleast_1d(np.array(given, dtype=np.float64))
    good = np.isfinite(numbers)
    if not good.all():
        at = int(np.argmin(good))
        raise BadInput(f"{numbers[at]} is no figure to plan with", where=named(names, at), reason="number")
    return numbers
