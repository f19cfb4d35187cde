"""Where incidents crowd in space and time: the core's scan over counts at points, as known at a moment."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import QuerySet
from numpy.typing import NDArray

from tocsin.base import Explanation
from tocsin.errors import BadInput
from tocsin.forewarn import Decision, Outcome
from tocsin.forewarn.scan import (
    NAME,
    Cylinders,
    Events,
    ScanTest,
    Sites,
    geojson,
    great_circle_km,
    replay,
)
from tocsin_server.codec import decode
from tocsin_server.extract.models import Incident
from tocsin_server.forewarn.models import Counted, Of, Warning
from tocsin_server.forewarn.selectors import counts
from tocsin_server.forewarn.selectors.tallies import Owned, at_a_point, dated

STUDY = timedelta(days=364)
"""From the first day of the study to the last: what a place's usual share is, is learnt from a year."""

LONGEST = 7
"""Days that a cluster lasts at most."""

STOP_AFTER = 20
"""Dealing ends once chance did as well so many times: that is far from what sounds."""

Crowd = tuple[Counted, Decision]
"""A cluster, with what is counted at the place in its middle."""


def clusters(owned: Owned, day: date, known: datetime) -> tuple[Crowd, ...]:
    """The clusters of an owner's incidents that go on at a day, each kind of incident looked at by itself.

    Among all of one owner's scans chance is to sound once in `TOCSIN_WARNING_CLUSTER_NIGHTS`; 0: none is
    looked for.
    """
    nights = settings.TOCSIN_WARNING_CLUSTER_NIGHTS
    first = counts.watched_from(day, STUDY)
    rows = counts.not_zero(counts.of_owner(owned, Of.PLACES), first, day) if nights else []
    studies = _studies(rows, first, day, known)
    return tuple(
        crowd
        for kind, (some, events) in sorted(studies.items())
        for crowd in _of_kind(kind, some, events, known, nights * len(studies))
    )


def events_as_known(row: Warning, study_days: int, known: datetime) -> Events:
    """The incidents among which a cluster was found, as they were known at a moment; `BadInput` if none."""
    first = row.day - timedelta(days=study_days - 1)
    rows = counts.of_owner(Owned(row.unit_id, row.tlp), Of.PLACES).filter(kind=row.kind)
    studies = _studies(list(rows), first, row.day, known)
    if row.kind not in studies:
        raise BadInput("no incident of its days was known then", where="counts", reason="empty")
    return studies[row.kind][1]


def inside(owned: Owned, kind: str, why: Explanation) -> QuerySet[Incident]:
    """The incidents that a cluster counts."""
    facts = dict(why.parameters)
    first = date.fromordinal(int(facts["first_day"]))
    days = [first + timedelta(days=at) for at in range(int(facts["days"]))]
    rows = at_a_point(dated(days)).filter(unit_id=owned.unit_id, tlp=owned.tlp, kind=kind).order_by("pk")
    points = np.array(rows.values_list("latitude", "longitude"), dtype=np.float64).reshape(-1, 2)
    apart = great_circle_km(facts["latitude"], facts["longitude"], points[:, 0], points[:, 1])
    ids = rows.values_list("pk", flat=True)
    return rows.filter(pk__in=[id for id, km in zip(ids, apart, strict=True) if km <= facts["radius_km"]])


Study = tuple[list[Counted], Events]


def _studies(rows: Sequence[Counted], first: date, last: date, known: datetime) -> dict[str, Study]:
    """For each kind of incident the places that had any, by what was known, and the incidents there."""
    matrix = counts.panel(rows, first, last, known).counts
    kinds: dict[str, list[int]] = defaultdict(list)
    for at in np.flatnonzero(matrix.any(axis=1)).tolist():
        kinds[rows[at].kind].append(at)
    return {
        kind: ([rows[at] for at in some], _events([rows[at] for at in some], matrix[some], first, last))
        for kind, some in kinds.items()
    }


def _events(rows: Sequence[Counted], matrix: NDArray[np.int64], first: date, last: date) -> Events:
    """A site for each pair of coordinates, named as the place is that sorts first there."""
    names: dict[tuple[float, float], str] = {}
    for row in rows:
        names[_at(row)] = min(names.get(_at(row), row.place), row.place)
    where = sorted(names)
    number = {at: place for place, at in enumerate(where)}
    sites = Sites(
        [f"{latitude},{longitude}" for latitude, longitude in where],
        [latitude for latitude, _ in where],
        [longitude for _, longitude in where],
        names=[names[at] for at in where],
    )
    of_row = np.array([number[_at(row)] for row in rows])
    found, day = np.nonzero(matrix)
    return Events.of_arrays(of_row[found], day, matrix[found, day], sites, first=first, last=last)


def _at(row: Counted) -> tuple[float, float]:
    return row.latitude or 0.0, row.longitude or 0.0


def _of_kind(kind: str, rows: Sequence[Counted], events: Events, known: datetime, nights: int) -> list[Crowd]:
    """What stands out among incidents of one kind; the seed is the day, so that the scan repeats."""
    radius = float(settings.TOCSIN_WARNING_CLUSTER_KM)
    seed = events.last.toordinal()
    while True:
        try:
            found = _test(radius, nights).test(events, series=kind, seed=seed, known=known)
            break
        except BadInput as error:
            if error.reason != "too_many":
                raise
            radius /= 2  # very many places lie so near one another; the explanation tells the radius taken
    told = (one for one in found if one.outcome in (Outcome.ALARM, Outcome.BELOW_MINIMUM_COUNT))
    return [_crowd(rows, decision) for decision in told]


def _test(radius_km: float, nights: int) -> ScanTest:
    """A scan that chance makes sound once in so many nights, with as many deals as tell that."""
    return ScanTest(
        cylinders=Cylinders(radius_km=radius_km, days=LONGEST),
        replicates=2 * nights - 1,
        recurrence_days=nights,
        minimum_count=settings.TOCSIN_WARNING_MINIMUM,
        stop_after=STOP_AFTER,
    )


def _crowd(rows: Sequence[Counted], decision: Decision) -> Crowd:
    """A decision under the name of the place in the middle."""
    why = decision.explanation
    facts = dict(why.parameters)
    middle = facts["latitude"], facts["longitude"], why.places[0]
    row = min((one for one in rows if (*_at(one), one.place) == middle), key=lambda one: one.series)
    return row, Decision(
        series=row.series, day=decision.day, outcome=decision.outcome, explanation=why, note=decision.note
    )


def replayed(row: Warning, why: Explanation, known: datetime) -> str:
    """Why a cluster does not follow from the incidents as known at a moment; "" where it does."""
    try:
        replay(why, events_as_known(row, int(dict(why.parameters)["study_days"]), known))
    except BadInput as error:
        return str(error)
    return ""


@dataclass(frozen=True, slots=True)
class Within:
    """A place in the circle of a cluster, with what was observed there on its days, by what was known."""

    name: str
    latitude: float
    longitude: float
    observed: int


def places(row: Warning) -> list[Within]:
    """The places in the circle of a cluster, the one with most incidents first; none for other warnings."""
    if row.detector != NAME or row.counted is None or row.known is None:
        return []
    why = decode(Explanation, row.explanation)
    facts = dict(why.parameters)
    events = events_as_known(row, int(facts["study_days"]), row.known)
    begun = (date.fromordinal(int(facts["first_day"])) - events.first).days
    many = np.bincount(events.site[events.day >= begun], minlength=len(events.sites.ids))
    sites = events.sites
    apart = great_circle_km(facts["latitude"], facts["longitude"], sites.latitude, sites.longitude)
    found = [
        Within(sites.names[at], float(sites.latitude[at]), float(sites.longitude[at]), int(many[at]))
        for at in np.flatnonzero(apart <= facts["radius_km"]).tolist()
    ]
    return sorted(found, key=lambda one: (-one.observed, one.name))


def areas(rows: Iterable[Warning]) -> dict[int, dict[str, Any]]:
    """The circles of those among some warnings that are of clusters, by their ids."""
    wanted = [row.pk for row in rows if row.detector == NAME]
    return {row.pk: found for row in Warning.objects.filter(pk__in=wanted) if (found := area(row))}


def area(row: Warning) -> dict[str, Any] | None:
    """The circle of a cluster as GeoJSON; None for other warnings."""
    return geojson(decode(Explanation, row.explanation)) if row.detector == NAME else None
