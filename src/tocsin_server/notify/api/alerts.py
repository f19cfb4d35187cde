"""Alerts over the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import AwareDatetime

from tocsin.notify.vocabulary import MEDIA_TYPE
from tocsin_server.notify import selectors, services
from tocsin_server.units.middleware import Request

router = Router(tags=["notify"])


class AlertOut(Schema):
    """An alert; `data` is the whole message as the draft or as it went out."""

    id: int
    unit_id: str
    tlp: str
    identifier: str | None
    status: str
    message_type: str
    state: str
    event: str
    headline: str
    severity: str
    data: dict[str, Any]
    drafted: datetime
    drafted_by: str
    sent: datetime | None
    expires: datetime
    follows_id: int | None
    declaration_id: UUID | None


class Words(Schema):
    """What an alert says, in CAP's terms; what is left out stays. `area_units` are the units it is for."""

    event: str | None = None
    headline: str | None = None
    description: str | None = None
    instruction: str | None = None
    language: str | None = None
    category: list[str] | None = None
    response: list[str] | None = None
    urgency: str | None = None
    severity: str | None = None
    certainty: str | None = None
    onset: AwareDatetime | None = None
    expires: AwareDatetime | None = None
    web: str | None = None
    contact: str | None = None
    area_units: list[str] | None = None

    @property
    def given(self) -> dict[str, Any]:
        """The words that were sent."""
        return {name: getattr(self, name) for name in Words.model_fields if getattr(self, name) is not None}


class DraftIn(Words):
    """A new alert of a unit. `status` other than Actual never leaves the site."""

    unit_id: str
    status: str = "Actual"
    scope: str = "Public"
    restriction: str = ""
    declaration_id: UUID | None = None


class CancelIn(Schema):
    """Why it no longer holds."""

    reason: str


@router.get("/alerts", response=list[AlertOut])
@paginate(ordering=("-id",))
def alerts(request: Request, state: str = "") -> QuerySet[Any]:
    """The alerts you may see, last drafted first; `state` is draft or published."""
    return selectors.alerts(request.viewer, state=state)


@router.post("/alerts", response={201: AlertOut})
def draft(request: Request, body: DraftIn) -> Any:
    """Draft an alert; it is refused with all that CAP would not allow."""
    head = body.dict(include={"unit_id", "status", "scope", "restriction", "declaration_id"})
    return Status(201, services.draft(request.viewer, **head, **body.given))


@router.get("/alerts/{alert_id}", response=AlertOut)
def alert(request: Request, alert_id: int) -> Any:
    """One alert."""
    return selectors.alert(alert_id, request.viewer)


@router.get("/alerts/{alert_id}/xml", response={200: str})
def xml(request: Request, alert_id: int) -> HttpResponse:
    """The CAP message, byte for byte as it went out; of a draft, what would go out."""
    return HttpResponse(selectors.xml(selectors.alert(alert_id, request.viewer)), content_type=MEDIA_TYPE)


@router.patch("/alerts/{alert_id}", response=AlertOut)
def revise(request: Request, alert_id: int, body: Words) -> Any:
    """Change the words of a draft."""
    return services.revise(alert_id, request.viewer, **body.given)


@router.post("/alerts/{alert_id}/publish", response=AlertOut)
def publish(request: Request, alert_id: int) -> Any:
    """Send a draft out."""
    return services.publish(alert_id, request.viewer)


@router.post("/alerts/{alert_id}/update", response={201: AlertOut})
def update(request: Request, alert_id: int, body: Words) -> Any:
    """Publish a new version of an alert that is out."""
    return Status(201, services.update(alert_id, request.viewer, **body.given))


@router.post("/alerts/{alert_id}/cancel", response={201: AlertOut})
def cancel(request: Request, alert_id: int, body: CancelIn) -> Any:
    """Publish that an alert no longer holds."""
    return Status(201, services.cancel(alert_id, request.viewer, body.reason))
