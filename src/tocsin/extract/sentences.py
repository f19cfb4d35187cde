"""Sentences with their exact place in the text, for scripts that end them with a point, a danda or
。"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

_CLOSERS = "\"'”’»)\\]）」』"
_END = re.compile(
    rf"[。！？।॥]+[{_CLOSERS}]*"
    rf"|[.!?…؟۔]+[{_CLOSERS}]*(?=\s|$)"
    r"|\n\s*\n"
    r"|\n"
)
_LAST_WORD = re.compile(r"([^\W\d_](?:\.?[^\W\d_])*)\.$")
# A line shorter than this that ends without a full stop is a heading; a longer one was wrapped by its editor.
_WRAPPED_LINE = 50
# No writer's sentence is longer; a text without full stops must not become a single one.
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]`, without white space at its ends."""

    start: int
    end: int


def split(text: str, abbreviations: Collection[str] = ()) -> tuple[Span, ...]:
    """The sentences of a text in order; together they hold every word of it. Abbreviations in lower case.

    >>> text = "Mr. Smith left. Ten died, 80 km from Paris."
    >>> [text[span.start:span.end] for span in split(text, {"mr"})]
    ['Mr. Smith left.', 'Ten died, 80 km from Paris.']
    >>> len(split("विस्फोट हुआ। 14 लोग मारे गए।"))
    2
    """
    return tuple(_spans(text, abbreviations))


def _spans(text: str, abbreviations: Collection[str]) -> Iterator[Span]:
    start = 0
    for match in _END.finditer(text):
        if _ends(text, start, match, abbreviations):
            yield from _pieces(text, start, match.end())
            start = match.end()
    yield from _pieces(text, start, len(text))


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence, or pieces of one that is longer than any is, cut between words where there is a gap."""
    while end - start > _LONGEST:
        gap = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = start + _LONGEST if gap < 0 else gap
        yield from _stripped(text, start, cut)
        start = cut
    yield from _stripped(text, start, end)


def _ends(text: str, start: int, match: re.Match[str], abbreviations: Collection[str]) -> bool:
    mark = match.group()
    if mark == "\n":
        line = text[max(start, text.rfind("\n", 0, match.start()) + 1) : match.start()]
        return len(line) < _WRAPPED_LINE and not text[match.end() : match.end() + 1].islower()
    if mark.startswith("\n") or not mark.startswith("."):
        return True
    following = text[match.end() :].lstrip()[:1]
    if following.islower():
        return False
    word = _LAST_WORD.search(text, max(start, match.start() - 12), match.start() + 1)
    return word is None or not _is_abbreviation(word.group(1), abbreviations)


def _is_abbreviation(word: str, abbreviations: Collection[str]) -> bool:
    return len(word) == 1 or "." in word or word.lower() in abbreviations


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    if piece.strip():
        yield Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
