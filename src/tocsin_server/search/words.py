"""Words as the index keeps them: without case, accents and the spellings that one letter has.

Both databases are given these words and nothing else, so that both find the same. Scripts without spaces
(Chinese, Japanese, Thai, Lao, Burmese, Khmer) are kept as pairs of neighbouring signs and the last sign of
each run: a run of signs asked for is then a phrase of its pairs, a single sign the beginning of a pair.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

MOST_WORDS = 16_000
"""PostgreSQL numbers no more than 16,383 places in a text; what a longer text says after is not kept."""

MOST_LETTERS = 250_000
"""Nor does it take a text whose words need more than a megabyte."""

LONGEST = 64
"""A longer "word" is a number, an address or an accident."""

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
)
_JOINERS = "\u00ad\u0640\u200c\u200d"
"""Soft hyphen, Arabic stretching, and what keeps letters of a word apart or together: signs inside words."""

_STRIPPED = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u093c" + _JOINERS
)
"""Accents and vowel points that people leave out; vowel signs of Indic scripts are none, and stay."""


def _marks() -> str:
    """All combining signs, as ranges for a character class."""
    points = [point for point in range(0x300, 0x20000) if _is_mark(point)]
    starts = [point for point in points if not _is_mark(point - 1)]
    ends = [point for point in points if not _is_mark(point + 1)]
    return "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))


def _is_mark(point: int) -> bool:
    return unicodedata.category(chr(point)).startswith("M")


_MARKS = _marks()
_WORD = re.compile(rf"(?P<run>[{_UNSPACED}]+)|[^\W_{_UNSPACED}](?:[^\W_{_UNSPACED}]|[{_JOINERS}{_MARKS}])*")
_DROPPED = re.compile(rf"[{_STRIPPED}]")
_FOREIGN = re.compile(rf"[^\w{_MARKS}]|_")
_LETTERS = str.maketrans(
    {
        **dict(zip("ıøđðłħŧ", "ioddlht", strict=True)),
        **dict(zip("ىیکةە", "ييكهه", strict=True)),
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        **{
            chr(point): str(unicodedata.decimal(chr(point)))
            for point in range(0x80, 0x20000)
            if unicodedata.category(chr(point)) == "Nd"
        },
    }
)


class Word(NamedTuple):
    """A word as it is kept, and where it stands in the text."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """A word without case, accents and spellings of one letter; "" where nothing is left.

    >>> fold("Évacués"), fold("İSTANBUL"), fold("Straße"), fold("أُخْرى"), fold("١٢")
    ('evacues', 'istanbul', 'strasse', 'اخري', '12')
    """
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = _DROPPED.sub("", plain).translate(_LETTERS)
    return _FOREIGN.sub("", unicodedata.normalize("NFC", plain.casefold()))


def words(text: str) -> Iterator[Word]:
    """The words of a text in order, as the index keeps them.

    >>> [one.word for one in words("L'Été à 北京市 ...")]
    ['l', 'ete', 'a', '北京', '京市', '市']
    """
    for found in _WORD.finditer(text):
        if found["run"]:
            yield from _pairs(found["run"], found.start())
        elif word := fold(found[0]):
            yield Word(word[:LONGEST], found.start(), found.end())


def _pairs(run: str, start: int) -> Iterator[Word]:
    for at in range(len(run)):
        yield Word(run[at : at + 2], start + at, start + min(at + 2, len(run)))


def asked(text: str) -> tuple[tuple[str, ...], bool]:
    """The words by which to look for a text, and whether the last is only the beginning of one.

    >>> asked("北京"), asked("京"), asked("Été")
    ((('北京',), False), (('京',), True), (('ete',), False))
    """
    found: list[str] = []
    prefix = False
    for match in _WORD.finditer(text):
        run = match["run"] or ""
        if len(run) > 1:
            found += [one.word for one in _pairs(run, 0)][:-1]
        elif word := run or fold(match[0]):
            found.append(word[:LONGEST])
        prefix = len(run) == 1
    return tuple(found), prefix


def kept(text: str, room: int = MOST_WORDS) -> str:
    """What the index keeps of a text: its words in order, a space between two, no more than `room`.

    >>> kept("Twelve KILLED, twelve hurt")
    'twelve killed twelve hurt'
    """
    found: list[str] = []
    letters = 0
    for one in words(text):
        letters += len(one.word)
        if len(found) == room or letters > MOST_LETTERS:
            break
        found.append(one.word)
    return " ".join(found)
