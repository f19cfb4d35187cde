"""What incidents and reports come to, day by day, as they stand now: counted by the database.

The rule is that of `tocsin.forewarn.daily_counts`: an incident counts on its first day, in its country and in
its division; one whose day or country is not known counts nowhere. Known to the settlement, it counts at its
point too, as for `tocsin.forewarn.scan.events_of`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate

from tocsin.base import IncidentKind, PlaceKind, Precision
from tocsin.forewarn import SeriesKey
from tocsin_server.bulk import batched
from tocsin_server.collect.models import Report
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
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def series(self) -> str:
        """The name of the series: "FR/Île-de-France/attack", "FR/Lyon@45.75,4.85/attack", "FR/reports",
        "FR/killed", "reports"."""
        if self.of is Of.KILLED:
            return f"{self.country}/{Of.KILLED}"
        if not self.kind:
            return f"{self.country}/{Of.REPORTS}" if self.country else str(Of.REPORTS)
        if self.latitude is not None:
            at = f"{self.place}@{self.latitude},{self.longitude}"
            return SeriesKey(self.country, at, IncidentKind(self.kind)).id
        return SeriesKey(self.country, self.division, IncidentKind(self.kind)).id


Tally = dict[tuple[Key, date], int]


def tally(days: Collection[date]) -> Tally:
    """What these days count in every series, as far as that is more than nothing."""
    found: Tally = {}
    for some in batched(sorted(days)):
        _add_incidents(found, some)
        _add_places(found, some)
        _add_reports(found, some)
        _add_volume(found, some)
    return found


def _add_incidents(found: Tally, days: list[date]) -> None:
    """Incidents, and the killed of the deadliest, of each division and of the country that they add up to,
    and all killed in the country."""
    columns = ("unit_id", "tlp", "country", "division", "kind", "first_day")
    counted = dated(days).order_by().values_list(*columns)
    for unit_id, tlp, country, division, kind, day, many, killed, dead in counted.annotate(
        Count("pk"), Max("killed_low"), Sum("killed_low")
    ):
        owned = Owned(unit_id, tlp)
        for part in {"", division}:
            at = Key(owned, Of.INCIDENTS, country, part, kind), day
            found[at] = found.get(at, 0) + many
            if killed:
                at = Key(owned, Of.DEADLIEST, country, part, kind), day
                found[at] = max(found.get(at, 0), killed)
        if dead:
            at = Key(owned, Of.KILLED, country), day
            found[at] = found.get(at, 0) + dead


def dated(days: Collection[date]) -> QuerySet[Incident]:
    """The incidents of some days that can be put on one day in one country."""
    rows = Incident.objects.filter(retired=False, first_day__in=days, precision=Precision.DAY)
    return rows.exclude(country="")


def at_a_point(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """Those of some incidents that are known to the settlement."""
    return rows.filter(data__place__kind=PlaceKind.SETTLEMENT, latitude__isnull=False)


def _add_places(found: Tally, days: list[date]) -> None:
    """Incidents at each point."""
    columns = ("unit_id", "tlp", "country", "kind", "place_name", "latitude", "longitude", "first_day")
    counted = at_a_point(dated(days)).order_by().values_list(*columns)
    for unit_id, tlp, country, kind, place, latitude, longitude, day, many in counted.annotate(Count("pk")):
        key = Key(Owned(unit_id, tlp), Of.PLACES, country, "", kind, place, latitude, longitude)
        found[key, day] = many


def _add_reports(found: Tally, days: list[date]) -> None:
    """Reports that tell of an incident in a country, copies left out, by the day of publication in UTC."""
    rows = told_between(days[0], days[-1]).order_by().values("report__unit_id", "report__tlp", "country")
    for row in rows.annotate(day=_day_of("report__"), many=Count("report", distinct=True)):
        if row["day"] in days:
            owned = Owned(row["report__unit_id"], row["report__tlp"])
            found[Key(owned, Of.REPORTS, row["country"]), row["day"]] = row["many"]


def _add_volume(found: Tally, days: list[date]) -> None:
    """All reports, copies left out, whatever they tell of."""
    rows = Report.objects.filter(_between("", days[0], days[-1]), copy_of=None).order_by()
    for row in rows.values("unit_id", "tlp").annotate(day=_day_of(""), many=Count("pk")):
        if row["day"] in days:
            found[Key(Owned(row["unit_id"], row["tlp"]), Of.VOLUME, ""), row["day"]] = row["many"]


def told_between(first: date, last: date) -> QuerySet[Mention]:
    """What first-hand reports of these days tell of incidents with a country."""
    rows = Mention.objects.filter(_between("report__", first, last), report__copy_of=None)
    return rows.exclude(country="")


def _between(to_report: str, first: date, last: date) -> Q:
    """Published on these days in UTC; where that is not known, collected on them."""
    start, end = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(days=1)))

    def within(name: str) -> Q:
        return Q(**{f"{to_report}{name}__gte": start, f"{to_report}{name}__lt": end})

    return within("published") | Q(**{f"{to_report}published": None}) & within("collected")


def _day_of(to_report: str) -> Any:
    return TruncDate(Coalesce(F(f"{to_report}published"), F(f"{to_report}collected")), tzinfo=UTC)
