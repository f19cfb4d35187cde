"""Official actions that a report tells of: alerts raised, emergencies declared, borders closed, measures
ordered."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from tocsin.base import ActionKind, Evidence, OfficialAction, Place, PlaceKind, When
from tocsin.extract.passage import Sentence
from tocsin.extract.scene import Day, Scene, Spot
from tocsin.extract.tags import Tag
from tocsin.extract.triggers import ELSEWHERE, NOT_NOW

Nation = Callable[[Place], Place]

_REACH = 9
_UNREAL = {"mark.no": 3, "mark.condition": 9}
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
    if genre in (*NOT_NOW, *ELSEWHERE) or not scene.passage.tags.has("mark.terror", "kind"):
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
                0 <= first - mark.last <= reach
                for name, reach in _UNREAL.items()
                for mark in sentence.tagged(name)
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
    """The country named nearest before the act, else after it; not one that only tells where violence was.

    Of two before a border that is closed the first closes it, and the other lies behind it.
    """
    spots = scene.spots_in(act.sentence)
    violent = {_beside(act.sentence, spots, tag) for tag in act.sentence.tagged("kind", "weak")}
    spots = [spot for spot in spots if spot not in violent]
    nations = [spot for spot in spots if spot.place.kind == PlaceKind.COUNTRY] or spots
    before = [spot for spot in nations if spot.first <= act.last]
    if before and act.kind is ActionKind.BORDER_CLOSED:
        return min(before, key=lambda spot: spot.first).place
    before = [spot for spot in before if spot.first <= act.first]
    if before:
        return max(before, key=lambda spot: spot.first).place
    return min(nations, key=lambda spot: spot.first).place if nations else None


def _beside(sentence: Sentence, spots: Iterable[Spot], tag: Tag) -> Spot | None:
    """The place named nearest to words of violence, if near enough."""
    near = [spot for spot in spots if _apart(spot, tag) < _BESIDE and not _after(sentence, spot, tag)]
    return min(near, key=lambda spot: _apart(spot, tag), default=None)


def _apart(one: Spot | Day, other: Tag | _Act) -> int:
    """How many words stand between; 0 for neighbours and what overlaps."""
    return max(other.first - one.last, one.first - other.last, 0)


def _after(sentence: Sentence, one: Spot | Day, other: Tag) -> bool:
    """Whether "after" stands between: "on Friday after the attack" does not date the attack."""
    first, last = min(one.last, other.last), max(one.first, other.first)
    return any(first <= mark.first < last for mark in sentence.tagged("mark.after"))


def _action(scene: Scene, act: _Act, place: Place) -> OfficialAction:
    sentence = act.sentence
    evidence = scene.passage.evidence(sentence.start, sentence.end)
    return OfficialAction(
        kind=act.kind,
        place=place,
        when=_when(scene, act),
        summary=_SUMMARY[act.kind].format(place.name),
        evidence=(evidence,) if evidence else (),
    )


def _when(scene: Scene, act: _Act) -> When | None:
    """The day named nearest to the act and not nearer to violence, else the day of publication."""
    violent = act.sentence.tagged("kind", "weak")
    for day in sorted(scene.days_in(act.sentence), key=lambda day: _apart(day, act)):
        nearer = any(
            _apart(day, tag) < min(_apart(day, act), _BESIDE) and not _after(act.sentence, day, tag)
            for tag in violent
        )
        if not nearer and day.when is not None and scene.is_recent(day.when):
            return day.when
    return When.on(scene.issued) if scene.issued else None


def _joined(first: OfficialAction, second: OfficialAction) -> OfficialAction:
    spans: dict[Evidence, None] = dict.fromkeys((*first.evidence, *second.evidence))
    return replace(first, evidence=tuple(spans))
