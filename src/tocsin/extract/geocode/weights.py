"""What was learned of places in the news: how much each clue weighs, and how far a choice can be trusted.

`weights.toml` is written by `python -m benchmarks.train_geocoder`.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from tocsin.extract.geocode.clues import CLUES, Array

PATH = Path(__file__).parent / "weights.toml"


@dataclass(frozen=True, eq=False)
class Weights:
    """`choice` weighs the clues of a candidate, in the order of `CLUES`: a candidate is e times likelier for
    each unit. `found` and `given` weigh what a choice is trusted by (see `tocsin.extract.geocode.trust`)."""

    choice: Array
    found: dict[str, float]
    given: dict[str, float]


@lru_cache
def weights() -> Weights:
    """The weights in the package.

    >>> len(weights().choice) == len(CLUES)
    True
    """
    stored = tomllib.loads(PATH.read_text("utf-8"))
    choice = np.array([stored["choice"][clue] for clue in CLUES])
    return Weights(choice, stored["found"], stored["given"])
