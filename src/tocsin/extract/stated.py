"""The figures of a report with what the choice of a toll looks at beside them."""

from collections.abc import Iterator, Sequence

from tocsin.extract.choice_features import Stated, Telling
from tocsin.extract.group import Group
from tocsin.extract.passage import Sentence
from tocsin.extract.scene import Scene
from tocsin.extract.toll import Fate, Figure
from tocsin.extract.triggers import NOT_NOW, Figures, lead_of

_CHOSEN_FROM = (Fate.KILLED, Fate.INJURED, Fate.STRUCK, Fate.ATTACKERS)
_DENIAL_REACH = 3


def telling(scene: Scene, figures: Figures, groups: Sequence[Group]) -> Telling:
    """All figures of killed, injured and shot in order, each with the incident it was put to."""
    homes = {id(figure): number for number, group in enumerate(groups) for figure in group.figures}
    told = {mention.sentence.index for group in groups for mention in group.mentions if mention.triggers}
    lead = {sentence.index for sentence in lead_of(scene.passage)}
    stated = tuple(
        _stated(scene, sentence, figure, homes.get(id(figure), -1), sentence.index in lead, told)
        for sentence, figure in _in_order(scene, figures)
    )
    return Telling(stated, len(scene.passage.sentences), len(groups))


def _in_order(scene: Scene, figures: Figures) -> Iterator[tuple[Sentence, Figure]]:
    for sentence in scene.passage.sentences:
        for figure in figures.get(sentence.index, ()):
            if figure.fate in _CHOSEN_FROM:
                yield sentence, figure


def _stated(
    scene: Scene, sentence: Sentence, figure: Figure, group: int, lead: bool, told: set[int]
) -> Stated:
    passage = scene.passage
    at = passage.token_at(figure.start)
    words = passage.text[figure.start : figure.end].lower().split()
    return Stated(
        figure,
        words[-1] if words else "",
        sentence.index,
        group,
        lead=lead,
        told=sentence.index in told,
        dated=bool(scene.days_in(sentence)),
        violent=sentence.has("kind"),
        denied=any(abs(mark.first - at) <= _DENIAL_REACH for mark in sentence.tagged("mark.no")),
        past=sentence.has("mark.past", *NOT_NOW),
        attackers=sentence.has("noun.attacker"),
    )
