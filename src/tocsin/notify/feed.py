"""Alerts as an Atom feed (RFC 4287), each entry with its whole CAP message inside and a link to it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import cast

from lxml import etree

from tocsin.base import Alert, AlertStatus, Info, MessageType
from tocsin.base.xml import parse_xml
from tocsin.errors import BadInput
from tocsin.notify.cap import write
from tocsin.notify.vocabulary import MEDIA_TYPE

ATOM = "http://www.w3.org/2005/Atom"


def atom(
    alerts: Iterable[Alert],
    *,
    self_url: str,
    updated: datetime,
    link: Callable[[str], str],
    document: Callable[[Alert], bytes] = write,
    title: str = "Public alerts",
    author: str = "Tocsin",
) -> bytes:
    """The feed, newest message first, as UTF-8 XML.

    `self_url` is where the feed is read and also its lasting id; `updated` when its content last changed,
    with a zone; `link` gives the address of a message by its identifier; `document` gives its XML, which for
    one already sent should be what was sent. An entry's id depends on the message alone, so moving the site
    makes no alert new again; `related` links lead to the messages it refers to. `BadInput` where a time has
    no zone or `document` refuses.

    >>> from datetime import timezone
    >>> empty = atom([], self_url="https://centre.example/alerts.atom", link=lambda id: id,
    ...              updated=datetime(2015, 11, 14, 4, tzinfo=timezone.utc))
    >>> print(empty.decode().splitlines()[3].strip())
    <updated>2015-11-14T04:00:00+00:00</updated>
    """
    feed = _element("feed")
    _texts(feed, ("id", self_url), ("updated", _instant(updated)), ("title", title))
    _link(feed, "self", self_url, "application/atom+xml")
    _texts(_child(feed, "author"), ("name", author))
    for alert in sorted(alerts, key=lambda alert: (alert.sent, alert.identifier), reverse=True):
        feed.append(_entry(alert, link, document(alert)))
    return etree.tostring(feed, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def entry_id(alert: Alert) -> str:
    """A name for a message that never changes: its identifier where that is a URN, else one made from it.

    >>> from tocsin.base import Scope
    >>> alert = Alert(identifier="KSTO1055887203", sender="w@nws.example", sent=datetime(2015, 11, 14),
    ...               status=AlertStatus.ACTUAL, message_type=MessageType.ALERT, scope=Scope.PUBLIC)
    >>> entry_id(alert)
    'urn:uuid:1479decc-9152-5fa8-8b62-328f6c8b9929'
    """
    if alert.identifier.lower().startswith("urn:"):
        return alert.identifier
    # A name of the message in the URL name space of RFC 4122: the pair of sender and identifier is unique.
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{alert.sender},{alert.identifier}").urn


def _entry(alert: Alert, link: Callable[[str], str], document: bytes) -> etree._Element:
    entry = _element("entry")
    info = alert.infos[0] if alert.infos else None
    sent = _instant(alert.sent)
    _texts(
        entry, ("id", entry_id(alert)), ("title", _title(alert, info)), ("updated", sent), ("published", sent)
    )
    _texts(_child(entry, "author"), ("name", (info and info.sender_name) or alert.sender))
    for word in _categories(alert.infos):
        _child(entry, "category").set("term", word)
    _link(entry, "alternate", link(alert.identifier), MEDIA_TYPE)
    for reference in alert.references:
        _link(entry, "related", link(reference.identifier), MEDIA_TYPE)
    if info and info.description.strip():
        _texts(entry, ("summary", info.description.strip()))
    content = _child(entry, "content")
    content.set("type", MEDIA_TYPE)
    content.append(parse_xml(document, where=alert.identifier))
    return entry


def _title(alert: Alert, info: Info | None) -> str:
    """The headline; what is not the real thing says so first, for readers show nothing else in a list."""
    if info is None:
        words = f"{alert.message_type.value} {alert.identifier}"
    else:
        ended = "Cancelled: " if alert.message_type is MessageType.CANCEL else ""
        words = ended + (info.headline.strip() or info.event)
    return words if alert.status is AlertStatus.ACTUAL else f"{alert.status.value}: {words}"


def _categories(infos: Sequence[Info]) -> list[str]:
    return list(dict.fromkeys(word for info in infos for word in info.category))


def _instant(time: datetime) -> str:
    if time.utcoffset() is None:
        raise BadInput("the time has no zone; give the offset from UTC", where=str(time), reason="time-form")
    return time.isoformat(timespec="seconds")


def _element(name: str) -> etree._Element:
    # The stubs of lxml do not know that None stands for the default namespace.
    return etree.Element(f"{{{ATOM}}}{name}", nsmap=cast("dict[str, str]", {None: ATOM}))


def _child(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{ATOM}}}{name}")


def _texts(parent: etree._Element, *fields: tuple[str, str]) -> None:
    for name, text in fields:
        _child(parent, name).text = text


def _link(parent: etree._Element, relation: str, address: str, media_type: str) -> None:
    link = _child(parent, "link")
    link.set("rel", relation)
    link.set("type", media_type)
    link.set("href", address)
