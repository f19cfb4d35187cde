"""Reach over the API: how units are told, what became of each message, whom somebody must call, and paper."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from ninja.pagination import paginate
from pydantic import Field

from tocsin.errors import NotAllowed
from tocsin.notify.vocabulary import MEDIA_TYPE
from tocsin_server.level import selectors, services
from tocsin_server.level.paper import orders_pdf
from tocsin_server.units import selectors as units
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, require

router = Router(tags=["level"])


class ContactIn(Schema):
    """A way to reach a unit. All are used at once, but `telephone`, which people call in order of `position`.

    A web hook without a `secret` is given one.
    """

    channel: str
    address: str
    office: str = ""
    language: str = "en"
    position: int = 1
    secret: str = ""


class ContactOut(Schema):
    """A way to reach a unit."""

    id: int
    unit_id: str
    channel: str
    address: str
    office: str
    language: str
    position: int
    added: datetime


class ContactAdded(ContactOut):
    """What was added, with the secret by which a web hook knows who calls: shown this once."""

    secret: str


class NoticeOut(Schema):
    """One message to one address of a unit, and what became of it.

    `state` is waiting, sending, sent, failed, or unsure where it is not known whether it arrived.
    """

    id: int
    kind: str
    unit_id: str
    declaration_id: UUID | None
    meeting_id: UUID | None
    channel: str
    address: str
    language: str
    exercise: bool
    written: datetime
    state: str
    attempts: int
    sent: datetime | None
    error: str


class NoticeFilter(Schema):
    """Empty means any."""

    declaration: UUID | None = None
    unit: str = ""
    state: str = ""


class CallOut(Schema):
    """A unit that somebody must call: by whose numbers, why, and how many orders it has not answered."""

    unit_id: str = Field(alias="unit.pk")
    name: str = Field(alias="unit.name")
    contacts: list[ContactOut]
    why: str
    orders: int
    acknowledge_by: datetime


class SmsIn(Schema):
    """A text message and the number it came from."""

    sender: str = Field(max_length=100)
    text: str = Field(max_length=10_000)


class SmsOut(Schema):
    """What to send back."""

    reply: str


@router.get("/contacts", response=list[ContactOut])
@paginate(ordering=("unit_id", "position", "id"))
def contacts(request: Request, unit: str = "") -> QuerySet[Any]:
    """How your units and those below are reached."""
    return selectors.contacts(request.viewer, unit)


@router.post("/units/{unit_id}/contacts", response={201: ContactAdded})
def add_contact(request: Request, unit_id: str, body: ContactIn) -> Any:
    """Let a unit be told by a channel at an address, or be called."""
    return Status(201, services.add_contact(request.viewer, unit_id, **body.dict()))


@router.delete("/contacts/{contact_id}", response={204: None})
def remove_contact(request: Request, contact_id: int) -> Any:
    """Tell a unit nothing more at an address."""
    services.remove_contact(request.viewer, contact_id)
    return Status(204, None)


@router.get("/notices", response=list[NoticeOut])
@paginate(ordering=("-written", "-id"))
def notices(request: Request, filters: Query[NoticeFilter]) -> QuerySet[Any]:
    """What was written to your units and those below, the latest first."""
    return selectors.notices(
        request.viewer, declaration_id=filters.declaration, unit_id=filters.unit, state=filters.state
    )


@router.post("/notices/{notice_id}/resend", response={202: None})
def resend_notice(request: Request, notice_id: int) -> Any:
    """Have a message tried again that was refused, or may not have arrived."""
    services.resend_notice(request.viewer, notice_id)
    return Status(202, None)


@router.post("/sms", response=SmsOut)
def take_sms(request: Request, body: SmsIn) -> Any:
    """Take, as an SMS gateway, a text message that a unit sent. It takes a duty officer's token of the root.

    The message counts only with a code of the unit's orders and from a number among its contacts.
    """
    if (top := units.root()) is None:
        raise NotAllowed("There are no units yet.")
    require(request.viewer, Permission.ANSWER_FOR, top)
    return {"reply": services.take_sms(body.sender, body.text)}


@router.get("/declarations/{declaration_id}/call-down", response=list[CallOut])
def call_down(request: Request, declaration_id: UUID) -> Any:
    """The units that no channel has brought to answer, the most pressing first."""
    return selectors.call_down(request.viewer, declaration_id)


@router.get("/declarations/{declaration_id}/cap", response={200: str})
def cap_message(request: Request, declaration_id: UUID, unit: str = "") -> HttpResponse:
    """A unit's orders as a CAP message of restricted scope; without `unit`, of the one the level is over."""
    data = selectors.cap_message(request.viewer, declaration_id, unit)
    return HttpResponse(data, content_type=MEDIA_TYPE)


@router.get("/declarations/{declaration_id}/orders.pdf", response={200: bytes})
def printed(
    request: Request, declaration_id: UUID, unit: str, language: str = "en", below: bool = False
) -> HttpResponse:
    """A unit's open orders to be printed; `below`: those of every unit of its branch, a page each."""
    data = orders_pdf(request.viewer, declaration_id, unit, language, below=below)
    return HttpResponse(data, content_type="application/pdf")
