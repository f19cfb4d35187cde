"""Incidents of one report: triggers, places, days and counts put together.

The first thing told is the report's main incident; what follows joins it unless its own place or day says
otherwise. Another incident needs a place and a day of its own in the text. What lies further back than
`RECENT` is background: it is told of in a note and makes no incident.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tocsin.base import When
from tocsin.extract.group import Group, Mention, near
from tocsin.extract.passage import Sentence
from tocsin.extract.scene import Scene, Spot
from tocsin.extract.toll import Figure
from tocsin.extract.triggers import NOT_NOW, Figures, Trigger, lead_of

RECENT = timedelta(days=31)
OLDER = "An older attack that the text recalls is left out."
_LEAD_WEIGHT, _FIGURE_WEIGHT = 2, 2

Part = tuple[Spot | None, list[Trigger]]


@dataclass(frozen=True, slots=True)
class Assembly:
    """The incidents of a report, the main one first, and notes on what was left out."""

    groups: tuple[Group, ...]
    notes: tuple[str, ...]


def assemble(scene: Scene, triggers: Sequence[Trigger], figures: Figures) -> Assembly:
    """Put the triggers and figures of a passage together into incidents.

    The text comes before the title, which names no day and is cut short.
    """
    builder = _Builder(scene, figures)
    told: dict[int, list[Trigger]] = {}
    for trigger in triggers:
        told.setdefault(trigger.sentence.index, []).append(trigger)
    ordered = sorted(scene.passage.sentences, key=scene.passage.in_title)
    for sentence in ordered:
        if sentence.index in told:
            builder.add_told(sentence, told[sentence.index])
    for sentence in ordered:
        if sentence.index not in told and figures.get(sentence.index):
            builder.add_counted(sentence)
    return builder.result()


class _Builder:
    def __init__(self, scene: Scene, figures: Figures) -> None:
        self.scene = scene
        self.figures = figures
        self.lead = {sentence.index for sentence in lead_of(scene.passage)}
        self.groups: list[Group] = []
        self.told_in: dict[int, Group] = {}
        # Whether the first thing told is long past: what follows without a day is the same old story.
        self.old = False
        self.notes: list[str] = []

    def add_told(self, sentence: Sentence, triggers: Sequence[Trigger]) -> None:
        """A sentence that tells of violence, perhaps in more than one place."""
        parts = self._by_place(sentence, triggers)
        for number, (spot, some) in enumerate(parts):
            sure = [trigger.tag for trigger in some if trigger.strong] or [trigger.tag for trigger in some]
            when = self.scene.day_of(sentence, sure, self._anchor(spot))
            own = [f for f in self.figures.get(sentence.index, ()) if self._nearest(f, parts) == number]
            self._add(self._mention(sentence, tuple(some), spot, when, own))

    def add_counted(self, sentence: Sentence) -> None:
        """A sentence with figures alone goes on about what was told before, unless it says otherwise."""
        if not self.groups or sentence.has(*NOT_NOW) or sentence.has("mark.past"):
            return
        cues = list(sentence.tagged("toll"))
        # Further down, a day beside a count is as a rule the day on which it was given.
        when = self.scene.day_of(sentence, cues, self.scene.issued) if sentence.index in self.lead else None
        spot = self.scene.place_of(sentence, cues[0])
        mention = self._mention(sentence, (), spot, when, self.figures[sentence.index])
        before = [index for index in self.told_in if index < sentence.index]
        latest = self.told_in[max(before)] if before else self.groups[0]
        group = next((g for g in (latest, *self.groups) if self._fits(g, mention)), None)
        if group is not None:
            group.mentions.append(mention)

    def result(self) -> Assembly:
        """The groups that tell enough to be incidents."""
        for group in self.groups:
            group.mentions.sort(key=lambda m: (self.scene.passage.in_title(m.sentence), m.sentence.index))
        # Without a weapon or an attacker, an "attack" with no victims may well be one of words.
        violent = self.scene.passage.tags.has("weapon", "noun.attacker", "action")
        placed = self.scene.home is not None or bool(self.scene.spots)
        kept = tuple(
            group
            for group in self.groups
            if _tells_enough(group, violent)
            and not self._is_old(group.when)
            and (placed or self._tells_without_place(group))
        )
        return Assembly(kept, tuple(dict.fromkeys(self.notes)))

    def _tells_without_place(self, group: Group) -> bool:
        """A text that names no place at all must give a day, and victims or a street."""
        sentences = [mention.sentence for mention in group.mentions]
        street = any(sentence.has("mark.street_after") for sentence in sentences)
        return group.when is not None and (street or bool(group.figures))

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

    def _by_place(self, sentence: Sentence, triggers: Sequence[Trigger]) -> list[Part]:
        """Triggers of a sentence by the place nearest to each, near places taken for one."""
        parts: list[Part] = []
        for trigger in triggers:
            spot = self.scene.place_of(sentence, trigger.tag)
            home = next((part for part in parts if _one_place(part[0], spot)), None)
            if home is None:
                parts.append((spot, [trigger]))
            else:
                home[1].append(trigger)
        return parts

    def _nearest(self, figure: Figure, parts: Sequence[Part]) -> int:
        at = self.scene.passage.token_at(figure.start)
        return min(
            range(len(parts)),
            key=lambda number: min(abs(trigger.tag.first - at) for trigger in parts[number][1]),
        )

    def _anchor(self, spot: Spot | None) -> date | None:
        """The day "a day after" counts from: that of the main incident if this is told of another place."""
        main = self.groups[0] if self.groups else None
        place = main.place if main else None
        if main and place and main.when and spot and spot.exact and not near(place, spot.place):
            return main.when.first
        return self.scene.issued

    def _add(self, mention: Mention) -> None:
        if self._is_old(mention.when) or (self.old and mention.when is None and not self.groups):
            self.old = True
            self.notes.append(OLDER)
            return
        latest = self.told_in[max(self.told_in)] if self.told_in else None
        group = next((g for g in (latest, *self.groups) if g and self._fits(g, mention)), None)
        if group is None and self.groups and not (mention.exact and mention.when):
            where = mention.spot.place.name if mention.spot else "another place"
            self.notes.append(f"Violence in {where} is mentioned without a day of its own and left out.")
            return
        if group is None:
            group = Group()
            self.groups.append(group)
        group.mentions.append(mention)
        self.told_in[mention.sentence.index] = group

    def _is_old(self, when: When | None) -> bool:
        return when is not None and self.scene.issued is not None and when.last < self.scene.issued - RECENT

    def _fits(self, group: Group, mention: Mention) -> bool:
        """Whether a mention can go on about a group: its day and its place, where it has them, are the
        group's."""
        when, place = group.when, group.place
        if mention.when and when and not _days_meet(when, mention.when):
            return False
        if mention.exact is None or place is None:
            return True
        if not any(spot.exact for spot, _ in group.spots):
            return place.country == mention.exact.country
        if any(near(spot.place, mention.exact) for spot, _ in group.spots):
            return True
        # A quarter the gazetteer does not know may bear the name of a place far away.
        named = {spot.place.country for spot in self.scene.spots_in(mention.sentence) if not spot.exact}
        return mention.exact.country != place.country and place.country in named


def _tells_enough(group: Group, violent: bool) -> bool:
    """A sure word or a count; or, in a text that is `violent` otherwise, a weaker word with its place and
    day."""
    if any(trigger.strong for trigger in group.triggers):
        return True
    if any(not figure.implied for figure in group.figures):
        return True
    return violent and bool(group.spots) and group.when is not None


def _days_meet(one: When, other: When) -> bool:
    slack = timedelta(days=1)
    return one.first <= other.last + slack and other.first <= one.last + slack


def _one_place(one: Spot | None, other: Spot | None) -> bool:
    if one is None or other is None or not (one.exact and other.exact):
        return True
    return near(one.place, other.place)
