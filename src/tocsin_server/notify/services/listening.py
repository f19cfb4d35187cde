"""Listening to other authorities: their alerts are taken once, verified, and never mixed with our own."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import F

from tocsin.base import Alert as AlertRecord
from tocsin.errors import BadInput
from tocsin.notify import cap, signing
from tocsin.notify.listing import Listing, listing
from tocsin.notify.signing import Trust
from tocsin_server import clock
from tocsin_server.codec import encode
from tocsin_server.collect.fetch import Fetched, FetchFailed, fetch
from tocsin_server.ledger.services import Actor, act
from tocsin_server.notify import selectors
from tocsin_server.notify.models import Authority, HeardAlert, NotHeard
from tocsin_server.units.permissions import Permission, require_somewhere
from tocsin_server.units.viewer import Viewer

LISTENER = Actor("system:listener")
EVERY = timedelta(minutes=1)
LONGEST_BACK_OFF = timedelta(hours=1)
MOST_PAGES, MOST_ALERTS = 20, 500
"""Pages of one feed, and alerts, read at one turn; the next turn goes on."""
AGAIN = timedelta(hours=1)
"""How long after it was refused a link is tried again."""
SAMPLE_BYTES = 2_000

Fetcher = Callable[..., Fetched]


def listen(authority_id: str, *, fetcher: Fetcher = fetch) -> int:
    """Ask an authority's feed once and take every alert in it that is new; how many were.

    Pages of older entries are followed until one holds nothing new, so that no alert is missed between two
    polls. A failure is the feed's state, not this function's: it is recorded, and the next poll waits longer.
    """
    row = selectors.authority(authority_id)
    try:
        first = fetcher(row.feed, etag=row.etag, last_modified=row.last_modified)
        new = 0 if first.not_modified else _take_pages(row, first, fetcher)
    except BadInput as error:
        _record_failure(row, str(error), timedelta(seconds=getattr(error, "retry_after", 0)))
        return 0
    _record_success(row, first)
    return new


def take(authority: Authority, data: bytes, url: str = "") -> bool:
    """Take one CAP document of an authority; False if it was heard before, is our own, or was refused.

    What cannot be read is kept aside with its reason. Of two documents with the same sender, identifier and
    time, the one whose signature holds stays; else the first.
    """
    try:
        alert = cap.read(data, where=url or authority.pk)
    except BadInput as error:
        _refuse(authority, data, url, str(error))
        return False
    if alert.identifier.startswith(f"urn:oid:{settings.TOCSIN_AUTHORITY_OID}."):
        return False
    return _keep(authority, alert, data, url)


def dismiss(refused_id: int, viewer: Viewer) -> None:
    """A person has looked at what was refused; it is no longer listed."""
    require_somewhere(viewer, Permission.MANAGE_AUTHORITIES)
    with act(viewer.actor, "notify.refusal_dismissed") as entry:
        row = selectors.not_heard(viewer).filter(pk=refused_id).first()
        if row is None:
            raise BadInput("there is nothing of that number", where=f"refused {refused_id}")
        NotHeard.objects.filter(pk=row.pk).update(dismissed=clock.now())
        entry.subject, entry.data = f"authority:{row.authority_id}", {"refused": row.pk, "url": row.url}


def _take_pages(row: Authority, first: Fetched, fetcher: Fetcher) -> int:
    new, page = 0, listing(first.data, where=first.url)
    for _ in range(MOST_PAGES):
        taken = sum(take(row, data, url) for data, url in _documents(row, page, fetcher))
        new += taken
        if not page.further or not taken or new >= MOST_ALERTS:
            break
        further = fetcher(page.further)
        page = listing(further.data, where=further.url)
    return new


def _documents(row: Authority, page: Listing, fetcher: Fetcher) -> Iterator[tuple[bytes, str]]:
    """The alerts of a page: those inside it, and those behind links that were not read before."""
    yield from ((data, row.feed) for data in page.documents)
    known = set(HeardAlert.objects.filter(authority=row, url__in=page.links).values_list("url", flat=True))
    lately = NotHeard.objects.filter(authority=row, url__in=page.links, at__gt=clock.now() - AGAIN)
    known |= set(lately.values_list("url", flat=True))
    for url in [link for link in page.links if link not in known][:MOST_ALERTS]:
        try:
            yield fetcher(url).data, url
        except FetchFailed as error:
            _refuse(row, b"", url, str(error))


def _keep(authority: Authority, alert: AlertRecord, data: bytes, url: str) -> bool:
    verdict = cap.validate(data, where=url or authority.pk)
    found = signing.verify(data, selectors.register(), heard=clock.now())
    info = alert.infos[0] if alert.infos else None
    fields = {
        "authority": authority,
        "status": alert.status,
        "message_type": alert.message_type,
        "event": (info.event if info else "")[:300],
        "headline": (info.headline if info else "")[:1000],
        "severity": (info.severity if info else "")[:10],
        "expires": max((each.expires for each in alert.infos if each.expires), default=None),
        "data": encode(alert),
        "problems": [asdict(problem) for problem in verdict.problems],
        "xml": data,
        "url": url[:2000],
        "trust": found.state,
        "why": found.why,
        "heard": clock.now(),
    }
    with act(LISTENER, "notify.heard") as entry:
        row, new = HeardAlert.objects.select_for_update().get_or_create(
            sender=alert.sender, identifier=alert.identifier, sent=alert.sent, defaults=fields
        )
        entry.subject = f"authority:{authority.pk}"
        entry.data = {"identifier": alert.identifier, "trust": found.state, "status": alert.status}
        if new:
            return True
        if bytes(row.xml) == data or row.trust == Trust.TRUSTED or found.state != Trust.TRUSTED:
            entry.cancel()
            return False
        entry.action = "notify.heard_verified"
        HeardAlert.objects.filter(pk=row.pk).update(**fields)
    return True


def _refuse(authority: Authority, data: bytes, url: str, message: str) -> None:
    """Keep a refusal where a person sees it, the same one once."""
    fields = {"url": url[:2000], "message": message, "sample": data[:SAMPLE_BYTES], "at": clock.now()}
    with act(LISTENER, "notify.not_heard") as entry:
        digest = sha256(data or url.encode()).hexdigest()
        row, new = NotHeard.objects.get_or_create(authority=authority, digest=digest, defaults=fields)
        entry.subject = f"authority:{authority.pk}"
        entry.data = {"url": url, "message": message}
        if not new:
            NotHeard.objects.filter(pk=row.pk).update(times=F("times") + 1, at=clock.now())
            entry.cancel()


def _record_success(row: Authority, fetched: Fetched) -> None:
    with act(LISTENER, "notify.authority_recovered") as entry:
        now = clock.now()
        validators = {"etag": fetched.etag[:500], "last_modified": fetched.last_modified[:100]}
        Authority.objects.filter(pk=row.pk).update(
            failures=0,
            error="",
            last_tried=now,
            last_ok=now,
            next_poll=now + EVERY,
            **({} if fetched.not_modified else validators),
        )
        entry.subject, entry.data = f"authority:{row.pk}", {"failures": row.failures}
        if not row.failures:
            entry.cancel()


def _record_failure(row: Authority, error: str, wait: timedelta) -> None:
    """The first failure after a success is an entry in the ledger."""
    with act(LISTENER, "notify.authority_failing") as entry:
        now = clock.now()
        back_off = min(EVERY * 2 ** min(row.failures, 10), LONGEST_BACK_OFF)
        Authority.objects.filter(pk=row.pk).update(
            failures=F("failures") + 1,
            error=error,
            last_tried=now,
            next_poll=now + max(back_off, min(wait, LONGEST_BACK_OFF)),
        )
        entry.subject, entry.data = f"authority:{row.pk}", {"error": error}
        if row.failures:
            entry.cancel()
