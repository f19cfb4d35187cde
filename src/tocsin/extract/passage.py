"""One report made ready to be read: title and text as one passage, with its words, tags and sentences."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from tocsin.base import Evidence, Report
from tocsin.extract.lexicon import Lexicon
from tocsin.extract.sentences import split
from tocsin.extract.tags import Tag, Tags
from tocsin.extract.tokens import Token, tokenise

_BETWEEN = "\n\n"
# What ends a clause: a count does not usually belong to a verb behind it.
CLAUSE_MARKS = frozenset(",;:،؛，；：、()（）")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the passage: characters `start` to `end`, words `first` to `last` (exclusive)."""

    index: int
    start: int
    end: int
    first: int
    last: int
    tags: Tags

    def tagged(self, *names: str) -> list[Tag]:
        """Its tags of some sections or categories, in order."""
        return self.tags.named(*names)

    def has(self, *names: str) -> bool:
        """Whether any word of it is of a section or category."""
        return self.tags.has(*names)


@dataclass(frozen=True)
class Passage:
    """Title and text as one. The text of the report begins at `shift`; what lies before is the title.

    `found` are the words of the lexicon in it. Sentences are split only when asked for: most passages hold no
    word that matters and are put aside before.
    """

    report: Report
    language: str
    text: str
    shift: int
    tokens: tuple[Token, ...]
    found: tuple[Tag, ...]
    abbreviations: Collection[str]

    @classmethod
    def of(cls, report: Report, language: str, lexicon: Lexicon) -> "Passage":
        """Prepare a report written in the lexicon's language."""
        title = report.title.strip()
        head = title + _BETWEEN if title and not report.text.lstrip().startswith(title) else ""
        text = head + report.text
        tokens = tokenise(text)
        return cls(report, language, text, len(head), tokens, lexicon.match(tokens), lexicon.abbreviations)

    @cached_property
    def tags(self) -> Tags:
        """The words of the lexicon in it, by name and place."""
        return Tags(self.found)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, in order, the title's first."""
        return _sentences(self.text, self.tokens, self.found, self.abbreviations)

    def in_title(self, sentence: Sentence) -> bool:
        """Whether a sentence stands in the title alone."""
        return sentence.start < self.shift

    def gap(self, first: int, last: int) -> str:
        """The text between the end of word `first` and the start of word `last`."""
        return self.text[self.tokens[first].end : self.tokens[last].start]

    def breaks(self, first: int, last: int) -> int:
        """How many clause marks stand between two words."""
        return sum(
            char in CLAUSE_MARKS for char in self.text[self.tokens[first].end : self.tokens[last].start]
        )

    def evidence(self, start: int, end: int) -> Evidence | None:
        """A span of the passage as evidence in the report's own text; None for one in the title."""
        if start < self.shift:
            return None
        start, end = start - self.shift, end - self.shift
        return Evidence(self.report.id, start, end, self.report.text[start:end])

    def token_at(self, offset: int) -> int:
        """The number of the first word that starts at or after a character."""
        return bisect_left(self.tokens, offset, key=lambda token: token.start)

    def token_over(self, offset: int) -> int:
        """The number of the word that a character stands in; names and days may begin within a word
        (Arabic)."""
        return max(bisect_right(self.tokens, offset, key=lambda token: token.start) - 1, 0)


def _sentences(
    text: str, tokens: tuple[Token, ...], tags: tuple[Tag, ...], abbreviations: Collection[str]
) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    first = tag_at = 0
    for index, span in enumerate(split(text, abbreviations)):
        last = bisect_left(tokens, span.end, lo=first, key=lambda token: token.start)
        tag_to = tag_at
        while tag_to < len(tags) and tags[tag_to].first < last:
            tag_to += 1
        inside = Tags(tag for tag in tags[tag_at:tag_to] if tag.last <= last)
        found.append(Sentence(index, span.start, span.end, first, last, inside))
        first, tag_at = last, tag_to
    return tuple(found)
