"""Names in Arabic letters: no capitals, and in Arabic prepositions and conjunctions grown onto the word."""

import re

from tocsin.extract.gazetteer.key import word_key
from tocsin.extract.gazetteer.scan import Stretch
from tocsin.extract.gazetteer.words import LANGUAGES, Words, words

LONGEST = 4
# A word that no preposition marks as a place must name a large one; most short words are some hamlet's name.
LEAST_BARE, LEAST_CUED, LEAST_RUN = 5.3, 4.0, 3.0
SHORTEST = 3

_WORD = re.compile(r"[\u0621-\u065f\u066e-\u06d3\u06fa-\u06fc]+")
_GAP = re.compile(r"[ \u00a0\u200c\u200f\u200e-]{1,2}\Z")
_PREFIX = re.compile("(?:وب|ول|وك|فب|فل|و|ف|ب|ل|ك)(?=..)")


class ArabicScanner:
    """See `tocsin.extract.gazetteer.scan.Scanner`."""

    def stretches(self, text: str, language: str) -> list[Stretch]:
        """Runs of up to four words, whole and without the first word's prefixes."""
        lists = words(language if language in LANGUAGES else "ar")
        spans = [(match.start(), match.end()) for match in _WORD.finditer(text)]
        keys = [word_key(text[start:end]) for start, end in spans]
        found: list[Stretch] = []
        for at in range(len(spans)):
            found += _from(text, spans, keys, at, lists, grown=language != "fa")
        return sorted(found, key=lambda stretch: (stretch.start, -stretch.end))


def _from(
    text: str, spans: list[tuple[int, int]], keys: list[str], at: int, lists: Words, *, grown: bool
) -> list[Stretch]:
    """`grown` says whether the language writes prepositions as one with the word; Persian does not."""
    start, end = spans[at]
    cued = at > 0 and (keys[at - 1] in lists.cues or keys[at - 1][1:] in lists.cues)
    shorter = _without_prefix(text[start:end], start) if grown else []
    # "And that" is no name, though a town may be spelt like the two words run together.
    heads = (
        shorter if any(head in lists.never for _, head, _ in shorter) else [(start, keys[at], cued), *shorter]
    )
    found = []
    for begin, head, marked in heads:
        found += _alone(begin, end, head, lists, marked)
        key = head
        for ahead in range(at + 1, min(at + LONGEST, len(spans))):
            if not _GAP.match(text[spans[ahead - 1][1] : spans[ahead][0]]):
                break
            key += keys[ahead]
            if keys[ahead] not in lists.never and key not in lists.never:
                found.append(Stretch(begin, spans[ahead][1], key, least=LEAST_RUN, cued=marked))
    return found


def _alone(begin: int, end: int, key: str, lists: Words, cued: bool) -> list[Stretch]:
    if key in lists.never or len(key) < SHORTEST or (key in lists.ambiguous and not cued):
        return []
    if key in lists.demonyms:
        return [Stretch(begin, end, "", nation=lists.demonyms[key], demonym=True)]
    return [Stretch(begin, end, key, least=LEAST_CUED if cued else LEAST_BARE, cued=cued)]


def _without_prefix(word: str, start: int) -> list[tuple[int, str, bool]]:
    """The word less "and", "so", "in", "to", "like"; "to the" (لل) gives its article back."""
    heads = []
    if word.startswith(("لل", "ولل")):
        cut = word.index("لل") + 2
        heads.append((start + cut, "ال" + word_key(word[cut:]), True))
    match = _PREFIX.match(word)
    if match:
        rest = word[match.end() :]
        heads.append((start + match.end(), word_key(rest), "ب" in match.group()))
        if match.group() in ("وب", "ول", "وك", "فب", "فل"):
            heads.append((start + 1, word_key(word[1:]), False))
    return heads
