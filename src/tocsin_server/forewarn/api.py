"""Warnings over the API."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Router, Schema
from ninja.pagination import paginate

from tocsin_server.forewarn import selectors, services
from tocsin_server.units.middleware import Request

router = Router(tags=["forewarn"])


class WarningOut(Schema):
    """An alarm of a detector: what was observed, what was expected, the bound, and a sentence on it."""

    id: int
    unit_id: str
    tlp: str
    series: str
    country: str
    kind: str
    day: date
    detector: str
    observed: int
    expected: float
    bound: float
    sentence: str
    explanation: dict[str, Any]
    incidents: list[str]
    raised: datetime
    withdrawn: datetime | None
    judgement: str
    judged_by: str
    judged: datetime | None

    @staticmethod
    def resolve_incidents(row: Any) -> list[str]:
        """The ids of the incidents counted, as far as they were fetched with the warning."""
        return sorted(incident.pk for incident in row.incidents.all())


class JudgementIn(Schema):
    """useful, not_useful, known, or nothing to take a judgement back."""

    judgement: str


@router.get("/warnings", response=list[WarningOut])
@paginate(ordering=("-id",))
def warnings(
    request: Request, standing: bool = True, since: date | None = None, country: str = ""
) -> QuerySet[Any]:
    """The warnings you may see, last raised first; with `standing` without those withdrawn."""
    return selectors.warnings(request.viewer, standing=standing, since=since, country=country)


@router.get("/warnings/{warning_id}", response=WarningOut)
def warning(request: Request, warning_id: int) -> Any:
    """One warning."""
    return selectors.warning(warning_id, request.viewer)


@router.put("/warnings/{warning_id}/judgement", response=WarningOut)
def judge(request: Request, warning_id: int, body: JudgementIn) -> Any:
    """Say what a warning was worth."""
    return services.judge(warning_id, body.judgement, request.viewer)
