"""Venues over the API: the register and tables of it."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Query, Router, Status
from ninja.pagination import paginate

from tocsin.errors import BadInput
from tocsin_server.protect import selectors, services
from tocsin_server.protect.api.schemas import (
    NewVenue,
    TableOut,
    VenueDetail,
    VenueFilter,
    VenueIn,
    VenueOut,
)
from tocsin_server.units.middleware import Request

router = Router(tags=["protect"])


@router.get("/venues", response=list[VenueOut])
@paginate(ordering=("slug",))
def venues(request: Request, filters: Query[VenueFilter]) -> QuerySet[Any]:
    """The venues you may see, by id."""
    return selectors.venues(request.viewer, filters.filters)


@router.post("/venues", response={201: VenueOut})
def add(request: Request, body: NewVenue) -> Any:
    """Take a venue into the register."""
    return Status(201, services.add_venue(request.viewer, body.unit, body.texts))


@router.get("/venues.csv")
def as_csv(request: Request, filters: Query[VenueFilter]) -> HttpResponse:
    """The venues you may see as CSV, which comes in again unchanged."""
    data = services.export_csv(request.viewer, filters.filters)
    return HttpResponse(data, content_type="text/csv; charset=utf-8")


@router.get("/venues.geojson")
def as_geojson(request: Request, filters: Query[VenueFilter]) -> HttpResponse:
    """The same as GeoJSON."""
    data = services.export_geojson(request.viewer, filters.filters)
    return HttpResponse(data, content_type="application/geo+json")


@router.post("/venues/tables", response={201: TableOut})
def hand_in(request: Request, unit: str, name: str = "table") -> Any:
    """Hand in a CSV or GeoJSON file as the request's body, to see what taking it would do."""
    try:
        data = request.body
    except RequestDataTooBig:
        raise BadInput("it is too large; send it as several files", where="body", reason="size") from None
    row, preview = services.hand_in(request.viewer, unit, name, data)
    return Status(201, _told(row.pk, preview))


@router.post("/venues/tables/{import_id}/take", response=TableOut)
def take(request: Request, import_id: int) -> Any:
    """Take a table that was handed in: all of it, or nothing."""
    return _told(import_id, services.take_table(request.viewer, import_id))


@router.get("/venues/{slug}", response=VenueDetail)
def venue(request: Request, slug: str) -> Any:
    """One venue with all that belongs to it."""
    return _whole(request, slug)


@router.put("/venues/{slug}", response=VenueOut)
def change(request: Request, slug: str, body: VenueIn) -> Any:
    """Change a venue's fields, all of them given."""
    return services.change_venue(request.viewer, slug, body.unit, body.texts)


@router.post("/venues/{slug}/close", response=VenueOut)
def close(request: Request, slug: str) -> Any:
    """Look after a venue no longer."""
    return services.close_venue(request.viewer, slug)


@router.post("/venues/{slug}/reopen", response=VenueOut)
def reopen(request: Request, slug: str) -> Any:
    """Look after a venue again."""
    return services.reopen_venue(request.viewer, slug)


def _whole(request: Request, slug: str) -> dict[str, Any]:
    row = selectors.venue(request.viewer, slug)
    belonging = {name: list(getattr(row, name).all()) for name in ("contacts", "points", "events")}
    return {
        **VenueOut.from_orm(row).dict(by_alias=True),
        **belonging,
        "procedures": selectors.current_procedures(row),
        "duties": selectors.duties(row),
    }


def _told(import_id: int, preview: services.Preview) -> dict[str, Any]:
    return {
        "id": import_id,
        "new": [checked.venue.id for checked, _ in preview.new],
        "changed": {change.row.slug: dict(change.differs) for change in preview.changed},
        "unchanged": len(preview.unchanged),
        "faults": preview.faults,
    }
