"""Conflicting counts of one toll, settled: what stands, what was superseded, and why.

A count stands until its own outlet publishes a later one, or until it is older than `STANDING` when the
newest is published: tolls of a night rise, and an early figure is not a contradiction of a late one. The
best figure is the exact one that most independent outlets give, a fresh voice weighing more than an old
one. Nothing is thrown away: the evidence of all standing counts is kept, and disagreement is told in a
note.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from tocsin.base import Count, Evidence
from tocsin.extract.fusion.mention import Mention

STANDING = timedelta(hours=24)
FRESH = timedelta(hours=6)
"""In this time the voice of an outlet that says nothing new halves: tolls rise, and old news stays online."""
Pick = Callable[[Mention], Count | None]


def settle(members: Sequence[Mention], pick: Pick) -> Count | None:
    """The count of a group, `pick` choosing killed or injured; None where no report gives one.

    `low` and `high` span the exact counts that stand; `high` is None where all are open-ended.
    """
    standing = _standing([mention for mention in members if pick(mention) is not None])
    counts = [(mention, count) for mention in standing if (count := pick(mention)) is not None]
    if not counts:
        return None
    exact = [(mention, count) for mention, count in counts if count.high is not None]
    if not exact:
        highest = max((count for _, count in counts), key=lambda count: count.best)
        return replace(highest, high=None, evidence=_evidence([count for _, count in counts], highest.best))
    best = _most_supported(exact)
    low = min(count.low for _, count in exact)
    high = max(count.high or 0 for _, count in exact)
    return Count(low, best, high, _evidence([count for _, count in counts], best))


def disagreement(members: Sequence[Mention], pick: Pick, what: str) -> str:
    """A note on the counts that stand beside each other, or '' where all agree.

    >>> disagreement([], lambda mention: mention.incident.killed, "killed")
    ''
    """
    said: dict[int, set[str]] = defaultdict(set)
    for mention in _standing([mention for mention in members if pick(mention) is not None]):
        if (count := pick(mention)) is not None and count.high is not None:
            said[count.best].add(mention.source)
    if len(said) < 2:
        return ""
    parts = (f"{best} ({', '.join(sorted(sources))})" for best, sources in sorted(said.items()))
    return f"Sources differ on the {what}: {'; '.join(parts)}."


def _standing(counted: list[Mention]) -> list[Mention]:
    """The latest count of each outlet, unless it had grown old when the newest came.

    What a report on something else recalls in passing is mostly an old figure: it counts only where no report
    is about this incident.
    """
    latest: dict[str, Mention] = {}
    telling = [mention for mention in counted if not mention.passing] or counted
    for mention in sorted(telling, key=lambda mention: mention.order):
        latest[mention.source] = mention
    if not latest:
        return []
    newest = max(mention.published for mention in latest.values())
    kept = [mention for mention in latest.values() if newest - mention.published <= STANDING]
    return sorted(kept, key=lambda mention: mention.order)


def _most_supported(exact: list[tuple[Mention, Count]]) -> int:
    """The figure most outlets give, a fresh voice weighing more than an old one."""
    newest = max(mention.published for mention, _ in exact)
    support: dict[int, float] = defaultdict(float)
    for mention, count in exact:
        support[count.best] += 0.5 ** ((newest - mention.published) / FRESH)
    return max(support, key=lambda best: (support[best], best))


def _evidence(counts: list[Count], best: int) -> tuple[Evidence, ...]:
    """All spans, those that give the best figure first."""
    ordered = sorted(counts, key=lambda count: count.best != best)
    return tuple(dict.fromkeys(span for count in ordered for span in count.evidence))
