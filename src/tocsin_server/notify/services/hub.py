"""The WebSub hub of the site's own feeds (W3C WebSub, 23 January 2018): who asks is asked back, then told."""

import hashlib
import hmac
import logging
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from django.db import transaction

from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.jobs.models import Job
from tocsin_server.jobs.services import enqueue
from tocsin_server.ledger.services import Actor, act
from tocsin_server.level.channels import web
from tocsin_server.notify.channels import DeliveryFailed, Target
from tocsin_server.notify.channels.webpush import NETWORKS
from tocsin_server.notify.models import HubSubscription
from tocsin_server.notify.selectors import hub as readers

log = logging.getLogger("tocsin.hub")

HUB = Actor("system:hub")
VERIFY = "hub.verify"
"""The kind of work that asks a callback whether it wants what was asked for it."""
MODES = ("subscribe", "unsubscribe")
SHORTEST, USUAL, LONGEST = 3600, 10 * 86400, 30 * 86400
"""Seconds that a subscription holds: what is asked for is brought within these bounds."""
LONGEST_ADDRESS, LONGEST_SECRET = 1000, 199
MOST = 10_000
"""Subscriptions of one site."""
MOST_TRIES, PAUSE = 4, 30.0
"""How often a callback is asked to confirm, and after how many seconds again, each time so many more."""
MOST_ASKED = 20
"""Requests for callbacks on one host in a minute: the hub is nobody's means to trouble a third."""


def ask(mode: str, topic: str, callback: str, *, secret: str = "", lease: str = "") -> None:
    """Take down a request to subscribe or unsubscribe; its callback is asked to confirm it as work.

    `BadInput` names the parameter that is wrong; `Conflict` where there are too many requests.
    """
    if mode not in MODES:
        raise BadInput(f"use one of {', '.join(MODES)}", where="hub.mode", reason="mode")
    host = _checked(topic, callback, secret)
    asked = {"mode": mode, "topic": topic, "callback": callback, "secret": secret, "lease": _lease(lease)}
    if mode == "subscribe":
        readers.feed_of(topic)
    with transaction.atomic():
        _refuse_too_many(host)
        now = clock.now()
        digest = hashlib.sha256(repr(sorted(asked.items())).encode()).hexdigest()[:32]
        enqueue(VERIFY, f"hub:{host[:100]}:{digest}:{int(now.timestamp()) // 10}", asked)


def verify(asked: dict[str, Any]) -> None:
    """Ask the callback (section 5.3): it must repeat the challenge, or nothing changes.

    One that cannot be reached is asked a few times; then it is forgotten, as nobody here could mend it.
    """
    challenge = secrets.token_urlsafe(32)
    try:
        answer = web.ask("GET", _question(asked, challenge), allowed=NETWORKS)
        if answer.status >= 500:
            raise web.refused("the callback", answer)
    except DeliveryFailed as error:
        _ask_again(asked, error)
        return
    if not (answer.taken and hmac.compare_digest(answer.body, challenge.encode())):
        log.info("%s was not confirmed: %s", asked["mode"], asked["callback"])
    elif asked["mode"] == "subscribe":
        _subscribe(asked)
    else:
        _unsubscribe(asked)


def _ask_again(asked: dict[str, Any], error: DeliveryFailed) -> None:
    tries = asked.get("tries", 1)
    if error.permanent or tries >= MOST_TRIES:
        log.info("%s was given up: %s", asked["mode"], error)
        return
    again = asked | {"tries": tries + 1}
    enqueue(VERIFY, f"hub:again:{secrets.token_hex(16)}", again, run_at=clock.after(PAUSE * tries))


def target(key: str) -> Target | None:
    """A reader as the channel sees it; None where its subscription no longer holds."""
    row = readers.hub_subscription(key)
    if row is None:
        return None
    feed = readers.feed_of(row.topic)
    keys = {
        "topic": row.topic,
        "form": feed.form,
        "title": feed.title,
        "language": feed.share.language,
        "hub": readers.hub_address(),
        "secret": row.secret,
    }
    return Target(key=key, address=row.callback, keys=keys)


def forget(key: str) -> None:
    """The reader's server says that it is gone: tell it no more."""
    with act(HUB, "notify.hub_gone") as entry:
        row = readers.hub_subscription(key)
        if row is None:
            entry.cancel()
            return
        entry.subject, entry.data = f"hub:{row.pk}", {"topic": row.topic}
        row.delete()


def _checked(topic: str, callback: str, secret: str) -> str:
    """The host of the callback, all three being of a form that can be kept and reached."""
    for name, text, most in (
        ("hub.topic", topic, LONGEST_ADDRESS),
        ("hub.callback", callback, LONGEST_ADDRESS),
        ("hub.secret", secret, LONGEST_SECRET),
    ):
        if len(text.encode()) > most:
            raise BadInput(f"it has more than {most} bytes", where=name, reason="too_long")
    try:
        return web.parse(callback).host
    except BadInput as error:
        raise BadInput("give an https:// address", where="hub.callback", reason="callback") from error


def _lease(asked: str) -> int:
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 12):
        raise BadInput("give whole seconds", where="hub.lease_seconds", reason="lease")
    return min(LONGEST, max(SHORTEST, int(asked or USUAL)))


def _refuse_too_many(host: str) -> None:
    minute = clock.now() - timedelta(minutes=1)
    recent = Job.objects.filter(kind=VERIFY, key__startswith=f"hub:{host[:100]}:", created__gt=minute)
    if recent.count() >= MOST_ASKED:
        raise Conflict(f"There were {MOST_ASKED} requests for {host} within a minute; ask again later.")
    if readers.hub_subscriptions().count() >= MOST:
        raise Conflict(f"This hub has {MOST:,} subscriptions and takes no more for now.")


def _question(asked: dict[str, Any], challenge: str) -> str:
    parameters = {"hub.mode": asked["mode"], "hub.topic": asked["topic"], "hub.challenge": challenge}
    if asked["mode"] == "subscribe":
        parameters["hub.lease_seconds"] = asked["lease"]
    url = httpx.URL(asked["callback"])
    joined = "&".join(filter(None, [url.query.decode(), urlencode(parameters)]))
    return str(url.copy_with(query=joined.encode(), fragment=None))


def _subscribe(asked: dict[str, Any]) -> None:
    now = clock.now()
    held = {
        "secret": asked["secret"],
        "asked": now,
        "verified": now,
        "lapses": now + timedelta(seconds=asked["lease"]),
    }
    with act(HUB, "notify.hub_subscribed") as entry:
        HubSubscription.objects.filter(lapses__lt=now - timedelta(days=1)).delete()
        row, _ = HubSubscription.objects.update_or_create(
            topic=asked["topic"], callback=asked["callback"], defaults=held
        )
        entry.subject, entry.data = f"hub:{row.pk}", {"topic": row.topic, "lapses": row.lapses}


def _unsubscribe(asked: dict[str, Any]) -> None:
    with act(HUB, "notify.hub_unsubscribed") as entry:
        row = HubSubscription.objects.filter(topic=asked["topic"], callback=asked["callback"]).first()
        if row is None:
            entry.cancel()
            return
        entry.subject, entry.data = f"hub:{row.pk}", {"topic": row.topic}
        row.delete()
