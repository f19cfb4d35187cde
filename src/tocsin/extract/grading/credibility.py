"""How credible what a source tells of an incident is: by who else, independent of it, tells the same.

The reliability of the source itself plays no part, as the scheme demands; that of the others does: an
unreliable one confirms nothing and contradicts nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from tocsin.extract.grading.facts import Fact, same
from tocsin.extract.grading.scale import UNKNOWN_DIGIT, UNKNOWN_LETTER
from tocsin.extract.grading.statement import Statement

WEIGHTS: Mapping[str, float] = {"A": 1.0, "B": 1.0, "C": 1.0, "D": 0.5, "E": 0.0, UNKNOWN_LETTER: 1.0}
"""What the word of another source counts by its letter. One not yet judged is no worse than a fair one."""

CONFIRMED = 2.0
"""So much support, and twice what stands against it, confirms; so many who differ on a fact refute it."""

NAMED = 4
"""So many sources a reason names; how many more there are, it counts."""

_NAMES = {
    fact: f"the number {fact}" if fact in (Fact.KILLED, Fact.INJURED) else f"the {fact}" for fact in Fact
}

_ALIKE = 2
"""Two sources tell the same if they agree on so many facts and differ on none."""


class Stand(Enum):
    """How another source stands to a telling: the shares for and against it."""

    SAME = (1.0, 0.0)
    IN_PART = (0.5, 0.5)
    AGAINST = (0.0, 1.0)
    SILENT = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Credibility:
    """A figure from 1 to 6, and why in plain words."""

    digit: int
    why: str


@dataclass(frozen=True, slots=True)
class _Voice:
    name: str
    letter: str
    agrees: tuple[Fact, ...]
    differs: tuple[Fact, ...]

    @property
    def weight(self) -> float:
        return WEIGHTS[self.letter]

    @property
    def stand(self) -> Stand:
        if self.differs:
            return Stand.IN_PART if self.agrees else Stand.AGAINST
        return Stand.SAME if len(self.agrees) >= _ALIKE else Stand.SILENT

    def __str__(self) -> str:
        """The name; with the letter only where that makes its word count less."""
        return self.name if self.weight == 1 else f"{self.name} ({self.letter})"


def credibility(one: Statement, told: Iterable[Statement], letters: Mapping[str, str]) -> Credibility:
    """The grade of one telling by the others of the incident; `letters` are the grades of sources, F where
    one is not among them.

    >>> from tocsin.base import IncidentKind
    >>> credibility(Statement(source="wire", kind=IncidentKind.BOMBING), [], {}).why
    'No other independent source tells of it.'
    """
    others = sorted((other for other in told if other.source != one.source), key=lambda each: each.source)
    voices = [_voice(one, other, letters.get(other.source, UNKNOWN_LETTER)) for other in others]
    digit = _digit(voices)
    reasons = _reasons(voices)
    return Credibility(digit, f"{reasons[:1].upper()}{reasons[1:]}.")


def of_incident(told: Sequence[Statement], letters: Mapping[str, str]) -> Credibility:
    """The grade of an incident: that of its best confirmed telling.

    >>> of_incident([], {}).digit
    6
    """
    graded = [(credibility(one, told, letters), one.source) for one in told]
    if not graded:
        return Credibility(UNKNOWN_DIGIT, "It is only recalled in passing.")
    best, source = min(graded, key=lambda pair: (pair[0].digit, pair[1]))
    return Credibility(best.digit, f"As {source} tells it: {best.why[:1].lower()}{best.why[1:]}")


def _digit(voices: Sequence[_Voice]) -> int:
    support = sum(voice.weight * voice.stand.value[0] for voice in voices)
    against = sum(voice.weight * voice.stand.value[1] for voice in voices)
    if not support and not against:
        return UNKNOWN_DIGIT
    refuted = sum(_is_refuted(fact, voices) for fact in Fact)
    if refuted > 1 or (against >= CONFIRMED and not support):
        return 5
    if refuted or support < against:
        return 4
    if support == against:
        return 3
    return 1 if support >= max(CONFIRMED, 2 * against) else 2


def _is_refuted(fact: Fact, voices: Sequence[_Voice]) -> bool:
    """Whether several others differ on a fact, and more than agree on it."""
    against = sum(voice.weight for voice in voices if fact in voice.differs)
    return against >= CONFIRMED and against > sum(voice.weight for voice in voices if fact in voice.agrees)


def _voice(one: Statement, other: Statement, letter: str) -> _Voice:
    verdicts = {fact: same(fact, one, other) for fact in Fact}
    agrees = tuple(fact for fact, verdict in verdicts.items() if verdict)
    differs = tuple(fact for fact, verdict in verdicts.items() if verdict is False)
    return _Voice(other.source, letter, agrees, differs)


def _reasons(voices: Sequence[_Voice]) -> str:
    heard = [voice for voice in voices if voice.weight and voice.stand is not Stand.SILENT]
    if not voices:
        return "no other independent source tells of it"
    if not heard:
        return f"the others say too little, or are unreliable: {_some(voices)}"
    alike = [voice for voice in heard if voice.stand is Stand.SAME]
    parts = [f"told alike by {_some(alike)}"] if alike else []
    for fact in Fact:
        if differing := [voice for voice in heard if fact in voice.differs]:
            parts.append(f"{_NAMES[fact]} told otherwise by {_some(differing)}")
    return "; ".join(parts)


def _some(voices: Sequence[_Voice]) -> str:
    """The first few by name: an incident all the world tells of has hundreds."""
    named = ", ".join(map(str, voices[:NAMED]))
    return f"{named} and {len(voices) - NAMED} more" if len(voices) > NAMED else named
