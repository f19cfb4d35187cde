"""Conflicting counts of one toll, settled: what stands, what was superseded, and why.

A count stands until its own outlet publishes a later one, or until it is older than `STANDING` when the
newest is published: tolls of a night rise, and an early figure is not a contradiction of a late one. The
best figure is the exact one that most independent outlets give, a fresh voice weighing more than an old
one; it goes up with what is told, but comes down only for a stated reason: a report takes the higher figure
back, whoever gave it now gives less, or several independent outlets give less since anybody last gave as
much. Nothing is thrown away: the evidence of all standing counts is kept, every step of the best figure with
its reason, and disagreement is told in a note.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from tocsin.base import Count, Evidence, Step
from tocsin.extract.fusion.mention import UNDATED, Mention

STANDING = timedelta(hours=24)
FRESH = timedelta(hours=6)
"""In this time the voice of an outlet that says nothing new halves: tolls rise, and old news stays online."""
SEVERAL = 2
"""So many independent outlets bring a figure down that none of them says was wrong."""
Pick = Callable[[Mention], Count | None]
Counted = tuple[Mention, Count]


def settle(members: Sequence[Mention], pick: Pick) -> Count | None:
    """The count of a group, `pick` choosing the toll; None where no report gives one.

    `low` and `high` span the exact counts that stand; `high` is None where all are open-ended.
    """
    told = _telling(members, pick)
    standing = _standing(told)
    if not standing:
        return None
    steps = tuple(_steps(told))
    counts = [count for _, count in standing]
    exact = [count for count in counts if count.high is not None]
    if not exact:
        low = max(count.low for count in counts)
        best = max(low, steps[-1].best if steps else 0, *(count.best for count in counts))
        return Count(low, best, None, _evidence(counts, best), steps=steps)
    best = steps[-1].best
    low = min(best, *(count.low for count in exact))
    high = max(best, *(count.high or 0 for count in exact))
    return Count(low, best, high, _evidence(counts, best), steps=steps)


def disagreement(members: Sequence[Mention], pick: Pick, what: str) -> str:
    """A note on the counts that stand beside each other, or '' where all agree.

    >>> disagreement([], lambda mention: mention.incident.killed, "killed")
    ''
    """
    said: dict[int, set[str]] = defaultdict(set)
    for mention, count in _standing(_telling(members, pick)):
        if count.high is not None:
            said[count.best].add(mention.source)
    if len(said) < 2:
        return ""
    parts = (f"{best} ({', '.join(sorted(sources))})" for best, sources in sorted(said.items()))
    return f"Sources differ on the {what}: {'; '.join(parts)}."


def lowerings(count: Count | None, what: str) -> Iterator[str]:
    """A note on every time that the best figure came down.

    >>> steps = (Step(None, "wire", 132, "first told"), Step(None, "post", 129, "post takes it back"))
    >>> list(lowerings(Count(129, 129, 129, steps=steps), "killed"))
    ['The number killed was lowered from 132 to 129: post takes it back.']
    """
    steps = count.steps if count else ()
    for before, after in pairwise(steps):
        if after.best < before.best:
            yield f"The number {what} was lowered from {before.best} to {after.best}: {after.reason}."


def _telling(members: Sequence[Mention], pick: Pick) -> list[Counted]:
    """Who gives a count, in order of time.

    What a report on something else recalls in passing is mostly an old figure: it counts only where no report
    is about this incident.
    """
    told = [(mention, count) for mention in members if (count := pick(mention)) is not None]
    telling = [(mention, count) for mention, count in told if not mention.passing] or told
    return sorted(telling, key=lambda pair: pair[0].order)


def _standing(told: Sequence[Counted]) -> list[Counted]:
    """The latest count of each outlet, unless it had grown old when the newest came."""
    latest = {mention.source: (mention, count) for mention, count in told}
    dated = [mention.published for mention, _ in latest.values() if _moment(mention)]
    newest = max(dated, default=UNDATED)
    kept = [pair for pair in latest.values() if newest - pair[0].published <= STANDING]
    return sorted(kept, key=lambda pair: pair[0].order)


def _steps(told: Sequence[Counted]) -> Iterator[Step]:
    """How the best figure came about, one exact count after the other."""
    best, since = 0, 0
    for at, (mention, count) in enumerate(told):
        if count.high is None:
            continue
        leading = _most_supported(_standing(told[: at + 1]))
        if since == 0:
            change = leading, "the first exact figure"
        elif count.best > best:
            change = max(best, leading), "a higher figure"
        else:
            change = _lowered(best, leading, told[: at + 1], since)
        if since == 0 or change[0] != best:
            yield Step(_moment(mention), mention.source, *change)
        best = change[0]
        since = at + 1 if count.best >= best else since


def _lowered(best: int, leading: int, told: Sequence[Counted], since: int) -> tuple[int, str]:
    """The best figure after a last count that gives no more, and why; from `since` on none was as high as
    `best`."""
    mention, count = told[-1]
    if count.corrects and count.best < best:
        return count.best, f"{mention.source} takes the higher figure back"
    if leading >= best:
        return best, ""
    latest = {other.source: given for other, given in told if given.high is not None}
    if all(given.best < best for given in latest.values()):
        return leading, f"no source gives the higher figure any more, {mention.source} the last to go"
    lower = sorted({other.source for other, given in told[since:] if given.high is not None})
    if len(lower) >= SEVERAL:
        return leading, f"{len(lower)} independent sources give less since ({', '.join(lower)})"
    return best, ""


def _moment(mention: Mention) -> datetime | None:
    return None if mention.published == UNDATED else mention.published


def _most_supported(standing: Sequence[Counted]) -> int:
    """The figure most outlets give, a fresh voice weighing more than an old one."""
    exact = [(mention, count) for mention, count in standing if count.high is not None]
    newest = max((mention.published for mention, _ in exact if _moment(mention)), default=UNDATED)
    support: dict[int, float] = defaultdict(float)
    for mention, count in exact:
        support[count.best] += 0.5 ** max(0.0, (newest - mention.published) / FRESH)
    return max(support, key=lambda best: (support[best], best))


def _evidence(counts: Sequence[Count], best: int) -> tuple[Evidence, ...]:
    """All spans, those that give the best figure first."""
    ordered = sorted(counts, key=lambda count: count.best != best)
    return tuple(dict.fromkeys(span for count in ordered for span in count.evidence))
