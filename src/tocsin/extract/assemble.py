"""Incidents of one report: triggers, places, days and counts put together.

The first thing told is the report's main incident; what follows joins it unless its own place or day says
otherwise. Another incident needs a place and a day of its own in the text. What lies further back than
`RECENT` is background: it is told of in a note and makes no incident.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tocsin.base import IncidentKind, Place, PlaceKind, When
from tocsin.extract.geocode import distance_km
from tocsin.extract.passage import Sentence
from tocsin.extract.scene import Scene, Spot
from tocsin.extract.toll import Figure
from tocsin.extract.triggers import NOT_NOW, Figures, Trigger, lead_of

NEAR_KM = 30.0
RECENT = timedelta(days=31)
_LEAD_WEIGHT, _FIGURE_WEIGHT = 2, 2


@dataclass(frozen=True, slots=True)
class Mention:
    """One sentence's telling of one incident."""

    sentence: Sentence
    triggers: tuple[Trigger, ...]
    spot: Spot | None
    when: When | None
    figures: tuple[Figure, ...]
    weight: int

    @property
    def exact(self) -> Place | None:
        """The settlement it names, if any."""
        return self.spot.place if self.spot and self.spot.place.kind == PlaceKind.SETTLEMENT else None


@dataclass(slots=True)
class Group:
    """Mentions of one incident."""

    mentions: list[Mention] = field(default_factory=list)

    @property
    def spots(self) -> list[tuple[Spot, int]]:
        """The places named with their weight, settlements alone where there are any."""
        named = [(m.spot, m.weight) for m in self.mentions if m.spot is not None]
        exact = [(spot, weight) for spot, weight in named if spot.place.kind == PlaceKind.SETTLEMENT]
        return exact or named

    @property
    def place(self) -> Place | None:
        """The place of most weight; a suburb gives way to the city it belongs to, where that is named too."""
        votes: Counter[Place] = Counter()
        known: dict[Place, float] = {}
        for spot, weight in self.spots:
            votes[spot.place] += weight * (1 if spot.adjective else 2)
            known[spot.place] = max(spot.known, known.get(spot.place, 0.0))
        if not votes:
            return None
        chosen = votes.most_common(1)[0][0]
        around = [
            place for place in votes if place.kind == chosen.kind and distance_km(place, chosen) <= NEAR_KM
        ]
        return max(around, key=lambda place: known[place])

    @property
    def when(self) -> When | None:
        """The day of most weight, the first named of equals, days before months and years.

        Sentences with figures alone are asked only where none that tells of violence names a day.
        """
        dated = [mention for mention in self.mentions if mention.when is not None]
        votes: Counter[When] = Counter()
        for mention in [m for m in dated if m.triggers] or dated:
            if mention.when is not None:
                votes[mention.when] += mention.weight
        if not votes:
            return None
        shortest = min(when.last - when.first for when in votes)
        return Counter({w: n for w, n in votes.items() if w.last - w.first == shortest}).most_common(1)[0][0]

    @property
    def triggers(self) -> list[Trigger]:
        """All its triggers."""
        return [trigger for mention in self.mentions for trigger in mention.triggers]

    @property
    def figures(self) -> list[Figure]:
        """All its figures, in order of the text."""
        return [figure for mention in self.mentions for figure in mention.figures]


@dataclass(frozen=True, slots=True)
class Assembly:
    """The incidents of a report, the main one first, and notes on what was left out."""

    groups: tuple[Group, ...]
    notes: tuple[str, ...]


def assemble(scene: Scene, triggers: Sequence[Trigger], figures: Figures) -> Assembly:
    """Put the triggers and figures of a passage together into incidents."""
    builder = _Builder(scene, figures)
    by_sentence: dict[int, list[Trigger]] = {}
    for trigger in triggers:
        by_sentence.setdefault(trigger.sentence.index, []).append(trigger)
    for sentence in scene.passage.sentences:
        if sentence.index in by_sentence:
            builder.add_told(sentence, by_sentence[sentence.index])
        elif figures.get(sentence.index):
            builder.add_counted(sentence)
    return builder.result()


class _Builder:
    def __init__(self, scene: Scene, figures: Figures) -> None:
        self.scene = scene
        self.figures = figures
        self.lead = {sentence.index for sentence in lead_of(scene.passage)}
        self.groups: list[Group] = []
        self.latest: Group | None = None
        self.early: list[Mention] = []
        self.notes: list[str] = []

    def add_told(self, sentence: Sentence, triggers: Sequence[Trigger]) -> None:
        """A sentence that tells of violence, perhaps in more than one place."""
        parts = self._by_place(sentence, triggers)
        for number, (spot, some) in enumerate(parts):
            anchor = self._anchor(spot)
            whens = [self.scene.day_of(sentence, trigger.tag, anchor) for trigger in some]
            when = next((when for when in whens if when is not None), None)
            near = [f for f in self.figures.get(sentence.index, ()) if self._nearest(f, parts) == number]
            self._place(self._mention(sentence, tuple(some), spot, when, near))

    def add_counted(self, sentence: Sentence) -> None:
        """A sentence with figures alone goes on about what was told before, unless it says otherwise."""
        if sentence.has(*NOT_NOW) or sentence.has("mark.past"):
            return
        figures = self.figures[sentence.index]
        cue = next(iter(sentence.tagged("toll")))
        spot = self.scene.place_of(sentence, cue)
        when = self.scene.day_of(sentence, cue, self.scene.issued)
        mention = self._mention(sentence, (), spot, when, figures)
        if not self.groups:
            self.early.append(mention)
            return
        group = self._fitting(mention)
        if group is not None:
            group.mentions.append(mention)

    def result(self) -> Assembly:
        """The groups that tell enough to be incidents.

        Figures that came before the first word of violence ("120 people lost their lives last night") belong to
        the first incident they fit.
        """
        for mention in self.early:
            group = next((group for group in self.groups if _fits(group, mention)), None)
            if group is not None and not self._is_old(mention.when):
                group.mentions.insert(0, mention)
        kept = [group for group in self.groups if self._tells_enough(group)]
        return Assembly(tuple(kept), tuple(dict.fromkeys(self.notes)))

    def _mention(
        self,
        sentence: Sentence,
        triggers: tuple[Trigger, ...],
        spot: Spot | None,
        when: When | None,
        figures: Iterable[Figure],
    ) -> Mention:
        told = tuple(figures)
        weight = 1 + _LEAD_WEIGHT * (sentence.index in self.lead) + _FIGURE_WEIGHT * bool(told)
        return Mention(sentence, triggers, spot, when, told, weight)

    def _by_place(
        self, sentence: Sentence, triggers: Sequence[Trigger]
    ) -> list[tuple[Spot | None, list[Trigger]]]:
        """Triggers of a sentence by the place nearest to each, near places taken for one."""
        parts: list[tuple[Spot | None, list[Trigger]]] = []
        for trigger in triggers:
            spot = self.scene.place_of(sentence, trigger.tag)
            home = next((part for part in parts if _one_place(part[0], spot)), None)
            if home is None:
                parts.append((spot, [trigger]))
            else:
                home[1].append(trigger)
        return parts

    def _nearest(self, figure: Figure, parts: Sequence[tuple[Spot | None, list[Trigger]]]) -> int:
        at = self.scene.passage.token_at(figure.start)
        return min(
            range(len(parts)),
            key=lambda number: min(abs(trigger.tag.first - at) for trigger in parts[number][1]),
        )

    def _anchor(self, spot: Spot | None) -> date | None:
        """The day "a day after" counts from: that of the main incident if this is told of another place."""
        main = self.groups[0] if self.groups else None
        place = main.place if main else None
        if (
            main
            and place
            and spot
            and spot.place.kind == PlaceKind.SETTLEMENT
            and not _near(place, spot.place)
        ):
            return main.when.first if main.when else self.scene.issued
        return self.scene.issued

    def _place(self, mention: Mention) -> None:
        if self._is_old(mention.when):
            self.notes.append("An older attack that the text recalls is left out.")
            return
        group = self._fitting(mention)
        if group is None and self.groups and not (mention.exact and mention.when):
            where = mention.spot.place.name if mention.spot else "another place"
            self.notes.append(f"Violence in {where} is mentioned without a day of its own and left out.")
            return
        if group is None:
            group = Group()
            self.groups.append(group)
        group.mentions.append(mention)
        self.latest = group

    def _is_old(self, when: When | None) -> bool:
        return when is not None and self.scene.issued is not None and when.last < self.scene.issued - RECENT

    def _fitting(self, mention: Mention) -> Group | None:
        """The group a mention goes on about: the latest told of, else the first that fits."""
        if self._is_old(mention.when):
            return None
        ordered = [self.latest, *self.groups] if self.latest else self.groups
        return next((group for group in ordered if group and _fits(group, mention)), None)

    def _tells_enough(self, group: Group) -> bool:
        """A sure word or a count; or a weaker word with its own place and day."""
        if any(trigger.strong for trigger in group.triggers):
            return True
        if any(not figure.implied for figure in group.figures):
            return True
        return bool(group.spots) and group.when is not None


def _fits(group: Group, mention: Mention) -> bool:
    when, place = group.when, group.place
    if mention.when and when and not _days_meet(when, mention.when):
        return False
    if mention.exact is None or place is None:
        return True
    if place.kind != PlaceKind.SETTLEMENT:
        return place.country == mention.exact.country
    return any(_near(spot.place, mention.exact) for spot, _ in group.spots)


def _days_meet(one: When, other: When) -> bool:
    slack = timedelta(days=1)
    return one.first <= other.last + slack and other.first <= one.last + slack


def _one_place(one: Spot | None, other: Spot | None) -> bool:
    if one is None or other is None:
        return True
    exact = PlaceKind.SETTLEMENT
    if one.place.kind != exact or other.place.kind != exact:
        return True
    return _near(one.place, other.place)


def _near(one: Place, other: Place) -> bool:
    return one == other or distance_km(one, other) <= NEAR_KM


def kind_of(triggers: Sequence[Trigger]) -> IncidentKind:
    """The one kind told of; an attack where several are, or none beyond the word itself.

    >>> kind_of([])
    <IncidentKind.ATTACK: 'attack'>
    """
    for some in ([t for t in triggers if t.strong], list(triggers)):
        kinds = {trigger.kind for trigger in some if trigger.kind != IncidentKind.ATTACK}
        if len(kinds) == 1:
            return kinds.pop()
        if kinds:
            return IncidentKind.ATTACK
    return IncidentKind.ATTACK
