"""From which probabilities on what the network sees is taken for true.

`limits.toml` is written by `python -m benchmarks.quality.muc4.fit`, which says what it was fitted on.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """All are probabilities, or shares of one.

    `relevant`: the text tells of any incident. `roles`: words fill a role. `kind`: a sentence tells of an
    incident of a kind. `share`: beside the likeliest kind of a sentence, so much of its probability. `link`:
    two sentences of one kind tell of one incident.
    """

    relevant: float = 0.5
    roles: Mapping[str, float] = field(default_factory=dict)
    kind: float = 0.3
    share: float = 0.6
    link: float = 0.1

    def role(self, name: str) -> float:
        """From which probability on words fill a role."""
        return self.roles.get(name, 0.5)


def fitted() -> Limits:
    """The limits of the package."""
    return Limits(**tomllib.loads((files(__package__) / "limits.toml").read_text("utf-8")))


LIMITS: Final = fitted()
