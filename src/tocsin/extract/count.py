"""One report's figures of one fate settled into one count.

A report opens with its total and goes on to parts of it (a hall, a street) and to what others say. The first
figure is taken for the total; later ones at least three quarters of it are rivals and span low to high,
smaller ones are parts. Exact figures come before open ones ("more than 120"), and those before "dozens" and
the like.
"""

from collections.abc import Sequence

from tocsin.base import Count, Evidence
from tocsin.extract.passage import Passage
from tocsin.extract.toll import Fate, Figure

_PART = 0.75


def settle(passage: Passage, figures: Sequence[Figure], fate: Fate) -> Count | None:
    """The count of a report, or None where it gives no figure that stands."""
    standing = _uncorrected([figure for figure in figures if figure.fate == fate and figure.standing])
    for some in (
        [figure for figure in standing if not figure.vague and not figure.implied],
        [figure for figure in standing if figure.vague],
        standing,
    ):
        if some:
            return _count(passage, some)
    return None


def _uncorrected(figures: Sequence[Figure]) -> list[Figure]:
    """Those that no later figure takes down: "the toll, put at 132, was lowered to 129"."""
    lowered = [figure for figure in figures if figure.corrects]
    return [
        figure
        for figure in figures
        if not any(figure.start < other.start and figure.best > other.best for other in lowered)
    ]


def settle_injured(passage: Passage, figures: Sequence[Figure], killed: Count | None) -> Count | None:
    """The injured; where a report only says how many were shot, those of them that it does not count as
    dead."""
    injured, struck = (settle(passage, figures, fate) for fate in (Fate.INJURED, Fate.STRUCK))
    if injured is not None or struck is None:
        return injured
    dead = killed.best if killed else 0
    if struck.best <= dead:
        return None
    high = None if struck.high is None else struck.high - dead
    return Count(max(0, struck.low - dead), struck.best - dead, high, struck.evidence)


def settle_chosen(passage: Passage, figures: Sequence[Figure], best: int, *fates: Fate) -> Count | None:
    """The count of a toll whose best figure was chosen, resting on the figures of these fates that give it;
    None for nobody."""
    if best == 0:
        return None
    given = [figure for figure in figures if figure.fate in fates and figure.best == best]
    if not given:
        return Count(best, best, best, _evidence_of(passage, [f for f in figures if f.fate in fates]))
    highs = [figure.high for figure in given if figure.high is not None]
    return Count(
        min(figure.low for figure in given),
        best,
        max(highs) if highs else None,
        _evidence_of(passage, given),
        any(figure.corrects for figure in given),
    )


def _count(passage: Passage, figures: Sequence[Figure]) -> Count:
    first = figures[0]
    rivals = [figure for figure in figures if figure.best >= first.best * _PART]
    exact = [figure for figure in rivals if figure.high is not None]
    if not exact:
        low = min(figure.low for figure in rivals)
        return Count(low, first.best, None, _evidence(passage, first, rivals), first.corrects)
    best, top = exact[0], max(figure.high or 0 for figure in exact)
    beyond = any(figure.high is None and figure.low > top for figure in rivals)
    low = min(figure.low for figure in exact)
    corrects = any(figure.corrects and figure.best == best.best for figure in exact)
    return Count(low, best.best, None if beyond else top, _evidence(passage, best, rivals), corrects)


def _evidence(passage: Passage, best: Figure, rivals: Sequence[Figure]) -> tuple[Evidence, ...]:
    """The spans of the figures, the best one's first; those of the title have none."""
    ordered = sorted(rivals, key=lambda figure: (figure.best != best.best, figure.low != best.low))
    return _evidence_of(passage, ordered)


def _evidence_of(passage: Passage, figures: Sequence[Figure]) -> tuple[Evidence, ...]:
    spans = [passage.evidence(figure.start, figure.end) for figure in figures]
    return tuple(dict.fromkeys(span for span in spans if span is not None))
