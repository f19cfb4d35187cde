"""What belongs to a venue, over the API: contacts, events, points, procedures, duties; and regimes."""

from typing import Any

from django.db.models import QuerySet
from ninja import Router, Schema, Status
from ninja.pagination import paginate

from tocsin_server.level.services.evidence import file_of
from tocsin_server.protect import selectors, services
from tocsin_server.protect.api.schemas import (
    DutyIn,
    EventIn,
    Made,
    PointIn,
    ProcedureIn,
    ProcedureOut,
    RegimeIn,
    RegimeOut,
    RehearsalIn,
    VenueContactIn,
)
from tocsin_server.units.middleware import Request

router = Router(tags=["protect"])


@router.post("/venues/{slug}/contacts", response={201: Made})
def add_contact(request: Request, slug: str, body: VenueContactIn) -> Any:
    """Note who is called."""
    return Status(201, services.add_contact(request.viewer, slug, **body.dict()))


@router.delete("/venues/{slug}/contacts/{contact_id}", response={204: None})
def remove_contact(request: Request, slug: str, contact_id: int) -> Any:
    """Forget a contact."""
    services.remove_contact(request.viewer, slug, contact_id)
    return Status(204, None)


@router.post("/venues/{slug}/events", response={201: Made})
def add_event(request: Request, slug: str, body: EventIn) -> Any:
    """Note an event."""
    return Status(201, services.add_event(request.viewer, slug, **body.dict()))


@router.post("/venues/{slug}/events/{event_id}/call-off", response={204: None})
def call_off_event(request: Request, slug: str, event_id: int) -> Any:
    """An event does not take place."""
    services.call_off_event(request.viewer, slug, event_id)
    return Status(204, None)


@router.post("/venues/{slug}/points", response={201: Made})
def add_point(request: Request, slug: str, body: PointIn) -> Any:
    """Note an entrance or a checkpoint."""
    return Status(201, services.add_point(request.viewer, slug, **body.dict()))


@router.delete("/venues/{slug}/points/{point_id}", response={204: None})
def remove_point(request: Request, slug: str, point_id: int) -> Any:
    """Take a point down."""
    services.remove_point(request.viewer, slug, point_id)
    return Status(204, None)


@router.post("/venues/{slug}/procedures", response={201: ProcedureOut})
def adopt_procedure(request: Request, slug: str, body: ProcedureIn) -> Any:
    """Adopt a procedure, or its next version."""
    return Status(201, services.adopt_procedure(request.viewer, slug, **_with_file(body)))


@router.post("/venues/{slug}/procedures/{procedure_id}/rehearsals", response={201: Made})
def record_rehearsal(request: Request, slug: str, procedure_id: int, body: RehearsalIn) -> Any:
    """Note that a procedure was tried out."""
    row = services.record_rehearsal(request.viewer, slug, procedure_id, **_with_file(body))
    return Status(201, row)


@router.post("/venues/{slug}/duties", response={201: Made})
def record_duty(request: Request, slug: str, body: DutyIn) -> Any:
    """Say where a duty stands."""
    return Status(201, services.record_duty(request.viewer, slug, **_with_file(body)))


@router.get("/regimes", response=list[RegimeOut])
@paginate(ordering=("id",))
def regimes(request: Request) -> QuerySet[Any]:
    """The regimes in force."""
    return selectors.regimes()


@router.post("/regimes", response={201: RegimeOut})
def adopt_regime(request: Request, body: RegimeIn) -> Any:
    """Let a regime hold for a unit and all below it."""
    return Status(201, services.adopt_regime(request.viewer, body.unit, body.source))


@router.delete("/regimes/{regime_id}", response={204: None})
def drop_regime(request: Request, regime_id: int) -> Any:
    """Let a regime hold no longer."""
    services.drop_regime(request.viewer, regime_id)
    return Status(204, None)


def _with_file(body: Schema) -> dict[str, Any]:
    """What was sent, its file looked up by its digest."""
    given = body.dict()
    digest = given.pop("file")
    return {**given, "file": file_of(digest) if digest else None}
