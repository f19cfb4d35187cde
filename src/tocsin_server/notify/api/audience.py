"""Who is to have alerts, and how deliveries fare, over the API."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import Field

from tocsin_server.notify import selectors, services
from tocsin_server.notify.channels.webhook import SIGNED, secret_of
from tocsin_server.units import selectors as units
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, require

router = Router(tags=["notify"])


class DeliveryOut(Schema):
    """One alert through one channel to one recipient."""

    id: int
    alert_id: int
    channel: str
    recipient: str
    state: str
    attempts: int
    sent: datetime | None
    next_at: datetime | None
    error: str


class Resent(Schema):
    """How many deliveries are tried again."""

    count: int


class RecipientIn(Schema):
    """Who is to have every alert of a unit and of those above it."""

    unit_id: str
    channel: str = "mail"
    address: str = Field(max_length=300)


class RecipientOut(RecipientIn):
    """A standing recipient; `secret` is what signs the messages to a partner's system, "" for others."""

    id: int
    added: datetime
    secret: str = ""

    @staticmethod
    def resolve_secret(row: Any) -> str:
        return secret_of(row.address) if row.channel in SIGNED else ""


@router.get("/alerts/{alert_id}/deliveries", response=list[DeliveryOut])
@paginate(ordering=("id",))
def deliveries(request: Request, alert_id: int, state: str = "", channel: str = "") -> QuerySet[Any]:
    """How an alert's deliveries fared: all, or those in one state or by one channel."""
    return selectors.deliveries([alert_id], request.viewer, state=state, channel=channel)


@router.get("/alerts/{alert_id}/deliveries/counts", response=dict[str, dict[str, int]])
def counts(request: Request, alert_id: int) -> dict[str, dict[str, int]]:
    """How many of an alert's deliveries are in each state, by channel."""
    return selectors.delivery_counts(selectors.alert(alert_id, request.viewer))


@router.post("/alerts/{alert_id}/deliveries/resend", response={202: Resent})
def resend_failed(request: Request, alert_id: int, channel: str = "") -> Any:
    """Send again all that was refused of an alert, by every channel or by one."""
    return Status(202, {"count": services.resend_failed(alert_id, request.viewer, channel)})


@router.post("/deliveries/{delivery_id}/resend", response={202: None})
def resend(request: Request, delivery_id: int) -> Any:
    """Send again what was refused, or may not have been sent."""
    services.resend(delivery_id, request.viewer)
    return Status(202, None)


@router.get("/recipients", response=list[RecipientOut])
@paginate(ordering=("id",))
def recipients(request: Request, unit: str) -> QuerySet[Any]:
    """The standing recipients of a unit that you administer, and of those below."""
    top = units.unit(unit)
    require(request.viewer, Permission.MANAGE_UNITS, top)
    return selectors.recipients(top.path)


@router.post("/recipients", response={201: RecipientOut})
def add_recipient(request: Request, body: RecipientIn) -> Any:
    """Let an address have every alert of a unit and of those above it."""
    return Status(201, services.add_recipient(request.viewer, **body.dict()))


@router.delete("/recipients/{recipient_id}", response={204: None})
def remove_recipient(request: Request, recipient_id: int) -> Any:
    """Send an address no further alerts."""
    services.remove_recipient(recipient_id, request.viewer)
    return Status(204, None)
