"""What people type into the search field: words, "phrases", -not, OR, beginning*.

Nothing that is typed is an error. What could not be understood is left out and told in a note.
"""

import re
from dataclasses import dataclass, field

from tocsin_server.search.words import asked

MOST_TERMS = 20
SHORTEST_BEGINNING = 2

_PART = re.compile(r'(?P<no>-?)"(?P<phrase>[^"]*)(?P<closed>"?)(?P<star>\*?)|(?P<word>[^\s"]+)')
_QUOTES = str.maketrans(dict.fromkeys("“”„«»″「」『』", '"') | {"−": "-", "–": "-", "＊": "*", "　": " "})


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand next to each other; with `prefix` the last one is only the beginning of a word."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: of each group at least one term, and no term of `none`. `notes` tell what of the
    text was not understood, in words for the person who typed it."""

    groups: tuple[tuple[Term, ...], ...] = ()
    none: tuple[Term, ...] = ()
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def terms(self) -> tuple[Term, ...]:
        """All that may be found, to be marked in a text."""
        return tuple(term for group in self.groups for term in group)


def parse(text: str) -> Query:
    """What a text asks for.

    >>> parse('"car bomb" Kirkuk OR Mosul -film explo*').groups[1]
    (Term(words=('kirkuk',), prefix=False), Term(words=('mosul',), prefix=False))
    >>> parse("-film").notes
    ('Say also what to look for, not only what to leave out.',)
    """
    state = _State()
    for part in _PART.finditer(text.replace("\0", " ").translate(_QUOTES)):
        state.take(part)
    return state.finish()


@dataclass(slots=True)
class _State:
    """What has been read so far."""

    groups: list[list[Term]] = field(default_factory=list)
    none: list[Term] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    either: bool = False
    """Whether OR was the last word."""

    def take(self, part: re.Match[str]) -> None:
        word = part["word"]
        if word in ("OR", "|"):
            self._either()
        elif word == "AND":
            pass  # all words are looked for anyway
        elif len(self.groups) + len(self.none) >= MOST_TERMS:
            self._note(f"Only the first {MOST_TERMS} words and phrases are looked for.")
        elif word is None:
            self._phrase(part)
        else:
            self._word(word)

    def finish(self) -> Query:
        if self.either:
            self._note("There is nothing after OR.")
        if self.none and not self.groups:
            self._note("Say also what to look for, not only what to leave out.")
        return Query(tuple(map(tuple, self.groups)), tuple(self.none), tuple(self.notes))

    def _either(self) -> None:
        if not self.groups:
            self._note("There is nothing before OR.")
        self.either = bool(self.groups)

    def _phrase(self, part: re.Match[str]) -> None:
        if not part["closed"]:
            self._note("A quotation mark is not closed; the phrase is taken to go on to the end.")
        self._add(part["phrase"], bool(part["no"]), bool(part["star"]), part[0])

    def _word(self, word: str) -> None:
        no, rest = word.startswith("-"), word.lstrip("-")
        if "(" in rest or ")" in rest:
            self._note("Brackets mean nothing here; OR binds the two words beside it.")
        star = rest.rstrip(")").endswith("*")
        if "*" in rest.rstrip(")*"):
            self._note(f"In “{word}” the star is not at the end, where alone it means any ending.")
        self._add(rest, no, star, word)

    def _add(self, text: str, no: bool, star: bool, typed: str) -> None:
        words, sign = asked(text)
        if not words:
            if typed.strip('"() '):
                self._note(f"“{typed}” holds no word to look for.")
            return
        if star and not sign and len(words[-1]) < SHORTEST_BEGINNING:
            self._note(f"“{typed}” is too short a beginning; the whole word is looked for.")
            star = False
        self._place(Term(words, star or sign), no)

    def _place(self, term: Term, no: bool) -> None:
        if no:
            if self.either:
                self._note("What is left out cannot stand beside OR; it is left out of everything.")
            self.none.append(term)
        elif self.either:
            self.groups[-1].append(term)
        else:
            self.groups.append([term])
        self.either = False

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)
