"""Web hooks: a unit's own system gets its orders as signed JSON, and its answer shows that they were
received.

The address is resolved once, and the connection goes to the very addresses that were checked, so that no
contact can turn the server against its own network; redirects are not followed.
"""

import hashlib
import hmac
import ipaddress
import json
import time
from collections.abc import Sequence
from dataclasses import asdict

import httpcore
import httpx
from django.conf import settings

from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.collect.network import Pinned, Resolver, Transport, is_public, resolve
from tocsin_server.level.channels.channel import Letter
from tocsin_server.level.channels.content import Content
from tocsin_server.level.channels.sms import refused
from tocsin_server.level.channels.text import subject
from tocsin_server.smtp import DeliveryFailed

TIMEOUT = 10.0
SHORTEST_SECRET = 16
USER_AGENT = "Tocsin/0.1 (public safety; sends orders)"


class Webhook:
    """One signed POST to one address."""

    name = "webhook"
    live = True
    addressed = True
    confirms = True
    carries_cap = True

    def __init__(self, resolver: Resolver = resolve, timeout: float = TIMEOUT) -> None:
        self._resolver, self._timeout = resolver, timeout

    def check_address(self, address: str, secret: str) -> str:
        """Refuse what is no web address, a host on a private network, a secret that can be guessed."""
        if len(secret) < SHORTEST_SECRET:
            text = f"give a secret of at least {SHORTEST_SECRET} characters, or none and one is made"
            raise BadInput(text, where="secret")
        url = _parsed(address)
        _addresses(url, self._resolver)
        return str(url)

    def write(self, content: Content) -> str:
        """The content as JSON; the CAP message goes in it as text."""
        told = asdict(content) | {"subject": subject(content), "cap": content.cap.decode()}
        return json.dumps(told, ensure_ascii=False, default=lambda at: at.isoformat(), sort_keys=True)

    def send(self, letter: Letter) -> None:
        """POST it: 2xx means that the machine has received it; silence after it was sent leaves it unsure."""
        deadline = time.monotonic() + self._timeout
        try:
            url = _parsed(letter.address)
            addresses = _addresses(url, self._resolver)
        except BadInput as error:
            raise DeliveryFailed(str(error), permanent=error.reason != "unknown_host") from error
        body = letter.body.encode()
        headers = signed(body, letter.secret, int(clock.now().timestamp()), letter.id)
        transport = Transport(Pinned(addresses, deadline), None)
        try:
            with httpx.Client(transport=transport, trust_env=False, timeout=self._timeout) as client:
                answer = client.post(url, content=body, headers=headers, follow_redirects=False)
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpcore.ConnectError,
            httpcore.ConnectTimeout,
        ) as error:
            raise DeliveryFailed(f"{url.host} cannot be reached: {error}") from error
        except (httpx.HTTPError, httpcore.TimeoutException) as error:
            raise DeliveryFailed(f"{url.host} fell silent: {error}", unsure=True) from error
        if not answer.is_success:
            raise refused(url.host, answer)


def signed(body: bytes, secret: str, timestamp: int, id: str) -> dict[str, str]:
    """The headers of a web hook: whose notice it is, when it was signed, and the signature over time and
    body.

    The signature is HMAC-SHA-256 (RFC 2104) of "<timestamp>.<body>", in hexadecimal.
    """
    signature = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {
        "content-type": "application/json; charset=utf-8",
        "user-agent": USER_AGENT,
        "tocsin-notice": id,
        "tocsin-timestamp": str(timestamp),
        "tocsin-signature": f"v1={signature}",
    }


def _parsed(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address.strip())
    except httpx.InvalidURL as error:
        raise BadInput(f"this is not a web address ({error})", where="address") from error
    if url.scheme not in ("https", "http") or not url.host:
        raise BadInput("a web hook is an https:// address", where="address")
    if url.userinfo:
        raise BadInput("an address may not carry a user name or password", where="address")
    return url


def _addresses(url: httpx.URL, resolver: Resolver) -> Sequence[str]:
    """Where `url` lives: on the public internet over TLS, or in a network that the site has named."""
    try:
        addresses = resolver(url.host.strip("[]"), url.port or (443 if url.scheme == "https" else 80))
    except (OSError, UnicodeError) as error:
        raise BadInput(f"the host {url.host} is not known", where="address", reason="unknown_host") from error
    for address in addresses:
        named = any(ipaddress.ip_address(address) in network for network in settings.TOCSIN_WEBHOOK_NETWORKS)
        if not named and not is_public(address):
            text = f"{url.host} is at {address}, which is neither public nor in TOCSIN_WEBHOOK_NETWORKS"
            raise BadInput(text, where="address", reason="private_address")
        if not named and url.scheme != "https":
            raise BadInput("orders go over the public internet by https:// alone", where="address")
    return addresses
