"""Polling: one feed's address asked at its turn, and its health kept."""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import F

from tocsin_server import clock
from tocsin_server.collect.fetch import Fetched, FetchFailed, fetch, host_of
from tocsin_server.collect.models import Feed, Host
from tocsin_server.collect.services.documents import Ingested, ingest
from tocsin_server.ledger.services import Actor, act

POLLER = Actor("system:poller")
PAUSE = 2.0
"""Real seconds between two requests to one host, whichever worker makes them."""

LONGEST_BACK_OFF = timedelta(days=1)

Fetcher = Callable[..., Fetched]


def poll(feed_id: str, *, fetcher: Fetcher = fetch) -> Ingested | None:
    """Ask a feed's address once and take in what it answers; None where there was nothing to take in.

    Nothing is asked while another request to the same host is recent: then the feed stays due. A failure is
    the feed's state, not this function's: it is recorded, and the next poll waits longer each time.
    """
    feed = Feed.objects.filter(pk=feed_id, enabled=True).exclude(url="").first()
    if feed is None or not _take_turn(feed):
        return None
    try:
        fetched = fetcher(feed.url, etag=feed.etag, last_modified=feed.last_modified)
    except FetchFailed as error:
        record_failure(feed, str(error), wait=timedelta(seconds=error.retry_after))
        return None
    if fetched.not_modified:
        _record_success(feed, {})
        return None
    got = ingest(
        feed.pk,
        fetched.data,
        actor=POLLER,
        received=clock.now(),
        media_type=fetched.media_type,
        url=fetched.url,
    )
    if got.refused:
        # Its validators are not kept: a document that cannot be read must not count as seen.
        record_failure(feed, got.refused)
    else:
        _record_success(feed, {"etag": fetched.etag[:500], "last_modified": fetched.last_modified[:100]})
    return got


def record_failure(feed: Feed, error: str, wait: timedelta = timedelta()) -> None:
    """Note that a feed could not be read; the first failure after a success is an entry in the ledger."""
    with act(POLLER, "collect.feed_failing") as entry:
        now = clock.now()
        back_off = min(timedelta(minutes=feed.minutes) * 2 ** min(feed.failures, 12), LONGEST_BACK_OFF)
        Feed.objects.filter(pk=feed.pk).update(
            failures=F("failures") + 1,
            error=error,
            last_tried=now,
            next_poll=now + max(back_off, min(wait, LONGEST_BACK_OFF)),
        )
        entry.subject, entry.data = f"feed:{feed.pk}", {"error": error}
        if feed.failures:
            entry.cancel()


def _record_success(feed: Feed, validators: dict[str, str]) -> None:
    with act(POLLER, "collect.feed_recovered") as entry:
        now = clock.now()
        Feed.objects.filter(pk=feed.pk).update(
            failures=0,
            error="",
            last_tried=now,
            last_ok=now,
            next_poll=now + timedelta(minutes=feed.minutes),
            **validators,
        )
        entry.subject, entry.data = f"feed:{feed.pk}", {"failures": feed.failures}
        if not feed.failures:
            entry.cancel()


def _take_turn(feed: Feed) -> bool:
    """Whether this worker may ask the feed's host now: of two workers, the update lets one move the time."""
    name, now = host_of(feed.url), clock.now()
    Host.objects.get_or_create(pk=name, defaults={"not_before": now})
    if Host.objects.filter(pk=name, not_before__lte=now).update(not_before=clock.after(PAUSE)):
        return True
    Feed.objects.filter(pk=feed.pk).update(next_poll=clock.after(PAUSE))
    return False
