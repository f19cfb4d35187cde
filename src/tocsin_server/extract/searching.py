"""Searching: incidents and reports by their words, their place and days, their toll, their grade.

Incidents are found by what and where they are and by the sentences they rest on; reports by all their words.
Every row comes through `visible`, the one rule of who sees what, and so does every count, day and highlight:
what a viewer may not see leaves no trace in what the viewer finds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tocsin.base import Place
from tocsin_server import clock, search
from tocsin_server.collect.models import Report
from tocsin_server.extract import around, selectors
from tocsin_server.extract.models import Incident, Mention
from tocsin_server.extract.selectors import EVERYTHING, Filters
from tocsin_server.search import Piece, Query, Term
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

KILOMETRES = 50.0
"""So far around a place is looked where nobody says how far."""


MOST_COUNTED = 10_000
"""Beyond so many nobody cares how many it is; counting them all would take longer than finding the best."""


def count(rows: QuerySet[Any]) -> int:
    """How many rows were found, up to `MOST_COUNTED`."""
    return rows.order_by()[:MOST_COUNTED].count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for; an empty field narrows nothing. `filters` are those of the picture.

    `place` is a place by its name: a country or division is looked for as such, of any other place all within
    `kilometres`. `language` and `outlet` are of reports; incidents are those of which such a report tells.
    """

    text: str = ""
    filters: Filters = EVERYTHING
    place: str = ""
    kilometres: float = KILOMETRES
    language: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search of one viewer, made ready: its rows are read only when somebody asks.

    `notes` tell in plain words how the place was understood and what was not.
    """

    viewer: Viewer
    asked: Asked
    query: Query
    place: Place | None
    notes: tuple[str, ...]
    today: int = field(default_factory=lambda: clock.now().toordinal())

    @property
    def incidents(self) -> QuerySet[Incident]:
        """Incidents that fit, best first; without words the latest first."""
        rows = selectors.incidents(self.viewer, self.asked.filters).filter(self._where())
        if self.asked.language or self.asked.outlet:
            told = Mention.objects.filter(incident=OuterRef("pk"), report__in=self._reports())
            rows = rows.filter(Exists(told))
        return self._ranked(rows, "extract_incidentwords")

    @property
    def reports(self) -> QuerySet[Report]:
        """Reports that fit, best first; without words the latest first."""
        rows, filters = self._reports(), self.asked.filters
        if filters.first:
            rows = rows.filter(words__day__gte=filters.first.toordinal())
        if filters.last:
            rows = rows.filter(words__day__range=(1, filters.last.toordinal()))
        of_incidents = replace(filters, first=None, last=None)
        if of_incidents != EVERYTHING or self.place:
            fitting = selectors.incidents(self.viewer, of_incidents).filter(self._where()).order_by()
            told = Mention.objects.filter(report=OuterRef("pk"), incident__in=fitting.values("pk"))
            rows = rows.filter(Exists(told))
        return self._ranked(rows, "collect_reportwords")

    def days(self) -> dict[date, int]:
        """How many of the reports found are of each day."""
        rows = self.reports.order_by().filter(words__day__gt=0).values_list("words__day")
        counted = rows.annotate(number=Count("words__day")).order_by("words__day")
        return {date.fromordinal(day): number for day, number in counted}

    def _reports(self) -> QuerySet[Report]:
        rows = visible(Report.objects.all(), self.viewer)
        if self.asked.language:
            rows = rows.filter(reading__language=self.asked.language)
        return rows.filter(outlet=self.asked.outlet) if self.asked.outlet else rows

    def _where(self) -> Q:
        return around.within(self.place, self.asked.kilometres) if self.place else Q()

    def _ranked(self, rows: QuerySet[Any], table: str) -> QuerySet[Any]:
        rows = rows.filter(words__id__gt=0)  # joined first, so that the index joins on it
        if self.asked.text.strip() and not self.query:
            return rows.none()
        if not self.query:
            return rows.order_by("-words__day", "pk")
        return search.matching(rows, table, self.query, self.today).order_by("-rank", "-words__day", "pk")


def searching(viewer: Viewer, asked: Asked) -> Search:
    """Understand what is asked; what cannot be understood narrows nothing and is told in the notes."""
    query = search.parse(asked.text)
    notes = list(query.notes)
    place = around.place_named(asked.place) if asked.place.strip() else None
    if place:
        notes.append(around.described(place, asked.kilometres))
    elif asked.place.strip():
        notes.append(f"No place of the name “{asked.place}” is known; nothing is narrowed by it.")
    return Search(viewer=viewer, asked=asked, query=query, place=place, notes=tuple(notes))


@dataclass(frozen=True, slots=True)
class FoundIncident:
    """An incident found: a passage of what it rests on, the words looked for marked in it."""

    row: Incident
    passage: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FoundReport:
    """A report found: its title and the best passage of its text, with the words looked for marked; and the
    incidents it tells of."""

    row: Report
    title: tuple[Piece, ...]
    passage: tuple[Piece, ...]
    incidents: tuple[Incident, ...]


def shown_incidents(found: Search, ids: Sequence[str]) -> list[FoundIncident]:
    """Some of the incidents found, as a page shows them."""
    rows = visible(Incident.objects.all(), found.viewer).in_bulk(ids)
    terms = found.query.terms
    return [FoundIncident(rows[id], _best(_rests_on(rows[id].data), terms)) for id in ids if id in rows]


def shown_reports(found: Search, ids: Sequence[str]) -> list[FoundReport]:
    """Some of the reports found, as a page shows them."""
    rows = visible(Report.objects.select_related("feed"), found.viewer).in_bulk(ids)
    told = _told_by(found.viewer, ids)
    terms = found.query.terms
    return [
        FoundReport(
            row, search.highlighted(row.title, terms), search.snippet(row.text, terms), told.get(row.pk, ())
        )
        for row in (rows[id] for id in ids if id in rows)
    ]


def _rests_on(data: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(evidence["quote"] for evidence in data.get("evidence", ())))


def _best(quotes: Sequence[str], terms: Sequence[Term]) -> tuple[Piece, ...]:
    """The sentence in which most is found, alone: others may be of other languages."""
    passages = [search.snippet(quote, terms) for quote in quotes]
    return max(passages, key=lambda pieces: sum(piece.hit for piece in pieces), default=())


def _told_by(viewer: Viewer, report_ids: Sequence[str]) -> dict[str, tuple[Incident, ...]]:
    standing = selectors.incidents(viewer).order_by()
    mentions = Mention.objects.filter(report__in=report_ids, incident__in=standing.values("pk"))
    told: dict[str, tuple[Incident, ...]] = {}
    for mention in mentions.select_related("incident").order_by("pk"):
        if mention.incident and mention.incident not in told.get(mention.report_id, ()):
            told[mention.report_id] = (*told.get(mention.report_id, ()), mention.incident)
    return told


def languages(viewer: Viewer) -> list[str]:
    """The languages of the reports a viewer may see."""
    return _distinct(viewer, "reading__language")


def outlets(viewer: Viewer) -> list[str]:
    """The outlets of the reports a viewer may see."""
    return _distinct(viewer, "outlet")


def _distinct(viewer: Viewer, column: str) -> list[str]:
    found = visible(Report.objects.all(), viewer).order_by().values_list(column, flat=True).distinct()
    return sorted(filter(None, found))
