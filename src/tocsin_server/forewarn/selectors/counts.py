"""Counts by the day, as they are known now or were known at any moment before."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from tocsin.forewarn import Measure
from tocsin.forewarn.series import Panel
from tocsin_server.bulk import batched
from tocsin_server.collect import selectors as collected
from tocsin_server.forewarn.models import Counted, Of, Version
from tocsin_server.forewarn.selectors.tallies import Owned
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

RECOUNTED = timedelta(days=400)
"""Days counted anew each night: for incidents of longer ago that were corrected, split or merged."""

DAYS = timedelta(days=420)
"""How far counts by the day reach back: further than the longest baseline of a detector of days."""


MEASURES = {Of.DEADLIEST: Measure.DEADLIEST, Of.KILLED: Measure.KILLED}
"""What counts measure where it is not incidents or reports."""


def series(viewer: Viewer, *, country: str = "", kind: str = "", of: str = "") -> QuerySet[Counted]:
    """What is counted and the viewer may see, by name."""
    rows = visible(Counted.objects.all(), viewer)
    for name, value in (("country", country), ("kind", kind), ("of", of)):
        if value:
            rows = rows.filter(**{name: value})
    return rows.order_by("series", "of", "unit_id", "tlp")


def everything(of: Of) -> QuerySet[Counted]:
    """Everything of one sort that is counted."""
    return Counted.objects.filter(of=of).order_by("series")


def of_owner(owned: Owned, of: Of) -> QuerySet[Counted]:
    """Everything of one sort that is counted for an owner."""
    return everything(of).filter(unit_id=owned.unit_id, tlp=owned.tlp)


def owned_between(first: date, last: date, of: Of | None = None) -> set[Owned]:
    """Whose counts of these days, all or those of one sort, were ever anything."""
    some = Version.objects.filter(day__range=(first, last), count__gt=0)
    if of:
        some = some.filter(counted__of=of)
    return {Owned(*pair) for pair in some.values_list("counted__unit_id", "counted__tlp").distinct()}


def not_zero(rows: QuerySet[Counted], first: date, last: date) -> list[Counted]:
    """Those of some series that ever counted anything on these days: the others can be no alarm."""
    some = Version.objects.filter(day__range=(first, last), count__gt=0, counted__in=rows)
    return list(rows.filter(pk__in=some.values("counted")))


def watched_from(day: date, reach: timedelta) -> date:
    """The first day of a series that is tested on a day: the watch began then, or the reach ends there."""
    began = collected.watching_since()
    return max(day - reach, began) if began and began <= day else day


def panel(rows: Sequence[Counted], first: date, last: date, known: datetime) -> Panel:
    """The counts of some series of one sort, a row each, as known at a moment; 0 where nothing was."""
    counts = np.zeros((len(rows), (last - first).days + 1), dtype=np.int64)
    places = {row.pk: number for number, row in enumerate(rows)}
    for some in batched(places):
        versions = Version.objects.filter(counted__in=some, day__range=(first, last), known__lte=known)
        _fill(counts, places, first, versions)
    measure = MEASURES.get(Of(rows[0].of), Measure.INCIDENTS) if rows else Measure.INCIDENTS
    return Panel(tuple(row.series for row in rows), first, counts, measure, known=known)


def _fill(
    counts: NDArray[np.int64], places: dict[int, int], first: date, versions: QuerySet[Version]
) -> None:
    """Write down version after version, so that of several the last one stands."""
    for counted, day, count in (
        versions.order_by("pk").values_list("counted_id", "day", "count").iterator(10_000)
    ):
        counts[places[counted], (day - first).days] = count


def lately(ids: Iterable[int], first: date, last: date) -> dict[int, list[int]]:
    """The counts of some series from day to day, as they are known now: for drawing."""
    rows = {pk: [0] * ((last - first).days + 1) for pk in ids}
    versions = Version.objects.filter(counted__in=rows, day__range=(first, last)).order_by("pk")
    for counted, day, count in versions.values_list("counted_id", "day", "count"):
        rows[counted][(day - first).days] = count
    return rows


def last_known() -> datetime | None:
    """When the last change of any count became known."""
    return Version.objects.order_by("-pk").values_list("known", flat=True).first()
