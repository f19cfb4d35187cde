"""The score of templates of Du, Rush and Cardie, "Template Filling with Generative Transformers" (2021).

Each template answered is paired with at most one of the key and the other way round, only where their kinds
agree; of all such pairings of a document the one with the highest F1 counts. In a pair an entity answered is
right where it agrees with any entity of the role in the key's template, and one of the key is found where any
answered agrees with it; the kind is one filler more. Whatever stands in a template without a pair is wrong or
missed. Micro average.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.quality.muc4.ceaf import agrees
from benchmarks.quality.muc4.corpus import ROLES, Template
from benchmarks.quality.muc4.scores import Score

KIND = "kind"
PARTS = (KIND, *ROLES)
Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """A pairing of the first answers: how much is right and found by it."""

    right: float
    found: float
    pairs: Pairs


def template_scores(
    answers: Mapping[str, Sequence[Template]], keys: Mapping[str, Sequence[Template]]
) -> dict[str, Score]:
    """The kind's and each role's score and "all" over the documents of the keys, by document name."""
    scores = dict.fromkeys(PARTS, Score())
    for name, key in keys.items():
        answer = answers.get(name, ())
        pairs = align(answer, key)
        for part in PARTS:
            scores[part] += _counted(part, answer, key, pairs)
    return {**scores, "all": sum(scores.values(), Score())}


def align(answer: Sequence[Template], key: Sequence[Template]) -> Pairs:
    """The best pairing as (number of the answer, number of the key).

    Exact: for each set of the key's templates that is taken, every way that no other beats is held.
    """
    answered, asked = sum(map(_size, answer)), sum(map(_size, key))
    ways: dict[int, list[_Way]] = {0: [_Way(0, 0, ())]}
    for number, one in enumerate(answer):
        gains = [
            (at, sum((pair_score(part, one, other) for part in PARTS), Score()))
            for at, other in enumerate(key)
            if kinds_agree(one, other)
        ]
        ways = _extended(ways, number, gains)
    every = [way for some in ways.values() for way in some]
    return max(every, key=lambda way: Score(way.right, answered, way.found, asked).f1).pairs


def kinds_agree(answer: Template, key: Template) -> bool:
    """Whether the kind answered is the key's or one of those that the key allows.

    >>> kinds_agree(Template("attack"), Template("bombing / attack"))
    True
    """
    return set(answer.kind.split(" / ")) <= set(key.kind.split(" / "))


def pair_score(part: str, answer: Template, key: Template) -> Score:
    """The score of one part of two paired templates."""
    if part == KIND:
        return Score(1, 1, 1, 1)
    mine, theirs = answer.of(part), key.of(part)
    right = sum(any(agrees(one, other) for other in theirs) for one in mine)
    found = sum(any(agrees(one, other) for one in mine) for other in theirs)
    return Score(right, len(mine), found, len(theirs))


def _extended(
    ways: dict[int, list[_Way]], number: int, gains: Sequence[tuple[int, Score]]
) -> dict[int, list[_Way]]:
    """The ways with one answer more: left alone, or paired with one of the key that is free."""
    longer = {taken: list(some) for taken, some in ways.items()}
    for taken, some in ways.items():
        for at, gain in gains:
            if not taken >> at & 1:
                longer.setdefault(taken | 1 << at, []).extend(
                    _Way(way.right + gain.right, way.found + gain.found, (*way.pairs, (number, at)))
                    for way in some
                )
    return {taken: _unbeaten(some) for taken, some in longer.items()}


def _unbeaten(ways: Sequence[_Way]) -> list[_Way]:
    kept: list[_Way] = []
    for way in sorted(ways, key=lambda way: (-way.right, -way.found)):
        if not kept or way.found > kept[-1].found:
            kept.append(way)
    return kept


def _size(template: Template) -> int:
    return 1 + sum(len(template.of(role)) for role in ROLES)


def _counted(part: str, answer: Sequence[Template], key: Sequence[Template], pairs: Pairs) -> Score:
    """Hits of the pairs out of everything that was answered and asked in this part."""
    hits = sum((pair_score(part, answer[one], key[other]) for one, other in pairs), Score())
    if part == KIND:
        return Score(hits.right, len(answer), hits.found, len(key))
    return Score(
        hits.right, sum(len(one.of(part)) for one in answer),
        hits.found, sum(len(one.of(part)) for one in key),
    )  # fmt: skip
