"""Names in Latin and Cyrillic letters: runs of capitalised words."""

from dataclasses import replace

from tocsin.extract.gazetteer.cases import with_base_forms
from tocsin.extract.gazetteer.key import name_key
from tocsin.extract.gazetteer.line import Line, Word
from tocsin.extract.gazetteer.scan import Stretch
from tocsin.extract.gazetteer.words import LANGUAGES, Words, words

LONGEST = 6
# Letters of the longest small word inside a German name ("Frankfurt am Main", "Dar es Salaam").
LONGEST_INNER = 3
# Where case says nothing ("BOMBS EXPLODED IN LIMA") only towns of this rank are taken.
LEAST_CASELESS = 4.3
# How well known a place must be for a lone word to be taken as its name: behind "of" or "from"; with nothing
# before it; at the start of a sentence; and where it is also a common word or looks like a person's name.
LEAST_LINKED, LEAST_BARE, LEAST_OPENING, LEAST_DOUBTED = 3.0, 4.0, 4.7, 5.0
# A name that stands in capitals among words that do not may be short for a village's.
LEAST_RUN, LEAST_RUN_OPENING = 0.0, 3.3
# "China" opens a sentence as a nation, "Reading" as a word: only nations are so well known.
LEAST_NATION = 8.0
OTHER_SCRIPTS = frozenset(("ar", "fa", "hi", "zh"))

_PARTICLES = frozenset(
    ("al", "el", "as", "ad", "az", "ar", "an", "at", "ash", "es", "la", "le", "les", "los", "las")
)


class LatinScanner:
    """See `tocsin.extract.gazetteer.scan.Scanner`."""

    def stretches(self, text: str, language: str) -> list[Stretch]:
        """Runs of up to six words that begin and end with a capital; adjectives of nations in either case."""
        # Latin letters in an Arabic or Chinese text, and languages without a file, are read by English lists.
        known = language in LANGUAGES and language not in OTHER_SCRIPTS
        lists = words(language if known else "en")
        line = Line(text)
        found = [] if line.caseless else _short_forms(text, lists)
        for at, word in enumerate(line.words):
            if word.capital or word.key in lists.demonyms or word.key in _PARTICLES:
                found += _from(line, at, lists)
        if not lists.capital_nouns:
            return with_base_forms(text, found, lists.cases)
        formed = with_base_forms(text, [_among_nouns(stretch) for stretch in found], lists.cases)
        return [stretch for stretch in formed if not _is_noun(stretch, lists)]


def _short_forms(text: str, lists: Words) -> list[Stretch]:
    found = []
    for match in lists.abbreviation.finditer(text):
        nation, _, name = lists.abbreviations[match.group()].partition("/")
        found.append(Stretch(match.start(), match.end(), name_key(name), nation=nation))
    return found


def _among_nouns(stretch: Stretch) -> Stretch:
    """A name where every noun has a capital: it must be better known to be taken for one."""
    if stretch.nation:
        return stretch
    return replace(stretch, least=max(stretch.least, LEAST_LINKED if stretch.cued else LEAST_CASELESS))


def _parts(word: Word) -> bool:
    """Whether a word between capitals parts two names; "am", "de" and the like do not."""
    return not word.capital and len(word.text) > LONGEST_INNER


def _is_noun(stretch: Stretch, lists: Words) -> bool:
    """Whether what a word may be a case of is a common noun: "Lager" is no form of the town of Lage."""
    common = stretch.key in lists.never or stretch.key in lists.ambiguous
    return common and not stretch.cued and stretch.least < LEAST_DOUBTED


def _from(line: Line, at: int, lists: Words) -> list[Stretch]:
    first, after = line.words[at], line.after(at)
    nation = lists.demonyms.get(first.key, "")
    found = [Stretch(first.start, first.end, "", nation=nation, demonym=True)] if nation else []
    double = lists.demonyms.get(first.key + after.key, "") if after else ""
    if after and double:  # "Nieuw-Zeelands"
        return [Stretch(first.start, after.end, "", nation=double, demonym=True)]
    if not first.capital and not _particle(line, at):
        return found
    if first.capital and not nation:
        found += _alone(line, at, lists)
    before = line.before(at)
    led = before is not None and before.key in lists.cues
    key = first.key
    for ahead in range(at + 1, min(at + LONGEST, len(line.words))):
        word = line.words[ahead]
        if not line.joined(ahead - 1, ahead) or (lists.capital_nouns and _parts(word)):
            break
        key += word.key
        if (word.capital or word.text.isdigit()) and key not in lists.never:
            least = _least_of_run(line, at, ahead, lists)
            cued = led or line.contained(ahead) or _followed(line, ahead, lists)
            found.append(Stretch(first.start, word.end, key, least=least, cued=cued))
    return found


def _followed(line: Line, at: int, lists: Words) -> bool:
    """Whether a word behind the name marks it as a place's: "Kerkük'te", "Kerkük kentinde"."""
    after = line.after(at)
    return after is not None and after.key in lists.cues_after


def _particle(line: Line, at: int) -> bool:
    """Whether a small word may begin a name: "el-Barajneh", "la Rioja"."""
    after = line.after(at)
    return line.words[at].key in _PARTICLES and after is not None and after.capital


def _least_of_run(line: Line, first: int, last: int, lists: Words) -> float:
    inner = [word.key for word in line.words[first : last + 1]]
    plain = all(key in lists.never or key in lists.ambiguous or key in _PARTICLES for key in inner)
    if line.caseless:
        return LEAST_NATION if plain else LEAST_CASELESS
    if plain:
        return LEAST_DOUBTED
    return LEAST_RUN_OPENING if line.words[first].opens else LEAST_RUN


def _alone(line: Line, at: int, lists: Words) -> list[Stretch]:
    """One capitalised word, by how much its surroundings speak for a place."""
    word, before = line.words[at], line.before(at)
    if word.key in lists.never or len(word.text) < 2:
        return []
    if line.caseless:
        return _caseless(word, before, lists)
    common = word.key in lists.ambiguous or word.text.lower() in line.lower
    led = before is not None and before.key in lists.cues and not before.opens
    if led or _followed(line, at, lists):
        least = LEAST_LINKED if common else 0.0
        return [Stretch(word.start, word.end, word.key, least=least, cued=True)]
    if common and word.opens:
        return [Stretch(word.start, word.end, word.key, least=LEAST_NATION, sure=False)]
    if common or _personal(line, at, lists):
        return [Stretch(word.start, word.end, word.key, least=LEAST_DOUBTED, sure=False)]
    least = _least_alone(line, at, before, lists)
    return [Stretch(word.start, word.end, word.key, least=least, cued=line.contained(at))]


def _caseless(word: Word, before: Word | None, lists: Words) -> list[Stretch]:
    """A word of a text without case: only behind "in" may a common word or a surname be a place."""
    if before is not None and before.key in lists.cues:
        return [Stretch(word.start, word.end, word.key, least=LEAST_LINKED, cued=True)]
    person = before is not None and (before.key in lists.titles or before.key in lists.given)
    if person or word.key in lists.ambiguous or word.key in lists.given:
        return []
    return [Stretch(word.start, word.end, word.key, least=LEAST_CASELESS)]


def _least_alone(line: Line, at: int, before: Word | None, lists: Words) -> float:
    if line.contained(at):
        return 0.0
    if before is not None and before.key in lists.links:
        return LEAST_LINKED
    return LEAST_OPENING if line.words[at].opens else LEAST_BARE


def _personal(line: Line, at: int, lists: Words) -> bool:
    """Whether the neighbours read like a person's name: a title or first name before, a surname after."""
    word, before, after = line.words[at], line.before(at), line.after(at)
    if line.headline(at):
        return False
    if lists.capital_nouns and before is not None and before.key not in (lists.titles | lists.given):
        before = None
    if before is not None and before.capital:
        if before.key in lists.titles or before.key in lists.given:
            return True
        usual = before.key in lists.modifiers or before.key in lists.never or before.key in lists.demonyms
        if not before.opens and not usual:
            return True
    return word.key in lists.given and after is not None and after.capital and after.key not in lists.never
