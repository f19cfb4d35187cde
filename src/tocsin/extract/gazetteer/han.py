"""Names in Chinese characters: no spaces, so every short stretch is looked up and the longest name wins."""

import re

from tocsin.extract.gazetteer.key import word_key
from tocsin.extract.gazetteer.scan import Stretch
from tocsin.extract.gazetteer.words import Words, words

LONGEST = 9
# Two characters are often a common word: they must name a large place unless "in" or "city" stands beside.
LEAST_TWO, LEAST_TWO_CUED, LEAST_MORE = 6.0, 4.5, 3.3

_RUN = re.compile(r"[\u3400-\u9fff·]{2,}")
_CITY = frozenset("市省区县镇州郡")


class HanScanner:
    """See `tocsin.extract.gazetteer.scan.Scanner`."""

    def stretches(self, text: str, language: str) -> list[Stretch]:
        """Every stretch of two to nine characters inside a run, longest first."""
        lists = words(language if language == "zh" else "zh")
        found: list[Stretch] = []
        for run in _RUN.finditer(text):
            for start in range(run.start(), run.end() - 1):
                found += _from(text, start, min(run.end(), start + LONGEST), lists)
        return found


def _from(text: str, start: int, limit: int, lists: Words) -> list[Stretch]:
    cued = start > 0 and text[start - 1] in lists.cues
    found = []
    for end in range(limit, start + 1, -1):
        key = word_key(text[start:end])
        if key in lists.never or text[start:end] in lists.never:
            continue
        least = LEAST_MORE
        if end - start == 2:
            beside = cued or text[end : end + 1] in _CITY
            least = LEAST_TWO_CUED if beside else LEAST_TWO
        found.append(Stretch(start, end, key, least=least))
    return found
