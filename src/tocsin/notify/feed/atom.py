"""Alerts as an Atom feed (RFC 4287), each entry with its whole CAP message inside and a link to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import cast

from lxml import etree

from tocsin.base import Alert
from tocsin.notify.cap import write
from tocsin.notify.feed import item
from tocsin.notify.feed.head import HISTORY, Head
from tocsin.notify.vocabulary import MEDIA_TYPE

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "application/atom+xml"


def atom(
    alerts: Iterable[Alert],
    head: Head,
    *,
    link: Callable[[str], str],
    page: Callable[[str], str] | None = None,
    document: Callable[[Alert], bytes] = write,
) -> bytes:
    """One document of a feed, as UTF-8 XML, the messages in the order given: the newest should come first.

    `link` gives the address of a message's CAP by its identifier and `page` that of its page for people;
    `document` its XML, which for one already sent should be what was sent. An entry's id depends on the
    message alone, so moving the site makes no alert new again. A message above `LARGEST` bytes is linked, not
    held. `BadInput` where a time has no zone or `document` refuses.

    >>> from datetime import timezone
    >>> url = "https://centre.example/alerts.atom"
    >>> head = Head(id=url, url=url, updated=datetime(2015, 11, 14, 4, tzinfo=timezone.utc))
    >>> print(atom([], head, link=lambda identifier: identifier).decode().splitlines()[3])
    <updated>2015-11-14T04:00:00+00:00</updated>
    """
    feed = _feed(head)
    for alert in alerts:
        feed.append(_entry(alert, head.language, link, page, document(alert)))
    # A line each, yet nothing is put inside a message: white space there would break its signature.
    for child in feed:
        child.tail = "\n"
    feed.text = "\n"
    return etree.tostring(feed, encoding="UTF-8", xml_declaration=True)


def _feed(head: Head) -> etree._Element:
    # The stubs of lxml do not know that None stands for the default namespace.
    names = cast("dict[str, str]", {None: ATOM, "fh": HISTORY})
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap=names)
    if head.language:
        feed.set("{http://www.w3.org/XML/1998/namespace}lang", head.language)
    _texts(feed, ("id", head.id), ("updated", _instant(head.updated)), ("title", head.title))
    if head.current:
        etree.SubElement(feed, f"{{{HISTORY}}}archive")
    for relation, address in head.links:
        _link(feed, relation, address, "" if relation == "hub" else MEDIA)
    _texts(_child(feed, "author"), ("name", head.author))
    return feed


def _entry(
    alert: Alert,
    language: str,
    link: Callable[[str], str],
    page: Callable[[str], str] | None,
    document: bytes,
) -> etree._Element:
    entry = etree.Element(f"{{{ATOM}}}entry", nsmap=cast("dict[str, str]", {None: ATOM}))
    info = item.told_in(alert.infos, language)
    sent = _instant(alert.sent)
    _texts(entry, ("id", item.entry_id(alert)), ("title", item.title(alert, info)))
    _texts(entry, ("updated", sent), ("published", sent))
    _texts(_child(entry, "author"), ("name", item.author(alert, info)))
    for word in item.categories(alert):
        _child(entry, "category").set("term", word)
    _link(entry, "alternate", link(alert.identifier), MEDIA_TYPE)
    if page:
        _link(entry, "alternate", page(alert.identifier), "text/html")
    for identifier in item.related(alert):
        _link(entry, "related", link(identifier), MEDIA_TYPE)
    if said := item.summary(info):
        _texts(entry, ("summary", said))
    _content(entry, alert, link, document)
    return entry


def _content(entry: etree._Element, alert: Alert, link: Callable[[str], str], document: bytes) -> None:
    content = _child(entry, "content")
    content.set("type", MEDIA_TYPE)
    message = item.embedded(document, alert.identifier)
    if message is None:
        content.set("src", link(alert.identifier))
    else:
        content.append(message)


def _instant(time: datetime) -> str:
    return item.with_zone(time).isoformat(timespec="seconds")


def _child(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{ATOM}}}{name}")


def _texts(parent: etree._Element, *fields: tuple[str, str]) -> None:
    for name, text in fields:
        _child(parent, name).text = text


def _link(parent: etree._Element, relation: str, address: str, media_type: str) -> None:
    link = _child(parent, "link")
    link.set("rel", relation)
    if media_type:
        link.set("type", media_type)
    link.set("href", address)
