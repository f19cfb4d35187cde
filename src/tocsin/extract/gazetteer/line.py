"""The words of a text in Latin or Cyrillic letters, and what their case and neighbours say."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from tocsin.extract.gazetteer.key import word_key

# Shares of capitals among the first letters of a text, if it has enough letters to tell.
SHOUTED, WHISPERED = 0.6, 0.002
SAMPLE, FEWEST_LETTERS = 2000, 40
HEADLINE = 0.6

_WORD = re.compile(r"[A-Za-zÀ-ɏḀ-ỿʻʼʿʾ]+|[Ѐ-ӿ]+(?:['’ʼ][Ѐ-ӿ]+)*|\d+")
_JOIN = re.compile(r"[ \u00a0]?['’‘`‐‑–-]?[ \u00a0]?\Z|[ \u00a0]*\n[ \u00a0]*\Z")
_OPENING = re.compile(r"(?:[.!?:;\n…|]|--|[–—]|\A)[\s'\"“‘«»”’(\[]*\Z")
_CONTAINER = re.compile(r", ?[A-ZÀ-ÞЀ-Я]")
_ABBREVIATIONS = frozenset(("St", "Mt", "Ft", "Ste"))


class Word(NamedTuple):
    """`text` stands at `start` to `end`; a `capital` may begin it, and it may open a sentence or headline.

    A named tuple for speed: a text has hundreds.
    """

    start: int
    end: int
    text: str
    key: str
    capital: bool
    opens: bool


def words_of(text: str, *, caseless: bool) -> list[Word]:
    """All words and numbers in order; in a `caseless` text every word may be a name.

    Whether a word opens a sentence is asked only of those that may.
    """
    found = []
    for match in _WORD.finditer(text):
        start, word = match.start(), match.group()
        capital = caseless or word[0].isupper()
        opens = capital and _OPENING.search(text, max(0, start - 8), start) is not None
        found.append(Word(start, match.end(), word, word_key(word), capital, opens))
    return found


def is_caseless(text: str) -> bool:
    """Whether the text is all but wholly in capitals, or in small letters, so that case says nothing.

    >>> is_caseless("POLICE SAID THAT TWO BOMBS HAD EXPLODED IN LIMA LATE LAST NIGHT.")
    True
    """
    letters = [letter for letter in text[:SAMPLE] if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    shouted = len(letters) > FEWEST_LETTERS and capitals > SHOUTED * len(letters)
    return shouted or (len(letters) > 4 * FEWEST_LETTERS and capitals < WHISPERED * len(letters))


@dataclass(eq=False)
class Line:
    """A text as words; `lower` are those seen in small letters, `caseless` says that case means nothing."""

    text: str
    caseless: bool = field(init=False)
    words: list[Word] = field(init=False)
    lower: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.caseless = is_caseless(self.text)
        self.words = words_of(self.text, caseless=self.caseless)
        self.lower = {word.text for word in self.words if not word.capital}

    def joined(self, left: int, right: int) -> bool:
        """Whether two neighbouring words can be parts of one name."""
        gap = self.text[self.words[left].end : self.words[right].start]
        if gap == " ":
            return True
        return bool(_JOIN.match(gap)) or (gap in (". ", ".") and self.words[left].text in _ABBREVIATIONS)

    def before(self, at: int) -> Word | None:
        """The word before, if nothing but a space or hyphen parts them."""
        return self.words[at - 1] if at and self.joined(at - 1, at) else None

    def after(self, at: int) -> Word | None:
        """The word after, if nothing but a space or hyphen parts them."""
        return self.words[at + 1] if at + 1 < len(self.words) and self.joined(at, at + 1) else None

    def contained(self, at: int) -> bool:
        """Whether a comma and another name follow, as in "Lanexa, Virginia"."""
        return _CONTAINER.match(self.text, self.words[at].end) is not None

    def headline(self, at: int) -> bool:
        """Whether most words around begin with a capital, so that a capital says little."""
        around = [word for word in self.words[max(0, at - 4) : at + 5] if not word.text.isdigit()]
        return len(around) > 4 and sum(word.capital for word in around) > HEADLINE * len(around)
