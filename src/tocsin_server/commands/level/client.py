"""Asking a site over its API: which one, with which token, and what becomes of its refusals."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import typer

from tocsin.cli.messages import fail, say
from tocsin.errors import BadInput, Conflict, NotAllowed, TocsinError

if TYPE_CHECKING:
    import httpx

PATIENCE = 120.0
"""Seconds to wait for an answer: a level over a whole country is raised within one request."""

Row = dict[str, Any]
"""One thing as the API tells it."""


@dataclass(frozen=True)
class Connection:
    """What it takes to reach a site; nothing is checked before `open`, so that `--help` needs no site."""

    site: str = ""
    token: str = ""
    token_file: Path | None = None
    insecure_http: bool = False
    transport: httpx.BaseTransport | None = None

    def open(self) -> Client:
        """A client of the site; `BadInput` says what is missing or not safe."""
        import httpx

        address, local = _address(self.site, insecure=self.insecure_http)
        token = self.token or (_from_file(self.token_file) if self.token_file else "")
        if not token:
            raise BadInput("set TOCSIN_TOKEN, or give a file with --token-file", where="token")
        return Client(
            httpx.Client(
                base_url=f"{address}/api",
                headers={"Authorization": f"Bearer {token}"},
                timeout=PATIENCE,
                trust_env=not local,
                transport=self.transport,
            )
        )


@dataclass(frozen=True)
class Client:
    """The API of one site, asked with one token. Refusals are raised as the errors that the site had."""

    http: httpx.Client

    def get(self, path: str, **query: Any) -> Any:
        """What stands at a path; what is None in the query is left out."""
        return self._json("GET", path, params=_given(query))

    def post(self, path: str, body: object = None) -> Any:
        """What an act answers."""
        return self._json("POST", path, json=body)

    def send(self, path: str, data: bytes, media_type: str, **query: Any) -> Any:
        """What the site says to a file."""
        headers = {"Content-Type": media_type}
        return self._json("POST", path, content=data, headers=headers, params=_given(query))

    def load(self, path: str, **query: Any) -> bytes:
        """A file of the site, as it is."""
        return self._ask("GET", path, params=_given(query)).content

    def rows(self, path: str, **query: Any) -> Iterator[Row]:
        """A list, page after page, as far as it is read."""
        page = self.get(path, **query)
        yield from page["results"]
        while page["next"]:
            # The address of the next page is the site's word; only its query is taken from it.
            page = self._json("GET", path, params=urlsplit(page["next"]).query)
            yield from page["results"]

    def _json(self, method: str, path: str, **options: Any) -> Any:
        answer = self._ask(method, path, **options)
        try:
            return answer.json()
        except ValueError:
            raise BadInput("it does not answer as a Tocsin site does", where=self._name()) from None

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        import httpx

        try:
            answer = self.http.request(method, path, **options)
        except httpx.TransportError as error:
            fail(f"{self._name()} cannot be reached: {error or type(error).__name__}")
            raise typer.Exit(1) from error
        if answer.is_success:
            return answer
        raise _refusal(answer, self._name())

    def _name(self) -> str:
        return str(self.http.base_url).removesuffix("/").removesuffix("/api")


def _given(query: Row) -> Row:
    return {name: value for name, value in query.items() if value is not None}


def _refusal(answer: httpx.Response, site: str) -> TocsinError:
    """The error that the site had, in its own words."""
    if answer.is_redirect:
        return BadInput(f"it sends to {answer.headers.get('Location', '?')}; give that address", where=site)
    try:
        told = answer.json()
        text, where = str(told["error"]), str(told["where"])
    except (ValueError, KeyError, TypeError):
        return BadInput(f"it answers {answer.status_code}, not as a Tocsin site does", where=site)
    for fault in told.get("faults", ()):
        say(f"{fault['where']}: {fault['error']}")
    text = text.partition("\n")[0]
    kinds = {401: NotAllowed, 403: NotAllowed, 409: Conflict}
    if kind := kinds.get(answer.status_code):
        return kind(text)
    return BadInput(text if text.startswith(where) or not where else f"{where}: {text}")


def _address(site: str, *, insecure: bool) -> tuple[str, bool]:
    """Where the site is, and whether on this machine: only there may the token travel unencrypted."""
    if not site:
        raise BadInput("say which, with --site https://... or TOCSIN_SITE", where="site")
    parts = urlsplit(site)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput("give it as https://tocsin.example", where=f"site {site}")
    if parts.username or parts.query or parts.fragment:
        raise BadInput("give its address alone, without user, ? or #", where="site")
    local = _is_here(parts.hostname)
    if parts.scheme == "http" and not local and not insecure:
        text = "the token would travel for all to read; use https, or --insecure-http on a line you trust"
        raise BadInput(text, where=f"site {site}")
    return site.rstrip("/"), local


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _from_file(path: Path) -> str:
    """The token in a file that nobody but its owner may read."""
    try:
        with path.open(encoding="ascii") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise BadInput(f"others may read it; run: chmod 600 {path}", where=str(path))
            return file.read(1000).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"no token can be read from it: {error}", where=str(path)) from error
