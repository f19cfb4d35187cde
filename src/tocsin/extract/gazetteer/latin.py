"""Names in Latin letters: runs of capitalised words."""

import re
from dataclasses import dataclass

from tocsin.extract.gazetteer.key import name_key, word_key
from tocsin.extract.gazetteer.scan import Stretch
from tocsin.extract.gazetteer.words import Words, words

LONGEST = 6
# In capitals throughout ("TWO BOMBS EXPLODED IN LIMA") case says nothing: only towns of this rank are taken.
LEAST_SHOUTED = 4.3
# A surname's worth of doubt: only a place this well known is named right behind another capitalised word.
LEAST_AFTER_NAME = 5.0
SHOUTED = 0.6

_WORD = re.compile(r"[A-Za-zÀ-ɏḀ-ỿʻʼʿʾ]+|\d+")
_JOIN = re.compile(r"[ \u00a0]?['’‘`‐‑–-]?[ \u00a0]?\Z|\n\Z")
_SENTENCE_END = re.compile(r"(?:[.!?:;\n…]|--|[.!?]['\"”’»)])[\s'\"“‘«(]*\Z|\A[\s'\"“‘«(]*\Z")
_PARTICLES = frozenset(
    ("al", "el", "as", "ad", "az", "ar", "an", "at", "ash", "es", "la", "le", "les", "los", "las")
)
_ABBREVIATIONS = frozenset(("St", "Mt", "Ft", "Ste"))


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    key: str
    opens: bool  # begins a sentence, headline or quotation

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


class LatinScanner:
    """See `tocsin.extract.gazetteer.scan.Scanner`."""

    def stretches(self, text: str, language: str) -> list[Stretch]:
        """Runs of up to six words that begin and end with a capital; adjectives of nations in either case."""
        lists = words(language)
        parts = _words(text)
        shouted = _shouted(text)
        lower = {part.text for part in parts if not part.capital}
        found = (
            []
            if shouted
            else [_short(match.start(), match.group(), lists) for match in lists.abbreviation.finditer(text)]
        )
        for at in range(len(parts)):
            found += self._from(parts, at, text, lists, lower, shouted)
        return sorted(found, key=lambda stretch: (stretch.start, -stretch.end))

    def _from(
        self, parts: list[_Word], at: int, text: str, lists: Words, lower: set[str], shouted: bool
    ) -> list[Stretch]:
        first = parts[at]
        nation = lists.demonyms.get(first.key, "")
        found = [Stretch(first.start, first.end, "", nation=nation, demonym=True)] if nation else []
        if not (first.capital or (first.key in _PARTICLES and at + 1 < len(parts) and parts[at + 1].capital)):
            return found
        key = ""
        run: list[Stretch] = []
        for ahead in range(at, min(at + LONGEST, len(parts))):
            part = parts[ahead]
            if ahead > at and not _joined(parts[ahead - 1], part, text):
                break
            key += part.key
            if ahead == at:
                if part.capital and not nation:
                    run += _single(parts, at, text, lists, lower, shouted)
            elif part.capital or part.text.isdigit():
                run.append(Stretch(first.start, part.end, key, least=LEAST_SHOUTED if shouted else 0.0))
        return found + run


def _short(start: int, written: str, lists: Words) -> Stretch:
    nation, _, name = lists.abbreviations[written].partition("/")
    return Stretch(start, start + len(written), name_key(name), nation=nation)


def _words(text: str) -> list[_Word]:
    found = []
    for match in _WORD.finditer(text):
        before = text[max(0, match.start() - 8) : match.start()]
        opens = bool(_SENTENCE_END.search(before)) if match.start() > 7 or before.strip() else True
        found.append(_Word(match.start(), match.end(), match.group(), word_key(match.group()), opens))
    return found


def _joined(left: _Word, right: _Word, text: str) -> bool:
    gap = text[left.end : right.start]
    if gap == " ":
        return True
    return bool(_JOIN.match(gap)) or (gap in (". ", ".") and left.text in _ABBREVIATIONS)


def _single(
    parts: list[_Word], at: int, text: str, lists: Words, lower: set[str], shouted: bool
) -> list[Stretch]:
    part = parts[at]
    if part.key in lists.never or len(part.text) < 2:
        return []
    before = parts[at - 1] if at and _joined(parts[at - 1], part, text) else None
    after = parts[at + 1] if at + 1 < len(parts) and _joined(part, parts[at + 1], text) else None
    cued = before is not None and before.key in lists.cues
    doubtful = part.key in lists.ambiguous or part.text.lower() in lower
    if doubtful and part.opens and not shouted:
        return []
    least, sure = 0.0, True
    if shouted and not cued:
        least = LEAST_SHOUTED
    if not shouted and _personal(before, part, after, lists):
        least, sure = LEAST_AFTER_NAME, False
    if doubtful and not cued:
        least, sure = max(least, LEAST_AFTER_NAME), False
    return [Stretch(part.start, part.end, part.key, least=least, sure=sure)]


def _personal(before: _Word | None, part: _Word, after: _Word | None, lists: Words) -> bool:
    """Whether the neighbours read like a person's name: a title or first name before, a surname after."""
    if before is not None and (before.key in lists.titles or before.key in lists.given) and before.capital:
        return True
    follows = before is not None and before.capital and not before.opens
    if before is not None and follows and before.key not in lists.modifiers | lists.never:
        return before.key not in lists.demonyms
    return part.key in lists.given and after is not None and after.capital and after.key not in lists.never


def _shouted(text: str) -> bool:
    letters = [letter for letter in text[:2000] if letter.isalpha()]
    return len(letters) > 40 and sum(letter.isupper() for letter in letters) > SHOUTED * len(letters)
