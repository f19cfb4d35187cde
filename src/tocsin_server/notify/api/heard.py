"""Other authorities and what was heard from them, over the API."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import AwareDatetime, Field

from tocsin.notify.vocabulary import MEDIA_TYPE
from tocsin_server.notify import selectors, services
from tocsin_server.units.middleware import Request

router = Router(tags=["notify"])


class AuthorityChange(Schema):
    """Which CAP senders may speak for an authority, where its feed is, and which of its alerts the public
    site shows: `no`, `trusted` or `all`; and whether its software indents alerts after signing them."""

    senders: list[str]
    feed: str = Field("", max_length=1000)
    shown: str = "trusted"
    reformats: bool = False


class AuthorityIn(AuthorityChange):
    """An authority to listen to."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,100}$")
    name: str = Field(max_length=200)
    country: str = Field("", max_length=2)


class AuthorityOut(AuthorityIn):
    """An authority, and how its feed fares."""

    last_tried: datetime | None
    last_ok: datetime | None
    failures: int
    error: str


class CertificateIn(Schema):
    """A certificate in PEM, and for which moments of sending it counts; by default for its own."""

    pem: str = Field(max_length=20_000)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class CertificateOut(Schema):
    """A pinned certificate by the SHA-256 of its DER form."""

    fingerprint: str
    since: datetime
    until: datetime
    withdrawn: datetime | None
    why: str


class WithdrawIn(Schema):
    """Why a certificate is no longer trusted, and from which moment of sending on."""

    why: str
    when: AwareDatetime | None = None


class HeardOut(Schema):
    """An alert of another authority; `trust` is trusted, unsigned, unknown or broken, and `why` says why."""

    id: int
    authority_id: str
    sender: str
    identifier: str
    sent: datetime
    status: str
    message_type: str
    event: str
    headline: str
    severity: str
    expires: datetime | None
    trust: str
    why: str
    heard: datetime
    data: dict[str, Any]
    problems: list[dict[str, Any]]


@router.get("/authorities", response=list[AuthorityOut])
@paginate(ordering=("id",))
def authorities(request: Request) -> QuerySet[Any]:
    """Other authorities that are listened to."""
    return selectors.authorities(request.viewer)


@router.post("/authorities", response={201: AuthorityOut})
def add_authority(request: Request, body: AuthorityIn) -> Any:
    """Listen to another authority."""
    return Status(201, services.add_authority(request.viewer, **body.dict()))


@router.put("/authorities/{authority_id}", response=AuthorityOut)
def change_authority(request: Request, authority_id: str, body: AuthorityChange) -> Any:
    """Change its senders, its feed and what the public site shows of it."""
    return services.change_authority(request.viewer, authority_id, **body.dict())


@router.get("/authorities/{authority_id}/certificates", response=list[CertificateOut])
def certificates(request: Request, authority_id: str) -> Any:
    """The certificates by which its alerts are trusted."""
    return list(selectors.certificates(request.viewer, authority_id))


@router.post("/authorities/{authority_id}/certificates", response={201: CertificateOut})
def pin_certificate(request: Request, authority_id: str, body: CertificateIn) -> Any:
    """Trust what is signed with a certificate; compare its fingerprint by another way first."""
    return Status(201, services.pin_certificate(request.viewer, authority_id, **body.dict()))


@router.post("/certificates/{fingerprint}/withdraw", response={204: None})
def withdraw_certificate(request: Request, fingerprint: str, body: WithdrawIn) -> Any:
    """Trust nothing any more that was signed with it and sent from a moment on."""
    services.withdraw_certificate(request.viewer, fingerprint, body.why, body.when)
    return Status(204, None)


@router.get("/heard", response=list[HeardOut])
@paginate(ordering=("-id",))
def heard(request: Request, authority: str = "", trust: str = "") -> QuerySet[Any]:
    """Alerts of other authorities, the last heard first."""
    return selectors.heard(request.viewer, authority_id=authority, trust=trust)


@router.get("/heard/{heard_id}/xml", response={200: str})
def heard_xml(request: Request, heard_id: int) -> HttpResponse:
    """The CAP message of another authority, byte for byte as it was heard."""
    row = selectors.heard_alert(request.viewer, heard_id)
    return HttpResponse(bytes(row.xml), content_type=MEDIA_TYPE)
