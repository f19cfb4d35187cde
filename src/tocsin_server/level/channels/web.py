"""One request to a web address that somebody else gave.

The host is resolved once and the connection goes to the very addresses that were checked, so that nobody can
turn the server against its own network; redirects are not followed; an answer is read as far as `MOST` bytes
and waited for no longer than the time-out.
"""

import ipaddress
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpcore
import httpx
from django.conf import settings

from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.collect.network import Pinned, Resolver, Transport, is_public, resolve
from tocsin_server.smtp import DeliveryFailed

TIMEOUT = 10.0
MOST = 4096
LONGEST_WAIT = 3600.0
"""Seconds that another's machine may make a message wait."""

_UNREACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpcore.ConnectError, httpcore.ConnectTimeout)
_SILENT = (httpx.HTTPError, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `body` are its first bytes, `retry_after` the seconds after which to ask again."""

    status: int
    phrase: str = ""
    body: bytes = b""
    retry_after: float | None = None

    @property
    def taken(self) -> bool:
        """Whether the request was granted."""
        return 200 <= self.status < 300


def parse(address: str) -> httpx.URL:
    """The address, if it is one that could be asked; its host is not yet looked up."""
    try:
        url = httpx.URL(address.strip())
    except httpx.InvalidURL as error:
        raise BadInput(f"this is not a web address ({error})", where="address") from error
    if url.scheme not in ("https", "http") or not url.host:
        raise BadInput("give an https:// address", where="address")
    if url.userinfo:
        raise BadInput("an address may not carry a user name or password", where="address")
    return url


def check(address: str, allowed: str, resolver: Resolver = resolve) -> httpx.URL:
    """The address, if it may be asked: `allowed` names the setting that lists the private networks open to
    it. `BadInput` for what is no web address, is private, or would go over the public internet without TLS.
    """
    url = parse(address)
    _addresses(url, allowed, resolver)
    return url


def ask(
    method: str,
    address: str,
    *,
    allowed: str,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    resolver: Resolver = resolve,
    timeout: float = TIMEOUT,
) -> Answer:
    """Make one request, whatever its answer; `DeliveryFailed` where there is none, or the address may not be
    asked."""
    deadline = time.monotonic() + timeout
    try:
        url = parse(address)
        addresses = _addresses(url, allowed, resolver)
    except BadInput as error:
        raise DeliveryFailed(str(error), permanent=error.reason != "unknown_host") from error
    transport = Transport(Pinned(addresses, deadline), None)
    try:
        with (
            httpx.Client(transport=transport, trust_env=False, timeout=timeout) as client,
            client.stream(method, url, headers=headers, content=body, follow_redirects=False) as response,
        ):
            return _read(response)
    except _UNREACHED as error:
        raise DeliveryFailed(f"{url.host} cannot be reached: {error}") from error
    except _SILENT as error:
        raise DeliveryFailed(f"{url.host} fell silent: {error}", unsure=True) from error


def post(
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allowed: str,
    resolver: Resolver = resolve,
    timeout: float = TIMEOUT,
) -> None:
    """POST a message once: 2xx means that it was taken; silence after it was sent leaves it unsure."""
    answer = ask(
        "POST", address, allowed=allowed, headers=headers, body=body, resolver=resolver, timeout=timeout
    )
    if not answer.taken:
        raise refused(httpx.URL(address.strip()).host, answer)


def refused(who: str, answer: Answer) -> DeliveryFailed:
    """An answer that is no success: 4xx is final but for "too slow" and "too many"; 5xx may pass."""
    passing = answer.status >= 500 or answer.status in (408, 425, 429)
    said = " ".join(answer.body.decode("utf-8", "replace")[:200].split())
    text = f"{who} answers {answer.status} {answer.phrase} {said}".rstrip()
    return DeliveryFailed(text, permanent=not passing, retry_after=answer.retry_after if passing else None)


def answer_of(response: httpx.Response) -> Answer:
    """An answer that httpx has read."""
    wait = _wait(response.headers.get("retry-after", ""))
    return Answer(response.status_code, response.reason_phrase, response.content[:MOST], wait)


def _read(response: httpx.Response) -> Answer:
    """The beginning of an answer as it comes, not unpacked; its status stands even if the rest breaks off."""
    body = b""
    try:
        for piece in response.iter_raw(MOST):
            body += piece
            if len(body) >= MOST:
                break
    except _SILENT:
        body = b""
    wait = _wait(response.headers.get("retry-after", ""))
    return Answer(response.status_code, response.reason_phrase, body[:MOST], wait)


def _wait(said: str) -> float | None:
    """Retry-After in seconds from now, whether it was told as seconds or as a date (RFC 9110, 10.2.3)."""
    if said.isascii() and said.isdigit():
        return min(LONGEST_WAIT, float(said[:9]))
    try:
        at: datetime = parsedate_to_datetime(said)
    except ValueError:
        return None
    if at.utcoffset() is None:
        return None
    return min(LONGEST_WAIT, max(0.0, (at - clock.now()).total_seconds()))


def _addresses(url: httpx.URL, allowed: str, resolver: Resolver) -> Sequence[str]:
    """Where `url` lives: on the public internet over TLS, or in a network that the site has named."""
    try:
        addresses = resolver(url.host.strip("[]"), url.port or (443 if url.scheme == "https" else 80))
    except (OSError, UnicodeError) as error:
        raise BadInput(f"the host {url.host} is not known", where="address", reason="unknown_host") from error
    for address in addresses:
        named = any(ipaddress.ip_address(address) in network for network in getattr(settings, allowed))
        if not named and not is_public(address):
            text = f"{url.host} is at {address}, which is neither public nor in {allowed}"
            raise BadInput(text, where="address", reason="private_address")
        if not named and url.scheme != "https":
            raise BadInput("nothing goes over the public internet but by https:// alone", where="address")
    return addresses
