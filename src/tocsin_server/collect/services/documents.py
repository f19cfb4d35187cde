"""Documents: bytes become reports, once each; what cannot be used is set aside where a person sees it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import Message
from itertools import count

from django.db.models import F

from tocsin.base import Report as ReportRecord
from tocsin.base import report_id
from tocsin.collect import Origin, Parsed, detect, signature, source_for
from tocsin.collect import SetAside as Refused
from tocsin.collect.sources.source import HEAD_BYTES
from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.collect import selectors
from tocsin_server.collect.models import Feed, Report, ReportWords, SetAside
from tocsin_server.collect.services.copies import Arrival, copies
from tocsin_server.jobs.services import enqueue
from tocsin_server.ledger.services import Actor, act
from tocsin_server.locks import one_at_a_time
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

BATCH = 20
"""Reports read by one job: small enough that a crash repeats little."""

SAMPLE_BYTES = 500


@dataclass(frozen=True, slots=True)
class Ingested:
    """What one document yielded: the new reports, which of them repeat an earlier one, how many refusals.

    `refused` says why where nothing at all could be read, else it is empty.
    """

    report_ids: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    set_aside: int = 0
    refused: str = ""


def ingest(
    feed_id: str,
    data: bytes,
    *,
    actor: Actor,
    received: datetime,
    media_type: str = "",
    url: str = "",
    published: datetime | None = None,
) -> Ingested:
    """Take in one document of a feed: its new reports, and a job to read them, in one transaction.

    A report that is known already is passed over, a near copy of one is kept and points at it. A document
    that cannot be read is set aside whole, with its reason; so is each item that cannot be used.
    """
    feed = Feed.objects.filter(pk=feed_id).first()
    if feed is None:
        raise BadInput("there is no such feed", where=f"feed {feed_id}", reason="unknown_feed")
    parsed, refused = _parse(feed, data, media_type, url, received, published)
    with act(actor, "collect.ingested") as entry:
        one_at_a_time("collect.ingest")
        rows = _new_rows(feed, parsed.reports, received)
        aside = sum(set_aside(feed, each, received) for each in parsed.set_aside)
        Report.objects.bulk_create(rows)
        ReportWords.objects.bulk_create(map(_words, rows))
        ids = [row.pk for row in rows]
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            enqueue("read", f"read:{_digest(*batch)}", {"reports": batch})
        if rows:
            Feed.objects.filter(pk=feed.pk).update(last_new=received)
        copied = tuple(row.pk for row in rows if row.copy_of_id)
        entry.subject = f"feed:{feed.pk}"
        entry.data = {"reports": ids, "copies": copied, "set_aside": aside, "notes": parsed.notes}
        if not rows and not aside:
            entry.cancel()
    return Ingested(tuple(ids), copied, len(parsed.set_aside), refused)


def dismiss(set_aside_id: int, viewer: Viewer) -> None:
    """A person has looked at what was set aside; it is no longer listed as waiting."""
    with act(viewer.actor, "collect.dismissed") as entry:
        row = selectors.set_aside(viewer).filter(pk=set_aside_id).first()
        if row is None:
            raise BadInput(
                "there is nothing of that number",
                where=f"set aside {set_aside_id}",
                reason="unknown_set_aside",
            )
        require(viewer, Permission.MANAGE_FEEDS, row.feed.unit)
        SetAside.objects.filter(pk=row.pk).update(dismissed=clock.now())
        entry.subject = f"feed:{row.feed_id}"
        entry.data = {"set_aside": row.pk, "reason": row.reason, "where": row.where}


def set_aside(feed: Feed, refused: Refused, at: datetime) -> bool:
    """Keep a refusal where a person sees it; False if the same one is there already, and then it is counted.

    One that comes again after it was dismissed stays dismissed: it was looked at.
    """
    digest = _digest(refused.where, refused.reason, refused.sample)
    fields = {
        "at": at,
        "reason": refused.reason[:50],
        "message": refused.message,
        "where": refused.where[:2000],
        "sample": refused.sample.encode("utf-8", "replace")[:SAMPLE_BYTES],
    }
    _, new = SetAside.objects.get_or_create(feed=feed, digest=digest, defaults=fields)
    if not new:
        SetAside.objects.filter(feed=feed, digest=digest).update(times=F("times") + 1)
    return new


def _parse(
    feed: Feed, data: bytes, media_type: str, url: str, received: datetime, published: datetime | None
) -> tuple[Parsed, str]:
    """What the document holds, and why it was refused if it was."""
    where = url or feed.url or feed.pk
    origin = Origin(
        where=where,
        outlet=feed.outlet,
        url=url,
        charset=_charset(media_type),
        received=received,
        published=published,
    )
    try:
        return _read(feed.kind, data, media_type, origin), ""
    except BadInput as error:
        sample = data[:SAMPLE_BYTES].decode("utf-8", "replace")
        refused = Refused(where, error.reason, str(error), sample)
        return Parsed(feed.kind, (), (refused,)), str(error)


def _read(kind: str, data: bytes, media_type: str, origin: Origin) -> Parsed:
    """The yield of a document of the kind that the feed should have.

    A page that says "not found" where a feed was is no feed without news, nor is the mended stump of one.
    """
    source = source_for(kind)
    if data.strip() and not source.accepts(media_type, data[:HEAD_BYTES]):
        found = detect(data, media_type, where=origin.where).name
        message = f"it should be {kind} and looks like {found}"
        raise BadInput(message, where=origin.where, reason="wrong_kind")
    parsed = source.parse(data, origin)
    if parsed.notes and not parsed.reports and not parsed.set_aside:
        message = f"nothing could be read from it: {'; '.join(parsed.notes)}"
        raise BadInput(message, where=origin.where, reason="nothing_read")
    return parsed


def _charset(media_type: str) -> str:
    header = Message()
    header["content-type"] = media_type
    return header.get_content_charset("")


def _new_rows(feed: Feed, reports: Iterable[ReportRecord], received: datetime) -> list[Report]:
    """Rows for the reports that are not known yet, each pointing at the report it copies."""
    records = {record.id: record for record in (_owned(feed, report) for report in reports)}
    known = set(Report.objects.filter(pk__in=records).values_list("pk", flat=True))
    fresh = [record for id, record in records.items() if id not in known]
    signed = {record.id: signature(record.text) for record in fresh}
    arrivals = count(selectors.last_arrival() + 1)
    arrived = [
        Arrival(record.id, next(arrivals), record.published or received, signed[record.id])
        for record in fresh
    ]
    originals = copies(feed.unit_id, feed.tlp, arrived)
    return [
        _row(feed, record, received, arrival, originals.get(record.id))
        for record, arrival in zip(fresh, arrived, strict=True)
    ]


def _owned(feed: Feed, record: ReportRecord) -> ReportRecord:
    """The report under an id of its unit and label: what one owner holds in secret, another may well collect
    in the open, and neither must miss it or learn of the other."""
    source = f"{feed.unit_id}/{feed.tlp}/{record.source}"
    return replace(record, id=report_id(source, record.url, record.title, record.text))


def _words(row: Report) -> ReportWords:
    words = ReportWords(report=row)
    words.fill(row.title, row.text, (row.published or row.collected).toordinal())
    return words


def _row(
    feed: Feed, record: ReportRecord, received: datetime, arrival: Arrival, copy_of: str | None
) -> Report:
    offset = record.published.utcoffset() if record.published else None
    return Report(
        pk=record.id,
        unit_id=feed.unit_id,
        tlp=feed.tlp,
        feed=feed,
        outlet=record.source,
        url=record.url,
        title=record.title,
        text=record.text,
        language=record.language or feed.language,
        published=record.published,
        published_offset=int(offset.total_seconds() // 60) if offset else 0,
        collected=received,
        arrival=arrival.number,
        signature=arrival.signature,
        copy_of_id=copy_of,
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
