"""The thin layer in front of Django that answers readers of feeds from memory.

Feeds are polled by very many readers who nearly always have what is newest. Their documents depend on nothing
but the messages posted so far, so one number, that of the last posting, tells whether a document kept here
still stands. The number is read from the database, which all processes share, whenever it is older than
`OLDEST`: no answer is ever staler than that. docs/decisions/0008-feeds-from-memory.md weighs it.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db import close_old_connections
from django.utils.http import parse_etags, parse_http_date_safe

from tocsin_server.notify import selectors as notify

OLDEST = 0.5
"""Seconds for which the number that was read is believed."""

MOST_BYTES = 64_000_000
"""What the kept documents may take together; those written first go first."""

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

CONDITIONS = frozenset(
    f"HTTP_IF_{condition}" for condition in ("MATCH", "NONE_MATCH", "MODIFIED_SINCE", "UNMODIFIED_SINCE")
)
KEPT_WITH_304 = frozenset(
    {"cache-control", "content-language", "content-location", "etag", "expires", "last-modified", "vary"}
)
"""What RFC 9110, section 15.4.5 wants in a 304, and nothing that is about the body."""


class Mark:
    """The number of the last posting, at most `oldest` seconds old."""

    def __init__(self, read: Callable[[], int], oldest: float = OLDEST) -> None:
        self._read, self._oldest = read, oldest
        self._number, self._at = 0, float("-inf")
        self._lock = Lock()

    def now(self) -> int:
        """The number; who finds it too old reads it anew, and all others wait for that."""
        if time.monotonic() - self._at < self._oldest:
            return self._number
        with self._lock:
            if time.monotonic() - self._at >= self._oldest:
                began = time.monotonic()
                self._number = self._read()
                self._at = began
            return self._number


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as Django answered it when `number` was the last."""

    number: int
    headers: Headers
    body: bytes
    etag: str
    modified: int | None

    @property
    def short(self) -> Headers:
        """The headers of a 304."""
        return [(name, value) for name, value in self.headers if name.lower() in KEPT_WITH_304]


class Front:
    """Answers GETs of feeds that it knows, and hands everything else on."""

    def __init__(self, application: Application, mark: Mark | None = None) -> None:
        self._application = application
        self._mark = mark or Mark(_last_number)
        self._kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """A WSGI application (PEP 3333)."""
        path: str = environ.get("PATH_INFO", "")
        if not path.endswith((".atom", ".rss")) or environ.get("REQUEST_METHOD") != "GET":
            return self._application(environ, start_response)
        number, key = self._mark.now(), _key(environ, path)
        kept = self._kept.get(key)
        if kept is None or kept.number != number:
            kept, other = self._ask(environ, number)
            if kept is None:
                return other.handed_on(start_response)
            self._keep(key, kept)
        if _has_it(environ, kept):
            start_response("304 Not Modified", kept.short)
            return [b""]
        start_response("200 OK", kept.headers)
        return [kept.body]

    def _ask(self, environ: Environ, number: int) -> tuple[Kept | None, "Answer"]:
        """What Django answers to somebody who has nothing yet. The number was read before, so what is kept
        under it may be newer, never older."""
        plain = {name: value for name, value in environ.items() if name not in CONDITIONS}
        answer = Answer(self._application, plain)
        return answer.kept(number), answer

    def _keep(self, key: tuple[str, ...], kept: Kept) -> None:
        with self._lock:
            old = self._kept.pop(key, None)
            self._bytes += len(kept.body) - (len(old.body) if old else 0)
            self._kept[key] = kept
            while self._bytes > MOST_BYTES:
                _, gone = self._kept.popitem(last=False)
                self._bytes -= len(gone.body)


class Answer:
    """Everything the application answered to one request."""

    def __init__(self, application: Application, environ: Environ) -> None:
        self.status, self.headers = "", list[tuple[str, str]]()
        found = application(environ, self._start)
        try:
            self.body = b"".join(found)
        finally:
            if close := getattr(found, "close", None):
                close()

    def _start(self, status: str, headers: Headers, *_: object) -> None:
        self.status, self.headers = status, list(headers)

    def kept(self, number: int) -> Kept | None:
        """This answer as it is kept; None where it is not a document that can be."""
        said = {name.lower(): value for name, value in self.headers}
        if not self.status.startswith("200") or "etag" not in said:
            return None
        modified = parse_http_date_safe(said.get("last-modified", ""))
        return Kept(number, self.headers, self.body, said["etag"], modified)

    def handed_on(self, start_response: StartResponse) -> Iterable[bytes]:
        """The answer as it came."""
        start_response(self.status, self.headers)
        return [self.body]


def _key(environ: Environ, path: str) -> tuple[str, ...]:
    """All of a request that the answer to it depends on; feeds pay no heed to a query or to languages."""
    zipped = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
    host, proxied = environ.get("HTTP_HOST", ""), environ.get("HTTP_X_FORWARDED_PROTO", "")
    return path, host, proxied, "gzip" if zipped else ""


def _has_it(environ: Environ, kept: Kept) -> bool:
    """Whether the reader has this very document (RFC 9110, section 13.2.2)."""
    if tags := environ.get("HTTP_IF_NONE_MATCH"):
        if tags == kept.etag:
            return True
        own = kept.etag.removeprefix("W/")
        return tags.strip() == "*" or own in (tag.removeprefix("W/") for tag in parse_etags(tags))
    since = parse_http_date_safe(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
    return since is not None and kept.modified is not None and kept.modified <= since


def _last_number() -> int:
    """Asked outside of Django's handling of requests, which else looks after the connection."""
    close_old_connections()
    return notify.last_number()
