"""The documents of the public feeds: of everything, of one language, of one place; as Atom and as RSS."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from typing import Protocol
from urllib.parse import quote

from django.conf import settings

from tocsin import __version__
from tocsin.base import Alert as AlertRecord
from tocsin.errors import BadInput
from tocsin.notify import feed
from tocsin_server import clock
from tocsin_server.notify.models import Posting
from tocsin_server.notify.selectors import places
from tocsin_server.notify.selectors.public import Share, last_number, postings
from tocsin_server.units import selectors as units

HUB = "/hub"
"""Path of the site's WebSub hub."""

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed changed that has listed nothing yet."""


class Form(Protocol):
    """What writes a document, as `tocsin.notify.feed.atom` does."""

    def __call__(
        self,
        alerts: Iterable[AlertRecord],
        head: feed.Head,
        *,
        link: Callable[[str], str],
        page: Callable[[str], str] | None,
        document: Callable[[AlertRecord], bytes],
    ) -> bytes: ...


FORMS: dict[str, tuple[Form, str]] = {
    "atom": (feed.atom, "application/atom+xml; charset=utf-8"),
    "rss": (feed.rss, "application/rss+xml; charset=utf-8"),
}
"""The kinds of feed by the ending of their addresses, and their media types."""


@dataclass(frozen=True, slots=True)
class Source:
    """A feed: the part of the site it stands under ("", "languages/fr/", "place/48.85,2.35/"), its form, what
    it lists, and its title."""

    base: str
    form: str
    share: Share
    title: str

    def address(self, page: int = 0) -> str:
        """Where its document of newest messages is, or a page of its archive."""
        name = f"alerts-{page}" if page else "alerts"
        return absolute(f"/{self.base}{name}.{self.form}")


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a feed before it is written: `page` 0 is the feed itself, others are its archive."""

    source: Source
    page: int
    previous: int
    posted: tuple[tuple[Posting, AlertRecord], ...]

    @property
    def media_type(self) -> str:
        """What it is served as."""
        return FORMS[self.source.form][1]

    @property
    def etag(self) -> str:
        """Changes whenever a byte of the document would."""
        newest = self.posted[0][0].number if self.posted else 0
        told = (newest, self.previous, self.source, settings.TOCSIN_URL, HUB, __version__)
        return f'"{newest}-{sha256(repr(told).encode()).hexdigest()[:16]}"'

    @property
    def modified(self) -> datetime | None:
        """When its newest message was posted; None while a reader could not yet tell by it, in a burst of
        more than one message a second, whether it has the newest."""
        posted = self.posted[0][0].posted if self.posted else None
        return posted if posted and posted <= clock.now() else None

    def write(self) -> bytes:
        """The document itself."""
        alerts = [alert for _, alert in self.posted]
        rows = {alert.identifier: row for row, alert in self.posted}

        def document(alert: AlertRecord) -> bytes:
            return bytes(rows[alert.identifier].alert.xml)

        form, _ = FORMS[self.source.form]
        return form(alerts, self._head(), link=cap_address, page=page_address, document=document)

    def _head(self) -> feed.Head:
        here = self.source.address()
        return feed.Head(
            id=here,
            url=self.source.address(self.page),
            updated=self.posted[0][1].sent if self.posted else NEVER,
            title=self.source.title,
            author=_site_name(),
            language=self.source.share.language,
            hub=absolute(HUB) if HUB and not self.page else "",
            previous=self.source.address(self.previous) if self.previous else "",
            current=here if self.page else "",
        )


def source(form: str, *, language: str = "", place: str = "") -> Source:
    """The feed of everything, of what is told in a language, or of a place; `BadInput` if there is none."""
    if form not in FORMS:
        known = ", ".join(FORMS)
        raise BadInput(f"there is no {form} feed; there are {known}", where="feed", reason="unknown_feed")
    title = f"{_site_name()}: public alerts"
    if place:
        spot = places.spot(place)
        share = Share(points=places.points(spot))
        return Source(f"place/{quote(spot.key, safe=',')}/", form, share, f"{title} for {spot.name}")
    if language:
        return Source(f"languages/{language}/", form, Share(language=language), f"{title} ({language})")
    return Source("", form, Share(), title)


def newest(source: Source) -> Document:
    """The feed itself: its newest messages, and the way to those before."""
    last = last_number()
    return Document(
        source, 0, _page_before(source, feed.full_pages(last) + 1),
        tuple(islice(postings(source.share, last=last), feed.PAGE)),
    )  # fmt: skip


def archived(source: Source, page: int) -> Document:
    """A page of the archive, which never changes; `BadInput` while it is not full."""
    if not 1 <= page <= feed.full_pages(last_number()):
        raise BadInput("there is no such page yet", where=f"page {page}", reason="unknown_page")
    held = feed.numbers(page)
    found = postings(source.share, first=held[0], last=held[-1])
    return Document(source, page, _page_before(source, page), tuple(found))


def _page_before(source: Source, page: int) -> int:
    """The last full page before one that holds anything of this feed; 0 where there is none."""
    last = feed.numbers(page)[0] - 1
    if source.share == Share():
        return page - 1
    return next((feed.page_of(row.number) for row, _ in postings(source.share, last=last)), 0)


def cap_address(identifier: str) -> str:
    """Where a message's CAP is."""
    return absolute(f"/alerts/{quote(identifier, safe=':')}.xml")


def page_address(identifier: str) -> str:
    """Where a message's page for people is."""
    return absolute(f"/alerts/{quote(identifier, safe=':')}/")


def absolute(path: str) -> str:
    """An address of the site, as it is to be told to others."""
    return f"{settings.TOCSIN_URL}{path}"


def _site_name() -> str:
    root = units.root()
    return root.name if root else "Tocsin"
