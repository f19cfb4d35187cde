"""Fetch one document from the public internet, so that no feed can turn the server against its own network.

A host name is resolved once and the connection goes to the very addresses that were checked: a second look-up
could give another answer. Every redirect is checked the same way. Bytes are counted after decompression and
one deadline holds for the whole of it, however slowly the other side speaks.
"""

import ssl
import time
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import httpcore
import httpx

from tocsin.errors import BadInput
from tocsin_server.collect.network import Pinned, Resolver, Transport, is_public, resolve

LIMIT_BYTES = 5_000_000
TIMEOUT = 20.0
REDIRECTS = 5
USER_AGENT = "Tocsin/0.1 (public safety; reads public feeds)"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back: `url` is where the last redirect led; `data` is empty where `not_modified`."""

    data: bytes
    media_type: str
    url: str
    etag: str = ""
    last_modified: str = ""
    not_modified: bool = False


class FetchFailed(BadInput):
    """The document could not be had; `retry_after` is how many seconds the host asks to be left alone."""

    def __init__(self, message: str, *, where: str, reason: str, retry_after: int = 0) -> None:
        super().__init__(message, where=where, reason=reason)
        self.retry_after = retry_after


def fetch(
    url: str,
    *,
    etag: str = "",
    last_modified: str = "",
    limit_bytes: int = LIMIT_BYTES,
    timeout: float = TIMEOUT,
    resolver: Resolver = resolve,
    allow: Collection[str] = (),
    tls: ssl.SSLContext | None = None,
) -> Fetched:
    """The document at `url`, following at most five redirects.

    `limit_bytes` bounds the decompressed body, `timeout` is in seconds for everything together. `allow` lists
    private addresses that may be reached all the same; it is for tests and never comes from a user.
    Errors: `FetchFailed`, whose `reason` is one of url, private_address, unknown_host, unreachable, too_slow,
    too_large, encoding, redirects, http_<status>.
    """
    deadline = time.monotonic() + timeout
    headers = {"user-agent": USER_AGENT, "accept-encoding": "gzip"}
    headers |= {"if-none-match": etag} if etag else {}
    headers |= {"if-modified-since": last_modified} if last_modified else {}
    target = _parsed(url)
    for _ in range(REDIRECTS + 1):
        addresses = _addresses(target, resolver, allow)
        with _client(addresses, deadline, tls) as client:
            answer = _ask(client, target, headers, limit_bytes)
        if isinstance(answer, Fetched):
            return answer
        target = _parsed(str(target.join(answer)))
    raise FetchFailed(f"it redirects more than {REDIRECTS} times", where=url, reason="redirects")


def host_of(url: str) -> str:
    """The host that `fetch` would ask, in the form host names are compared in."""
    return _parsed(url).raw_host.decode("ascii").lower()


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise FetchFailed(f"this is not a web address ({error})", where=url[:200], reason="url") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise FetchFailed("only http:// and https:// addresses are fetched", where=url[:200], reason="url")
    if parsed.userinfo:
        raise FetchFailed("an address may not carry a user name or password", where=parsed.host, reason="url")
    return parsed


def _addresses(url: httpx.URL, resolver: Resolver, allow: Collection[str]) -> Sequence[str]:
    """Where `url` lives. One private address among public ones is refused too: it is a trap or a mistake."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        addresses = resolver(url.host.strip("[]"), port)
    except (OSError, UnicodeError) as error:
        raise FetchFailed(
            f"the host {url.host} is not known", where=str(url), reason="unknown_host"
        ) from error
    for address in addresses:
        if address not in allow and not is_public(address):
            message = f"{url.host} is at {address}, which is not on the public internet"
            raise FetchFailed(message, where=str(url), reason="private_address")
    return addresses


def _client(addresses: Sequence[str], deadline: float, tls: ssl.SSLContext | None) -> httpx.Client:
    return httpx.Client(transport=Transport(Pinned(addresses, deadline), tls), trust_env=False)


def _ask(client: httpx.Client, url: httpx.URL, headers: dict[str, str], limit: int) -> Fetched | str:
    """One request: the document, or the address it redirects to."""
    try:
        with client.stream("GET", url, headers=headers, follow_redirects=False) as response:
            if response.has_redirect_location:
                return response.headers["location"]
            return _answer(response, limit)
    except (httpx.TimeoutException, httpcore.TimeoutException) as error:
        raise FetchFailed("it took too long to answer", where=str(url), reason="too_slow") from error
    except httpx.TransportError as error:
        raise FetchFailed(f"it cannot be reached ({error})", where=str(url), reason="unreachable") from error


def _answer(response: httpx.Response, limit: int) -> Fetched:
    status, headers = response.status_code, response.headers
    not_modified = status == httpx.codes.NOT_MODIFIED
    if status != httpx.codes.OK and not not_modified:
        pause = headers.get("retry-after", "")
        raise FetchFailed(
            f"the host answers {status} {response.reason_phrase}".rstrip(),
            where=str(response.url),
            reason=f"http_{status}",
            retry_after=int(pause) if pause.isdecimal() else 0,
        )
    return Fetched(
        data=b"" if not_modified else _body(response, limit),
        media_type=headers.get("content-type", ""),
        url=str(response.url),
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        not_modified=not_modified,
    )


def _body(response: httpx.Response, limit: int) -> bytes:
    """The body, unpacked no further than the limit: a compressed bomb costs no more than a large page."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise _broken(response, f"it is packed as {encoding}, which was not asked for")
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if "gzip" in encoding else None
    data = bytearray()
    try:
        for chunk in response.iter_raw():
            data += unpacker.decompress(chunk, limit - len(data) + 1) if unpacker else chunk
            if len(data) > limit:
                message = f"it is larger than {limit:,} bytes"
                raise FetchFailed(message, where=str(response.url), reason="too_large")
    except zlib.error as error:
        raise _broken(response, f"its gzip packing is broken ({error})") from error
    if unpacker and (not unpacker.eof or unpacker.unused_data):
        raise _broken(response, "its gzip packing ends too early or too late")
    return bytes(data)


def _broken(response: httpx.Response, message: str) -> FetchFailed:
    return FetchFailed(message, where=str(response.url), reason="encoding")
