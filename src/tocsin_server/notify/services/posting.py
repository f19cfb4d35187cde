"""Making a message public: its place in the feeds is given, once and for ever."""

from datetime import datetime, timedelta

from tocsin.base import Alert as AlertRecord
from tocsin.notify.audience import bounds
from tocsin_server import clock
from tocsin_server.locks import one_at_a_time
from tocsin_server.notify.models import Alert, Posting

SECOND = timedelta(seconds=1)
EVERYWHERE = (-90.0, -180.0, 90.0, 180.0)


def post(row: Alert, alert: AlertRecord) -> Posting:
    """Give a message the next number of the public site, in the caller's transaction.

    Whoever posts holds the lock until it has committed: nobody ever sees number 8 and later number 7 appear.
    """
    one_at_a_time("public alerts")
    last = Posting.objects.order_by("-number").first()
    south, west, north, east = box(alert)
    return Posting.objects.create(
        number=last.number + 1 if last else 1,
        alert=row,
        posted=_after(last.posted if last else None),
        languages=f" {' '.join(languages(alert))} ",
        south=south,
        west=west,
        north=north,
        east=east,
    )


def languages(alert: AlertRecord) -> list[str]:
    """The languages it is told in, without their regions: of fr-CA, fr."""
    return list(dict.fromkeys(info.language.partition("-")[0].lower() for info in alert.infos))


def box(alert: AlertRecord) -> tuple[float, float, float, float]:
    """South, west, north, east around all its areas; the whole Earth where it draws none, as it may be meant
    for anyone."""
    found = bounds(area for info in alert.infos for area in info.areas)
    if not found:
        return EVERYWHERE
    return (
        min(each.south for each in found),
        min(each.west for each in found),
        max(each.north for each in found),
        max(each.east for each in found),
    )


def _after(last: datetime | None) -> datetime:
    now = clock.now().replace(microsecond=0)
    return max(now, last + SECOND) if last else now
