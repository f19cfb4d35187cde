"""Where and when: the places and days of a passage, tied to the words of violence they stand nearest to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tocsin.base import Place, PlaceKind, When
from tocsin.extract import dates
from tocsin.extract.gazetteer import Gazetteer
from tocsin.extract.geocode import Located, dateline, resolve
from tocsin.extract.lexicon import Tag
from tocsin.extract.passage import Passage, Sentence

_BREAK = 4
_DATELINE_LINES = 4
_LEAST_CONFIDENCE = 0.2
_REACH_OF_AFTER = 8
_SAID_REACH = 2
_LATELY = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place named at words `first` to `last` of the passage; `known` is how well known it is, `adjective` a
    country named by its adjective only ("French")."""

    place: Place
    first: int
    last: int
    known: float
    adjective: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day, month or year named at words `first` to `last`; `when` is None where the publication is needed."""

    when: When | None
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scene:
    """Places and days of one passage. `home` is the place of the dateline, `issued` the local day of publication."""

    passage: Passage
    spots: tuple[Spot, ...]
    days: tuple[Day, ...]
    home: Place | None
    issued: date | None
    lines: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, passage: Passage, gazetteer: Gazetteer) -> "Scene":
        """Find the places and days of a passage."""
        language, text = passage.language, passage.text
        lines = list(_datelines(passage))
        name = lines[0][2] if lines else ""
        toponyms = gazetteer.find(text, language)
        located = resolve(toponyms, text=text, language=language, dateline=name)
        spots = [_spot(passage, found) for found in located if found.confidence >= _LEAST_CONFIDENCE]
        home = next(
            (s.place for s in spots for start, end, _ in lines if _within(passage, s, start, end)), None
        )
        kept = [
            spot for spot in spots if not any(_within(passage, spot, start, end) for start, end, _ in lines)
        ]
        published = passage.report.published
        named = [
            _day(passage, mention)
            for mention in dates.find(text, language, published=published)
            if not any(start <= mention.start < end for start, end, _ in lines)
        ]
        issued = published.date() if published else None
        marks = tuple((start, end) for start, end, _ in lines)
        return cls(passage, tuple(kept), tuple(named), home, issued, marks)

    def is_date(self, start: int, end: int) -> bool:
        """Whether these characters are part of a date or of the dateline."""
        spans = [*((day.start, day.end) for day in self.days), *self.lines]
        return any(first < end and start < last for first, last in spans)

    def spots_in(self, sentence: Sentence) -> list[Spot]:
        """The places a sentence names."""
        return [spot for spot in self.spots if sentence.first <= spot.first < sentence.last]

    def days_in(self, sentence: Sentence) -> list[Day]:
        """The days a sentence names."""
        return [day for day in self.days if sentence.first <= day.first < sentence.last]

    def place_of(self, sentence: Sentence, tag: Tag) -> Spot | None:
        """The place nearest to some words of a sentence, a settlement rather than a country."""
        spots = self.spots_in(sentence)
        exact = [spot for spot in spots if spot.place.kind == PlaceKind.SETTLEMENT]
        named = [spot for spot in spots if not spot.adjective]
        for some in (exact, named, spots):
            if some:
                return min(some, key=lambda spot: _apart(self.passage, spot.first, spot.last, tag))
        return None

    def day_of(self, sentence: Sentence, tag: Tag, anchor: date | None) -> When | None:
        """The day that some words of a sentence are given, or None where the sentence gives them none.

        `anchor` is the day from which "a day after" counts where the sentence names none before it.
        """
        days = [day for day in self.days_in(sentence) if not self._is_of_speech(sentence, day)]
        after = _after_mark(self.passage, sentence, tag)
        if after is not None:
            told = [day.when for day in days if day.last <= after.first and day.when is not None]
            start = told[-1].first if told else anchor
            return When.on(start - timedelta(days=int(after.value))) if start else None
        past = [
            day for day in days if day.when is None or self.issued is None or day.when.first <= self.issued
        ]
        told = self._before_today(past)
        nearest = min(told, key=lambda day: _apart(self.passage, day.first, day.last, tag), default=None)
        return nearest.when if nearest else None

    def _before_today(self, days: Sequence[Day]) -> Sequence[Day]:
        """Of a sentence that names today and a day shortly before, the latter: what is said today, buried today
        or decided today is mostly about what happened before."""
        lately = [
            day for day in days
            if day.when and self.issued and timedelta() < self.issued - day.when.last <= _LATELY
        ]  # fmt: skip
        return lately or days

    def _is_of_speech(self, sentence: Sentence, day: Day) -> bool:
        """Whether the day tells when something was said: "officials said on Saturday"."""
        return any(
            (0 <= day.first - mark.last < _SAID_REACH and not self.passage.breaks(mark.last - 1, day.first))
            or mark.first == day.last
            for mark in sentence.tagged("mark.said")
        )


def _after_mark(passage: Passage, sentence: Sentence, tag: Tag) -> Tag | None:
    marks = [m for m in sentence.tagged("day_after") if 0 <= tag.first - m.last <= _REACH_OF_AFTER]
    return marks[-1] if marks and not passage.breaks(marks[-1].last - 1, tag.first) else None


def _apart(passage: Passage, first: int, last: int, tag: Tag) -> int:
    """Words between, each clause mark counting for several."""
    if last <= tag.first:
        return tag.first - last + passage.breaks(last - 1, tag.first) * _BREAK
    return max(0, first - tag.last) + (
        passage.breaks(tag.last - 1, first) * _BREAK if first >= tag.last else 0
    )


def _spot(passage: Passage, found: Located) -> Spot:
    name = found.toponym
    known = dict(zip(name.candidates, name.known, strict=True)).get(found.place, 0.0)
    return Spot(found.place, passage.token_over(name.start), passage.token_at(name.end), known, name.demonym)


def _day(passage: Passage, mention: dates.DateMention) -> Day:
    first, last = passage.token_over(mention.start), passage.token_at(mention.end)
    return Day(mention.when, first, max(last, first + 1), mention.start, mention.end)


def _within(passage: Passage, spot: Spot, start: int, end: int) -> bool:
    return spot.first < len(passage.tokens) and start <= passage.tokens[spot.first].start < end


def _datelines(passage: Passage) -> Iterable[tuple[int, int, str]]:
    """The dateline that one of the first lines of the text opens with: its characters and its place."""
    openings: Sequence[Sentence] = [s for s in passage.sentences if not passage.in_title(s)][:_DATELINE_LINES]
    for sentence in openings:
        line = dateline(passage.text[sentence.start :], passage.language)
        if line is not None:
            yield sentence.start, sentence.start + line.end, line.place
            return
