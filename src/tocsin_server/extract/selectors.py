"""What may be asked of incidents and the reports behind them: with a viewer, what that viewer may see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet

from tocsin.base import TOLLS, Count
from tocsin.base import Incident as IncidentRecord
from tocsin.errors import BadInput
from tocsin_server.codec import decode
from tocsin_server.collect.models import Report
from tocsin_server.extract import grades
from tocsin_server.extract.models import Action, Incident, Mention, Ruling, Statement
from tocsin_server.extract.passages import Passage, passages
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

LOUDEST = 20
"""How many tellings of each action are looked at; more would only lengthen the list of outlets."""

NEAR = timedelta(days=3)
"""Incidents of a country this close in time are offered for merging."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What of the picture to show; an empty field does not narrow it. `source` is the least reliability of a
    source that tells of an incident, `credibility` the least that the incident itself has."""

    kind: str = ""
    country: str = ""
    first: date | None = None
    last: date | None = None
    killed: int | None = None
    source: str = ""
    credibility: int | None = None
    text: str = ""


EVERYTHING = Filters()


def incidents(viewer: Viewer, filters: Filters = EVERYTHING) -> QuerySet[Incident]:
    """Incidents that stand, the latest day first; those without a day last."""
    rows = visible(Incident.objects.filter(retired=False), viewer).filter(_matches(filters))
    if filters.text:
        rows = rows.filter(_told(filters.text, viewer))
    return rows.order_by(F("first_day").desc(nulls_last=True), F("killed_best").desc(nulls_last=True), "id")


def _matches(filters: Filters) -> Q:
    rule = Q()
    if filters.kind:
        rule &= Q(kind=filters.kind)
    if filters.country:
        rule &= Q(country=filters.country)
    if filters.first:
        rule &= Q(last_day__gte=filters.first)
    if filters.last:
        rule &= Q(first_day__lte=filters.last)
    if filters.killed is not None:
        rule &= Q(killed_best__gte=filters.killed)
    if filters.source:
        rule &= grades.by_source(filters.source)
    if filters.credibility is not None:
        rule &= Q(credibility__lte=filters.credibility)
    return rule


def _told(text: str, viewer: Viewer) -> Q:
    """Incidents whose place, or a report on which they rest, holds the text."""
    said = Q(report__title__icontains=text) | Q(report__text__icontains=text)
    tellings = _mentions(viewer).filter(said, incident=OuterRef("pk"))
    return Q(place_name__icontains=text) | Q(division__icontains=text) | Q(Exists(tellings))


def _mentions(viewer: Viewer) -> QuerySet[Mention]:
    return Mention.objects.filter(report__in=visible(Report.objects.all(), viewer))


def incident(viewer: Viewer, incident_id: str) -> Incident | None:
    """One incident, retired ones too, so that old links lead on to the successor."""
    rows = visible(Incident.objects.select_related("successor", "unit"), viewer)
    return rows.filter(pk=incident_id).first()


def record(row: Incident) -> IncidentRecord:
    """The incident as the core knows it, with its claims, weapons, targets and notes."""
    return decode(IncidentRecord, row.data)


def countries(viewer: Viewer) -> list[str]:
    """The countries in which incidents stand."""
    rows = visible(Incident.objects.filter(retired=False), viewer).exclude(country="")
    return sorted(rows.order_by().values_list("country", flat=True).distinct())


def days(rows: QuerySet[Incident]) -> tuple[date, date] | None:
    """The first and the last day of some incidents."""
    span = rows.order_by().aggregate(first=Min("first_day"), last=Max("last_day"))
    return (span["first"], span["last"]) if span["first"] else None


def report_times(viewer: Viewer, rows: QuerySet[Incident], first: datetime, last: datetime) -> list[datetime]:
    """When the reports that tell of some incidents were published, between two instants."""
    told = _mentions(viewer).filter(incident__in=rows.order_by().values("pk"))
    told = told.filter(report__published__gte=first, report__published__lt=last)
    found = told.values_list("report__published", flat=True).order_by("report__published")
    return [moment for moment in found if moment is not None]


def incident_days(rows: QuerySet[Incident]) -> list[date]:
    """The first day of each incident that has one."""
    return [day for day in rows.order_by().values_list("first_day", flat=True) if day is not None]


@dataclass(frozen=True, slots=True)
class Telling:
    """One report's telling of an incident: its words cut into passages, the copies of it, why it was joined
    with earlier tellings ("" for the first), and how its source's statement is graded, once it is."""

    id: str
    report: Report
    told: IncidentRecord
    passages: tuple[Passage, ...]
    copies: tuple[Report, ...]
    why: str
    statement: Statement | None

    @property
    def tolls(self) -> list[tuple[str, Count]]:
        """The tolls that the report gives, gravest first."""
        counts = ((name, getattr(self.told, name)) for name in TOLLS)
        return [(name, count) for name, count in counts if count is not None]


def tellings(viewer: Viewer, row: Incident) -> list[Telling]:
    """The reports an incident rests on, the newest first; wire copies folded into what they copy."""
    mentions = _mentions(viewer).filter(incident=row).select_related("report__feed", "report__copy_of")
    ordered = mentions.order_by(F("report__published").desc(nulls_last=True), "report__collected", "pk")
    told = {mention.report_id: mention for mention in ordered}
    copies: dict[str, list[Report]] = {}
    for mention in told.values():
        if mention.report.copy_of_id in told:
            copies.setdefault(mention.report.copy_of_id, []).append(mention.report)
    stated = grades.stated(row)
    first_hand = [mention for mention in ordered if mention.report.copy_of_id not in told]
    return [_telling(mention, copies.get(mention.report_id, []), stated) for mention in first_hand]


def _telling(mention: Mention, copies: list[Report], stated: Mapping[str, Statement]) -> Telling:
    report = mention.report
    told = decode(IncidentRecord, mention.data)
    cut = passages(report.text, told, mention.report_id)
    source = (report.copy_of or report).outlet
    return Telling(mention.pk, report, told, cut, tuple(copies), mention.why, stated.get(source))


@dataclass(frozen=True, slots=True)
class Figure:
    """One source's figure, as of when it was published."""

    at: datetime
    source: str
    low: int
    best: int
    high: int | None


def figures(told: list[Telling], what: str) -> list[Figure]:
    """Every number of people that dated reports give; `what` is one of `TOLLS`. Copies add nothing."""
    found = ((each.report, getattr(each.told, what)) for each in told)
    return [
        Figure(report.published, report.outlet, count.low, count.best, count.high)
        for report, count in found
        if count is not None and report.published is not None
    ]


@dataclass(frozen=True, slots=True)
class Toll:
    """One toll of an incident as its page shows it: the count with its steps, and who told what when."""

    name: str
    count: Count
    figures: list[Figure]


def tolls(row: Incident, told: list[Telling]) -> list[Toll]:
    """The tolls that any report gives, gravest first."""
    known = record(row)
    counts = ((name, getattr(known, name)) for name in TOLLS)
    return [Toll(name, count, figures(told, name)) for name, count in counts if count is not None]


def with_copies(mention_ids: Collection[str]) -> list[str]:
    """These mentions and those of wire copies of their reports in the same incident: they go together."""
    among = Mention.objects.filter(incident__mentions__in=mention_ids)
    copied = among.filter(report__copy_of__mentions__in=mention_ids)
    return sorted({*mention_ids, *copied.values_list("pk", flat=True)})


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person ruled at one time: `id` is one of its rulings, `outlets` those whose reports it binds."""

    id: int
    same: bool
    outlets: tuple[str, ...]
    by: str
    reason: str
    at: datetime


def decisions(row: Incident) -> list[Decision]:
    """What people ruled about the reports of an incident, the latest first."""
    mine = Ruling.objects.filter(Q(first__incident=row) | Q(second__incident=row)).values("decision")
    rulings = Ruling.objects.filter(decision__in=mine).select_related("first__report", "second__report")
    found: dict[Any, list[Ruling]] = {}
    for ruling in rulings.order_by("-at", "same", "pk"):
        found.setdefault(ruling.decision, []).append(ruling)
    return [_decision(parts) for parts in found.values()]


def _decision(rulings: list[Ruling]) -> Decision:
    one = rulings[0]
    told = (mention.report.outlet for ruling in rulings for mention in (ruling.first, ruling.second))
    return Decision(one.pk, one.same, tuple(dict.fromkeys(told)), one.by, one.reason, one.at)


def neighbours(viewer: Viewer, row: Incident) -> list[Incident]:
    """Other incidents of the country in the days around: what it might be one with."""
    rows = incidents(viewer).filter(country=row.country).exclude(pk=row.pk)
    if row.first_day and row.last_day:
        rows = rows.filter(first_day__lte=row.last_day + NEAR, last_day__gte=row.first_day - NEAR)
    return list(rows[:50])


def actions(viewer: Viewer) -> QuerySet[Action]:
    """Official actions that reports tell of, the latest first; one report's copy is not told twice."""
    rows = visible(Action.objects.filter(report__copy_of=None), viewer).select_related("report")
    return rows.order_by(F("day").desc(nulls_last=True), "-report__published", "pk")


@dataclass(frozen=True, slots=True)
class ReportedAction:
    """An official action as reports tell of it, once however many tell."""

    kind: str
    country: str
    day: date | None
    summary: str
    outlets: tuple[str, ...]


def reported_actions(viewer: Viewer, most: int) -> list[ReportedAction]:
    """The latest official actions; those of one kind, country and day are one, with all who tell of it."""
    found: dict[tuple[str, str, date | None], list[Action]] = {}
    for row in actions(viewer)[: most * LOUDEST]:
        found.setdefault((row.kind, row.country, row.day), []).append(row)
    return [
        ReportedAction(*key, rows[0].summary, tuple(dict.fromkeys(row.report.outlet for row in rows)))
        for key, rows in list(found.items())[:most]
    ]


def named(incident_ids: Collection[str], viewer: Viewer) -> list[Incident]:
    """The incidents of the given ids, if the viewer may see them all; `BadInput` names one not seen."""
    found = list(visible(Incident.objects.filter(pk__in=incident_ids), viewer))
    if missing := sorted(set(incident_ids) - {row.pk for row in found}):
        raise BadInput(f"there is no incident {missing[0]}", where="incidents", reason="unknown_incident")
    return found


def owners_on(day: date) -> set[tuple[str, str]]:
    """Unit and label of the incidents that began on a day."""
    rows = Incident.objects.filter(retired=False, first_day=day)
    return set(rows.order_by().values_list("unit_id", "tlp").distinct())


def incidents_between(first: date, last: date, *, unit_id: str, tlp: str) -> list[IncidentRecord]:
    """What one unit holds under one label and that began in these days, as the core's records."""
    rows = Incident.objects.filter(retired=False, first_day__range=(first, last), unit_id=unit_id, tlp=tlp)
    data = rows.order_by("pk").values_list("data", flat=True)
    return [decode(IncidentRecord, each) for each in data.iterator(chunk_size=500)]


def days_told(report_ids: Collection[str]) -> list[date]:
    """The first days of the incidents that these reports tell of."""
    rows = Incident.objects.filter(mentions__report__in=report_ids).order_by("first_day")
    return [day for day in rows.values_list("first_day", flat=True).distinct() if day]
