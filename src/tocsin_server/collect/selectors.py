"""What may be asked of feeds, reports and what was set aside."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta, timezone

from django.db.models import Count, F, Max, Min, Q, QuerySet

from tocsin.base import Report as ReportRecord
from tocsin.errors import BadInput
from tocsin_server.collect.models import Feed, Report, SetAside
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible


def feeds(viewer: Viewer) -> QuerySet[Feed]:
    """The feeds a viewer may see, the ones in trouble first, each with the number of its open set-asides."""
    waiting = Count("set_aside", filter=Q(set_aside__dismissed=None))
    rows = visible(Feed.objects.select_related("unit"), viewer).annotate(waiting=waiting)
    return rows.order_by("-failures", "name", "pk")


def feed(feed_id: str, viewer: Viewer) -> Feed:
    """One feed; `BadInput` if there is none that the viewer may see."""
    if row := feeds(viewer).filter(pk=feed_id).first():
        return row
    raise BadInput("there is no such feed", where=f"feed {feed_id}", reason="unknown_feed")


def failing(viewer: Viewer) -> QuerySet[Feed]:
    """The feeds in use a viewer may see that could not be read the last time."""
    return visible(Feed.objects.filter(enabled=True, failures__gt=0), viewer)


def failing_feeds() -> list[str]:
    """Names of the feeds in use that could not be read the last time."""
    return list(
        Feed.objects.filter(enabled=True, failures__gt=0).order_by("name").values_list("name", flat=True)
    )


def due_feeds(now: datetime) -> list[tuple[str, datetime | None, int]]:
    """Id, due time and minutes between polls of the feeds to be polled now."""
    due = Q(next_poll=None) | Q(next_poll__lte=now)
    rows = (
        Feed.objects.filter(due, enabled=True).exclude(url="").order_by(F("next_poll").asc(nulls_first=True))
    )
    return list(rows.values_list("pk", "next_poll", "minutes"))


def reports(viewer: Viewer, *, feed_id: str = "", since: datetime | None = None) -> QuerySet[Report]:
    """The reports a viewer may see, last collected first."""
    rows = visible(Report.objects.select_related("feed"), viewer)
    if feed_id:
        rows = rows.filter(feed_id=feed_id)
    if since:
        rows = rows.filter(collected__gte=since)
    return rows.order_by("-collected", "pk")


def report(report_id: str, viewer: Viewer) -> Report:
    """One report; `BadInput` if there is none that the viewer may see."""
    if row := reports(viewer).filter(pk=report_id).first():
        return row
    raise BadInput("there is no such report", where=f"report {report_id}", reason="unknown_report")


def set_aside(viewer: Viewer, *, feed_id: str = "", dismissed: bool = False) -> QuerySet[SetAside]:
    """What was not taken from the feeds a viewer may see, the latest first."""
    rows = SetAside.objects.filter(feed__in=visible(Feed.objects.all(), viewer)).select_related("feed")
    rows = rows.exclude(dismissed=None) if dismissed else rows.filter(dismissed=None)
    if feed_id:
        rows = rows.filter(feed_id=feed_id)
    return rows.order_by("-at", "-pk")


def watching_since() -> date | None:
    """The first day of which reports were collected; None while there are none."""
    first = Report.objects.aggregate(first=Min("collected"))["first"]
    return first.date() if first else None


def record(row: Report) -> ReportRecord:
    """A row as the core's record, its time with the offset under which it was published."""
    published = row.published
    if published is not None:
        zone = timezone(timedelta(minutes=row.published_offset))
        published = published.astimezone(zone)
    return ReportRecord(
        id=row.pk,
        source=row.outlet,
        title=row.title,
        text=row.text,
        url=row.url,
        published=published,
        language=row.language,
    )


def last_arrival() -> int:
    """The number of the report that came last; 0 before the first."""
    return Report.objects.aggregate(last=Max("arrival"))["last"] or 0


def signatures(
    first: datetime, last: datetime, after: int, *, unit_id: str, tlp: str
) -> Iterator[tuple[str, int, datetime, bytes]]:
    """Id, arrival, time and signature of a unit's reports under one label from between two instants, those
    after an arrival, in the order in which they came. An undated report counts as published when it came."""
    told = Q(published__range=(first, last)) | Q(published=None, collected__range=(first, last))
    rows = Report.objects.filter(told, arrival__gt=after, unit_id=unit_id, tlp=tlp, copy_of=None)
    columns = ("pk", "arrival", "published", "collected", "signature")
    for id, arrival, published, collected, signed in rows.order_by("arrival").values_list(*columns):
        yield id, arrival, published or collected, bytes(signed)


def has_later(moment: datetime, *, unit_id: str, tlp: str) -> bool:
    """Whether a unit holds, under one label, a report published after an instant."""
    return Report.objects.filter(published__gt=moment, unit_id=unit_id, tlp=tlp).exists()


def are_stored(report_ids: Collection[str]) -> bool:
    """Whether there is a report of each of these ids."""
    return not report_ids or Report.objects.filter(pk__in=report_ids).count() == len(set(report_ids))
