"""Feeds: adding them, switching them on and off, asking for a poll."""

from typing import Any

from tocsin.collect import source_for
from tocsin.errors import BadInput
from tocsin_server.collect import selectors
from tocsin_server.collect.fetch import host_of
from tocsin_server.collect.models import Feed
from tocsin_server.ledger.services import Actor, act
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

MOST_MINUTES = 7 * 24 * 60


def add_feed(actor: Actor, **fields: Any) -> Feed:
    """A new feed; `fields` are its columns. Errors: `BadInput` naming the field."""
    with act(actor, "collect.feed_added") as entry:
        feed = Feed(**fields)
        _check(feed)
        feed.save(force_insert=True)
        entry.subject = f"feed:{feed.pk}"
        entry.data = {"name": feed.name, "outlet": feed.outlet, "kind": feed.kind, "url": feed.url}
    return feed


def enable(feed_id: str, on: bool, viewer: Viewer) -> Feed:
    """Poll a feed, or stop polling it."""
    with act(viewer.actor, "collect.feed_enabled" if on else "collect.feed_disabled") as entry:
        feed = _managed(feed_id, viewer)
        entry.subject = f"feed:{feed.pk}"
        if not Feed.objects.filter(pk=feed.pk, enabled=not on).update(enabled=on, next_poll=None):
            entry.cancel()
        feed.refresh_from_db()
    return feed


def poll_soon(feed_id: str, viewer: Viewer) -> None:
    """A person asks for a feed to be polled at the next turn, whatever its back-off says."""
    with act(viewer.actor, "collect.poll_asked") as entry:
        feed = _managed(feed_id, viewer)
        if not feed.url:
            raise BadInput("it has no address to be polled at; documents are pushed to it", where=feed.pk)
        Feed.objects.filter(pk=feed.pk).update(next_poll=None)
        entry.subject = f"feed:{feed.pk}"


def _check(feed: Feed) -> None:
    """Refuse a feed that could never be read, naming the field."""
    try:
        source_for(feed.kind)
    except BadInput as error:
        raise BadInput(str(error), where="kind") from error
    if feed.url:
        host_of(feed.url)
    if not 1 <= feed.minutes <= MOST_MINUTES:
        raise BadInput("must be from 1 minute to a week", where="minutes")
    if not feed.name.strip() or not feed.outlet.strip():
        raise BadInput("may not be empty", where="outlet" if feed.name.strip() else "name")
    if Feed.objects.filter(pk=feed.pk).exists():
        raise BadInput("there is a feed with this id already", where="id", reason="twin")


def _managed(feed_id: str, viewer: Viewer) -> Feed:
    feed = selectors.feed(feed_id, viewer)
    require(viewer, Permission.MANAGE_FEEDS, feed.unit)
    return feed
