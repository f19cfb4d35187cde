"""WebSub: a reader's server gets what is new in a feed the moment it is there (W3C WebSub, section 7)."""

import hashlib
import hmac
from collections.abc import Mapping

from tocsin.base import Alert
from tocsin.notify import feed
from tocsin_server.collect.network import Resolver, resolve
from tocsin_server.level.channels import web
from tocsin_server.notify.channels import words
from tocsin_server.notify.channels.channel import NO_KEYS, Target, for_the_public
from tocsin_server.notify.channels.webpush import NETWORKS
from tocsin_server.smtp import DeliveryFailed

FORMS = {"atom": (feed.atom, "application/atom+xml"), "rss": (feed.rss, "application/rss+xml")}
"""The kinds of feed by the ending of their addresses, with their media types."""


class WebSub:
    """One POST of the feed with nothing in it but the new message, signed if the reader gave a secret.
    Readers know a message by its id, so that sending again does no harm."""

    name = "websub"
    live = True
    addressed = False

    def __init__(self, resolver: Resolver = resolve, timeout: float = web.TIMEOUT) -> None:
        self._resolver, self._timeout = resolver, timeout

    def check_address(self, address: str, keys: Mapping[str, str] = NO_KEYS) -> None:  # noqa: ARG002
        """Refuse a callback that is not on the public internet."""
        web.check(address, NETWORKS, self._resolver)

    def deliver(self, alert: Alert, xml: bytes, target: Target) -> None:
        """POST it: 2xx means taken, 410 that the reader wants no more."""
        for_the_public(alert)
        body = document(alert, xml, target.keys)
        try:
            answer = web.ask(
                "POST",
                target.address,
                allowed=NETWORKS,
                headers=_headers(body, target.keys),
                body=body,
                resolver=self._resolver,
                timeout=self._timeout,
            )
        except DeliveryFailed as error:
            raise DeliveryFailed(str(error), permanent=error.permanent) from error
        if answer.status == 410:
            raise DeliveryFailed("the reader has ended its subscription (410)", gone=True)
        if not answer.taken:
            raise web.refused("the reader", answer)


def document(alert: Alert, xml: bytes, keys: Mapping[str, str]) -> bytes:
    """The feed of `keys` ("topic", "form", "title", "language", "hub") with the new message alone in it, as
    a hub may cut feeds down (section 7)."""
    write, _ = FORMS[keys["form"]]
    head = feed.Head(
        id=keys["topic"],
        url=keys["topic"],
        updated=alert.sent,
        title=keys["title"],
        language=keys["language"],
        hub=keys["hub"],
    )
    return write([alert], head, link=words.document_of, page=words.page_of, document=lambda _: xml)


def _headers(body: bytes, keys: Mapping[str, str]) -> dict[str, str]:
    headers = {
        "content-type": f"{FORMS[keys['form']][1]}; charset=utf-8",
        "link": f'<{keys["hub"]}>; rel="hub", <{keys["topic"]}>; rel="self"',
    }
    if keys["secret"]:
        signature = hmac.new(keys["secret"].encode(), body, hashlib.sha256).hexdigest()
        headers["x-hub-signature"] = f"sha256={signature}"
    return headers
