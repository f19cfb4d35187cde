"""Words of any of the languages read, each with its exact place in the text.

A Han character is a word of its own, a figure with its separators is one word, and Arabic words carry the
forms they have without the particles written onto them, so that one phrase matcher serves every language.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_HAN = "\u3400-\u9fff"
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
_WORD = re.compile(
    rf"(?P<figure>\d{{1,3}}(?:[.,'\u00a0\u202f\u066c]\d{{3}})+(?!\d)|\d+(?:[.,\u066b]\d+)?)"
    rf"|[{_HAN}\u3007]"
    rf"|(?:[^\W\d_\u02bc{_HAN}]|[{_MARKS}])+"
)
_ARABIC = re.compile("[\u0621-\u064a]")
# Persian writes yeh and kaf with letters of its own, or on an Arabic keyboard with the Arabic ones.
_ARABIC_FOLD = str.maketrans(
    "أإآٱىةیکۀ", "اااايهيكه", "".join(map(chr, range(0x64B, 0x660))) + "\u0670\u0640"
)
_DEVANAGARI = re.compile("[\u0900-\u097f]")
# A nasal consonant before another consonant is also written as a dot, and a moon as a dot.
_NASAL = re.compile("[ङञणनम]\u094d(?=[क-ह])|\u0901")
_SHORTEST_STEM = 3


class Token(NamedTuple):
    """A word: `text[start:end]` is its surface, `forms` what it may be looked up as (folded, bare first)."""

    start: int
    end: int
    surface: str
    forms: tuple[str, ...]

    @property
    def is_figure(self) -> bool:
        """Whether it is written in digits."""
        return self.surface[0].isdecimal()


def tokenise(text: str) -> tuple[Token, ...]:
    """The words of a text in order, offsets in code points.

    >>> [token.surface for token in tokenise("L'attaque: 1,200 morts, 死亡")]
    ['L', 'attaque', '1,200', 'morts', '死', '亡']
    """
    return tuple(
        Token(match.start(), match.end(), match.group(), forms(match.group()))
        for match in _WORD.finditer(text)
    )


@lru_cache(maxsize=60_000)
def forms(surface: str) -> tuple[str, ...]:
    """The forms a word may be looked up as: lower case, without accents, for Arabic also without particles.

    >>> forms("Tués")
    ('tues',)
    >>> forms("والقتلى")
    ('والقتلي', 'القتلي', 'قتلي')
    >>> forms("हिन्दी") == forms("हिंदी"), forms("SALDIRI") == forms("saldırı")
    (True, True)
    """
    if _ARABIC.search(surface):
        return _arabic_forms(surface.translate(_ARABIC_FOLD))
    # Turkish has an i without a dot, whose capital other languages use for the one with it.
    decomposed = unicodedata.normalize("NFD", surface.lower().replace("ı", "i"))
    if _DEVANAGARI.search(surface):
        decomposed = _NASAL.sub("\u0902", decomposed)
    return ("".join(char for char in decomposed if not unicodedata.combining(char)) or surface,)


def _arabic_forms(word: str) -> tuple[str, ...]:
    """Take off, in this order, the conjunction, the preposition or future mark, and the article."""
    found = [word]
    for particles in (("و", "ف"), ("ب", "ل", "ك"), ("ال", "ل")):
        for form in tuple(found):
            for particle in particles:
                if form.startswith(particle) and len(form) - len(particle) >= _SHORTEST_STEM:
                    found.append(form[len(particle) :])
    return tuple(dict.fromkeys(found))
