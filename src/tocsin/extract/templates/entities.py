"""The mentions of one thing or group put together: "front (FMLN)" is one organisation, not two.

Only places in the text are kept, never words: who is a victim or perpetrator is shown as evidence and not
stored.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tocsin.extract.encoder.heads import RoleSpan
from tocsin.extract.templates.limits import LIMITS, Limits

_WORD = re.compile(r"\w+(?:['’]\w+)?")
# What says nothing of which thing is meant.
_EMPTY = frozenset(
    ["a", "an", "the", "of", "del", "de", "la", "el", "los", "las", "alleged", "suspected", "unidentified"]
)
_LEAST_INITIALS = 3


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing or group in one role, by its mentions in order of the text."""

    role: str
    mentions: tuple[RoleSpan, ...]

    @property
    def best(self) -> RoleSpan:
        """The likeliest mention, the first of equals."""
        return max(self.mentions, key=lambda span: span.score)

    @property
    def first(self) -> int:
        """The character that it is first named at."""
        return self.mentions[0].start


def entities(text: str, spans: Iterable[RoleSpan], limits: Limits = LIMITS) -> tuple[Entity, ...]:
    """The entities of each role in the order in which they are first named.

    >>> text = "The national front (NF) struck."
    >>> spans = [RoleSpan("weapon", 4, 18, 0.9), RoleSpan("weapon", 20, 22, 0.8)]
    >>> [len(found.mentions) for found in entities(text, spans)]
    [2]
    """
    groups: list[list[RoleSpan]] = []
    for span in _whole(text, spans):
        if span.score < limits.role(span.role) or not words(text, span):
            continue
        home = next((group for group in groups if _belongs(text, group, span)), None)
        if home is None:
            groups.append([span])
        else:
            home.append(span)
    return tuple(Entity(group[0].role, tuple(group)) for group in groups)


def words(text: str, span: RoleSpan) -> tuple[str, ...]:
    """The words of a mention that tell which thing is meant, in small letters.

    >>> words("the mayor of Lima", RoleSpan("victim", 0, 17, 1.0))
    ('mayor', 'lima')
    """
    found = (match.group().lower() for match in _WORD.finditer(text, span.start, span.end))
    return tuple(word for word in found if word not in _EMPTY)


def _whole(text: str, spans: Iterable[RoleSpan]) -> Iterator[RoleSpan]:
    """Spans widened to whole words, in order, those that then overlap as one: the network sees pieces."""
    held: dict[str, RoleSpan] = {}
    ready: list[RoleSpan] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        start, end = _word_start(text, span.start), _word_end(text, span.end)
        last = held.get(span.role)
        if last is not None and start < last.end:
            start, end = last.start, max(end, last.end)
            span = replace(span, score=max(span.score, last.score))
        elif last is not None:
            ready.append(last)
        held[span.role] = replace(span, start=start, end=end)
    return iter(sorted([*ready, *held.values()], key=lambda span: span.start))


def _word_start(text: str, at: int) -> int:
    while 0 < at < len(text) and text[at].isalnum() and text[at - 1].isalnum():
        at -= 1
    return at


def _word_end(text: str, at: int) -> int:
    while 0 < at < len(text) and text[at].isalnum() and text[at - 1].isalnum():
        at += 1
    return at


def _belongs(text: str, group: Sequence[RoleSpan], span: RoleSpan) -> bool:
    return group[0].role == span.role and any(_same(text, other, span) for other in group)


def _same(text: str, one: RoleSpan, other: RoleSpan) -> bool:
    """Whether two mentions name one thing: the same words, the end of a longer name, or its initials."""
    mine, theirs = words(text, one), words(text, other)
    short, long = sorted((mine, theirs), key=len)
    if [_stem(word) for word in long[-len(short) :]] == [_stem(word) for word in short]:
        return True
    return _is_bracketed(text, one, other) or _is_short_for(short, long)


def _stem(word: str) -> str:
    """A plural is the same thing as its singular."""
    return word[:-1] if len(word) > _LEAST_INITIALS and word.endswith("s") else word


def _is_bracketed(text: str, one: RoleSpan, other: RoleSpan) -> bool:
    """ "Front (FMLN)": nothing but a bracket between them."""
    return text[one.end : other.start].strip() in ("(", "[")


def _is_short_for(short: Sequence[str], long: Sequence[str]) -> bool:
    initials = "".join(word[0] for word in long)
    return len(short) == 1 and len(initials) >= _LEAST_INITIALS and short[0] == initials
