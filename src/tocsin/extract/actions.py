"""Official actions that a report tells of: alerts raised, emergencies declared, borders closed, measures
ordered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tocsin.base import ActionKind, Evidence, OfficialAction, Place, PlaceKind, When
from tocsin.extract.passage import Sentence
from tocsin.extract.scene import Scene, Spot
from tocsin.extract.tags import Tag
from tocsin.extract.triggers import ELSEWHERE, NOT_NOW

Nation = Callable[[Place], Place]

_REACH = 9
_NEGATION = 3
_BESIDE = 3
_SUMMARY = {
    ActionKind.ALERT_RAISED: "{} raised its state of alert",
    ActionKind.ALERT_LOWERED: "{} lowered its state of alert",
    ActionKind.EMERGENCY_DECLARED: "{} declared a state of emergency",
    ActionKind.BORDER_CLOSED: "{} closed its borders or brought back controls there",
    ActionKind.MEASURE_ORDERED: "{} ordered measures of security",
}


@dataclass(frozen=True, slots=True)
class _Act:
    kind: ActionKind
    sentence: Sentence
    first: int
    last: int


def actions(
    scene: Scene, genre: str, nation: Nation, fallback: Callable[[], Place | None]
) -> tuple[OfficialAction, ...]:
    """The actions of a passage, one of each kind for each country.

    `nation` gives the country of a place. A sentence that names no country goes on about that of the
    dateline or of the act before it; `fallback` is for where there is neither. None in texts about drills,
    sport, weather and the like.
    """
    if genre in (*NOT_NOW, *ELSEWHERE) or not scene.passage.tags.has("mark.terror"):
        return ()
    found: dict[tuple[ActionKind, str], OfficialAction] = {}
    speaker: Place | None = None
    for act in (act for sentence in scene.passage.sentences for act in _acts(sentence)):
        place = _who(scene, act) or scene.home or speaker or fallback()
        if place is None or not place.country:
            continue
        speaker = place
        action = _action(scene, act, nation(place))
        key = (action.kind, place.country)
        found[key] = _joined(found[key], action) if key in found else action
    return tuple(found.values())


def _acts(sentence: Sentence) -> Iterator[_Act]:
    if sentence.has(*NOT_NOW) or sentence.has("mark.past"):
        return
    for kind in ActionKind:
        for first, last in _spans(sentence, kind):
            if not any(
                0 <= first - no.last <= _NEGATION for no in sentence.tagged("mark.no", "mark.condition")
            ):
                yield _Act(kind, sentence, first, last)
                break


def _spans(sentence: Sentence, kind: ActionKind) -> Iterator[tuple[int, int]]:
    """Where the words of an action stand: a verb and its object near each other, or a set phrase."""
    objects = list(sentence.tagged(f"action.{kind}_object"))
    for verb in sentence.tagged(f"action.{kind}_verb"):
        for thing in objects:
            apart = max(thing.first - verb.last, verb.first - thing.last)
            if 0 <= apart <= _REACH:
                yield min(verb.first, thing.first), max(verb.last, thing.last)
    for phrase in sentence.tagged(f"action.{kind}"):
        yield phrase.first, phrase.last


def _who(scene: Scene, act: _Act) -> Place | None:
    """The country named nearest before the act, else after it; not one that only tells where violence was."""
    violent = act.sentence.tagged("kind", "weak")
    spots = [s for s in scene.spots_in(act.sentence) if not any(_beside(s, tag) for tag in violent)]
    nations = [spot for spot in spots if spot.place.kind == PlaceKind.COUNTRY] or spots
    before = [spot for spot in nations if spot.first <= act.first]
    if before:
        return max(before, key=lambda spot: spot.first).place
    return min(nations, key=lambda spot: spot.first).place if nations else None


def _beside(spot: Spot, tag: Tag) -> bool:
    return -1 <= tag.first - spot.last < _BESIDE or -1 <= spot.first - tag.last < _BESIDE


def _action(scene: Scene, act: _Act, place: Place) -> OfficialAction:
    sentence = act.sentence
    evidence = scene.passage.evidence(sentence.start, sentence.end)
    words = Tag(act.first, act.last, f"action.{act.kind}")
    return OfficialAction(
        kind=act.kind,
        place=place,
        when=_when(scene, sentence, words),
        summary=_SUMMARY[act.kind].format(place.name),
        evidence=(evidence,) if evidence else (),
    )


def _when(scene: Scene, sentence: Sentence, words: Tag) -> When | None:
    """The day named nearest to the act and not nearer to violence, else the day of publication."""
    violent = sentence.tagged("kind", "weak")
    for day in sorted(scene.days_in(sentence), key=lambda day: abs(day.first - words.first)):
        apart = abs(day.first - words.first)
        nearer = any(
            min(abs(day.first - tag.last), abs(tag.first - day.last)) < min(apart, _BESIDE) for tag in violent
        )
        if not nearer and day.when is not None and scene.is_recent(day.when):
            return day.when
    return When.on(scene.issued) if scene.issued else None


def _joined(first: OfficialAction, second: OfficialAction) -> OfficialAction:
    spans: dict[Evidence, None] = dict.fromkeys((*first.evidence, *second.evidence))
    return replace(first, evidence=tuple(spans))
