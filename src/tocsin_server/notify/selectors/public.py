"""Alerts as anyone may see them: all that was ever posted on the public site, and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from tocsin.base import Alert as AlertRecord
from tocsin.notify import active
from tocsin.notify.audience import bounds, matches
from tocsin.notify.vocabulary import SEVERITIES
from tocsin_server import clock
from tocsin_server.notify.models import Alert, Posting
from tocsin_server.notify.selectors.alerts import record

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Published:
    """A public message: its row, and the record that the row holds."""

    row: Alert
    alert: AlertRecord


@dataclass(frozen=True, slots=True)
class Share:
    """A part of what is posted: told in a language, or for one of some points; by default everything."""

    language: str = ""
    points: tuple[Point, ...] = ()


def public_alerts() -> QuerySet[Alert]:
    """Everything that ever went out on the public site, last posted first."""
    return Alert.objects.filter(posting__isnull=False).order_by("-posting__number")


def public_alert(identifier: str) -> Alert | None:
    """One alert of the public site by its CAP identifier."""
    return public_alerts().filter(identifier=identifier).first()


def public_followers(row: Alert) -> QuerySet[Alert]:
    """The public messages that took the place of an alert, the latest first."""
    return public_alerts().filter(follows=row)


def public_line(row: Alert) -> list[Alert]:
    """The messages before an alert that it took the place of, the first at the head."""
    found: list[Alert] = []
    while row.follows_id and (earlier := public_alerts().filter(pk=row.follows_id).first()):
        found.insert(0, earlier)
        row = earlier
    return found


def public_between(start: datetime, end: datetime, severity: str = "", event: str = "") -> QuerySet[Alert]:
    """What was sent from one moment until before another, perhaps of one severity, or with words in it."""
    rows = public_alerts().filter(sent__gte=start, sent__lt=end)
    if severity:
        rows = rows.filter(severity=severity)
    return rows.filter(Q(event__icontains=event) | Q(headline__icontains=event)) if event else rows


def first_sent() -> datetime | None:
    """When the first public message was sent; None while there is none."""
    return public_alerts().order_by("sent").values_list("sent", flat=True).first()


def in_force() -> list[Alert]:
    """The public alerts in force now, oldest first; what was updated or cancelled is not among them."""
    unexpired = public_alerts().filter(expires__gt=clock.now())
    # What followed them ends them even if it has lapsed itself.
    rows = {
        row.identifier: row for row in public_alerts().filter(Q(pk__in=unexpired) | Q(follows__in=unexpired))
    }
    standing = active((record(row) for row in rows.values()), clock.now())
    return [rows[one.identifier] for one in standing]


def gravest_first(rows: Sequence[Alert]) -> list[Published]:
    """Alerts as records, the most severe first and of those the latest."""
    found = [Published(row, record(row)) for row in rows]
    newest = sorted(found, key=lambda one: one.alert.sent, reverse=True)
    return sorted(newest, key=lambda one: SEVERITIES.index(one.alert.infos[0].severity))


def concerns(alert: AlertRecord, points: Sequence[Point]) -> bool:
    """Whether an alert holds at one of some points. One that draws no area may be meant for anyone."""
    areas = [area for info in alert.infos for area in info.areas]
    if not bounds(areas):
        return True
    latitudes, longitudes = zip(*points, strict=True)
    return bool(matches(areas, latitudes, longitudes).any())


def last_number() -> int:
    """The number of the message posted last: the one mark by which all feeds know whether they are as new."""
    return Posting.objects.order_by("-number").values_list("number", flat=True).first() or 0


def postings(share: Share, *, first: int = 1, last: int) -> Iterator[tuple[Posting, AlertRecord]]:
    """What was posted under the numbers from first to last and belongs to a share, the newest first."""
    rows = Posting.objects.filter(number__gte=first, number__lte=last).select_related("alert")
    if share.language:
        rows = rows.filter(languages__contains=f" {share.language} ")
    if share.points:
        rows = rows.filter(_may_reach(share.points))
    for row in rows.order_by("-number").iterator(chunk_size=100):
        alert = record(row.alert)
        if not share.points or concerns(alert, share.points):
            yield row, alert


def _may_reach(points: Sequence[Point]) -> Q:
    """Postings whose box comes near one of the points: a first, coarse choice."""
    latitudes, longitudes = zip(*points, strict=True)
    return Q(
        south__lte=max(latitudes),
        north__gte=min(latitudes),
        west__lte=max(longitudes),
        east__gte=min(longitudes),
    )
