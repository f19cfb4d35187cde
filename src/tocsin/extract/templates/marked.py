"""A text as the network sees it: its records, and where in it the words stand that fill a role."""

from collections.abc import Iterator
from dataclasses import dataclass

from tocsin.extract.encoder import Encoder, RoleSpan
from tocsin.extract.language import identify
from tocsin.extract.lexicon import LANGUAGES, load
from tocsin.extract.sentences import split
from tocsin.extract.templates.limits import LIMITS, Limits
from tocsin.extract.templates.split import Template, templates


@dataclass(frozen=True, slots=True)
class Marked:
    """`sentences` by first and last (exclusive) character, `relevant` the probability that any incident is
    told of, and a record for each that is."""

    sentences: tuple[tuple[int, int], ...]
    relevant: float
    records: tuple[Template, ...]

    def spans_within(self, start: int, end: int) -> Iterator[RoleSpan]:
        """The words in a role between two characters, in order, none twice; of two that overlap the surer."""
        spans = {span for record in self.records for entity in record.entities for span in entity.mentions}
        inside = [span for span in spans if start <= span.start and span.end <= end]
        kept: list[RoleSpan] = []
        for span in sorted(inside, key=lambda span: -span.score):
            if not any(span.start < other.end and other.start < span.end for other in kept):
                kept.append(span)
        return iter(sorted(kept, key=lambda span: span.start))


def marked(text: str, encoder: Encoder, limits: Limits = LIMITS) -> Marked:
    """A text of any language with the network's records.

    >>> told = marked("A bomb damaged the embassy in Lima on Monday.", Encoder.open())
    >>> [record.kind for record in told.records]
    ['bombing']
    """
    language = identify(text)
    short = load(language).abbreviations if language in LANGUAGES else ()
    sentences = tuple((span.start, span.end) for span in split(text, short))
    seen = encoder.see(text, sentences)
    return Marked(sentences, seen.relevant, templates(text, sentences, seen, limits))
