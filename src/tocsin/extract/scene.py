"""Where and when: the places and days of a passage, tied to the words of violence they stand nearest to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from tocsin.base import Place, PlaceKind, When
from tocsin.extract import dates
from tocsin.extract.gazetteer import Gazetteer
from tocsin.extract.gazetteer.key import word_key
from tocsin.extract.gazetteer.words import words
from tocsin.extract.geocode import Located, country_of, dateline, resolve
from tocsin.extract.lexicon import organisations
from tocsin.extract.passage import Passage, Sentence
from tocsin.extract.tags import Tag

FRESH = timedelta(days=7)
LONG_PAST = timedelta(days=365)
# A day behind what it dates ("the attack ..., officials said, on Friday") stands half as far as one before
# it.
_BREAK, _CLAUSE, _EARLIER = 4, 3, 4
_FURTHEST_DAY = 16
# Where every character is a word, a clause has about twice as many.
_CHARACTERS_A_WORD = 2
_DATELINE_LINES = 4
_LEAST_CONFIDENCE = 0.2
_REACH_OF_AFTER = 8
_REACH_OF_SINCE = 6
_STREET_REACH = 2
# In news of the world the bare name of a world city means that city, unless the text is sure of another.
_DOUBT, _WORLD_CITY, _LEAD = 0.8, 7.0, 2.0
# A name that is part of one of these is not a place: "Stade de France", "ministère de l'Intérieur", "varias".
_NO_PLACES = frozenset(
    [
        "kind",
        "weak",
        "weapon",
        "target",
        "toll",
        "noun",
        "mark",
        "genre",
        "office",
        "action",
        "claim",
        "number",
        "multiplier",
        "vague",
        "bound",
    ]
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place named at words `first` to `last` of the passage; `known` is how well known it is, `adjective` a
    country named by its adjective only ("French")."""

    place: Place
    first: int
    last: int
    known: float
    adjective: bool

    @property
    def exact(self) -> bool:
        """Whether it is a settlement, not a country or division."""
        return self.place.kind == PlaceKind.SETTLEMENT


@dataclass(frozen=True, slots=True)
class Day:
    """A day, month or year named at words `first` to `last`, characters `start` to `end`; `when` is None
    where the publication is needed."""

    when: When | None
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True)
class Scene:
    """Places and days of one passage.

    `issued` is the local day of publication; `lines` are the datelines, by their characters and place, which
    say where and when was written, not what happened. Places are looked for only when one is asked for: most
    passages tell of nothing that has one.
    """

    passage: Passage
    gazetteer: Gazetteer
    days: tuple[Day, ...]
    issued: date | None
    lines: tuple[tuple[int, int, str], ...] = ()

    @classmethod
    def of(cls, passage: Passage, gazetteer: Gazetteer) -> "Scene":
        """Find the days of a passage, and be ready to find its places."""
        published = passage.report.published
        mentions = dates.find(passage.text, passage.language, published=published)
        days = tuple(_day(passage, mention) for mention in mentions)
        issued = published.date() if published else None
        return cls(passage, gazetteer, days, issued, tuple(_datelines(passage)))

    @cached_property
    def _named(self) -> tuple[Spot, ...]:
        return tuple(_spots(self.passage, self.gazetteer, self.lines[0][2] if self.lines else ""))

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """The places that the passage names, those of its datelines left out."""
        return tuple(spot for spot in self._named if not self._in_dateline(spot))

    @cached_property
    def home(self) -> Place | None:
        """The place of the dateline."""
        return next((spot.place for spot in self._named if self._in_dateline(spot)), None)

    def _in_dateline(self, spot: Spot) -> bool:
        return _within(self.passage, spot, tuple((start, end) for start, end, _ in self.lines))

    def is_date(self, start: int, end: int) -> bool:
        """Whether these characters are part of a date or of a dateline."""
        return any(first < end and start < last for first, last in self._dated)

    @cached_property
    def _dated(self) -> list[tuple[int, int]]:
        """Where dates and datelines stand."""
        return [
            *((day.start, day.end) for day in self.days),
            *((start, end) for start, end, _ in self.lines),
        ]

    def spots_in(self, sentence: Sentence) -> list[Spot]:
        """The places a sentence names."""
        return [spot for spot in self.spots if sentence.first <= spot.first < sentence.last]

    def days_in(self, sentence: Sentence) -> list[Day]:
        """The days a sentence names, its dateline and days "since" which something holds left out."""
        since = list(sentence.tagged("mark.since"))
        return [
            day
            for day in self.days
            if sentence.first <= day.first < sentence.last
            and not any(start <= day.start < end for start, end, _ in self.lines)
            and not any(0 <= day.first - mark.last <= _REACH_OF_SINCE for mark in since)
        ]

    def is_fresh(self, sentence: Sentence) -> bool:
        """Whether a sentence names a day of the week before publication, or one relative to it."""
        return any(day.when is None or self.is_recent(day.when) for day in self.days_in(sentence))

    def is_recent(self, when: When) -> bool:
        """Whether a day lies in the week up to publication."""
        return self.issued is not None and self.issued - FRESH <= when.first <= when.last <= self.issued

    def is_history(self, sentence: Sentence) -> bool:
        """Whether a sentence names a day more than a year before publication."""
        return any(self._is_long_past(day.when) for day in self.days_in(sentence))

    def _is_long_past(self, when: When | None) -> bool:
        return when is not None and self.issued is not None and when.last < self.issued - LONG_PAST

    def place_of(self, sentence: Sentence, tag: Tag) -> Spot | None:
        """The place nearest to some words of a sentence, a settlement rather than a country."""
        spots = self.spots_in(sentence)
        exact = [spot for spot in spots if spot.exact]
        named = [spot for spot in spots if not spot.adjective]
        for some in (exact, named, spots):
            if some:
                return min(some, key=lambda spot: _apart(self.passage, spot.first, spot.last, tag))
        return None

    def day_of(self, sentence: Sentence, tags: Sequence[Tag], anchor: date | None) -> When | None:
        """The day that some words of a sentence are given, or None where the sentence gives them none.

        `anchor` is the day from which "a day after" counts where the sentence names none before it.
        """
        days = self.days_in(sentence)
        # "A bomb went off on Sunday, a day after an attack": the attack of before does not date the bomb.
        tags = [tag for tag in tags if _after_mark(self.passage, sentence, tag) is None] or tags
        for tag in tags:
            after = _after_mark(self.passage, sentence, tag)
            if after is not None:
                told = [day.when for day in days if day.last <= after.first and day.when is not None]
                start = told[-1].first if told else anchor
                return When.on(start - timedelta(days=int(after.value))) if start else None
        costs = [(self._cost(sentence, day, tag), day) for day in days for tag in tags]
        near = [(cost, day) for cost, day in costs if cost <= self._furthest]
        # Of today and a day before it the latter: what is said, buried or decided today mostly happened
        # before.
        before = [
            (cost, day)
            for cost, day in near
            if day.when and self.is_recent(day.when) and day.when.last != self.issued
        ]
        if not near:
            return self._only_day(sentence, days)
        closest = min(near, key=_nearness)[1].when
        return closest if self._is_long_past(closest) else min(before or near, key=_nearness)[1].when

    @property
    def _furthest(self) -> int:
        """How far a day may stand from what it dates."""
        return _FURTHEST_DAY * (_CHARACTERS_A_WORD if self.passage.language == "zh" else 1)

    def only_day(self, sentences: Iterable[Sentence]) -> When | None:
        """The one recent day that some sentences name: "It happened on Tuesday." """
        named = {self._only_day(sentence, self.days_in(sentence)) for sentence in sentences} - {None}
        return named.pop() if len(named) == 1 else None

    def _only_day(self, sentence: Sentence, days: Sequence[Day]) -> When | None:
        """The one recent day that a sentence names, however far from the words of violence, if it is not that
        of what was said."""
        named = {
            day.when
            for day in days
            if day.when and self.is_recent(day.when) and not self._is_of_speech(sentence, day)
        }
        return named.pop() if len(named) == 1 else None

    def _cost(self, sentence: Sentence, day: Day, tag: Tag) -> int:
        """How far a day stands from some words; beyond all reach where it is not the day of what they
        tell."""
        future = day.when is not None and self.issued is not None and day.when.first > self.issued
        apart = _apart(self.passage, day.first, day.last, tag)
        if future or (apart > 1 and self._is_of_speech(sentence, day)):
            return self._furthest + 1
        low, high = sorted((day.first, tag.first))
        clauses = sum(low <= mark.first < high for mark in sentence.tagged("mark.clause"))
        if day.first >= tag.last:
            return (apart + clauses * _CLAUSE) // 2
        return apart + clauses * _CLAUSE + _EARLIER * (apart > 1)

    def _is_of_speech(self, sentence: Sentence, day: Day) -> bool:
        """Whether the day tells when something was said or claimed: "officials said on Saturday"."""
        for mark in sentence.tagged("mark.said", "claim.self"):
            if 0 <= day.first - mark.last <= 1 and not self.passage.breaks(mark.last - 1, day.first):
                return True
            if 0 <= mark.first - day.last <= 0 and not self.passage.breaks(day.last - 1, mark.first):
                return True
        return False


def _spots(passage: Passage, gazetteer: Gazetteer, home: str) -> Iterator[Spot]:
    toponyms = gazetteer.find(passage.text, passage.language)
    located = resolve(
        toponyms,
        text=passage.text,
        language=passage.language,
        dateline=home,
        outlet_country=country_of(passage.report.url),
    )
    tags = passage.tags.named(*_NO_PLACES)
    other = [*tags, *organisations().match(passage.tokens)]
    for found in located:
        spot = _spot(passage, found)
        if (
            found.confidence < _LEAST_CONFIDENCE
            or spot.first >= spot.last
            or spot.place.kind == PlaceKind.REGION
        ):
            continue
        if spot.adjective or not (
            _is_part_of(spot, other) or _is_street(passage, spot) or _is_origin(passage, spot)
        ):
            yield spot


def _is_part_of(spot: Spot, tags: Iterable[Tag]) -> bool:
    return any(tag.first <= spot.first and spot.last <= tag.last for tag in tags)


def _is_street(passage: Passage, spot: Spot) -> bool:
    """ "Rue de Charonne", "boulevard Voltaire" and "Wood Street" are not towns; "piazza a Roma" is in one."""
    if passage.tags.starting(spot.last, "mark.street_after") is not None:
        return True
    streets = [
        tag
        for tag in passage.tags.named("mark.street")
        if 0 <= spot.first - tag.last <= _STREET_REACH and not passage.breaks(tag.last - 1, spot.first)
    ]
    before = word_key(passage.tokens[spot.first - 1].surface) if spot.first else ""
    inside = before in words(passage.language).cues
    return any(not (inside and tag.last == spot.first - 1) for tag in streets)


def _is_origin(passage: Passage, spot: Spot) -> bool:
    """ "A student from Hobart": where a person comes from, not where something happened."""
    origin = passage.tags.ending(spot.first, "mark.origin")
    return origin is not None and passage.tags.ending(origin.first, "noun") is not None


def _spot(passage: Passage, found: Located) -> Spot:
    name = found.toponym
    ranks = dict(zip(name.candidates, name.known, strict=True))
    best, place = max(ranks, key=lambda candidate: ranks[candidate]), found.place
    if (
        found.confidence < _DOUBT
        and ranks[best] >= _WORLD_CITY
        and ranks[best] - ranks.get(place, 0.0) > _LEAD
    ):
        place = best
    known = ranks.get(place, 0.0)
    return Spot(place, passage.token_over(name.start), passage.token_at(name.end), known, name.demonym)


def _nearness(found: tuple[int, Day]) -> tuple[int, int]:
    """Nearer first, and of equals the earlier in the text."""
    return found[0], found[1].start


def _day(passage: Passage, mention: dates.DateMention) -> Day:
    first, last = passage.token_over(mention.start), passage.token_at(mention.end)
    return Day(mention.when, first, max(last, first + 1), mention.start, mention.end)


def _after_mark(passage: Passage, sentence: Sentence, tag: Tag) -> Tag | None:
    marks = [m for m in sentence.tagged("day_after") if 0 <= tag.first - m.last <= _REACH_OF_AFTER]
    return marks[-1] if marks and not passage.breaks(marks[-1].last - 1, tag.first) else None


def _apart(passage: Passage, first: int, last: int, tag: Tag) -> int:
    """Words between, each clause mark counting for several."""
    if last <= tag.first:
        return tag.first - last + passage.breaks(last - 1, tag.first) * _BREAK
    if first >= tag.last:
        return first - tag.last + passage.breaks(tag.last - 1, first) * _BREAK
    return 0


def _within(passage: Passage, spot: Spot, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= passage.tokens[spot.first].start < end for start, end in spans)


def _datelines(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """The dateline that one of the first lines of the text opens with: its characters and its place."""
    openings = [s for s in passage.sentences if not passage.in_title(s)][:_DATELINE_LINES]
    for sentence in openings:
        line = dateline(passage.text[sentence.start :], passage.language)
        if line is not None:
            yield sentence.start, sentence.start + line.end, line.place
            return
