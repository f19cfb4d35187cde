"""Where in a text the words looked for stand: found in the text itself, so alike on either database."""

from collections.abc import Sequence
from typing import NamedTuple

from tocsin_server.search.query import Term
from tocsin_server.search.words import Word, words

LOOKED_AT = 50_000
"""Letters of a text in which a passage is looked for."""

BEFORE = 60
"""Letters shown before the first hit of a passage, so that it reads as a sentence."""

Span = tuple[int, int]


class Piece(NamedTuple):
    """A stretch of text as it was published, not escaped; `hit` where it is what was looked for."""

    text: str
    hit: bool


def highlighted(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """A whole text, a title for instance, cut where hits begin and end.

    >>> highlighted("Two bombs in Kirkuk", [Term(("bombs",))])
    (Piece(text='Two ', hit=False), Piece(text='bombs', hit=True), Piece(text=' in Kirkuk', hit=False))
    """
    return _cut(text, (0, len(text)), [span for span, _ in _hits(text, terms)])


def snippet(text: str, terms: Sequence[Term], width: int = 280) -> tuple[Piece, ...]:
    """The passage of about `width` letters that holds most of the terms; the beginning where none stands."""
    text = text[:LOOKED_AT]
    hits = _hits(text, terms)
    start = max(0, _best(hits, width) - BEFORE) if hits else 0
    start = 0 if start < BEFORE else _border(text, start)
    end = min(len(text), start + width)
    if end < len(text):
        end = max(_last_space(text, start, end), start + width // 2)
    pieces = _cut(text, (start, end), [span for span, _ in hits])
    return (*[Piece("… ", False)] * bool(start), *pieces, *[Piece(" …", False)] * (end < len(text)))


def _hits(text: str, terms: Sequence[Term]) -> list[tuple[Span, int]]:
    """Where terms stand, each with the number of the term, in order."""
    stream = list(words(text))
    firsts: dict[str, list[int]] = {}
    for at, one in enumerate(stream):
        firsts.setdefault(one.word, []).append(at)
    found = [
        ((stream[at].start, stream[at + len(term.words) - 1].end), number)
        for number, term in enumerate(terms)
        for at in _starts(term, firsts)
        if _stands(term, stream, at)
    ]
    return sorted(found)


def _starts(term: Term, firsts: dict[str, list[int]]) -> list[int]:
    """Where the first word of a term stands."""
    first = term.words[0]
    if len(term.words) > 1 or not term.prefix:
        return firsts.get(first, [])
    return [at for word, places in firsts.items() if word.startswith(first) for at in places]


def _stands(term: Term, stream: Sequence[Word], at: int) -> bool:
    there = stream[at : at + len(term.words)]
    if len(there) < len(term.words):
        return False
    *most, last = zip(there, term.words, strict=True)
    ends = last[0].word.startswith(last[1]) if term.prefix else last[0].word == last[1]
    return ends and all(one.word == word for one, word in most)


def _best(hits: Sequence[tuple[Span, int]], width: int) -> int:
    """The start of the first stretch of `width` letters that holds the most different terms."""
    room = width - BEFORE
    ahead, held, best = 0, dict[int, int](), (0, 0)
    for (start, _), number in hits:
        while ahead < len(hits) and hits[ahead][0][1] <= start + room:
            held[hits[ahead][1]] = held.get(hits[ahead][1], 0) + 1
            ahead += 1
        best = max(best, (sum(count > 0 for count in held.values()), -start))
        held[number] = held.get(number, 0) - 1
    return -best[1]


def _border(text: str, start: int) -> int:
    """The beginning of a word at or a little after a place."""
    space = text.find(" ", start, start + BEFORE // 2)
    return start if space < 0 else space + 1


def _last_space(text: str, start: int, end: int) -> int:
    space = text.rfind(" ", start, end)
    return end if space < 0 else space


def _cut(text: str, shown: Span, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """The shown part of a text in pieces, spans that touch or overlap made one."""
    pieces: list[Piece] = []
    at, last = shown
    for start, end in spans:
        start, end = max(start, at), min(end, last)
        if start >= end:
            continue
        if start > at or not (pieces and pieces[-1].hit):
            pieces += [Piece(text[at:start], False), Piece(text[start:end], True)]
        else:
            pieces[-1] = Piece(pieces[-1].text + text[start:end], True)
        at = end
    pieces.append(Piece(text[at:last], False))
    return tuple(piece for piece in pieces if piece.text)
