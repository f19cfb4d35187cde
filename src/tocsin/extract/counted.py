"""Which numbers of a sentence count people, and what people.

Left out: ages, dates, money, distances, things; and parts of a number already given ("43 people, including
two children", "six of them").
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tocsin.extract.numbers import Quantity
from tocsin.extract.passage import Passage, Sentence
from tocsin.extract.tags import Tag, Tags

_HEAD_WORDS = 4
_PART_WORDS = 2
_OLDEST_AGE = 110
_YEAR_DIGITS, _YEARS = 4, (1900, 2099)
# Languages in which the noun stands before its number: Swahili "watu 14".
NOUN_FIRST = frozenset(("sw",))

Blocked = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Number:
    """A number of people and what they are called: "person", "one", "pair", "attacker", "fate" where a word
    of death or injury follows at once, or "". A `single` one is a noun without a figure ("a man")."""

    quantity: Quantity
    head: str
    single: bool = False


def people_in(
    passage: Passage, sentence: Sentence, quantities: Sequence[Quantity], blocked: Blocked
) -> Iterator[Number]:
    """The numbers of people in a sentence; `quantities` are all those of the passage, `blocked` tells whether
    characters are part of a date."""
    tags = sentence.tags
    taken: set[int] = set()
    for quantity in quantities:
        if not (sentence.first <= quantity.first and quantity.last <= sentence.last):
            continue
        noun = _noun_before(passage, tags, quantity)
        taken.update(range(noun.first if noun else quantity.first, quantity.last + 3))
        head = (
            "attacker" if _among_attackers(sentence, quantity) else _head(passage, sentence, tags, quantity)
        )
        if _counts_people(passage, quantity, head, blocked) and not _is_part(passage, sentence, quantity):
            # "Un" and "one" are no surer than "a": a count of one that stands far from a word of fate is
            # none.
            yield Number(
                quantity, head, single=quantity.best == 1 and not passage.tokens[quantity.core[0]].is_figure
            )
    yield from _singles(passage, sentence, tags, taken)


def _head(passage: Passage, sentence: Sentence, tags: Tags, quantity: Quantity) -> str:
    """What is counted: "person", "one", "attacker", "thing", "fate" where a word of death or injury
    follows at once, or "" where no noun says."""
    before = _noun_before(passage, tags, quantity)
    if before is not None:
        return "thing" if before.name == "aged" else before.name
    for position in range(quantity.core[1], min(quantity.core[1] + _HEAD_WORDS, sentence.last)):
        if passage.breaks(quantity.core[1] - 1, position):
            return ""
        longest = tags.starting(position, "noun")
        for name in ("attacker", "thing", "aged", "person", "one", "pair"):
            noun = tags.starting(position, f"noun.{name}")
            if noun is not None and longest is not None and noun.last == longest.last:
                return "thing" if name == "aged" else name
        if tags.starting(position, "toll") is not None:
            return "fate"
        if tags.starting(position, "kind") or tags.starting(position, "weak"):
            return ""
    return ""


def _noun_before(passage: Passage, tags: Tags, quantity: Quantity) -> Tag | None:
    return tags.ending(quantity.first, "noun") if passage.language in NOUN_FIRST else None


def _among_attackers(sentence: Sentence, quantity: Quantity) -> bool:
    """ "Eight dead among the attackers"."""
    attackers = [noun.first for noun in sentence.tagged("noun.attacker")]
    return any(
        0 <= mark.first - quantity.core[1] <= 3 and any(0 <= first - mark.last <= 2 for first in attackers)
        for mark in sentence.tagged("mark.among")
    )


def _counts_people(passage: Passage, quantity: Quantity, head: str, blocked: Blocked) -> bool:
    start, end = passage.tokens[quantity.core[0]].start, passage.tokens[quantity.core[1] - 1].end
    if head == "thing" or blocked(start, end):
        return False
    if passage.language == "zh" and not _is_measured(passage, quantity):
        return False
    if not head:
        # A lone "un" or "one" is as a rule an article or a pronoun.
        return quantity.best != 1 and not _is_age(passage, quantity) and not _is_label(passage, quantity)
    return True


def _is_measured(passage: Passage, quantity: Quantity) -> bool:
    """Chinese counts people only with a measure word: 18人, 43名."""
    return any(
        passage.tags.starting(position, "noun.measure")
        for position in range(quantity.core[1], quantity.last + 1)
    )


def _is_age(passage: Passage, quantity: Quantity) -> bool:
    """A bare figure between two commas behind a name."""
    first, last = quantity.core
    if quantity.best > _OLDEST_AGE or last - first != 1 or not passage.tokens[first].is_figure or not first:
        return False
    after = passage.text[passage.tokens[last - 1].end :][:1]
    return "," in passage.gap(first - 1, first) and after in (",", ".", ")") and quantity.first == first


def _is_label(passage: Passage, quantity: Quantity) -> bool:
    """A bare figure that names a year ("2019"), or is part of a name ("Interstate 80", "WCBS 880")."""
    first, last = quantity.core
    if last - first != 1 or not passage.tokens[first].is_figure:
        return False
    if len(passage.tokens[first].surface) == _YEAR_DIGITS and _YEARS[0] <= quantity.best <= _YEARS[1]:
        return True
    named = first > 0 and passage.tokens[first - 1].surface[:1].isupper()
    opens = any(sentence.first == first - 1 for sentence in passage.sentences)
    return named and not opens and passage.gap(first - 1, first).strip(". ") == ""


def _is_part(passage: Passage, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the number is part of one given before: "including two children", "six of them"."""
    if any(mark.first == quantity.core[1] for mark in sentence.tagged("mark.of_them")):
        return True
    # Hindi names the part before the whole: "दो बच्चों समेत 14 लोग".
    if any(
        0 <= mark.first - quantity.core[1] <= _PART_WORDS for mark in sentence.tagged("mark.including_after")
    ):
        return True
    for mark in sentence.tagged("mark.including"):
        if mark.last <= quantity.first and not passage.breaks(mark.last - 1, quantity.first):
            between = [tag for tag in sentence.tagged("toll") if mark.last <= tag.first < quantity.first]
            if not between:
                return True
    return False


def _singles(passage: Passage, sentence: Sentence, tags: Tags, taken: set[int]) -> Iterator[Number]:
    """ "A man", "an off-duty police officer", or in headlines just "man"; and the Arabic dual."""
    done = -1
    for position in range(sentence.first, sentence.last):
        if position in taken or position < done:
            continue
        pair = tags.starting(position, "noun.pair")
        if pair is not None:
            yield Number(Quantity(position, pair.last, (position, pair.last), 2, 2, 2), "pair", single=True)
            done = pair.last
            continue
        noun = _single_noun(passage, sentence, tags, position)
        if noun is not None:
            head = "attacker" if noun.name == "attacker" else "one"
            yield Number(Quantity(position, noun.last, (position, noun.last), 1, 1, 1), head, single=True)
            done = noun.last


def _single_noun(passage: Passage, sentence: Sentence, tags: Tags, position: int) -> Tag | None:
    article = tags.starting(position, "mark.article")
    reach = article.last + 5 if article else position + 1
    names = ("noun.one", "noun.attacker", "noun.aged") if article else ("noun.one",)
    for at in range(article.last if article else position, min(reach, sentence.last)):
        if passage.breaks(position, at):
            return None
        nouns = [noun for name in names if (noun := tags.starting(at, name))]
        if nouns:
            return max(nouns, key=lambda noun: noun.last)
    return None
