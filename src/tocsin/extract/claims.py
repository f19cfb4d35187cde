"""Who is said to be behind an incident, and who says so.

Organisations come from the list of publicly known ones; an unknown one is taken only where the text claims in
its name and its name has the word of an organisation in it ("Front", "Brigades"), so that no person's name
is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from tocsin.base import Claim
from tocsin.extract.lexicon import organisations
from tocsin.extract.passage import Passage, Sentence
from tocsin.extract.tags import Tag

ITSELF = "the organisation itself"
UNNAMED = "the report, without saying who"
_REACH = 25
_ACRONYM = 4
_NAME = re.compile(r"(?:[A-ZÀ-Þ][\w'’-]+(?:\s+(?:of|de|du|des|la|al|el|and|et|y|for)\s+|\s+)?){2,6}")


def claims(passage: Passage, sentences: Iterable[Sentence]) -> tuple[Claim, ...]:
    """The claims that these sentences make, each organisation once for each who says it."""
    found: dict[tuple[str, str], Claim] = {}
    for sentence in sentences:
        for claim in _in_sentence(passage, sentence):
            found.setdefault((claim.organisation, claim.claimed_by), claim)
    return tuple(found.values())


def _in_sentence(passage: Passage, sentence: Sentence) -> Iterator[Claim]:
    if sentence.has("claim.none") or not sentence.has("claim.self", "claim.blame"):
        return
    evidence = passage.evidence(sentence.start, sentence.end)
    if evidence is None:
        return
    named = list(_named(passage, sentence))
    for verb in list(sentence.tagged("claim.self")) or sentence.tagged("claim.blame"):
        if _is_denied(sentence, verb):
            continue
        near = [(abs(first - verb.first), name) for first, name in named if abs(first - verb.first) <= _REACH]
        if near:
            who = ITSELF if verb.name == "self" else _speaker(sentence, verb)
            yield Claim(min(near)[1], who, evidence)


def _is_denied(sentence: Sentence, verb: Tag) -> bool:
    return any(0 <= verb.first - mark.last <= 2 for mark in sentence.tagged("mark.no"))


def _named(passage: Passage, sentence: Sentence) -> Iterator[tuple[int, str]]:
    tokens = passage.tokens[sentence.first : sentence.last]
    known = [
        tag
        for tag in organisations().match(tokens)
        if tag.last - tag.first > 1 or _is_written_so(tokens[tag.first].surface)
    ]
    for tag in known:
        yield sentence.first + tag.first, str(tag.value)
    if not known:
        yield from _unlisted(passage, sentence)


def _is_written_so(surface: str) -> bool:
    """An acronym counts only in capitals: ETA is an organisation, an eta is not."""
    return len(surface) > _ACRONYM or not surface.isascii() or surface[0].isupper()


def _unlisted(passage: Passage, sentence: Sentence) -> Iterator[tuple[int, str]]:
    heads = list(sentence.tagged("claim.head"))
    for match in _NAME.finditer(passage.text, sentence.start, sentence.end):
        first = passage.token_at(match.start())
        last = passage.token_at(match.end())
        if any(first <= head.first < last for head in heads) and last - first > 1:
            yield first, match.group().strip()


def _speaker(sentence: Sentence, verb: Tag) -> str:
    """The office nearest before the verb, or after it where none is."""
    offices: Sequence[Tag] = [tag for tag in sentence.tagged("office") if not isinstance(tag.value, list)]
    if not offices:
        return UNNAMED
    nearest = min(offices, key=lambda tag: (tag.first > verb.first, abs(tag.first - verb.first)))
    return str(nearest.value)
