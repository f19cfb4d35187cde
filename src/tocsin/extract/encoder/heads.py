"""What the network tells of a text, and in which order its outputs stand."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

ROLES: Final = (
    "perpetrator_individual",
    "perpetrator_organisation",
    "physical_target",
    "victim",
    "weapon",
)
"""The parts that words can have in an incident, as MUC-4 names them."""

KINDS: Final = ("attack", "bombing", "kidnapping", "arson", "robbery", "forced_work_stoppage")
"""The kinds of incident of MUC-4."""

LABELS: Final = ("outside", *(f"{mark}-{role}" for role in ROLES for mark in ("begin", "inside")))
"""What one piece of a word can be: outside every part, or the begin or inside of one."""


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """Characters `start` to `end` of the text in one role; `score` is the probability of its surest piece.

    Used to show evidence and to be scored. The words of a victim or perpetrator are never stored or indexed.
    """

    role: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network tells of one text with S sentences; all numbers are probabilities.

    `roles` are the spans in order of the text, weak ones among them: who uses them sets the bar. `kinds`
    (S, 6) that a sentence tells of an incident of a kind, `relevant` that the text tells of any incident,
    `links` (S, S) that two sentences tell of one incident.
    """

    roles: tuple[RoleSpan, ...]
    kinds: NDArray[np.float32]
    relevant: float
    links: NDArray[np.float32]
