"""The words by which two tellings are compared: small words, streets and landmarks, times of day.

A name of a person is never among them. A word counts only where it is written small, so names are left out
together with all else that is written large; what is large counts only as part of a street or a landmark, by
the one word that stands next to its kind. Scripts without small letters have no words to compare: their names
could not be told from other words. Numbers, number words, and words of age, belief, descent or colour are
left out everywhere.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from tocsin.extract.lexicon import LANGUAGES

SHORTEST = 3
_TOKEN = re.compile(r"\d+(?:st|nd|rd|th)\b|[^\W\d_]+")
_CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d\d))?\s?([ap])\.?\s?m\b|\b(\d{1,2})\s?(?:[:hH])\s?(\d\d)\b")
_CLOSE = frozenset((" ", "-", ". ", "\u2019", "'", "\u00a0"))
_FURTHEST = 3
"""How many words may stand between a name and its kind."""

Sections = Mapping[str, Mapping[str, list[str]]]


@cache
def _sections() -> Sections:
    return tomllib.loads(files(__package__).joinpath("wording.toml").read_text("utf-8"))


@cache
def _kinds(*sections: str) -> dict[str, str]:
    """Each word of these sections by what it stands for."""
    return {word: kind for name in sections for kind, words in _sections()[name].items() for word in words}


@cache
def _skipped(name: str) -> frozenset[str]:
    return frozenset(_sections()["skip"][name])


@cache
def _unheard() -> tuple[frozenset[str], tuple[str, ...]]:
    """Whole words, and beginnings of words, that are never compared."""
    numbers: set[str] = set()
    for language in LANGUAGES:
        table = tomllib.loads(files("tocsin.extract.lexicon").joinpath(f"{language}.toml").read_text("utf-8"))
        numbers.update(plain(word) for phrase in table.get("number", {}) for word in phrase.split())
    person = _sections()["person"]
    return frozenset((*numbers, *person["words"])), tuple(person["stems"])


@lru_cache(maxsize=60_000)
def plain(word: str) -> str:
    """A word in small letters without accents.

    >>> plain("École")
    'ecole'
    """
    decomposed = unicodedata.normalize("NFD", word.replace("ß", "ss").lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=60_000)
def _heard(word: str) -> str:
    """The word as it is compared, or '' where it never is."""
    if len(word) < SHORTEST or not word.islower():
        return ""
    bare = plain(word)
    whole, stems = _unheard()
    return "" if bare in whole or bare.startswith(stems) else bare[:8]


def words(text: str) -> Iterator[str]:
    """The words of a text that may be compared, cut to eight letters, in order.

    >>> list(words("Two men shot Ann Lee, 34, in a parking lot"))
    ['men', 'shot', 'parking', 'lot']
    """
    return filter(None, map(_heard, _TOKEN.findall(text)))


def streets(text: str, language: str) -> frozenset[str]:
    """Streets, schools, churches and other landmarks that a text names.

    >>> sorted(streets("Shots fell on Cerise Ave. near Hawthorne High School, Ann Lee said.", "en"))
    ['cerise avenue', 'hawthorne school']
    """
    return frozenset(_named(text, language))


def times(text: str) -> frozenset[str]:
    """The times of day that a text names.

    >>> sorted(times("Shots fell at 1:15 a.m.; a crowd gathered by 22h30."))
    ['1:15', '22:30']
    """
    return frozenset(_clock(text))


def _clock(text: str) -> Iterator[str]:
    for hour, minute, half, hour24, minute24 in _CLOCK.findall(text):
        if half and 1 <= int(hour) <= 12:
            yield f"{int(hour) % 12 + 12 * (half == 'p')}:{minute or '00'}"
        elif hour24 and int(hour24) < 24 and int(minute24) < 60:
            yield f"{int(hour24)}:{minute24}"


def _named(text: str, language: str) -> Iterator[str]:
    found = list(_TOKEN.finditer(text))
    behind = _kinds("street", "landmark")
    before = _kinds("before") if language != "en" else {}
    ends = {end: kind for kind, some in _sections()["end"].items() for end in some}
    for at, match in enumerate(found):
        word = match.group()
        bare = plain(word)
        if word[0].isupper() and language == "en" and bare in behind:
            yield from _mark(behind[bare], _chain(text, found, at, -1))
        elif bare in before:
            yield from _mark(before[bare], _chain(text, found, at, 1))
        elif word[0].isupper() and language in ("de", "nl") and bare.endswith(tuple(ends)):
            yield bare


def _mark(kind: str, names: Iterable[str]) -> Iterator[str]:
    """The first name beside a kind, if it names anything."""
    name = next(iter(names), "")
    if name:
        yield f"{name} {kind}"


def _chain(text: str, found: list[re.Match[str]], at: int, step: int) -> Iterator[str]:
    """Words written large beside one, nearest first, as far as they stand close; generic ones passed over."""
    for number in range(at + step, at + step * (_FURTHEST + 1), step):
        if not 0 <= number < len(found):
            return
        left, right = sorted((number, number - step))
        if text[found[left].end() : found[right].start()] not in _CLOSE:
            return
        word = found[number].group()
        bare = plain(word)
        if bare in _skipped("generic"):
            continue
        if (word[0].isupper() or word[0].isdigit()) and bare not in _skipped("empty"):
            yield bare
        return
