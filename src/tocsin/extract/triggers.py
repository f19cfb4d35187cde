"""Words that tell of violence, and whether what they tell of happened.

A word counts only where nothing beside it says otherwise: prevented, planned, threatened, supposed, drilled,
filmed, commemorated, tried in court, or a figure of speech of sport and markets.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tocsin.base import IncidentKind
from tocsin.extract.passage import Passage, Sentence
from tocsin.extract.tags import Tag
from tocsin.extract.toll import Figure

# Kinds of text in which nothing told happened now, and kinds in which words of violence mean something else.
NOT_NOW = ("genre.drill", "genre.fiction", "genre.anniversary", "genre.trial")
ELSEWHERE = (
    "genre.sport",
    "genre.market",
    "genre.disaster",
    "genre.accident",
    "genre.health",
    "genre.violence_policy",
)
# What words of violence are said of in figures of speech or as sums of many events.
FIGURATIVE = ("genre.sport", "genre.market", "genre.violence_policy")
THREAT, HISTORY = "genre.threat", "genre.history"
NO_VIOLENCE = ("genre.disaster", "genre.accident", "genre.health")
LEAD_SENTENCES = 3
_BEFORE, _AFTER, _CONDITION, _NEGATION = 5, 2, 4, 2

Figures = Mapping[int, Sequence[Figure]]


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words of a sentence that tell of violence that happened; `strong` where they can mean nothing else."""

    sentence: Sentence
    tag: Tag
    kind: IncidentKind
    strong: bool


def triggers(passage: Passage, figures: Figures, genre: str) -> tuple[Trigger, ...]:
    """The triggers of a passage of a genre (see `tocsin.extract.genre`) that stand for something that
    happened, in order."""
    if genre in (*NOT_NOW, THREAT, HISTORY):
        return ()
    found = [trigger for sentence in passage.sentences for trigger in told_in(passage, sentence, figures)]
    if genre:
        found = [trigger for trigger in found if trigger.strong and is_counted(trigger, figures)]
    return tuple(_supported(passage, found, figures))


def lead_of(passage: Passage) -> Sequence[Sentence]:
    """The title and the sentences that open the text; lines without a verb's worth of words do not count."""
    title = [sentence for sentence in passage.sentences if passage.in_title(sentence)]
    body = [s for s in passage.sentences if not passage.in_title(s) and s.last - s.first > 4]
    return [*title, *body[:LEAD_SENTENCES]]


def is_counted(trigger: Trigger, figures: Figures) -> bool:
    """Whether its sentence counts victims, and is not one of sport, markets or statistics."""
    told = figures.get(trigger.sentence.index, ())
    return any(not figure.implied for figure in told) and not trigger.sentence.has(*FIGURATIVE)


def told_in(passage: Passage, sentence: Sentence, figures: Figures) -> Iterable[Trigger]:
    """The triggers of one sentence by what the sentence itself says, whatever the genre."""
    if sentence.has(*NOT_NOW) or sentence.has("mark.past", "mark.averted"):
        return
    has_figure = any(not figure.implied for figure in figures.get(sentence.index, ()))
    tags = list(sentence.tagged("kind", "weak"))
    surer = [tag for tag in tags if tag.section == "kind"]
    for tag in tags:
        strong = tag.section == "kind"
        if not strong and (any(_inside(tag, other) for other in surer) or _means_else(sentence, has_figure)):
            continue
        if strong and not has_figure and sentence.has("genre.sport", "genre.market"):
            continue
        if _happened(passage, sentence, tag, has_figure):
            yield Trigger(sentence, tag, IncidentKind(tag.name), strong)


def _means_else(sentence: Sentence, has_figure: bool) -> bool:
    return sentence.has(*NO_VIOLENCE) or (sentence.has(*ELSEWHERE) and not has_figure)


def _inside(small: Tag, large: Tag) -> bool:
    return large.first <= small.first and small.last <= large.last


def _happened(passage: Passage, sentence: Sentence, tag: Tag, has_figure: bool) -> bool:
    """Whether no word beside the trigger says that it did not happen."""
    before = [("mark.unreal_before", _BEFORE), ("mark.condition", _CONDITION), ("mark.no", _NEGATION)]
    if not has_figure:
        before.append(("mark.unreal_soft", _BEFORE))
    if any(_stands_before(passage, sentence, tag, name, reach) for name, reach in before):
        return False
    return not any(
        0 <= other.first - tag.last < _AFTER and not passage.breaks(tag.last - 1, other.first)
        for other in sentence.tagged("mark.unreal_after")
    )


def _stands_before(passage: Passage, sentence: Sentence, tag: Tag, name: str, reach: int) -> bool:
    return any(
        0 <= tag.first - other.last < reach and not passage.breaks(other.last - 1, tag.first)
        for other in sentence.tagged(name)
    )


def _supported(passage: Passage, found: Sequence[Trigger], figures: Figures) -> Iterable[Trigger]:
    """A blast, a fire or a siege alone may be an accident or a figure of speech: it needs surer words
    elsewhere; that somebody claims it, or nobody has, is as sure, and so are victims of a rocket or shell."""
    sure = any(trigger.strong or trigger.kind == IncidentKind.ATTACK for trigger in found)
    if sure or passage.tags.has("noun.attacker", "claim.self", "claim.none"):
        return found
    if passage.tags.has("weapon.rocket") and any(figures.values()):
        return found
    return [trigger for trigger in found if trigger.kind in (IncidentKind.SHOOTING, IncidentKind.STABBING)]
