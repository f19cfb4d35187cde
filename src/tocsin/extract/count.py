"""One report's figures of one fate settled into one count.

A report gives a total and often parts of it (a hall, a street) as well as rival totals. The largest figure is
taken for the total; figures within a quarter of it are rivals and span low to high; smaller ones are parts.
Exact figures come before open ones ("more than 120"), and those before "dozens" and the like.
"""

from collections.abc import Iterable, Sequence

from tocsin.base import Count, Evidence
from tocsin.extract.passage import Passage
from tocsin.extract.toll import Fate, Figure

_PART = 0.75


def settle(passage: Passage, figures: Iterable[Figure], fate: Fate) -> Count | None:
    """The count of a report, or None where it gives no figure that stands."""
    standing = [figure for figure in figures if figure.fate == fate and figure.standing]
    for some in (
        [figure for figure in standing if not figure.vague and not figure.implied],
        [figure for figure in standing if figure.vague],
        standing,
    ):
        if some:
            return _count(passage, some)
    return None


def _count(passage: Passage, figures: Sequence[Figure]) -> Count:
    total = max(figure.best for figure in figures)
    rivals = [figure for figure in figures if figure.best >= total * _PART]
    exact = [figure for figure in rivals if figure.high is not None]
    open_ones = [figure for figure in rivals if figure.high is None]
    top = max((figure.high or figure.best for figure in exact), default=0)
    if not exact or any(figure.low > top for figure in open_ones):
        best = max(open_ones, key=lambda figure: figure.low)
        low = min(figure.low for figure in (*exact, best))
        return Count(low, best.best, None, _evidence(passage, best, rivals))
    best = exact[0]
    return Count(min(figure.low for figure in exact), best.best, top, _evidence(passage, best, rivals))


def _evidence(passage: Passage, best: Figure, rivals: Sequence[Figure]) -> tuple[Evidence, ...]:
    """The spans of the figures, the best one's first; those of the title have none."""
    ordered = sorted(rivals, key=lambda figure: (figure.best != best.best, figure.low != best.low))
    spans = [passage.evidence(figure.start, figure.end) for figure in ordered]
    return tuple(dict.fromkeys(span for span in spans if span is not None))
