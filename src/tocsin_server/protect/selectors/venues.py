"""What may be asked of venues: with a viewer, what that viewer may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Prefetch, Q, QuerySet

from tocsin.errors import BadInput
from tocsin.protect.venues import Presence
from tocsin.protect.venues import Venue as CoreVenue
from tocsin_server.protect.models import Event, Point, Venue, VenueContact
from tocsin_server.units import selectors as units
from tocsin_server.units.models import Unit
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

presence = lru_cache(4096)(Presence.parse)
"""Read once: the venues of a kind are often full at the same hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What of the register to show; an empty field does not narrow it."""

    text: str = ""
    kind: str = ""
    unit: str = ""
    least: int | None = None
    closed: bool = False


EVERYTHING = Filters()


def venues(viewer: Viewer, filters: Filters = EVERYTHING) -> QuerySet[Venue]:
    """The venues that a viewer may see, by name."""
    rows = visible(Venue.objects.select_related("unit"), viewer).filter(closed__isnull=not filters.closed)
    if filters.text:
        text = filters.text
        rows = rows.filter(
            Q(name__icontains=text) | Q(slug__icontains=text) | Q(place__icontains=text) | Q(district=text)
        )
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.unit:
        rows = rows.filter(unit__path__startswith=units.unit(filters.unit).path)
    if filters.least is not None:
        rows = rows.filter(capacity__gte=filters.least)
    return rows.order_by("name", "pk")


def venue(viewer: Viewer, slug: str) -> Venue:
    """The venue of an id, closed ones too; `BadInput` where there is none that the viewer may see."""
    rows = visible(Venue.objects.select_related("unit"), viewer).prefetch_related(
        Prefetch("contacts", VenueContact.objects.order_by("position", "pk")),
        Prefetch("points", Point.objects.filter(removed=None).order_by("kind", "name")),
        Prefetch("events", Event.objects.order_by("starts")),
    )
    if found := rows.filter(slug__iexact=slug).first():
        return found
    raise BadInput("there is no such venue", where=f"venue {slug}", reason="unknown_venue")


def owners(viewer: Viewer) -> QuerySet[Unit]:
    """The units whose venues a viewer sees: the choices of a filter."""
    seen = visible(Venue.objects.filter(closed=None), viewer).order_by().values("unit")
    return units.all_units().filter(pk__in=seen)


def core(row: Venue) -> CoreVenue:
    """A venue as the core knows it."""
    return CoreVenue(
        id=row.slug,
        name=row.name,
        kind=row.kind,
        latitude=row.latitude,
        longitude=row.longitude,
        zone=row.zone,
        capacity=row.capacity,
        present=presence(row.present),
        district=row.district,
        floor=row.floor,
        ceiling=row.ceiling,
    )


def core_venues(unit_id: str) -> list[tuple[int, CoreVenue]]:
    """The venues of a unit and of all below it that are looked after now, each with its number, as the core
    knows them: for planning, so without a viewer."""
    rows = Venue.objects.filter(closed=None, unit__path__startswith=units.unit(unit_id).path)
    return _numbered(rows.order_by("slug").iterator(chunk_size=2000))


def _numbered(rows: Iterable[Venue]) -> list[tuple[int, CoreVenue]]:
    return [(row.pk, core(row)) for row in rows]


def point_of(code: str) -> Point | None:
    """The entrance or checkpoint whose QR code was read; None for a code that is unknown or taken down."""
    return Point.objects.select_related("venue__unit").filter(code=code, removed=None).first()
