"""What kind of text a passage is by its opening: it tells of something now, or of a drill, a film, a match.

Each question is asked in turn; the first that is answered with yes gives the genre. Words of violence beside
real victims or a fresh day speak against every one of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from tocsin.base import IncidentKind
from tocsin.extract.passage import Passage, Sentence
from tocsin.extract.triggers import (
    ELSEWHERE,
    FIGURATIVE,
    HISTORY,
    NO_VIOLENCE,
    NOT_NOW,
    THREAT,
    Figures,
    Trigger,
    is_counted,
    lead_of,
    told_in,
)

Says = Callable[[Sentence], bool]


@dataclass(frozen=True)
class _Opening:
    """The title and first sentences of a passage, and their words of violence that may be meant."""

    passage: Passage
    figures: Figures
    fresh: Says
    history: Says

    @cached_property
    def lead(self) -> Sequence[Sentence]:
        return lead_of(self.passage)

    @cached_property
    def title(self) -> list[Sentence]:
        return [sentence for sentence in self.lead if self.passage.in_title(sentence)]

    @cached_property
    def real(self) -> list[Trigger]:
        return [t for sentence in self.lead for t in told_in(self.passage, sentence, self.figures)]

    @cached_property
    def strong(self) -> list[Trigger]:
        return [trigger for trigger in self.real if trigger.strong]

    @cached_property
    def counted(self) -> list[Trigger]:
        return [trigger for trigger in self.real if is_counted(trigger, self.figures)]

    @cached_property
    def violent_title(self) -> bool:
        return any(self.passage.in_title(trigger.sentence) for trigger in self.real)

    def words(self, sentences: Sequence[Sentence], *genres: str) -> list[str]:
        return [tag.category for sentence in sentences for tag in sentence.tagged(*genres)]


def genre_of(passage: Passage, figures: Figures, fresh: Says, history: Says) -> str:
    """The category of text (`genre.drill`, ...) that the opening shows and no fresh event there contradicts,
    or "".

    `fresh` tells whether a sentence names a day close to publication, `history` one of more than a year ago.
    """
    opening = _Opening(passage, figures, fresh, history)
    answers = (ask(opening) for ask in (_threat, _not_now, _history, _elsewhere, _harmless))
    return next((genre for genre in answers if genre), "")


def _threat(opening: _Opening) -> str:
    """The title tells of a plot, a threat or a false alarm, and of no violence."""
    return "" if opening.violent_title or not opening.words(opening.title, THREAT) else THREAT


def _not_now(opening: _Opening) -> str:
    """More words of drills, films, trials and anniversaries than of violence on a fresh day; those of a title
    that tells of no violence count twice."""
    words = opening.words(opening.lead, *NOT_NOW)
    if not opening.violent_title:
        words += opening.words(opening.title, *NOT_NOW)
    dated = len({trigger.sentence.index for trigger in opening.strong if opening.fresh(trigger.sentence)})
    real = 2 * dated + any(trigger.strong for trigger in opening.counted)
    return _commonest(words) if len(words) > real else ""


def _history(opening: _Opening) -> str:
    """It names a day of years ago, and gives no violence a fresh one."""
    meant = [*opening.strong, *opening.counted]
    now = any(opening.fresh(trigger.sentence) for trigger in meant)
    return HISTORY if not now and any(map(opening.history, opening.lead)) else ""


def _elsewhere(opening: _Opening) -> str:
    """Sport, markets, accidents and the like, without victims of violence; sure words of violence do not
    stand against more words of sport, markets or statistics: they are figures of speech there."""
    words = opening.words(opening.lead, *ELSEWHERE)
    if not words or opening.counted:
        return ""
    figurative = opening.words(opening.lead, *FIGURATIVE)
    return _commonest(words) if not opening.strong or len(figurative) > len(opening.strong) else ""


def _harmless(opening: _Opening) -> str:
    """An accident, a disaster or a disease, whatever its toll, where nobody fired or is said to have meant
    it."""
    words = opening.words(opening.lead, *NO_VIOLENCE)
    fired = any(trigger.kind == IncidentKind.SHOOTING for trigger in opening.counted)
    meant = opening.strong or opening.passage.tags.has("noun.attacker", "claim.self", "claim.none")
    return _commonest(words) if words and not (fired or meant) else ""


def _commonest(words: Sequence[str]) -> str:
    return max(words, key=words.count)
