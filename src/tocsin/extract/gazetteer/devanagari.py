"""Names in Devanagari letters: no capitals, and what marks a place ("in", "city") stands behind it."""

import re

from tocsin.extract.gazetteer.key import word_key
from tocsin.extract.gazetteer.scan import Stretch
from tocsin.extract.gazetteer.words import LANGUAGES, Words, words

LONGEST = 4
# A word that no postposition marks as a place must name a large one.
LEAST_BARE, LEAST_CUED, LEAST_RUN = 5.3, 4.0, 3.0
SHORTEST = 2

_WORD = re.compile(r"[\u0900-\u0963\u0971-\u097f]+")
_GAP = re.compile(r"[ \u00a0\u200c\u200d-]{1,2}\Z")


class DevanagariScanner:
    """See `tocsin.extract.gazetteer.scan.Scanner`."""

    def stretches(self, text: str, language: str) -> list[Stretch]:
        """Runs of up to four words, longest first."""
        lists = words(language if language in LANGUAGES else "hi")
        spans = [(match.start(), match.end()) for match in _WORD.finditer(text)]
        keys = [word_key(text[start:end]) for start, end in spans]
        return [
            stretch for at in range(len(spans)) for stretch in reversed(_from(text, spans, keys, at, lists))
        ]


def _from(text: str, spans: list[tuple[int, int]], keys: list[str], at: int, lists: Words) -> list[Stretch]:
    start, end = spans[at]
    found = _alone(start, end, keys[at], lists, cued=_is_cued(keys, at, at + 1, lists))
    key = keys[at]
    for last in range(at + 1, min(at + LONGEST, len(spans))):
        if not _GAP.match(text[spans[last - 1][1] : spans[last][0]]):
            break
        key += keys[last]
        if keys[last] not in lists.never and key not in lists.never:
            cued = _is_cued(keys, at, last + 1, lists)
            found.append(Stretch(start, spans[last][1], key, least=LEAST_RUN, cued=cued))
    return found


def _is_cued(keys: list[str], first: int, after: int, lists: Words) -> bool:
    """Whether "in" or "city" follows, or "capital" stands before."""
    return (after < len(keys) and keys[after] in lists.cues_after) or (
        first > 0 and keys[first - 1] in lists.cues
    )


def _alone(start: int, end: int, key: str, lists: Words, *, cued: bool) -> list[Stretch]:
    if key in lists.demonyms:
        return [Stretch(start, end, "", nation=lists.demonyms[key], demonym=True)]
    if key in lists.never or len(key) < SHORTEST or (key in lists.ambiguous and not cued):
        return []
    return [Stretch(start, end, key, least=LEAST_CUED if cued else LEAST_BARE, cued=cued)]
