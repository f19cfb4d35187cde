"""A report's text cut where a conclusion rests on it, so that a page can mark the very words."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from tocsin.base import TOLLS, Evidence, Incident


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text: `cited` if a conclusion rests on it, `figure` if it gives a number of people."""

    text: str
    cited: bool
    figure: bool = False


def passages(text: str, told: Incident, report_id: str) -> tuple[Passage, ...]:
    """The whole text in order, cut at every border of a cited sentence or figure.

    >>> from tocsin.base import Count, IncidentKind
    >>> text = "It rained. Eighteen died."
    >>> dead = Count(18, 18, 18, (Evidence("r", 11, 19, "Eighteen"),))
    >>> told = Incident(id="i", kind=IncidentKind.BOMBING, place=None, when=None, killed=dead,
    ...                 evidence=(Evidence("r", 11, 25, "Eighteen died."),))
    >>> [(p.text, p.cited, p.figure) for p in passages(text, told, "r")]
    [('It rained. ', False, False), ('Eighteen', True, True), (' died.', True, False)]
    """
    cited, figures = _spans(_rests_on(told), report_id), _spans(_figures(told), report_id)
    cuts = sorted({0, len(text), *(at for span in cited + figures for at in span if at <= len(text))})
    return tuple(
        Passage(text[start:end], _within(start, cited + figures), _within(start, figures))
        for start, end in pairwise(cuts)
    )


def _rests_on(told: Incident) -> Iterable[Evidence]:
    yield from told.evidence
    yield from (claim.evidence for claim in told.claims)


def _figures(told: Incident) -> Iterable[Evidence]:
    for toll in TOLLS:
        if (count := getattr(told, toll)) is not None:
            yield from count.evidence


def _spans(evidence: Iterable[Evidence], report_id: str) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in evidence if one.report_id == report_id]


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)
