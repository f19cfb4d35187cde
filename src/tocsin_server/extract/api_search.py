"""Searching incidents and reports, over the API."""

from datetime import date, datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from tocsin_server.extract import searching
from tocsin_server.extract.api import IncidentOut
from tocsin_server.extract.selectors import Filters
from tocsin_server.search import Piece
from tocsin_server.units.middleware import Request

router = Router(tags=["search"])

PAGE = 20


class Asked(Schema):
    """What is looked for; empty means any. `text` takes words, "phrases", -not, OR and beginning*; `place` a
    name, with `kilometres` around it; `killed` the least number of dead; `source` and `credibility` the worst
    grades that will do; `outlet` and `language` are of reports. `page` counts pages of reports from 1."""

    text: str = Field("", max_length=1000)
    kind: str = ""
    country: str = ""
    first: date | None = None
    last: date | None = None
    killed: int | None = None
    source: str = ""
    credibility: int | None = None
    place: str = ""
    kilometres: float = Field(searching.KILOMETRES, gt=0, le=20_000)
    outlet: str = ""
    language: str = ""
    page: int = Field(1, ge=1, le=500)


class PieceOut(Schema):
    """A stretch of text as it was published; `hit` where it is what was looked for."""

    text: str
    hit: bool


class FoundIncident(Schema):
    """An incident found, and a sentence that it rests on."""

    incident: IncidentOut
    passage: list[PieceOut]


class FoundReport(Schema):
    """A report found, its best passage, and the incidents it tells of."""

    id: str
    outlet: str
    url: str
    published: datetime | None
    language: str
    title: list[PieceOut]
    passage: list[PieceOut]
    incidents: list[str]


class Answer(Schema):
    """The best incidents and one page of reports, best first; both counts stop at 10,000. `notes` say how the
    place was understood and what of the query was not; `next` is the next page, None on the last."""

    notes: list[str]
    incident_count: int
    incidents: list[FoundIncident]
    report_count: int
    reports: list[FoundReport]
    next: int | None


@router.get("", response=Answer)
def search(request: Request, asked: Query[Asked]) -> dict[str, Any]:
    """Incidents and reports that you may see, by words, place, days, kind, toll, grade, outlet, language."""
    found = searching.searching(request.viewer, _asked(asked))
    start = (asked.page - 1) * PAGE
    reports = list(found.reports.values_list("pk", flat=True)[start : start + PAGE + 1])
    incidents = list(found.incidents.values_list("pk", flat=True)[:PAGE])
    return {
        "notes": found.notes,
        "incident_count": searching.count(found.incidents),
        "incidents": [
            {"incident": each.row, "passage": _pieces(each.passage)}
            for each in searching.shown_incidents(found, incidents)
        ],
        "report_count": searching.count(found.reports),
        "reports": [_report(each) for each in searching.shown_reports(found, reports[:PAGE])],
        "next": asked.page + 1 if len(reports) > PAGE else None,
    }


def _asked(asked: Asked) -> searching.Asked:
    narrowing = ("kind", "country", "first", "last", "killed", "source", "credibility")
    own = asked.dict(exclude={*narrowing, "page"})
    return searching.Asked(**own, filters=Filters(**asked.dict(include=set(narrowing))))


def _report(found: searching.FoundReport) -> dict[str, Any]:
    row = found.row
    return {
        "id": row.pk,
        "outlet": row.outlet,
        "url": row.url,
        "published": row.published,
        "language": row.language,
        "title": _pieces(found.title),
        "passage": _pieces(found.passage),
        "incidents": [incident.pk for incident in found.incidents],
    }


def _pieces(pieces: tuple[Piece, ...]) -> list[dict[str, Any]]:
    return [piece._asdict() for piece in pieces]
