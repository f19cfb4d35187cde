"""Who subscribed to the places that an alert is for.

The database finds those whose boxes meet the alert's; the core then says who is inside. Where an alert
concerns few, all of them are found at once by their boxes. Where it concerns very many, subscribers are read
in the order of their numbers, page after page, so that the first are told while the rest are still unread.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from django.db.models import F, Q, QuerySet

from tocsin.base import Alert as AlertRecord
from tocsin.base import Area
from tocsin.notify.audience import Box, bounds, matches, touching
from tocsin.notify.vocabulary import SEVERITIES
from tocsin_server.notify.models import Interest, Subscriber
from tocsin_server.notify.models.audience import TALL

FEW = 2_000
"""Interests that are still taken to be few."""

MOST_BOXES = 8
"""Boxes asked for one by one; of more, one around them all is."""

PAGE = 4_000
"""Interests read at a time where there are many."""


class Near(NamedTuple):
    """A subscriber who is to have an alert."""

    subscriber: int
    channel: str


class _Row(NamedTuple):
    """One interest, and what of its subscriber decides."""

    subscriber: int
    channel: str
    least: str
    south: float
    west: float
    north: float
    east: float
    rings: list[list[list[float]]] | None


_COLUMNS = (
    "subscriber_id", "subscriber__channel", "subscriber__least_severity", "south", "west", "north", "east",
    "rings",
)  # fmt: skip


_FROM_SUBSCRIBER = (
    "pk", "channel", "least_severity", "interests__south", "interests__west", "interests__north",
    "interests__east", "interests__rings",
)  # fmt: skip


def few_near(alert: AlertRecord) -> list[Near] | None:
    """All whom an alert concerns, by their numbers; None if they may be more than a few."""
    boxes = _boxes(alert)
    rows: dict[int, _Row] = {}
    for box in boxes:
        for asked in (_low(box), _tall(box)):
            found = _open(asked).values_list("pk", *_COLUMNS)[: FEW + 1]
            rows |= {pk: _Row(*row) for pk, *row in found}
            if len(rows) > FEW:
                return None
    return sorted(_concerned(alert, list(rows.values())))


def page_near(alert: AlertRecord, after: int, size: int = PAGE) -> tuple[list[Near], int | None]:
    """Whom an alert concerns among the next subscribers after a number, and the number to go on after; None
    when these were the last."""
    # Both tables are told where to begin: else PostgreSQL reads one of them from its start for every page.
    asked = Subscriber.objects.filter(
        pk__gt=after, interests__subscriber__gt=after, confirmed__isnull=False
    ).order_by("pk")
    rows = [_Row(*row) for row in asked.values_list(*_FROM_SUBSCRIBER)[:size]]
    if len(rows) < size:
        return sorted(_concerned(alert, rows)), None
    last = rows[-1].subscriber  # some of its places may be on the next page
    whole = [row for row in rows if row.subscriber != last]
    return sorted(_concerned(alert, whole)), whole[-1].subscriber


def reach(alert: AlertRecord) -> dict[str, int]:
    """How many subscribers an alert would be sent to, by channel."""
    return dict(Counter(found.channel for found in _all_near(alert)))


def _all_near(alert: AlertRecord) -> Iterator[Near]:
    few = few_near(alert)
    if few is not None:
        yield from few
        return
    after: int | None = 0
    while after is not None:
        found, after = page_near(alert, after)
        yield from found


def _open(asked: Q) -> QuerySet[Interest]:
    return Interest.objects.filter(asked, subscriber__confirmed__isnull=False)


def _low(box: Box) -> Q:
    """Interests that meet a box, as far as they are not tall: none of them begins far south of it."""
    return Q(south__gte=box.south - TALL) & _meets(box)


def _tall(box: Box) -> Q:
    return Q(north__gt=F("south") + TALL) & _meets(box)


def _meets(box: Box) -> Q:
    return Q(south__lte=box.north, north__gte=box.south, west__lte=box.east, east__gte=box.west)


def _boxes(alert: AlertRecord) -> Sequence[Box]:
    found = bounds(area for info in alert.infos for area in info.areas)
    if len(found) <= MOST_BOXES:
        return found
    south, west = min(box.south for box in found), min(box.west for box in found)
    return [Box(south, west, max(box.north for box in found), max(box.east for box in found))]


def _concerned(alert: AlertRecord, rows: Sequence[_Row]) -> set[Near]:
    """Exactly those whom the alert concerns: a place inside or an area touched, and it is grave enough."""
    found: set[Near] = set()
    for least in {row.least for row in rows}:
        areas = _areas(alert, least)
        asking = [row for row in rows if row.least == least]
        if areas:
            found |= {Near(row.subscriber, row.channel) for row in _inside(areas, asking)}
    return found


def _areas(alert: AlertRecord, least: str) -> list[Area]:
    """The areas for which the alert is at least so severe. Of what is not known to be less, all are told."""
    enough = {*SEVERITIES[: SEVERITIES.index(least) + 1], SEVERITIES[-1]} if least else set(SEVERITIES)
    return [area for info in alert.infos if info.severity in enough for area in info.areas]


def _inside(areas: Sequence[Area], rows: Sequence[_Row]) -> Iterator[_Row]:
    points = [row for row in rows if not row.rings]
    drawn = [row for row in rows if row.rings]
    latitudes = np.array([row.south for row in points], dtype=np.float64)
    longitudes = np.array([row.west for row in points], dtype=np.float64)
    within = matches(areas, latitudes, longitudes)
    yield from (points[index] for index in np.flatnonzero(within))
    if drawn:
        touched = touching(areas, [_drawn(row) for row in drawn])
        yield from (drawn[index] for index in np.flatnonzero(touched))


def _drawn(row: _Row) -> Area:
    rings = row.rings or []
    polygons = tuple(tuple((latitude, longitude) for latitude, longitude in ring) for ring in rings)
    return Area(description="", polygons=polygons)
