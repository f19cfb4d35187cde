"""What may be asked of warnings."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, F, Q, QuerySet

from tocsin.base import Explanation
from tocsin.errors import BadInput
from tocsin.forewarn import Outcome
from tocsin_server.codec import decode
from tocsin_server.forewarn.models import Judgement, Of, Warning
from tocsin_server.forewarn.selectors.counts import lately
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

JUDGEMENTS = [(value, label) for value, label in Judgement.choices if value]
"""What a person may make of a warning."""

BY_DAY, BY_SURPRISE = "day", "surprise"
ORDERS = {
    BY_DAY: (F("day").desc(), F("raised").desc(), F("pk").desc()),
    BY_SURPRISE: (F("surprise").desc(), F("p").asc(nulls_last=True), F("day").desc(), F("pk").desc()),
}
"""The orders in which warnings can be listed."""

SHOWN = timedelta(days=41)
"""How far the small chart of a series reaches back: six weeks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which warnings to show; an empty field does not narrow it. The kind "reports" are those of a country;
    `judged` is "no", "yes" or a judgement; `standing` leaves out those withdrawn; `held` shows what was held
    back instead of what was raised."""

    country: str = ""
    kind: str = ""
    detector: str = ""
    judged: str = ""
    since: date | None = None
    until: date | None = None
    standing: bool = True
    held: bool = False
    sort: str = BY_DAY


EVERYTHING = Filters(standing=False)


def warnings(
    viewer: Viewer, *, standing: bool = True, since: date | None = None, country: str = ""
) -> QuerySet[Warning]:
    """The warnings raised that a viewer may see, latest day first; with `standing` none withdrawn."""
    return listed(viewer, Filters(standing=standing, since=since, country=country))


def listed(viewer: Viewer, filters: Filters) -> QuerySet[Warning]:
    """The warnings that fit, or what was held back, as far as a viewer may see it."""
    rows = visible(Warning.objects.select_related("counted"), viewer).filter(_matches(filters))
    return rows.prefetch_related("incidents").order_by(*ORDERS.get(filters.sort, ORDERS[BY_DAY]))


def _matches(filters: Filters) -> Q:
    rule = ~Q(held="") if filters.held else Q(held="")
    if filters.standing:
        rule &= Q(withdrawn=None)
    for name in ("country", "detector"):
        if value := getattr(filters, name):
            rule &= Q(**{name: value})
    if filters.kind:
        rule &= Q(kind="" if filters.kind == Of.REPORTS else filters.kind)
    if filters.since:
        rule &= Q(day__gte=filters.since)
    if filters.until:
        rule &= Q(day__lte=filters.until)
    if filters.judged:
        rule &= {"no": Q(judgement=""), "yes": ~Q(judgement="")}.get(
            filters.judged, Q(judgement=filters.judged)
        )
    return rule


def warning(warning_id: int, viewer: Viewer) -> Warning:
    """One warning, withdrawn or held back ones too; `BadInput` if there is none that the viewer may see."""
    rows = visible(Warning.objects.select_related("unit", "counted"), viewer).prefetch_related("incidents")
    if row := rows.filter(pk=warning_id).first():
        return row
    raise BadInput("there is no such warning", where=f"warning {warning_id}", reason="unknown_warning")


def named(warning_ids: Collection[int], viewer: Viewer) -> list[Warning]:
    """The warnings of the given ids, if the viewer may see them all; `BadInput` names one not seen."""
    found = list(warnings(viewer, standing=False).filter(pk__in=warning_ids))
    if missing := sorted(set(warning_ids) - {row.pk for row in found}):
        raise BadInput(f"there is no warning {missing[0]}", where="warnings", reason="unknown_warning")
    return found


def explanation(row: Warning) -> Explanation:
    """Why a warning was raised, as the core knows it: its baseline, what was expected, the bound."""
    return decode(Explanation, row.explanation)


def located(rows: QuerySet[Warning]) -> QuerySet[Warning]:
    """With `latitude` and `longitude`, the middle of its incidents, None where none has a place."""
    return rows.annotate(latitude=Avg("incidents__latitude"), longitude=Avg("incidents__longitude"))


def courses(rows: Iterable[Warning]) -> dict[int, list[int]]:
    """The counts of the six weeks up to each warning, as they are known now, by its id; those raised before
    counts were kept have none."""
    shown = [row for row in rows if row.counted_id is not None]
    if not shown:
        return {}
    first, last = min(row.day for row in shown) - SHOWN, max(row.day for row in shown)
    counts = lately({row.counted_id for row in shown if row.counted_id}, first, last)
    days = SHOWN.days + 1
    found = {}
    for row in shown:
        end = (row.day - first).days + 1
        found[row.pk] = counts[row.counted_id or 0][end - days : end]
    return found


def held_beside(row: Warning, viewer: Viewer) -> list[Warning]:
    """What else was unusual of the same owner on the same day, and held back."""
    rows = visible(Warning.objects.filter(unit_id=row.unit_id, tlp=row.tlp, day=row.day), viewer)
    return list(rows.exclude(held="").exclude(pk=row.pk).filter(withdrawn=None).order_by("series"))


def countries(viewer: Viewer) -> list[str]:
    """The countries there are warnings of."""
    rows = visible(Warning.objects.exclude(country=""), viewer)
    return sorted(rows.order_by().values_list("country", flat=True).distinct())


def detectors(viewer: Viewer) -> list[str]:
    """The detectors that ever sounded."""
    return sorted(
        visible(Warning.objects.all(), viewer).order_by().values_list("detector", flat=True).distinct()
    )


def outcome(row: Warning) -> str:
    """What became of an alarm: "alarm", or the name of the rule that held it back."""
    return row.held or Outcome.ALARM.value
