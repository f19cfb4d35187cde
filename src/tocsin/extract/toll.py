"""How many were killed, injured, missing and abducted, sentence by sentence.

Each number is tied to the nearest word of such a fate that it can go with, given on which side of the word
the language puts it. Left out: ages, dates, money, distances, things; parts of a number already given
("43 people, including two children"); attackers, who are counted apart; and numbers that cover dead and
injured together ("dozens dead or wounded"), which say neither.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from tocsin.extract.counted import Blocked, Number, people_in
from tocsin.extract.numbers import Quantity
from tocsin.extract.passage import Passage, Sentence
from tocsin.extract.tags import Tag

_FURTHEST = 14
_BREAK, _SUBORDINATE, _OTHER_CUE, _OTHER_NUMBER, _NO_NOUN, _TAKEN = 3, 2, 6, 2, 2, 4
_NEAREST_ONLY = 5
_NEGATION = 1
_SUM = 5


class Fate(StrEnum):
    """What a figure counts; the `STRUCK` were shot, and the text has yet to say with what outcome."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    ABDUCTED = "abducted"
    STRUCK = "struck"
    ATTACKERS = "attackers"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people, at characters `start` to `end` of the passage.

    `standing` is False where the text itself says that the figure was given earlier or wrongly, `corrects`
    True where it says that a higher one was; `vague` tells "several"; `implied` tells one person known only
    by a verb in the singular ("the guard was killed"), `single` one person without a figure ("a man"). `cost`
    is how far the number stands from its word of fate.
    """

    fate: Fate
    low: int
    best: int
    high: int | None
    start: int
    end: int
    standing: bool = True
    vague: bool = False
    implied: bool = False
    corrects: bool = False
    single: bool = False
    cost: int = 0


@dataclass(frozen=True, slots=True)
class _Link:
    number: Number
    cue: Tag
    cost: int

    @property
    def fate(self) -> Fate:
        if self.number.head == "attacker":
            return Fate.ATTACKERS
        return Fate.STRUCK if self.cue.name == "hit" else Fate(_fate_of(self.cue))


def figures(
    passage: Passage,
    sentence: Sentence,
    quantities: Sequence[Quantity],
    blocked: Blocked = lambda _s, _e: False,
) -> tuple[Figure, ...]:
    """The figures of one sentence, in order. `quantities` are all those of the passage; `blocked` tells the
    characters that are part of a date."""
    cues = _cues(sentence)
    if not cues:
        return ()
    numbers = list(people_in(passage, sentence, quantities, blocked))
    links = _without_joint(passage, cues, _links(passage, sentence, cues, numbers))
    found = [_figure(passage, sentence, group) for group in _conjoined(sentence, links)]
    found.extend(_pairs(passage, sentence))
    found.extend(_implied(passage, sentence, found))
    return tuple(sorted(found, key=lambda figure: figure.start))


def _cues(sentence: Sentence) -> list[Tag]:
    """Words of fate, less those denied and those that a longer phrase gives another sense:
    "fatally injured", "were shot" in "were shot dead", "three of the wounded"."""
    cues = [
        tag
        for tag in sentence.tagged("toll")
        if not tag.name.endswith(("_implied", "_pair")) and not _is_denied(sentence, tag)
    ]
    nouns = list(sentence.tagged("noun.person"))
    return [
        cue
        for cue in cues
        if not any(_covers(noun, cue) for noun in nouns)
        and not any(_covers(other, cue) and _means_else(other, cue) for other in cues)
        and not (
            cue.name == "hit" and any(_fate_of(other) == "killed" and _overlap(other, cue) for other in cues)
        )
    ]


def _is_denied(sentence: Sentence, cue: Tag) -> bool:
    """ "Not injured", "no one was killed", "aucun blessé"."""
    return any(0 <= cue.first - mark.last <= _NEGATION for mark in sentence.tagged("mark.no"))


def _fate_of(cue: Tag) -> str:
    """The fate a word tells of; who was hit is taken for injured until the text says more."""
    return "injured" if cue.name == "hit" else cue.name.partition("_")[0]


def _means_else(large: Tag, small: Tag) -> bool:
    """Whether the longer phrase tells another fate, or the same in the passive voice: 绑架 in 被绑架."""
    passive = small.name.endswith("_after") and large.name.endswith("_before")
    return passive or _fate_of(large) != _fate_of(small)


def _covers(large: Tag, small: Tag) -> bool:
    return (
        large.first <= small.first
        and small.last <= large.last
        and large.last - large.first > small.last - small.first
    )


def _overlap(left: Tag, right: Tag) -> bool:
    return left.first < right.last and right.first < left.last


def _links(
    passage: Passage, sentence: Sentence, cues: Sequence[Tag], numbers: Sequence[Number]
) -> list[_Link]:
    """Tie every number to its cheapest word of fate."""
    marks = list(sentence.tagged("mark.and", "mark.clause", "mark.rises", "mark.lowered", "bound.to"))
    links: list[_Link] = []
    for number in numbers:
        costs = [
            (cost, cue)
            for cue in cues
            if (cost := _cost(passage, marks, cues, numbers, number, cue)) is not None
        ]
        if not costs:
            continue
        cost, cue = min(costs, key=lambda pair: (pair[0], pair[1].first))
        if cost <= (_NEAREST_ONLY if number.single else _FURTHEST):
            links.append(_Link(number, cue, cost))
    return [link for link in links if not _is_redundant(marks, link, links)]


def _cost(
    passage: Passage,
    marks: Sequence[Tag],
    cues: Sequence[Tag],
    numbers: Sequence[Number],
    number: Number,
    cue: Tag,
) -> int | None:
    """Words between, plus a price for every clause, other word of fate and other number in between."""
    quantity = number.quantity
    if cue.last <= quantity.first and not cue.name.endswith("_before") and _is_new_height(marks, quantity):
        return 1 if not any(cue.last <= other.first < quantity.first for other in cues) else None
    if quantity.last <= cue.first and not cue.name.endswith("_after"):
        first, last = quantity.last, cue.first
    elif quantity.first >= cue.last and not cue.name.endswith("_before"):
        first, last = cue.last, quantity.first
    else:
        return None
    between = [tag for tag in marks if first <= tag.first < last]
    breaks = passage.breaks(first - 1, last) + sum(tag.category == "mark.and" for tag in between)
    cost = (
        last - first + breaks * _BREAK + sum(tag.category == "mark.clause" for tag in between) * _SUBORDINATE
    )
    cost += _OTHER_CUE * any(
        first <= other.first < last and _fate_of(other) != _fate_of(cue) for other in cues
    )
    counted = [other.quantity for other in numbers if not other.single]
    cost += _OTHER_NUMBER * any(first <= other.first < last for other in counted)
    cost += _TAKEN * (first == cue.last and any(0 <= cue.first - other.last <= 2 for other in counted))
    return cost + (cue.name == "hit") + _NO_NOUN * (number.head == "" or (number.single and breaks > 0))


def _is_new_height(marks: Sequence[Tag], quantity: Quantity) -> bool:
    """Whether a count is said to have moved to this number, however far back what is counted was named."""
    moved = ("mark.rises", "mark.lowered")
    risen = any(mark.category in moved and mark.first < quantity.first for mark in marks)
    return risen and any(mark.category == "bound.to" and mark.last == quantity.first for mark in marks)


def _is_redundant(marks: Sequence[Tag], link: _Link, links: Sequence[_Link]) -> bool:
    """A lone noun beside a real number at the same word, or attackers who are the subject of the killing."""
    rivals = [other for other in links if other is not link and other.cue == link.cue]
    if link.number.single:
        counted = [other for other in rivals if not other.number.single]
        return bool(counted) and not any(_is_joined(marks, other, link) for other in counted)
    subject = link.number.head == "attacker" and link.number.quantity.last <= link.cue.first
    return subject and any(other.number.quantity.first >= link.cue.last for other in rivals)


def _is_joined(marks: Sequence[Tag], left: _Link, right: _Link) -> bool:
    """ "Two officers and a civilian": a few words with "and" among them."""
    first, last = left.number.quantity.last, right.number.quantity.first
    return 0 < last - first <= _SUM and any(
        mark.category == "mark.and" and first <= mark.first < last for mark in marks
    )


def _without_joint(passage: Passage, cues: Sequence[Tag], links: Sequence[_Link]) -> list[_Link]:
    """Drop a number that covers two fates at once: "killing and wounding dozens", "dead or missing"."""
    dropped: set[int] = set()
    for left, right in pairwise(cues):
        apart = right.first - left.last
        if (
            _fate_of(left) == _fate_of(right)
            or not 0 <= apart <= 2
            or passage.breaks(left.last - 1, right.first)
        ):
            continue
        if any(left.last <= link.number.quantity.first < right.first for link in links):
            continue
        shared = [index for index, link in enumerate(links) if link.cue in (left, right)]
        if len(shared) == 1:
            dropped.add(shared[0])
    return [link for index, link in enumerate(links) if index not in dropped]


def _conjoined(sentence: Sentence, links: Sequence[_Link]) -> list[list[_Link]]:
    """Put together the numbers of one sum: "two officers and a passer-by were killed"."""
    marks = sentence.tagged("mark.and")
    groups: list[list[_Link]] = []
    for link in sorted(links, key=lambda link: link.number.quantity.first):
        if groups and _adds_to(marks, groups[-1][-1], link):
            groups[-1].append(link)
        else:
            groups.append([link])
    return groups


def _adds_to(marks: Sequence[Tag], left: _Link, right: _Link) -> bool:
    if left.cue != right.cue or left.fate != right.fate or not (left.number.head and right.number.head):
        return False
    first, last = left.number.quantity.last, right.number.quantity.first
    one_side = (first <= left.cue.first) == (last <= left.cue.first)
    return one_side and _is_joined(marks, left, right)


def _figure(passage: Passage, sentence: Sentence, group: Sequence[_Link]) -> Figure:
    numbers = [link.number.quantity for link in group]
    highs = [number.high for number in numbers]
    start, end = passage.tokens[numbers[0].first].start, passage.tokens[numbers[-1].last - 1].end
    return Figure(
        group[0].fate,
        sum(number.low for number in numbers),
        sum(number.best for number in numbers),
        None if None in highs else sum(high for high in highs if high is not None),
        start,
        end,
        standing=_stands(passage, sentence, numbers[0].first),
        vague=any(number.vague for number in numbers),
        corrects=_corrects(sentence, numbers[0]),
        single=all(link.number.single for link in group),
        cost=max(link.cost for link in group),
    )


def _corrects(sentence: Sentence, number: Quantity) -> bool:
    """Whether a figure is told as one taken down: "lowered to 129", "from 132 to 129"."""
    marks = sentence.tagged("mark.lowered", "mark.corrected")
    return number.fell or any(mark.first < number.first for mark in marks)


def _stands(passage: Passage, sentence: Sentence, position: int) -> bool:
    """Whether the text holds on to a figure: not behind "an earlier version said", unless a correction
    follows or a semicolon parts the two."""
    earlier = any(not _is_parted(passage, tag.first, position) for tag in sentence.tagged("mark.earlier"))
    return not earlier or any(tag.first < position for tag in sentence.tagged("mark.corrected"))


def _is_parted(passage: Passage, one: int, other: int) -> bool:
    first, last = sorted((one, other))
    return ";" in passage.text[passage.tokens[first].end : passage.tokens[last].end]


def _pairs(passage: Passage, sentence: Sentence) -> Iterator[Figure]:
    """A word that is number and fate at once: Arabic قتيلان, two killed."""
    for tag in sentence.tagged(*(f"toll.{fate}_pair" for fate in Fate)):
        start, end = passage.tokens[tag.first].start, passage.tokens[tag.last - 1].end
        standing = _stands(passage, sentence, tag.first)
        yield Figure(Fate(tag.name.partition("_")[0]), 2, 2, 2, start, end, standing=standing)


def _implied(passage: Passage, sentence: Sentence, found: Sequence[Figure]) -> Iterator[Figure]:
    """One person whom only the verb counts; only where the sentence gives no number of that fate."""
    for fate in (Fate.KILLED, Fate.INJURED, Fate.MISSING, Fate.ABDUCTED, Fate.STRUCK):
        told = (tag for tag in sentence.tagged(f"toll.{fate}_implied") if not _is_denied(sentence, tag))
        tag = next(told, None)
        if tag is not None and not any(figure.fate in (fate, Fate.ATTACKERS) for figure in found):
            start, end = passage.tokens[tag.first].start, passage.tokens[tag.last - 1].end
            standing = _stands(passage, sentence, tag.first)
            yield replace(Figure(fate, 1, 1, 1, start, end), implied=True, standing=standing)
