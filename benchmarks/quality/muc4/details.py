"""Where, when and how many, for each template: the slots of 1992 that today's metrics leave out.

By the core's rules, from the sentences that tell of the incident: the gazetteer's places, the days relative
to the dateline, and the counts of dead and injured. Texts are looked at in capitals, as they were sent.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property

from benchmarks.quality.muc4.corpus import Template
from benchmarks.quality.muc4.keys import Dateline
from benchmarks.quality.muc4.slots import Answer, Days
from tocsin.base import Place, PlaceKind, Precision, Report
from tocsin.extract import dates
from tocsin.extract.gazetteer import Gazetteer
from tocsin.extract.geocode import Located, resolve
from tocsin.extract.lexicon import load
from tocsin.extract.numbers import quantities
from tocsin.extract.passage import Passage
from tocsin.extract.toll import Fate, figures

Rows = Sequence[int]
_BY_NAME = 3
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Details:
    """Places, days and counts of one text."""

    def __init__(self, text: str, line: Dateline, gazetteer: Gazetteer) -> None:
        self._line = line
        self._gazetteer = gazetteer
        issued = datetime.combine(line.day, datetime.min.time(), UTC) if line.day else None
        report = Report(id="", source="", title="", text=text.upper(), published=issued, language="en")
        self._passage = Passage.of(report, "en", load("en"))

    def answer(self, template: Template, sentences: Rows) -> Answer:
        """The template with its slots; `sentences` tell of it."""
        place = self._place(sentences)
        country = place.country if place else self._nation
        named = self._gazetteer.country(country) if country else None
        return Answer(
            template,
            named.name if named else "",
            place.name if place and place.kind != PlaceKind.COUNTRY else "",
            self._days(sentences),
            self._people(template, sentences),
        )

    @cached_property
    def _spots(self) -> list[tuple[int, Located]]:
        """Places with the sentence that names them."""
        text = self._passage.text
        located = resolve(
            self._gazetteer.find(text, "en"), text=text, language="en", dateline=self._line.place.title()
        )
        return [(self._sentence(found.toponym.start), found) for found in located]

    @cached_property
    def _nation(self) -> str:
        """The country that the text names most, by itself, its people or its towns."""
        named: Counter[str] = Counter()
        for _, found in self._spots:
            named[found.place.country] += _BY_NAME if found.place.kind == PlaceKind.COUNTRY else 1
        home = self._gazetteer.named(self._line.place.title(), "en").candidates
        named.update({place.country: _BY_NAME for place in home[:1]})
        return named.most_common(1)[0][0] if named else ""

    def _place(self, sentences: Rows) -> Place | None:
        """The town, else the division, that the sentences name most.

        A word such as "in" must speak for it, and it must be of the nation: names in capitals are mostly of
        people.
        """
        cued = [
            found.place
            for row, found in self._spots
            if row in sentences and found.toponym.cued and found.place.country == self._nation
        ]
        towns = [place for place in cued if place.kind == PlaceKind.SETTLEMENT]
        return Counter(towns or cued).most_common(1)[0][0] if cued else None

    def _days(self, sentences: Rows) -> Days | None:
        """The first day that the sentences name; else, and for a weekday, the dateline's day or before.

        "Today" is as a rule the day of what was said, and last night belongs to two days.
        """
        for mention in self._mentions:
            day = mention.when
            exact = day and day.precision is Precision.DAY and not _is_loose(mention.quote)
            if day and exact and self._sentence(mention.start) in sentences:
                after = timedelta(days="NIGHT" in mention.quote)
                return day.first, day.last + after
        return (None, self._line.day) if self._line.day else None

    @cached_property
    def _mentions(self) -> tuple[dates.DateMention, ...]:
        return dates.find(self._passage.text, "en", published=self._passage.report.published)

    def _people(self, template: Template, sentences: Rows) -> tuple[int, ...]:
        named = [1] * len(template.of("Victim"))
        numbers = quantities(self._passage.text, self._passage.tokens, self._passage.tags)
        counted = [
            0 if figure.vague else figure.best
            for row in sentences
            for figure in figures(self._passage, self._passage.sentences[row], numbers, self._is_date)
            if figure.fate != Fate.ATTACKERS and not (named and figure.best == 1)
        ]
        return (*named, *dict.fromkeys(counted))

    def _is_date(self, start: int, end: int) -> bool:
        return any(mention.start < end and start < mention.end for mention in self._mentions)

    def _sentence(self, start: int) -> int:
        rows = [row for row, sentence in enumerate(self._passage.sentences) if sentence.start <= start]
        return rows[-1] if rows else 0


def _is_loose(quote: str) -> bool:
    return quote.lower() == "today" or any(name in quote.lower() for name in _WEEKDAYS)
