"""The reader made of rules and word lists: one report in, its incidents and official actions out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from functools import cached_property

from tocsin.base import (
    Count,
    Evidence,
    Incident,
    OfficialAction,
    Place,
    PlaceKind,
    Precision,
    Reading,
    Report,
    When,
)
from tocsin.extract import actions as official
from tocsin.extract import dates
from tocsin.extract.assemble import assemble
from tocsin.extract.choice import LARGEST, choose
from tocsin.extract.choice_features import Telling
from tocsin.extract.claims import claims
from tocsin.extract.count import settle, settle_chosen, settle_injured
from tocsin.extract.fusion import mention_id
from tocsin.extract.gazetteer import Gazetteer
from tocsin.extract.genre import genre_of
from tocsin.extract.group import Group
from tocsin.extract.language import identify
from tocsin.extract.lexicon import LANGUAGES, load
from tocsin.extract.numbers import quantities
from tocsin.extract.passage import Passage, Sentence
from tocsin.extract.relevance import may_matter
from tocsin.extract.scene import Scene
from tocsin.extract.stated import telling
from tocsin.extract.toll import Fate, figures
from tocsin.extract.triggers import Figures, triggers

GIVE_DATE = "The date of publication is unknown, so the day cannot be told; give it with --published."
DAY_ASSUMED = "The text gives it no day; the day of publication and the day before are taken."
# In so many sentences a day that stands apart ("It happened on Tuesday.") is still that of what is told.
OPENING = 8
# News stands at the beginning; what one text may cost must have an end.
MOST_READ = 20_000
ONLY_OPENING = f"The text is very long; only its first {MOST_READ:,} characters were read."
PLACE_UNKNOWN = "The text names no place that could be found."

_GENRES = {
    "drill": "a drill",
    "fiction": "a film, book or play",
    "anniversary": "the anniversary of an old attack",
    "trial": "a court case about an old attack",
    "sport": "sport",
    "market": "markets",
    "disaster": "a natural disaster",
    "accident": "an accident",
    "health": "public health",
    "violence_policy": "studies or statistics",
    "threat": "a threat, a plot or a false alarm",
    "history": "something of years ago",
}


class Reader:
    """Reads the languages that have a lexicon (`lexicon.LANGUAGES`) by rules and word lists.

    >>> reader = Reader.open()
    >>> text = "A car bomb killed 12 people in Kirkuk on Friday, police said."
    >>> reading = reader.read(Report(id="r", source="wire", title="", text=text))
    >>> [(found.kind.value, found.place.name, found.killed.best) for found in reading.incidents]
    [('bombing', 'Kirkuk', 12)]
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    @classmethod
    def open(cls, gazetteer: Gazetteer | None = None) -> "Reader":
        """A reader with the gazetteer of the package, or with another one."""
        return cls(gazetteer or Gazetteer.open())

    def read(self, report: Report) -> Reading:
        """What a report tells of, within its first `MOST_READ` characters. Offsets of all evidence are into
        `report.text`."""
        if len(report.text) > MOST_READ:
            reading = self.read(replace(report, text=report.text[:MOST_READ]))
            return replace(reading, notes=(*reading.notes, ONLY_OPENING))
        language = _language(report)
        if language not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            return _nothing(
                report, language, f"written in a language that is not read ({language}); read are {known}"
            )
        if not may_matter(_whole(report), load(language)):
            return _nothing(report, language, "no word of it tells of violence or of an official alarm")
        return _Reading(self._passage(report, language), self._gazetteer).result()

    def telling(self, report: Report) -> Telling | None:
        """What the choice of the main incident's toll looks at, to learn from; None without one."""
        language = _language(report)
        if language not in LANGUAGES or not may_matter(_whole(report), load(language)):
            return None
        reading = _Reading(self._passage(report, language), self._gazetteer)
        return reading.telling if reading.assembly.groups else None

    def _passage(self, report: Report, language: str) -> Passage:
        """With the publication date that the text itself states, where the source gave none."""
        published = report.published or dates.publication(report.text, language)
        return Passage.of(replace(report, published=published), language, load(language))


def _whole(report: Report) -> str:
    return f"{report.title}\n{report.text}"


def _language(report: Report) -> str:
    """The language of the text itself; the declared one where the text is too short to tell."""
    found = identify(_whole(report))
    declared = report.language.partition("-")[0].lower()
    return declared if found == "und" or (found not in LANGUAGES and declared in LANGUAGES) else found


def _nothing(report: Report, language: str, reason: str, notes: tuple[str, ...] = ()) -> Reading:
    return Reading(report_id=report.id, language=language, relevant=False, reason=reason, notes=notes)


class _Reading:
    """The steps of reading one passage that may matter."""

    def __init__(self, passage: Passage, gazetteer: Gazetteer) -> None:
        self.passage = passage
        self._gazetteer = gazetteer
        self.scene = Scene.of(passage, gazetteer)
        numbers = quantities(passage.text, passage.tokens, passage.tags)
        self.figures: Figures = {
            sentence.index: figures(passage, sentence, numbers, self.scene.is_date)
            for sentence in passage.sentences
        }
        self.genre = genre_of(passage, self.figures, self.scene.is_fresh, self.scene.is_history)
        found = triggers(passage, self.figures, self.genre)
        self.assembly = assemble(self.scene, found, self.figures)

    @cached_property
    def telling(self) -> Telling:
        """What the choice of the toll looks at."""
        return telling(self.scene, self.figures, self.assembly.groups)

    def result(self) -> Reading:
        passage = self.passage
        incidents = tuple(self._incident(number, group) for number, group in enumerate(self.assembly.groups))
        acts = tuple(official.actions(self.scene, self.genre, self._nation, lambda: self._speaker(incidents)))
        if not incidents and not acts:
            return _nothing(passage.report, passage.language, self._why_not(), self.assembly.notes)
        return Reading(
            report_id=passage.report.id,
            language=passage.language,
            relevant=True,
            reason=_reason(incidents, acts),
            incidents=incidents,
            actions=acts,
            notes=(*self.assembly.notes, *(() if self.scene.issued else (GIVE_DATE,))),
        )

    def _why_not(self) -> str:
        about = _GENRES.get(self.genre.partition(".")[2])
        return f"it is about {about}" if about else "its words of violence tell of nothing that happened now"

    def _incident(self, number: int, group: Group) -> Incident:
        place, place_notes = self._place(number, group)
        when, when_notes = self._when(group, place)
        sentences = [mention.sentence for mention in group.mentions]
        killed, injured = self._toll(number, group)
        return Incident(
            id=mention_id(self.passage.report.id, number),
            kind=group.kind,
            place=place,
            when=when,
            killed=killed,
            injured=injured,
            missing=settle(self.passage, group.figures, Fate.MISSING),
            abducted=settle(self.passage, group.figures, Fate.ABDUCTED),
            weapons=_named(sentences, "weapon"),
            targets=_named(_telling(group), "target"),
            claims=claims(self.passage, self._claiming(number)),
            evidence=tuple(self._evidence(sentences)),
            report_ids=(self.passage.report.id,),
            notes=(*place_notes, *when_notes, *_attackers(group)),
        )

    def _toll(self, number: int, group: Group) -> tuple[Count | None, Count | None]:
        """The killed and the injured: by rule, and of a main incident with few by what was learned."""
        killed = settle(self.passage, group.figures, Fate.KILLED)
        injured = settle_injured(self.passage, group.figures, killed)
        if number > 0 or max(count.best if count else 0 for count in (killed, injured)) > LARGEST:
            return killed, injured
        dead, hurt = choose(self.telling)
        figures = [one.figure for one in self.telling.stated]
        return (
            settle_chosen(self.passage, figures, dead, Fate.KILLED, Fate.ATTACKERS),
            settle_chosen(self.passage, figures, hurt, Fate.INJURED, Fate.STRUCK),
        )

    def _place(self, number: int, group: Group) -> tuple[Place | None, tuple[str, ...]]:
        place = group.place
        if place is None or (place.kind != PlaceKind.SETTLEMENT and number == 0):
            place = self._place_elsewhere(place) or place
        if place is None:
            return None, (PLACE_UNKNOWN,)
        others = dict.fromkeys(spot.place.name for spot, _ in group.spots if spot.place.name != place.name)
        return place, (f"Also named: {', '.join(others)}.",) if others else ()

    def _place_elsewhere(self, wide: Place | None) -> Place | None:
        """The settlement of the dateline, or the first that the text names; inside `wide` if that is
        given."""
        spots = [spot.place for spot in self.scene.spots if spot.place.kind == PlaceKind.SETTLEMENT]
        if self.scene.home is not None:
            spots.insert(0, self.scene.home)
        return next((place for place in spots if wide is None or place.country == wide.country), None)

    def _when(self, group: Group, place: Place | None) -> tuple[When | None, tuple[str, ...]]:
        published = self.passage.report.published
        when = group.when or self.scene.only_day(self.passage.sentences[:OPENING])
        if when is not None:
            return when, ()
        if published is None:
            return None, (GIVE_DATE,)
        # Solar time at the place: an outlet far to the east writes "today" of its own tomorrow.
        east = timedelta(hours=place.longitude / 15) if place else published.utcoffset() or timedelta()
        day = (published.astimezone(UTC) + east).date()
        return When(day - timedelta(days=1), day, Precision.DAY), (DAY_ASSUMED,)

    def _claiming(self, number: int) -> Iterable[Sentence]:
        """Claims are told of the main incident unless they stand in the sentences of another."""
        own = {mention.sentence.index for mention in self.assembly.groups[number].mentions}
        others = {m.sentence.index for group in self.assembly.groups for m in group.mentions} - own
        return [
            s for s in self.passage.sentences if s.index in own or (number == 0 and s.index not in others)
        ]

    def _evidence(self, sentences: Iterable[Sentence]) -> Iterator[Evidence]:
        for sentence in {sentence.index: sentence for sentence in sentences}.values():
            span = self.passage.evidence(sentence.start, sentence.end)
            if span is not None:
                yield span

    def _speaker(self, incidents: Iterable[Incident]) -> Place | None:
        """Where an action is likeliest of that names no country: the dateline, the main incident, the first
        country named."""
        named = (spot.place for spot in self.scene.spots if spot.place.kind == PlaceKind.COUNTRY)
        places = [self.scene.home, *(incident.place for incident in incidents), *named]
        return next((place for place in places if place is not None), None)

    def _nation(self, place: Place) -> Place:
        return self._gazetteer.country(place.country) or place


def _telling(group: Group) -> list[Sentence]:
    return [mention.sentence for mention in group.mentions if mention.triggers]


def _named(sentences: Iterable[Sentence], section: str) -> tuple[str, ...]:
    """Words of a closed vocabulary in the order they are first told."""
    return tuple(dict.fromkeys(tag.name for sentence in sentences for tag in sentence.tagged(section)))


def _attackers(group: Group) -> Iterator[str]:
    counts = [figure.best for figure in group.figures if figure.fate == Fate.ATTACKERS]
    if counts:
        yield f"Attackers reported dead or hurt, not in the toll: {max(counts)}."


def _reason(incidents: tuple[Incident, ...], acts: tuple[OfficialAction, ...]) -> str:
    parts = [f"tells of {len(incidents)} incident{'s' * (len(incidents) != 1)}"] if incidents else []
    parts += [f"reports {len(acts)} official action{'s' * (len(acts) != 1)}"] if acts else []
    return " and ".join(parts)
