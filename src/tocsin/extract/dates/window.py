"""Where in a text a date could stand: the patterns are slow, so they look only there."""

import re
from collections.abc import Iterable

# The longest date in any language with the words before it ("in the night of Wednesday to Thursday").
REACH = 48
# Signs of vowels are part of a Devanagari word, though not letters.
_WORD = re.compile(r"[\w\u0900-\u0963]+")
# Chinese parts no words: any of the characters that every Chinese date has one of.
_HAN = re.compile(r"[年月日号周期拜天昨今明前后晚夜晨早]")
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d\Z")
# Arabic writes "and", "in", "to" as one with the next word.
LONGEST_PREFIX = 2


def windows(text: str, triggers: frozenset[str], *, spaces: bool) -> list[tuple[int, int]]:
    """Stretches around every trigger word (in lower case) and year, joined where they touch.

    >>> windows("It was quiet. " * 9 + "On Friday it ended.", frozenset(["friday"]), spaces=True)
    [(81, 145)]
    """
    hits = _word_hits(text, triggers) if spaces else (match.span() for match in _HAN.finditer(text))
    found: list[tuple[int, int]] = []
    for start, end in hits:
        first, last = max(0, start - REACH), min(len(text), end + REACH)
        while last < len(text) and text[last].isalnum():
            last += 1
        if found and found[-1][1] >= first:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _word_hits(text: str, triggers: frozenset[str]) -> Iterable[tuple[int, int]]:
    for match in _WORD.finditer(text):
        word = match.group().lower()
        bare = (word[cut:] for cut in range(1, LONGEST_PREFIX + 1)) if word > "\u0600" else ()
        if word in triggers or _YEAR.match(word) or any(rest in triggers for rest in bare):
            yield match.span()
