"""What may be asked of grades: of sources, of incidents, and of what a source told of each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from tocsin.errors import BadInput
from tocsin.extract.grading import UNKNOWN_LETTER, reliability
from tocsin_server.extract.models import Incident, Overruling, SourceGrade, Statement
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

AGEING = timedelta(days=1)
"""Old tellings weigh less every day, so a letter is worked out again after this."""

POINTS = 40
"""How many moments of a source's past its picture shows."""

Owner = tuple[str, str, str]
"""Unit, label and outlet: whose grade of whom."""


def changed() -> QuerySet[Incident]:
    """Incidents that are not graded as they are now."""
    return Incident.objects.filter(graded=False).order_by("pk")


def aged(now: datetime) -> QuerySet[SourceGrade]:
    """Sources whose letter is a day old."""
    return SourceGrade.objects.filter(at__lt=now - AGEING).order_by("pk")


def lapsed(now: datetime) -> QuerySet[Overruling]:
    """Grades of persons whose time is over and that still stand."""
    return Overruling.objects.filter(ended=None, until__lte=now).order_by("pk")


def any_due(now: datetime) -> bool:
    """Whether there is anything to grade."""
    return changed().exists() or lapsed(now).exists() or aged(now).exists()


def sources(viewer: Viewer) -> QuerySet[SourceGrade]:
    """The sources whose grades a viewer may see, by name."""
    return visible(SourceGrade.objects.select_related("unit"), viewer).order_by("outlet", "pk")


def by_owner(viewer: Viewer) -> dict[Owner, SourceGrade]:
    """The same, by whose grade of whom it is."""
    return {(row.unit_id, row.tlp, row.outlet): row for row in sources(viewer)}


def source(viewer: Viewer, source_id: int) -> SourceGrade:
    """One source; `BadInput` if there is none that the viewer may see."""
    if row := sources(viewer).filter(pk=source_id).first():
        return row
    raise BadInput("there is no such source", where=f"source {source_id}", reason="unknown_source")


def statements(row: SourceGrade) -> QuerySet[Statement]:
    """What a source told of each incident, the latest first; owned as the source is, so seen by the same."""
    return row.statements.select_related("incident").order_by("-at", "-pk")


def stated(row: Incident) -> dict[str, Statement]:
    """What each source told of an incident, by its name."""
    return {each.source.outlet: each for each in row.statements.select_related("source")}


def in_force(row: SourceGrade | Incident) -> Overruling | None:
    """The grade that a person gave and that stands."""
    return row.overrulings.filter(ended=None).first()


def overrulings(row: SourceGrade | Incident) -> QuerySet[Overruling]:
    """All grades that persons gave, the latest first."""
    return row.overrulings.order_by("-at", "-pk")


def by_source(letter: str) -> Q:
    """Incidents of which a source tells that is graded so or better."""
    told = Statement.objects.filter(incident=OuterRef("pk"), source__letter__lte=letter)
    return Q(Exists(told.exclude(source__letter=UNKNOWN_LETTER)))


@dataclass(frozen=True, slots=True)
class Point:
    """How a source stood at a moment of its past: the interval of its true share of right tellings."""

    at: datetime
    low: float
    high: float


def course(row: SourceGrade, now: datetime) -> list[Point]:
    """How a source has stood since it was first judged, at evenly spaced moments up to now."""
    judged = row.statements.exclude(agreed=None).order_by("at").values_list("at", "agreed")
    history = [(at, bool(agreed)) for at, agreed in judged]
    if not history:
        return []
    first = history[0][0]
    step = (now - first) / POINTS
    moments = [first + step * number for number in range(POINTS + 1)]
    stood = [(at, reliability([one for one in history if one[0] <= at], at)) for at in moments]
    return [Point(at, grade.low, grade.high) for at, grade in stood]
