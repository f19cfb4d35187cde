"""What the feed of another authority lists: alerts inside it, links to alerts, the page of older ones."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from tocsin.base.xml import parse_xml
from tocsin.errors import BadInput
from tocsin.notify.vocabulary import MEDIA_TYPE

_ATOM = "{http://www.w3.org/2005/Atom}"
_FURTHER = ("next", "prev-archive")
CAP_NAMESPACES = ("urn:oasis:names:tc:emergency:cap:1.", "http://www.incident.com/cap/")
"""How the name spaces of CAP 1.1 and 1.2, and of 1.0, begin."""


@dataclass(frozen=True, slots=True)
class Listing:
    """`documents` are alerts that stand in the feed itself, as XML; `links` lead to alerts, newest first as
    the feed has them; `further` leads to the page of older ones, "" where there is none."""

    documents: tuple[bytes, ...] = ()
    links: tuple[str, ...] = ()
    further: str = ""


def listing(data: bytes, *, where: str) -> Listing:
    """What a document lists: an Atom feed (RFC 4287, paged as in RFC 5005), an RSS feed, an EDXL-DE envelope,
    or one CAP message by itself. `where` is its address, against which links are resolved.

    An entry that links to its alert as CAP is read by the link, since the bytes there are the ones that were
    signed; else by what stands inside it; else by its plain link. `BadInput` where it is none of these.

    >>> feed = b'''<rss version="2.0"><channel><item><link>17.cap</link></item></channel></rss>'''
    >>> listing(feed, where="https://met.example/feed.rss").links
    ('https://met.example/17.cap',)
    """
    root = parse_xml(data, where=where)
    kind = etree.QName(root).localname
    if _is_alert(root):
        return Listing(documents=(data,))
    if kind == "EDXLDistribution":
        return Listing(documents=tuple(map(_document, _alerts(root))))
    if kind not in ("feed", "rss", "RDF"):
        text = f"its root is <{kind}>; a feed of alerts is Atom, RSS, EDXL-DE or one CAP message"
        raise BadInput(text, where=where, reason="not_a_feed")
    documents, links = [], []
    for entry in (*root.iter(f"{_ATOM}entry"), *root.iter("{*}item")):
        inside = [_document(alert) for alert in _alerts(entry)]
        if cap_link := _link(entry, MEDIA_TYPE):
            links.append(cap_link)
        elif inside:
            documents += inside
        elif link := _link(entry):
            links.append(link)
    resolved = dict.fromkeys(urljoin(where, link) for link in links)
    return Listing(tuple(documents), tuple(resolved), _further(root, where))


def _is_alert(element: etree._Element) -> bool:
    name = etree.QName(element)
    return name.localname == "alert" and (name.namespace or "").startswith(CAP_NAMESPACES)


def _alerts(element: etree._Element) -> Iterator[etree._Element]:
    return (alert for alert in element.iter("{*}alert") if _is_alert(alert))


def _document(alert: etree._Element) -> bytes:
    """An alert as a document of its own, without the name spaces of what it stood in: those of the feed were
    not there when it was signed."""
    own = copy.deepcopy(alert)
    own.tail = None
    etree.cleanup_namespaces(own)
    return etree.tostring(own, encoding="UTF-8", xml_declaration=True)


def _link(entry: etree._Element, media_type: str = "") -> str:
    """Where an entry leads: to something of this media type, or to what it is about."""
    for link in entry.iterchildren(f"{_ATOM}link", "{*}enclosure"):
        if media_type and link.get("type", "").partition(";")[0].strip() == media_type:
            return str(link.get("href") or link.get("url") or "")
    if media_type:
        return ""
    for link in entry.iterchildren(f"{_ATOM}link"):
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            return str(link.get("href"))
    return (entry.findtext("{*}link") or "").strip()


def _further(root: etree._Element, where: str) -> str:
    """The page of older entries (RFC 5005, sections 3 and 4)."""
    for link in root.iter(f"{_ATOM}link"):
        if link.get("rel") in _FURTHER and link.get("href"):
            return urljoin(where, str(link.get("href")))
    return ""
