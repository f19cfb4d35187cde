"""Feeds, reports and what was set aside, over the API."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import Field

from tocsin.base import TLP
from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.collect import selectors, services
from tocsin_server.units import selectors as units
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, require

router = Router(tags=["collect"])


class FeedOut(Schema):
    """A feed and how it fares: `failures` in a row, `waiting` parts set aside that nobody has looked at."""

    id: str
    name: str
    unit_id: str
    tlp: str
    outlet: str
    outlet_country: str
    language: str
    kind: str
    url: str
    minutes: int
    enabled: bool
    next_poll: datetime | None
    last_tried: datetime | None
    last_ok: datetime | None
    last_new: datetime | None
    failures: int
    error: str
    waiting: int = 0


class FeedIn(Schema):
    """A new feed: rss, atom, json_feed, html, text or cap; without `url` documents are pushed to it."""

    id: str = Field(pattern="^[a-z0-9][a-z0-9-]{0,99}$")
    name: str = Field(min_length=1, max_length=200)
    unit_id: str
    outlet: str = Field(min_length=1, max_length=200)
    outlet_country: str = Field("", pattern="^([A-Z]{2})?$")
    language: str = Field("", max_length=10)
    kind: str
    url: str = Field("", max_length=2000)
    minutes: int = 5
    tlp: TLP = TLP.GREEN


class ReportOut(Schema):
    """A dispatch; `copy_of_id` is the dispatch whose text it repeats."""

    id: str
    feed_id: str
    unit_id: str
    tlp: str
    outlet: str
    url: str
    title: str
    text: str
    language: str
    published: datetime | None
    collected: datetime
    copy_of_id: str | None


class IngestedOut(Schema):
    """What a document yielded: new reports, which of them are copies, how many parts were set aside and why
    all of it was, if so."""

    report_ids: list[str]
    copies: list[str]
    set_aside: int
    refused: str


class SetAsideOut(Schema):
    """Input that was not taken, and why."""

    id: int
    feed_id: str
    at: datetime
    reason: str
    message: str
    where: str
    times: int
    dismissed: datetime | None


class Switch(Schema):
    """On or off."""

    on: bool


@router.get("/feeds", response=list[FeedOut])
@paginate(ordering=("id",))
def feeds(request: Request) -> QuerySet[Any]:
    """The feeds you may see, by id."""
    return selectors.feeds(request.viewer)


@router.post("/feeds", response={201: FeedOut})
def add_feed(request: Request, body: FeedIn) -> Any:
    """Add a feed to a unit whose feeds you manage."""
    unit = units.unit(body.unit_id)
    require(request.viewer, Permission.MANAGE_FEEDS, unit)
    fields = body.dict(exclude={"unit_id"})
    return Status(201, services.add_feed(request.viewer.acting_for(unit.pk), unit=unit, **fields))


@router.get("/feeds/{feed_id}", response=FeedOut)
def feed(request: Request, feed_id: str) -> Any:
    """One feed."""
    return selectors.feed(feed_id, request.viewer)


@router.put("/feeds/{feed_id}/enabled", response=FeedOut)
def enable(request: Request, feed_id: str, body: Switch) -> Any:
    """Poll a feed, or stop polling it."""
    return services.enable(feed_id, body.on, request.viewer)


@router.post("/feeds/{feed_id}/poll", response={202: None})
def poll(request: Request, feed_id: str) -> Any:
    """Have a feed polled at the next turn."""
    services.poll_soon(feed_id, request.viewer)
    return Status(202, None)


@router.post("/feeds/{feed_id}/documents", response=IngestedOut)
def push(request: Request, feed_id: str, url: str = "", published: datetime | None = None) -> Any:
    """Push a document: its bytes are the body. `published` is taken where the document does not say."""
    feed = selectors.feed(feed_id, request.viewer)
    require(request.viewer, Permission.MANAGE_FEEDS, feed.unit)
    return services.ingest(
        feed.pk,
        _body(request),
        actor=request.viewer.acting_for(feed.unit_id),
        received=clock.now(),
        media_type=request.content_type or "",
        url=url,
        published=published,
    )


def _body(request: Request) -> bytes:
    try:
        return request.body
    except RequestDataTooBig as error:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raise BadInput(f"a document may have {limit:,} bytes", where="body", reason="too_large") from error


@router.get("/reports", response=list[ReportOut])
@paginate(ordering=("-collected", "id"))
def reports(request: Request, feed: str = "", since: datetime | None = None) -> QuerySet[Any]:
    """The reports you may see, last collected first."""
    return selectors.reports(request.viewer, feed_id=feed, since=since)


@router.get("/reports/{report_id}", response=ReportOut)
def report(request: Request, report_id: str) -> Any:
    """One report."""
    return selectors.report(report_id, request.viewer)


@router.get("/set-aside", response=list[SetAsideOut])
@paginate(ordering=("-id",))
def set_aside(request: Request, feed: str = "", dismissed: bool = False) -> QuerySet[Any]:
    """What was not taken and nobody has looked at yet; with `dismissed` what somebody has."""
    return selectors.set_aside(request.viewer, feed_id=feed, dismissed=dismissed)


@router.post("/set-aside/{set_aside_id}/dismiss", response={204: None})
def dismiss(request: Request, set_aside_id: int) -> Any:
    """Say that you have looked at it."""
    services.dismiss(set_aside_id, request.viewer)
    return Status(204, None)
