"""What incidents and reports come to, day by day, as they stand now: counted by the database.

The rule is that of `tocsin.forewarn.daily_counts`: an incident counts on its first day, in its country and in
its division; one whose day or country is not known counts nowhere.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from tocsin.base import IncidentKind, Precision
from tocsin.forewarn import SeriesKey
from tocsin_server.bulk import batched
from tocsin_server.extract.models import Incident, Mention
from tocsin_server.forewarn.models import Of


@dataclass(frozen=True, slots=True, order=True)
class Owned:
    """Whose incidents are counted together: those of one unit under one label, so that no warning tells a
    viewer of reports that the viewer may not read."""

    unit_id: str
    tlp: str


@dataclass(frozen=True, slots=True)
class Key:
    """What is counted, and for whom."""

    owned: Owned
    of: Of
    country: str
    division: str = ""
    kind: str = ""

    @property
    def series(self) -> str:
        """The name of the series: "FR/Île-de-France/attack", or "FR/reports"."""
        if not self.kind:
            return f"{self.country}/{Of.REPORTS}"
        return SeriesKey(self.country, self.division, IncidentKind(self.kind)).id


Tally = dict[tuple[Key, date], int]


def tally(days: Collection[date]) -> Tally:
    """What these days count in every series, as far as that is more than nothing."""
    found: Tally = {}
    for some in batched(sorted(days)):
        _add_incidents(found, some)
        _add_reports(found, some)
    return found


def _add_incidents(found: Tally, days: list[date]) -> None:
    """Incidents, and the killed of the deadliest, of each division and of the country that they add up to."""
    rows = Incident.objects.filter(retired=False, first_day__in=days, precision=Precision.DAY)
    columns = ("unit_id", "tlp", "country", "division", "kind", "first_day")
    counted = rows.exclude(country="").order_by().values_list(*columns)
    for unit_id, tlp, country, division, kind, day, many, killed in counted.annotate(
        Count("pk"), Max("killed_low")
    ):
        owned = Owned(unit_id, tlp)
        for part in {"", division}:
            at = Key(owned, Of.INCIDENTS, country, part, kind), day
            found[at] = found.get(at, 0) + many
            if killed:
                at = Key(owned, Of.DEADLIEST, country, part, kind), day
                found[at] = max(found.get(at, 0), killed)


def _add_reports(found: Tally, days: list[date]) -> None:
    """Reports that tell of an incident in a country, copies left out, by the day of publication in UTC."""
    rows = told_between(days[0], days[-1]).order_by().values("report__unit_id", "report__tlp", "country")
    for row in rows.annotate(day=_day_of_report(), many=Count("report", distinct=True)):
        if row["day"] in days:
            owned = Owned(row["report__unit_id"], row["report__tlp"])
            found[Key(owned, Of.REPORTS, row["country"]), row["day"]] = row["many"]


def told_between(first: date, last: date) -> QuerySet[Mention]:
    """What first-hand reports of these days tell of incidents with a country."""
    start, end = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(days=1)))
    within = Q(report__published__gte=start, report__published__lt=end)
    undated = Q(report__published=None, report__collected__gte=start, report__collected__lt=end)
    return Mention.objects.filter(within | undated, report__copy_of=None).exclude(country="")


def _day_of_report() -> Any:
    return TruncDate(Coalesce(F("report__published"), F("report__collected")), tzinfo=UTC)
