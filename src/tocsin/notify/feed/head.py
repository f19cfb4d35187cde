"""What a feed says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

HISTORY = "http://purl.org/syndication/history/1.0"
"""The name space of RFC 5005."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a feed is and what it is called.

    `id` names it for ever, `url` is where this document is read, `updated` (with a zone) when what it lists
    last changed, `hub` where WebSub is offered ("" where it is not). `previous` is the page of the archive
    before, "" on the first. A page of the archive names the feed itself as `current`.
    """

    id: str
    url: str
    updated: datetime
    title: str = "Public alerts"
    author: str = "Tocsin"
    language: str = ""
    hub: str = ""
    previous: str = ""
    current: str = ""

    @property
    def links(self) -> list[tuple[str, str]]:
        """Relation and address of each link of a document (RFC 5005, section 4; WebSub, section 4)."""
        found = [
            ("self", self.url), ("hub", self.hub), ("prev-archive", self.previous), ("current", self.current),
        ]  # fmt: skip
        return [(relation, address) for relation, address in found if address]
