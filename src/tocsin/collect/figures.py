"""The figures in a text: what tells an update with a new toll from a copy of the old report."""

import re
from collections.abc import Iterable
from functools import cache

from tocsin.collect.words import correction_words, figure_words, months, unit_words

_CLOCK = re.compile(
    r"(?<!\d)\d{1,2}\s?[:h]\s?\d{2}(?!\d)"
    r"|(?<!\d)\d{1,4}\s?(?:gmt|utc|z|[ap]\.?m)\b"
    r"|(?<![\d〇零一二三四五六七八九十])[\d〇零一二三四五六七八九十]++\s?[年月日时分點点]"
    r"|(?:星期|周|礼拜)[一二三四五六]"
    r"|(?<!\d)(?:19|20)\d\d(?!\d)"
)
# Each starts only where its run starts, so that a page of nothing but digits is scanned once.
_DIGITS = r"(?<!\d)(?:\d{1,3}(?:[.,\u00a0\u202f ]\d{3}){1,4}+(?!\d)|\d++(?:[.,]\d++)?+)"
_NUMERALS = "〇零一二两三四五六七八九十百千万亿"
_HAN = rf"(?<![{_NUMERALS}])第?[{_NUMERALS}]++"


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
    for pattern in (_dates(), _CLOCK, _measures()):
        text = pattern.sub(" ", text)
    return frozenset(corrects.union(filter(None, map(_plain, _figure().findall(text)))))


def _plain(figure: str) -> str:
    """Digits in ASCII, without separators between thousands; "" for what only looks like a figure."""
    if figure.startswith("第") or figure == "一":
        return ""
    bare = re.sub(r"[.,\s](?=\d{3}(?:\D|$))", "", figure)
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in bare)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _figure() -> re.Pattern[str]:
    # Arabic writes "and" (و) onto the next word: it is no part of the figure.
    return re.compile(rf"{_DIGITS}|{_HAN}|(?:(?<=\bو)|\b)(?:{_any_of(figure_words())})\b")


@cache
def _measures() -> re.Pattern[str]:
    figure = rf"(?:{_DIGITS}|{_HAN}|\b(?:{_any_of(figure_words())})\b)"
    return re.compile(
        rf"{figure}[\s-]*(?:de\s+|d['’]\s?)?(?:{_any_of(unit_words())})(?![^\W\d_\u3400-\u9fff])"
    )


@cache
def _dates() -> re.Pattern[str]:
    day = r"(?<!\d)\d{1,2}(?:er|st|nd|rd|th|º)?(?!\d)"
    name = _any_of(months())
    return re.compile(rf"{day}\s+(?:de\s+)?(?:{name})\b|\b(?:{name})\.?\s+{day}")
