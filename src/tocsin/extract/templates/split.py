"""One record for each incident: sentences parted by kind and by whether they tell of one incident.

Rules that MUC-4 gives for its keys hold here too: an abduction has no physical target and no weapon, an arson
no weapon but its fire.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tocsin.extract.encoder.heads import KINDS, Seen
from tocsin.extract.templates.entities import Entity, entities
from tocsin.extract.templates.limits import LIMITS, Limits

EMPTY: Final = {"kidnapping": ("physical_target", "weapon"), "arson": ("weapon",)}
"""Roles that an incident of a kind does not have."""


@dataclass(frozen=True, slots=True)
class Template:
    """One incident of a text: its kind, its sentences by number, who and what was in it."""

    kind: str
    sentences: tuple[int, ...]
    entities: tuple[Entity, ...]


def templates(
    text: str, sentences: Sequence[tuple[int, int]], seen: Seen, limits: Limits = LIMITS
) -> tuple[Template, ...]:
    """The incidents of a text in the order in which they are first told; none where it is not relevant.

    `sentences` are those that `seen` was made of, by first and last (exclusive) character.
    """
    if seen.relevant < limits.relevant or not sentences:
        return ()
    stories = sorted(_stories(seen, limits), key=lambda story: story[1])
    found = entities(text, seen.roles, limits)
    homes = [_homes(entity, sentences, [told for _, told in stories]) for entity in found]
    return tuple(
        Template(
            KINDS[kind], told,
            tuple(
                entity for entity, home in zip(found, homes, strict=True)
                if number in home and entity.role not in EMPTY.get(KINDS[kind], ())
            ),
        )
        for number, (kind, told) in enumerate(stories)
    )  # fmt: skip


def _stories(seen: Seen, limits: Limits) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Kind and sentences of each incident; the likeliest kind where none is sure enough."""
    told = seen.kinds >= np.maximum(limits.kind, limits.share * seen.kinds.max(1, keepdims=True))
    if not told.any():
        told = seen.kinds == seen.kinds.max()
    for kind in range(len(KINDS)):
        for group in _linked(np.flatnonzero(told[:, kind]).tolist(), seen.links, limits.link):
            yield kind, tuple(group)


def _linked(rows: Sequence[int], links: NDArray[np.float32], least: float) -> list[list[int]]:
    """Sentences in groups, each linked to another; a link of exactly 0 was never looked at and holds."""
    groups: list[list[int]] = []
    for row in rows:
        near = [group for group in groups if any(not 0 < links[row, other] < least for other in group)]
        merged = sorted([row, *(other for group in near for other in group)])
        groups = [*(group for group in groups if group not in near), merged]
    return groups


def _homes(
    entity: Entity, sentences: Sequence[tuple[int, int]], stories: Sequence[Sequence[int]]
) -> frozenset[int]:
    """The numbers of the stories with a sentence that names it; else those with the nearest sentence."""
    starts = [start for start, _ in sentences]
    at = {int(np.searchsorted(starts, span.start, side="right")) - 1 for span in entity.mentions}
    apart = [min(abs(row - told) for row in at for told in story) for story in stories]
    return frozenset(number for number, away in enumerate(apart) if away == min(apart))
