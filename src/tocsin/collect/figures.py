"""The figures in a text: what tells an update with a new toll from a copy of the old report."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from tocsin.collect.words import correction_words, figure_words, months, unit_words

_NUMERALS = "〇零一二两三四五六七八九十百千万亿"
_PIECE = re.compile(
    r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3}){1,4}+(?!\d)|\d++(?:[.,]\d++)?+"
    rf"|[{_NUMERALS}]++"
    rf"|[^\W\d_{_NUMERALS}]++"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_CONTEXT = 16


def figures(text: str) -> frozenset[str]:
    """The figures a text gives, in digits or words, without its dates, clock times, distances and ordinals.

    Figures are compared as written: "18" and "eighteen" are two. A text that says it corrects another holds
    the mark `correction` as well.

    >>> sorted(figures("At 10:30 on 14 Nov, 10 km away: 1,200 people, thirty-seven dead."))
    ['1200', 'seven', 'thirty']
    >>> sorted(figures("更正：星期五死亡人数为129人"))
    ['129', 'correction']
    """
    text = text.casefold()
    corrects = {"correction"} if any(word in text for word in correction_words()) else set()
    return frozenset(corrects.union(_figures(text)))


def _figures(text: str) -> Iterator[str]:
    words = figure_words()
    after, before = _says_after(), _says_before()
    for piece in _PIECE.finditer(text):
        figure = piece.group()
        if figure[0].isalpha() and figure[0] not in _NUMERALS:
            figure = figure.removeprefix("و")  # Arabic writes "and" onto the next word
            if figure not in words:
                continue
        start, end = piece.span()
        context = text[max(0, start - _LONGEST_CONTEXT) : start]
        if figure != "一" and not (
            _YEAR.fullmatch(figure) or after.match(text, end) or before.search(context)
        ):
            yield _plain(figure)


def _plain(figure: str) -> str:
    """Digits in ASCII, without separators between thousands."""
    bare = re.sub(r"[.,\s](?=\d{3}(?:\D|$))", "", figure)
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in bare)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _says_after() -> re.Pattern[str]:
    """What follows a number that is the hour, the day of a month, or so many of a unit."""
    return re.compile(
        r"\s?[:h]\s?\d\d(?!\d)"
        r"|\s?(?:gmt|utc|z|[ap]\.?m)\b"
        r"|\s?[年月日时分點点]"
        rf"|(?:er|st|nd|rd|th|º)?\s+(?:de\s+)?(?:{_any_of(months())})\b"
        rf"|[\s-]{{0,3}}(?:de\s+|d['’]\s?)?(?:{_any_of(unit_words())})(?![^\W\d_\u3400-\u9fff])"
    )


@cache
def _says_before() -> re.Pattern[str]:
    """What stands before a number that is minutes, the day of a month or week, or an ordinal."""
    return re.compile(rf"(?:\d[:h]\s?|\b(?:{_any_of(months())})\.?\s+|星期|周|礼拜|第)$")
