"""Which of a report's small figures are the killed and injured of its main incident: a learned choice.

A local report tells of one victim in many ways, of the injured who die later, of other incidents and of the
year's count. Every pair (killed, injured) of figures that the text gives, none included, is scored by a
log-linear model over what `choice_features` sees, and the likeliest is taken. The weights stand in
`choice.toml`; `python -m benchmarks.train_toll` makes them anew. Nothing it looks at belongs to one language.
It was fitted on tolls up to `LARGEST`: above, the rules of `tocsin.extract.count` decide alone.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from tocsin.extract.choice_features import Pair, Stated, Telling, describe
from tocsin.extract.toll import Fate

LARGEST = 20
_MOST = 6


def choose(telling: Telling, weights: Mapping[str, float] | None = None) -> Pair:
    """The killed and injured of the main incident.

    >>> choose(Telling((), sentences=3, groups=1))
    (0, 0)
    """
    known = learned() if weights is None else weights
    return max(
        candidates(telling),
        key=lambda pair: sum(known.get(name, 0.0) * value for name, value in describe(telling, pair).items()),
    )


def candidates(telling: Telling) -> list[Pair]:
    """Every pair that the figures allow, nobody first."""
    stated = telling.stated
    killed = _values(stated, Fate.KILLED)
    attackers = {one.figure.best for one in stated if one.figure.fate == Fate.ATTACKERS}
    killed += [best for best in sorted(attackers) if best not in killed and best <= LARGEST]
    if len(telling.nouns(Fate.KILLED)) > 1 and 2 not in killed:
        killed.append(2)
    injured = _values(stated, Fate.INJURED, Fate.STRUCK)
    if len(telling.nouns(Fate.INJURED, Fate.STRUCK)) > 1 and 2 not in injured:
        injured.append(2)
    for dead in killed:
        left = telling.most_struck - dead
        if 0 < left <= LARGEST and left not in injured:
            injured.append(left)
    return [(dead, hurt) for dead in killed for hurt in injured]


def _values(stated: Sequence[Stated], *fates: Fate) -> list[int]:
    """None, and the figures told most and earliest."""
    told: dict[int, float] = {}
    for one in stated:
        best = one.figure.best
        if one.figure.fate in fates and 0 < best <= LARGEST:
            told[best] = told.get(best, 0.0) + 1 / (1 + one.sentence) + (one.group == 0)
    return [0, *sorted(told, key=lambda best: -told[best])[:_MOST]]


@cache
def learned() -> Mapping[str, float]:
    """The weights of the package, by name of the feature."""
    text = files(__package__).joinpath("choice.toml").read_text("utf-8")
    weights: dict[str, float] = tomllib.loads(text)["weight"]
    return weights
