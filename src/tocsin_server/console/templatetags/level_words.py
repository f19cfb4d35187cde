"""Template tags: what measures say, where orders stand, how ready units are; in words and patterns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import template

from tocsin.level import Evidence, Measure, State, Tally, readiness, span_text
from tocsin_server.codec import decode
from tocsin_server.console import words

register = template.Library()

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
ORDER_STATES = {
    "issued": ("Not answered", ""),
    "received": ("Received, not answered", ""),
    "acknowledged": ("Acknowledged", "good"),
    "in_progress": ("In progress", "good"),
    "done": ("Done", "good"),
    "cannot": ("Cannot be done", "bad"),
    "delegated": ("Passed on", "good"),
    "withdrawn": ("Withdrawn", "bare"),
}
"""The word for each state of an order, and the kind of its chip."""

READINESS = {
    State.LATE: ("Late", "bad"),
    State.CANNOT: ("Cannot do all", "caution"),
    State.WAITING: ("Waiting for answers", ""),
    State.UNDER_WAY: ("Under way", "way"),
    State.READY: ("Ready", "good"),
    State.NOTHING_ASKED: ("Nothing asked", "bare"),
}
"""The word for each state of readiness, and the kind of its chip."""

CAUSES = {
    "unanswered": "Nobody answered in time",
    "not_done": "Not done in time",
    "cannot": "It cannot be done",
}
EVIDENCE = {
    Evidence.TEXT: "a report in words",
    Evidence.FILE: "a file",
    Evidence.PLACE: "the place",
    Evidence.TIME: "when it was done",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A measure's words in one language, and which way that is written."""

    title: str
    text: str
    language: str
    direction: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: its kind, its words, how many, where it starts and how long it is in percent."""

    kind: str
    words: str
    count: int
    start: float
    length: float


@register.simple_tag
def told(row: Any, language: str = "en") -> Told:
    """A measure's row, or the core's measure, in a language; in English where it is not written in it."""
    measure = row if isinstance(row, Measure) else decode(Measure, row.data)
    title, text = measure.in_language(language)
    tongue = language if language in measure.title and language in measure.text else "en"
    return Told(title, text, tongue, "rtl" if tongue in RIGHT_TO_LEFT else "ltr", measure)


@register.filter
def title_in(row: Any, language: str) -> str:
    """A measure's title in a language."""
    return told(row, language).title


@register.filter
def in_order(words: Iterable[str]) -> list[str]:
    """A set of words in the order of the alphabet."""
    return sorted(words)


@register.filter
def in_words(value: Any) -> str:
    """A field of a measure as people read it, whatever it holds."""
    if isinstance(value, timedelta):
        return span_text(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{language}: {text}" for language, text in sorted(value.items()))
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)).replace("_", " ") or "none"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


@register.filter
def lasting(length: timedelta) -> str:
    """How long something took, in one unit."""
    return words.span(length.total_seconds())


@register.simple_tag
def since(moment: datetime, start: datetime) -> str:
    """How long after a start something was."""
    return words.span((moment - start).total_seconds())


@register.inclusion_tag("level/chip.html")
def order_state(order: Any) -> dict[str, str]:
    """Where an order stands, and whether it is past a deadline."""
    said, kind = ORDER_STATES[order.state]
    if order.unanswered_late or order.undone_late:
        return {"words": f"{said}, late", "kind": "bad"}
    return {"words": said, "kind": kind}


@register.filter
def state_words(state: str) -> str:
    """The word for a state of an order, or for what was answered."""
    return ORDER_STATES[state][0]


@register.inclusion_tag("level/chip.html")
def ready_state(state: State) -> dict[str, str]:
    """How ready a unit or a branch is."""
    said, kind = READINESS[state]
    return {"words": said, "kind": kind}


@register.filter
def cause(word: str) -> str:
    """Why an order went up."""
    return CAUSES[word]


@register.filter
def span(length: timedelta) -> str:
    """A length of time as plans write it."""
    return span_text(length)


@register.filter
def asks_for(evidence: Iterable[Evidence]) -> str:
    """What must be sent along when a measure is reported as done."""
    return ", ".join(EVIDENCE[kind] for kind in Evidence if kind in evidence) or "nothing"


@register.inclusion_tag("level/board/bar.html")
def tally_bar(tally: Tally, name: str, *, key: bool = False) -> dict[str, Any]:
    """A tally as one bar of parts, each told by pattern and word; `key` says all of it below."""
    return {"segments": segments(tally), "total": tally.total, "name": name, "key": key}


@register.simple_tag
def tally_words(tally: Tally) -> str:
    """A tally in one sentence."""
    return readiness(tally).sentence


def segments(tally: Tally) -> list[Segment]:
    """The parts of a bar from settled to late, those without orders left out.

    >>> [(part.kind, part.count) for part in segments(Tally(issued=3, done=1, unanswered_late=1))]
    [('done', 1), ('waiting', 2), ('late', 1)]
    """
    waiting = tally.issued + tally.received - tally.unanswered_late
    counts = (
        ("done", "done", tally.done),
        ("progress", "in progress", tally.in_progress + tally.delegated),
        ("known", "acknowledged", tally.acknowledged),
        ("waiting", "waiting for an answer", waiting),
        ("late", "unanswered and late", tally.unanswered_late),
        ("cannot", "cannot be done", tally.cannot),
    )
    found, start = list[Segment](), 0.0
    for kind, said, count in counts:
        if count > 0:
            length = 100 * count / tally.total
            found.append(Segment(kind, said, count, start, length))
            start += length
    return found
