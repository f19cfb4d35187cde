"""Numbers of things in a text: figures, number words, and the words that bound them ("more than", "au
moins").

Conventions, the same for every language:

- "more than N", "at least N", "N or more": low N, best N, no high.
- "about N": a tenth less to a tenth more; "nearly N": a tenth less to N; both at least one.
- "up to N": low 0, best and high N; "fewer than N": low 0, best and high N - 1.
- "N to M", "between N and M": low N, best the middle rounded up, high M.
- "from N to M" beside a word of rising or falling: M alone, since N is what it was before.
- Words such as "several" or "dozens" carry their own low, best and high in the lexicon.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tocsin.extract.tags import Tag, Tags
from tocsin.extract.tokens import Token

_JOINERS = frozenset(("", " ", "-", "\u00a0", "\u2010", "\u2011", "\n", "  "))
_DASHES = frozenset(("-", "\u2013", "\u2014", " - ", " \u2013 ", "~", "\u301c"))
_NOT_BEFORE = "$€£¥#:/.\u2116"
_NOT_AFTER = "%°:/٪％"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of things: words `first` to `last` (exclusive) with its bounds, `core` the words of the
    number.

    `vague` tells a word such as "several" from a number, `fell` that a higher earlier figure stands beside
    it: "lowered from 132 to 129".
    """

    first: int
    last: int
    core: tuple[int, int]
    low: int
    best: int
    high: int | None
    vague: bool = False
    fell: bool = False


def quantities(text: str, tokens: Sequence[Token], tags: Tags) -> tuple[Quantity, ...]:
    """Every number of things in a text, in order; dates, money, shares and times of day are left out where
    their sign shows them, the rest is for the caller to judge by the noun that follows.

    >>> from tocsin.extract.lexicon import load
    >>> from tocsin.extract.tags import Tags
    >>> from tocsin.extract.tokens import tokenise
    >>> text = "More than a hundred and twenty people"
    >>> tokens = tokenise(text)
    >>> (found,) = quantities(text, tokens, Tags(load("en").match(tokens)))
    >>> found.low, found.best, found.high
    (120, 120, None)
    """
    return tuple(_Scanner(text, tokens, tags).scan())


class _Scanner:
    def __init__(self, text: str, tokens: Sequence[Token], tags: Tags) -> None:
        self.text = text
        self.tokens = tokens
        self.tags = tags

    def scan(self) -> Iterator[Quantity]:
        index = 0
        while index < len(self.tokens):
            if not self._may_start(index):
                index += 1
                continue
            found = self._range(index) or self._single(index)
            vague = self._vague(index)
            if found is None or (vague is not None and vague.core[1] > found.core[1]):
                found = vague
            if found is not None and not self._is_marked_otherwise(found):
                yield found
            index = found.last if found is not None else index + 1

    def _may_start(self, index: int) -> bool:
        named = any(self.tags.starting(index, name) for name in ("number", "multiplier", "vague"))
        return named or self.tokens[index].is_figure

    def _single(self, index: int) -> Quantity | None:
        parsed = self._number(index)
        if parsed is None:
            return None
        last, value = parsed
        return self._bounded(Quantity(index, last, (index, last), value, value, value))

    def _range(self, index: int) -> Quantity | None:
        first = self._number(index)
        if first is None:
            return None
        middle, low = first
        after = self._connector(index, middle)
        second = self._number(after) if after is not None else None
        source = self.tags.ending(index, "bound.from")
        if second is None or second[1] == low or (second[1] < low and source is None):
            return None
        last, high = second
        if source is not None:
            return Quantity(source.first, last, (index, last), high, high, high, fell=high < low)
        between = self.tags.ending(index, "bound.between")
        return Quantity(
            between.first if between else index, last, (index, last), low, (low + high + 1) // 2, high
        )

    def _connector(self, index: int, middle: int) -> int | None:
        """The word after "to", a dash, or (once "between" was said) "and"."""
        if middle >= len(self.tokens):
            return None
        if self._gap(middle - 1) in _DASHES and self.tokens[middle].is_figure:
            return middle
        word = self.tags.starting(middle, "bound.to")
        if word is None and self.tags.ending(index, "bound.between"):
            word = self.tags.starting(middle, "bound.and")
        return word.last if word else None

    def _number(self, index: int) -> tuple[int, int] | None:
        """The words of a number that starts here, and its value."""
        parts: list[int] = []
        position = index
        while position < len(self.tokens) and (position == index or self._joined(position, parts)):
            step = self._extend(position, parts)
            if step is None:
                break
            position = step
        return (position, sum(parts)) if parts else None

    def _joined(self, position: int, parts: Sequence[int]) -> bool:
        return self._gap(position - 1) in _JOINERS and bool(parts)

    def _extend(self, position: int, parts: list[int]) -> int | None:
        """Take one more number word into the parts; the next position, or None where it does not fit."""
        scale = self.tags.starting(position, "multiplier")
        if scale is not None and _multiply(parts, int(scale.value)):
            return scale.last
        word = self.tags.starting(position, "number")
        if word is not None and parts and word.value == 0:
            return word.last
        if word is not None and _fits(parts, int(word.value)):
            parts.append(int(word.value))
            return word.last
        figure = _figure(self.tokens[position])
        if figure is not None and not parts:
            parts.append(figure)
            return position + 1
        return self._over_and(position, parts)

    def _over_and(self, position: int, parts: list[int]) -> int | None:
        """ "And" inside a number: "a hundred and twenty", "treinta y dos", Swahili "kumi na wanne" (14)."""
        if not parts or parts[-1] < 10 or self.tokens[position - 1].is_figure:
            return None
        link = self.tags.starting(position, "bound.and")
        word = self.tags.starting(link.last, "number") if link and link.last < len(self.tokens) else None
        if word is None or self._gap(word.first - 1) not in _JOINERS or not _fits(parts, int(word.value)):
            return None
        parts.append(int(word.value))
        return word.last

    def _vague(self, index: int) -> Quantity | None:
        tag = self.tags.starting(index, "vague")
        if tag is None or self._opens_a_number(index):
            return None
        value: Mapping[str, Any] = tag.value
        found = Quantity(
            index, tag.last, (index, tag.last), value["low"], value["best"], value.get("high"), True
        )
        return self._bounded(found) if value.get("high") else found

    def _opens_a_number(self, index: int) -> bool:
        """Whether the word is a bound of the number behind it: "as many as 30", "some 25"."""
        bounds = [self.tags.starting(at, "bound") for at in (index - 1, index) if at >= 0]
        return any(bound and bound.last > index and self._number(bound.last) for bound in bounds)

    def _bounded(self, found: Quantity) -> Quantity:
        before = self.tags.ending(found.first, "bound")
        if before is not None and self._gap(found.first - 1) in _JOINERS:
            found = _apply(before.name, replace(found, first=before.first))
        noun = self.tags.starting(found.last, "noun.person")
        for position in (found.last, noun.last if noun else found.last):
            after = self._bound_after(position)
            if after is not None and self._gap(position - 1) in _JOINERS:
                return _apply(after.name.removesuffix("_after"), replace(found, last=after.last))
        return found

    def _bound_after(self, position: int) -> Tag | None:
        return self.tags.starting(position, "bound.more_after") or self.tags.starting(
            position, "bound.about_after"
        )

    def _is_marked_otherwise(self, found: Quantity) -> bool:
        start, end = self.tokens[found.core[0]].start, self.tokens[found.core[1] - 1].end
        if re.match(r"[.-]\d", self.text[end : end + 2]) or re.match(
            r"\d[.-]", self.text[max(0, start - 2) : start]
        ):
            return True
        before, after = self.text[start - 1 : start] if start else "", self.text[end : end + 1]
        if (
            before
            and before in _NOT_BEFORE
            and not (before == "." and self.text[start - 2 : start - 1].isspace())
        ):
            return True
        previous = self.tokens[found.core[0] - 1] if found.core[0] else None
        if previous is not None and previous.end == start and previous.is_figure:
            return True
        hyphened = (
            before == "-"
            and self.text[start - 2 : start - 1].isalpha()
            and self.tokens[found.core[0]].is_figure
        )
        return hyphened or (bool(after) and after in _NOT_AFTER)

    def _gap(self, index: int) -> str:
        """What stands between a word and the next."""
        if not 0 <= index < len(self.tokens) - 1:
            return "" if index < 0 else "\u0000"
        return self.text[self.tokens[index].end : self.tokens[index + 1].start]


def _figure(token: Token) -> int | None:
    """The value of a word in digits; None for decimals and other words."""
    if not token.is_figure:
        return None
    digits = "".join(char for char in token.surface if char.isdecimal())
    grouped = len(token.surface) != len(digits)
    if grouped and len(token.surface.replace(",", ".").replace("\u066b", ".").rpartition(".")[2]) not in (
        3,
        len(token.surface),
    ):
        return None
    return int(digits) if len(digits) <= 9 else None


def _multiply(parts: list[int], scale: int) -> bool:
    """Multiply the trailing parts below a scale ("two" "thousand"); one scale may also open a number."""
    smaller = 0
    while parts and parts[-1] < scale:
        smaller += parts.pop()
    if not smaller and parts and parts[-1] < scale * 10:
        return False
    parts.append((smaller or 1) * scale)
    return True


def _fits(parts: Sequence[int], value: int) -> bool:
    """Whether a number word goes on with the parts before it: "forty" "one", Arabic "one and forty"."""
    if not parts:
        return True
    last = parts[-1]
    if last >= 100:
        return value < _unit(last)
    return (
        (last >= 20 and last % 10 == 0 and value < 10)
        or (last < 10 <= 20 <= value < 100 and value % 10 == 0)
        or (last == 10 and value < 10)
    )


def _unit(value: int) -> int:
    unit = 1
    while value % (unit * 10) == 0:
        unit *= 10
    return unit


def _apply(bound: str, found: Quantity) -> Quantity:
    """What a bounding word makes of a number; see the conventions of this module."""
    value = found.best
    tenth = max(1, value // 10)
    if bound in ("more", "least"):
        return replace(found, low=found.low, high=None)
    if bound == "about":
        return replace(found, low=max(0, value - tenth), high=value + tenth)
    if bound == "nearly":
        return replace(found, low=max(0, value - tenth), high=value)
    if bound == "up_to":
        return replace(found, low=0, high=value)
    if bound == "less":
        return replace(found, low=0, best=max(0, value - 1), high=max(0, value - 1))
    return replace(found, first=found.core[0])
