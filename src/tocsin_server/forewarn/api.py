"""Warnings over the API, the counts behind them, and what any day looked like at any moment."""

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import QuerySet
from ninja import Query, Router, Schema
from ninja.pagination import paginate
from pydantic import AwareDatetime, Field

from tocsin_server import clock
from tocsin_server.forewarn import selectors, services
from tocsin_server.units.middleware import Request

router = Router(tags=["forewarn"])


class WarningOut(Schema):
    """An alarm of a detector: what was observed, what was expected, the bound, and a sentence on it.

    `of` is what was counted ("incidents", "deadliest", "reports", or "places" together, where the warning
    is of a cluster in space and time: `area` is then its circle as GeoJSON); `step` is what one count
    covers; `p` the chance of so high a count where nothing is unusual; `surprise` how many times its
    threshold the detector's figure is; `known` as of when the counts were known. `held` names the rule that
    held it back and `note` says why; both are empty where it was raised.
    """

    id: int
    unit_id: str
    tlp: str
    series: str
    of: str
    country: str
    kind: str
    day: date
    step: str
    detector: str
    observed: int
    expected: float
    bound: float
    p: float | None
    surprise: float
    sentence: str
    explanation: dict[str, Any]
    known: datetime | None
    incidents: list[str]
    area: dict[str, Any] | None
    held: str
    note: str
    same_as: int | None = Field(None, description="The warning that told of the same cluster before")
    raised: datetime
    withdrawn: datetime | None
    judgement: str
    judged_by: str
    judged: datetime | None

    @staticmethod
    def resolve_of(row: Any) -> str:
        """What was counted, "" where that was not kept yet."""
        return row.counted.of if row.counted else ""

    @staticmethod
    def resolve_area(row: Any) -> dict[str, Any] | None:
        """The circle of a cluster."""
        return selectors.area(row)

    @staticmethod
    def resolve_same_as(row: Any) -> int | None:
        """The id alone."""
        found: int | None = row.same_as_id
        return found

    @staticmethod
    def resolve_incidents(row: Any) -> list[str]:
        """The ids of the incidents counted, as far as they were fetched with the warning."""
        return sorted(incident.pk for incident in row.incidents.all())


class Period(Schema):
    """The hours up to a moment, now where none is given."""

    until: AwareDatetime | None = None
    hours: int = Field(24, ge=1, le=168)


class BriefingOut(Schema):
    """What early warning has to tell of some hours: `warnings` raised that stand, the most surprising first,
    and how many are left out of them; what was withdrawn; how many alarms each rule held back."""

    since: datetime
    until: datetime
    warnings: list[WarningOut]
    left_out: int
    withdrawn: list[WarningOut]
    held: dict[str, int]

    @staticmethod
    def resolve_held(row: Any) -> dict[str, int]:
        """The rules with their counts."""
        return dict(row.held)


class JudgementIn(Schema):
    """useful, not_useful, known, or nothing to take a judgement back."""

    judgement: str


class Wanted(Schema):
    """Which warnings; what is left out does not narrow the list."""

    country: str = ""
    kind: str = Field("", description="A kind of incident, or `reports`")
    detector: str = ""
    judged: Literal["", "no", "yes", "useful", "not_useful", "known"] = ""
    since: date | None = None
    until: date | None = None
    standing: bool = Field(True, description="Without those withdrawn")
    held: bool = Field(False, description="What was held back, instead of what was raised")


class ForecastOut(Schema):
    """How many will be killed in a country in a `month`, made from the months up to `last` as `known` then:
    between `low` and `high` 8 times in 10, `middle`, `expected` in the mean, and the `chance` of at least
    `threshold`. `forecast` holds the twelve months and all that was learned, from which it recomputes."""

    id: int
    unit_id: str
    tlp: str
    country: str
    month: date
    last: date
    low: int
    middle: int
    high: int
    expected: float
    threshold: int
    chance: float
    sentence: str
    forecast: dict[str, Any]
    known: datetime
    made: datetime


class RecomputedOut(Schema):
    """Whether a warning follows to the last bit: from the `figures` that it keeps, and from the site's
    `counts` as they were known when it was raised, null where they were not kept yet."""

    figures: bool
    counts: bool | None
    reason: str


class SeriesOut(Schema):
    """What is counted every day: `of` incidents, the killed in the deadliest of them, reports of a country,
    incidents at one place, or the volume of all reports."""

    id: int
    unit_id: str
    tlp: str
    series: str
    of: str
    country: str
    division: str
    place: str
    latitude: float | None
    longitude: float | None
    kind: str


class FoundOut(Schema):
    """What one detector says of one series on a day by what was known, before any rule held it back."""

    unit_id: str
    tlp: str
    series: str
    detector: str
    outcome: str
    observed: int
    expected: float
    bound: float
    p: float | None
    sentence: str


class MadeOut(Schema):
    """What people made of warnings."""

    useful: int
    not_useful: int
    known: int
    unjudged: int


class MonthOut(Schema):
    """The same for one month."""

    month: date
    made: MadeOut


class RateOut(Schema):
    """How useful one detector's warnings proved, in each of the last twelve months and altogether."""

    detector: str
    total: MadeOut
    months: list[MonthOut]

    @staticmethod
    def resolve_months(row: Any) -> list[dict[str, Any]]:
        """The months with what was made of their warnings."""
        return [{"month": month, "made": made} for month, made in row.months]


@router.get("/warnings", response=list[WarningOut])
@paginate(ordering=("-id",))
def warnings(request: Request, wanted: Query[Wanted]) -> QuerySet[Any]:
    """The warnings you may see, last raised first."""
    return selectors.listed(request.viewer, selectors.Filters(**wanted.model_dump()))


@router.get("/warnings/{warning_id}", response=WarningOut)
def warning(request: Request, warning_id: int) -> Any:
    """One warning, raised or held back."""
    return selectors.warning(warning_id, request.viewer)


@router.get("/warnings/{warning_id}/recompute", response=RecomputedOut)
def recompute(request: Request, warning_id: int) -> Any:
    """Judge a warning again, from its own figures and from the counts as they were known then."""
    return selectors.recomputed(selectors.warning(warning_id, request.viewer))


@router.put("/warnings/{warning_id}/judgement", response=WarningOut)
def judge(request: Request, warning_id: int, body: JudgementIn) -> Any:
    """Say what a warning was worth."""
    return services.judge(warning_id, body.judgement, request.viewer)


@router.get("/briefing", response=BriefingOut)
def briefing(request: Request, period: Query[Period]) -> Any:
    """What was raised, withdrawn and held back in the hours up to a moment, by default the last 24."""
    return selectors.briefing(request.viewer, period.until or clock.now(), period.hours)


@router.get("/rates", response=list[RateOut])
def rates(request: Request) -> Any:
    """How useful warnings proved, by detector."""
    return selectors.rates(request.viewer, clock.now().date())


@router.get("/forecasts", response=list[ForecastOut])
@paginate(ordering=("-id",))
def forecasts(request: Request, country: str = "") -> QuerySet[Any]:
    """What this month and the next are likely to bring in each country, as far as you may see it: of each the
    last forecast made."""
    return selectors.forecasts(request.viewer, clock.now().date(), country)


@router.get("/series", response=list[SeriesOut])
@paginate(ordering=("id",))
def series(request: Request, country: str = "", kind: str = "", of: str = "") -> QuerySet[Any]:
    """What is counted, as far as you may see it."""
    return selectors.series(request.viewer, country=country, kind=kind, of=of)


@router.get("/days/{day}", response=list[FoundOut])
def as_known(request: Request, day: date, known: AwareDatetime | None = None) -> Any:
    """What was unusual of a day by what was known at a moment; nothing learnt later is looked at."""
    return selectors.as_known(day, known or clock.now(), request.viewer)
