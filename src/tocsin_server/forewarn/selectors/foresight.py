"""Forecasts: what the next months may bring in each country, made from the counts as known at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from tocsin.forewarn.forecast import LEADS
from tocsin.forewarn.forecast import Forecast as Foretold
from tocsin.forewarn.forecast.history import from_months
from tocsin.forewarn.forecast.members import MONTHS
from tocsin.forewarn.forecast.months import by_month
from tocsin.forewarn.outlook import draw_outlook, outlook_of
from tocsin.forewarn.series import Step
from tocsin_server.codec import decode
from tocsin_server.forewarn.models import Forecast, Of, Version
from tocsin_server.forewarn.selectors import counts
from tocsin_server.forewarn.selectors.tallies import Owned
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

NARROW = (440, 310)
YEARS = timedelta(days=12 * 366)
"""How far back it is learned how countries fared."""


def foretold(owned: Owned, last: date, known: datetime) -> tuple[Foretold, ...]:
    """What is likely in the three months after that of `last`, in each country in which an owner counted
    anybody killed, by what was known at a moment; nothing where fewer than twelve months were counted."""
    first, end = first_month(last, known), Step.MONTH.after(last, 1) - timedelta(days=1)
    rows = list(counts.of_owner(owned, Of.KILLED))
    if not rows or first is None or Step.MONTH.between(first, last) + 1 < MONTHS:
        return ()
    days = counts.panel(rows, first, end, known)
    return from_months(by_month(replace(days, ids=tuple(row.country for row in rows))), LEADS, last)


def first_month(last: date, known: datetime) -> date | None:
    """The first whole month in which the killed were counted as they were reported; None where none were."""
    killed = Version.objects.filter(counted__of=Of.KILLED, known__lte=known).order_by("pk")
    began = killed.values_list("known", flat=True).first()
    if began is None:
        return None
    first = max(counts.watched_from(last, YEARS), began.date() - counts.RECOUNTED)
    return Step.MONTH.after(first.replace(day=1), int(first.day > 1))


def owners() -> list[Owned]:
    """Whose dead are counted."""
    rows = counts.everything(Of.KILLED).order_by().values_list("unit_id", "tlp").distinct()
    return sorted(Owned(*pair) for pair in rows)


def standing(owned: Owned, after: date) -> dict[tuple[str, date], Forecast]:
    """The last forecast of each country and of each month after one."""
    rows = Forecast.objects.filter(unit_id=owned.unit_id, tlp=owned.tlp, month__gt=after).order_by("pk")
    return {(row.country, row.month): row for row in rows}


@dataclass(frozen=True, slots=True)
class Outlook:
    """The forecasts of one country, as one unit counts under one label, as pictures and month by month."""

    rows: Sequence[Forecast]
    wide: str
    narrow: str

    @property
    def head(self) -> Forecast:
        """The next month's."""
        return self.rows[0]


def forecasts(viewer: Viewer, today: date, country: str = "") -> QuerySet[Forecast]:
    """The forecasts of this month and later ones that a viewer may see, of each the last one made."""
    same = {name: OuterRef(name) for name in ("unit", "tlp", "country", "month")}
    newer = Forecast.objects.filter(pk__gt=OuterRef("pk"), **same)
    rows = visible(Forecast.objects.filter(~Exists(newer), month__gte=today.replace(day=1)), viewer)
    return rows.filter(country=country) if country else rows


def outlooks(viewer: Viewer, today: date) -> list[Outlook]:
    """The forecasts that a viewer may see, drawn, by country, those most likely to be grave first."""
    grouped: dict[tuple[str, str, str], list[Forecast]] = {}
    for row in forecasts(viewer, today).select_related("unit").order_by("country", "unit", "tlp", "month"):
        grouped.setdefault((row.country, row.unit_id, row.tlp), []).append(row)
    worst_first = sorted(grouped.values(), key=lambda rows: -max(row.chance for row in rows))
    return [_drawn(rows) for rows in worst_first]


def _drawn(rows: list[Forecast]) -> Outlook:
    shown = outlook_of([decode(Foretold, row.forecast) for row in rows], title="Killed by month")
    width, height = NARROW
    return Outlook(rows, draw_outlook(shown), draw_outlook(shown, width=width, height=height))
