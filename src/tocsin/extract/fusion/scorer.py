"""How likely two tellings are of one incident, and why: sums of plain numbers that `scorer.toml` lists.

The model is additive (a generalised additive model, Hastie and Tibshirani 1986): each term looks up one or
two numbers of the likeness in a table of steps, and the weights found add up to the logarithm of the odds. So
every judgement can be taken apart again. One table serves tellings whose words can be compared, one the
others: two languages, a script without small letters, an incident told in passing. `python -m
benchmarks.train_merging` fits both.
"""

import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, isnan

from tocsin.extract.fusion.likeness import Likeness, comparable, likeness
from tocsin.extract.fusion.trace import Trace


@dataclass(frozen=True, slots=True)
class Term:
    """One or two numbers of a likeness, each with the steps between its bins, and a weight for each bin.

    The bin after the last is for a number that is not known.
    """

    names: tuple[str, ...]
    steps: tuple[tuple[float, ...], ...]
    weights: tuple[float, ...]

    def weight(self, found: Likeness) -> float:
        """What the term adds to the logarithm of the odds."""
        return self.weights[bin_of(self.names, self.steps, found)]


def bin_of(names: Sequence[str], steps: Sequence[Sequence[float]], found: Likeness) -> int:
    """The bin of a likeness; of two numbers the first counts in rows.

    >>> [bin_of(["days"], [[0.5, 1.5]], {"days": days}) for days in (0.0, 1.0, 9.0, float("nan"))]
    [0, 1, 2, 3]
    """
    at = 0
    for name, edges in zip(names, steps, strict=True):
        value = found[name]
        at = at * (len(edges) + 2) + (len(edges) + 1 if isnan(value) else bisect_right(edges, value))
    return at


@dataclass(frozen=True, slots=True)
class Score:
    """The logarithm of the odds that two tellings are of one incident, with what each term adds."""

    odds: float
    parts: tuple[tuple[tuple[str, ...], float], ...]
    found: Likeness

    @property
    def probability(self) -> float:
        """Between 0 and 1."""
        return 1 / (1 + exp(-self.odds))


@dataclass(frozen=True, slots=True)
class Scorer:
    """The terms for tellings whose words can be compared, and for those whose words cannot."""

    worded: tuple[Term, ...]
    wordless: tuple[Term, ...]

    def odds(self, one: Trace, other: Trace) -> float:
        """The logarithm of the odds alone."""
        found = likeness(one, other)
        return sum(term.weight(found) for term in self._terms(one, other))

    def score(self, one: Trace, other: Trace) -> Score:
        """The odds with what they rest on."""
        found = likeness(one, other)
        parts = tuple((term.names, term.weight(found)) for term in self._terms(one, other))
        return Score(sum(weight for _, weight in parts), parts, found)

    def _terms(self, one: Trace, other: Trace) -> tuple[Term, ...]:
        return self.worded if comparable(one, other) else self.wordless


@cache
def standard_scorer() -> Scorer:
    """The scorer in the package."""
    table = tomllib.loads(files(__package__).joinpath("scorer.toml").read_text("utf-8"))
    return Scorer(*(_terms(table[name]) for name in ("worded", "wordless")))


def _terms(rows: Sequence[dict[str, list[float]]]) -> tuple[Term, ...]:
    return tuple(
        Term(
            tuple(map(str, row["names"])),
            tuple(tuple(edges) for edges in row["steps"]),  # type: ignore[arg-type]
            tuple(row["weights"]),
        )
        for row in rows
    )
