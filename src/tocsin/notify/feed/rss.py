"""Alerts as RSS 2.0, for readers that know nothing newer: each item leads to its CAP message and holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from email.utils import format_datetime

from lxml import etree

from tocsin.base import Alert
from tocsin.notify.cap import write
from tocsin.notify.feed import item
from tocsin.notify.feed.atom import ATOM
from tocsin.notify.feed.head import HISTORY, Head
from tocsin.notify.vocabulary import MEDIA_TYPE

MEDIA = "application/rss+xml"


def rss(
    alerts: Iterable[Alert],
    head: Head,
    *,
    link: Callable[[str], str],
    page: Callable[[str], str] | None = None,
    document: Callable[[Alert], bytes] = write,
) -> bytes:
    """One document of a feed, as UTF-8 XML; arguments and errors are those of `atom`.

    An item's `link` leads to the CAP message, as aggregators of alerts expect; its page for people is an
    `atom:link`. Links between documents are `atom:link` too (RFC 5005, section 4; RSS has none of its own).

    >>> from datetime import timezone
    >>> url = "https://centre.example/alerts.rss"
    >>> head = Head(id=url, url=url, updated=datetime(2015, 11, 14, 4, tzinfo=timezone.utc))
    >>> print(rss([], head, link=lambda identifier: identifier).decode().splitlines()[5])
    <lastBuildDate>Sat, 14 Nov 2015 04:00:00 +0000</lastBuildDate>
    """
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": ATOM, "fh": HISTORY})
    channel = etree.SubElement(root, "channel")
    _head(channel, head)
    for alert in alerts:
        channel.append(_item(alert, head.language, link, page, document(alert)))
    # As in Atom: a line each, and nothing put inside a message.
    for child in channel:
        child.tail = "\n"
    channel.text = "\n"
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _head(channel: etree._Element, head: Head) -> None:
    _texts(channel, ("title", head.title), ("link", head.id), ("description", head.author))
    _texts(channel, ("lastBuildDate", _instant(head.updated)))
    if head.language:
        _texts(channel, ("language", head.language))
    if head.current:
        etree.SubElement(channel, f"{{{HISTORY}}}archive")
    for relation, address in head.links:
        _link(channel, relation, address, "" if relation == "hub" else MEDIA)


def _item(
    alert: Alert,
    language: str,
    link: Callable[[str], str],
    page: Callable[[str], str] | None,
    document: bytes,
) -> etree._Element:
    found = etree.Element("item")
    info = item.told_in(alert.infos, language)
    _texts(found, ("title", item.title(alert, info)), ("link", link(alert.identifier)))
    if said := item.summary(info):
        _texts(found, ("description", said))
    guid = etree.SubElement(found, "guid", {"isPermaLink": "false"})
    guid.text = item.entry_id(alert)
    _texts(found, ("pubDate", _instant(alert.sent)))
    _texts(found, *(("category", word) for word in item.categories(alert)))
    if page:
        _link(found, "alternate", page(alert.identifier), "text/html")
    for identifier in item.related(alert):
        _link(found, "related", link(identifier), MEDIA_TYPE)
    message = item.embedded(document, alert.identifier)
    if message is not None:
        found.append(message)
    return found


def _instant(time: datetime) -> str:
    return format_datetime(item.with_zone(time))


def _texts(parent: etree._Element, *fields: tuple[str, str]) -> None:
    for name, text in fields:
        etree.SubElement(parent, name).text = text


def _link(parent: etree._Element, relation: str, address: str, media_type: str) -> None:
    link = etree.SubElement(parent, f"{{{ATOM}}}link", nsmap={"atom": ATOM})
    link.set("rel", relation)
    if media_type:
        link.set("type", media_type)
    link.set("href", address)
