"""An alert in an envelope of the EDXL Distribution Element 1.0 (OASIS, May 2006), and out of it again.

The envelope says from whom and about which area; the alert stands in it whole. Its bytes are taken over as
they are, and the names of the envelope carry a prefix, so that nothing of it reaches inside: a signature on
the alert holds again once it is taken out. (Inside it cannot: it signs the whole document it is in, XML
Signature, section 4.4.3.2.)
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from tocsin.base import Alert, Area, Scope
from tocsin.base.xml import parse_xml
from tocsin.errors import BadInput
from tocsin.notify.times import parse_stamp, stamp

NAMESPACE = "urn:oasis:names:tc:emergency:EDXL:DE:1.0"
MEDIA_TYPE = "application/xml"
OPEN = "UNCLASSIFIED AND NOT SENSITIVE"
"""What the standard's own examples write where anyone may read the content."""
_TYPES = {"Alert": "Report", "Update": "Update", "Cancel": "Cancel", "Ack": "Ack", "Error": "Error"}
_STATUSES = ("Actual", "Exercise", "System", "Test")
_CAP = re.compile(r"\{(urn:oasis:names:tc:emergency:cap:1\.[12]|http://www\.incident\.com/cap/1\.0)\}alert")
_DECLARATION = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml\s[^>]*\?>")
_PLAIN = ("UTF-8", "ASCII", "US-ASCII")
_PLACE = b"<!--alert-->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What an envelope says of itself, the alerts in it as documents of their own, and what else is in it.

    `sent` is None where its time cannot be read; `others` are the names of what is no CAP alert.
    """

    id: str
    sender: str
    sent: datetime | None
    status: str
    kind: str
    confidentiality: str
    alerts: tuple[bytes, ...]
    others: tuple[str, ...] = ()


def wrap(alert: Alert, xml: bytes, *, addresses: Sequence[tuple[str, str]] = ()) -> bytes:
    """The envelope around an alert, as UTF-8 XML. `xml` are the bytes that were published, in UTF-8.

    Sender, time and identifier are the alert's own, so that what refers to the alert refers to the envelope,
    too. `addresses` are pairs of scheme and value, as ("e-mail", "desk@partner.example"). `BadInput` where
    the envelope has no word for the alert's status, or `xml` cannot stand inside another document.

    >>> from datetime import timezone
    >>> from tocsin.base import AlertStatus, MessageType
    >>> alert = Alert(identifier="urn:oid:2.49.0.1.156.0.2015.8", sender="duty@centre.example",
    ...               sent=datetime(2015, 11, 14, 4, tzinfo=timezone.utc), status=AlertStatus.ACTUAL,
    ...               message_type=MessageType.ALERT, scope=Scope.PUBLIC)
    >>> inner = b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>'
    >>> wrapped = wrap(alert, inner)
    >>> inner in wrapped, unwrap(wrapped, where="mail").alerts == (inner,)
    (True, True)
    """
    if alert.status not in _STATUSES:
        text = (
            f"an envelope cannot say that its content is a {alert.status}; it can say {', '.join(_STATUSES)}"
        )
        raise BadInput(text, where="status", reason="status")
    before, after = etree.tostring(_envelope(alert, addresses), encoding="UTF-8").split(_PLACE)
    return before + _embeddable(xml, alert.identifier) + after


def unwrap(data: bytes, *, where: str) -> Envelope:
    """What is in an envelope; `BadInput` where it is no envelope of EDXL-DE 1.0.

    >>> unwrap(b"<alert/>", where="mail")
    Traceback (most recent call last):
    tocsin.errors.BadInput: mail: this is alert, not EDXLDistribution of EDXL-DE 1.0
    """
    root = parse_xml(data, where=where)
    if root.tag != _name("EDXLDistribution"):
        name = etree.QName(root).localname
        raise BadInput(f"this is {name}, not EDXLDistribution of EDXL-DE 1.0", where=where, reason="not_edxl")
    found = list(_contents(root))
    return Envelope(
        id=_said(root, "distributionID"),
        sender=_said(root, "senderID"),
        sent=parse_stamp(_said(root, "dateTimeSent"))[0],
        status=_said(root, "distributionStatus"),
        kind=_said(root, "distributionType"),
        confidentiality=_said(root, "combinedConfidentiality"),
        alerts=tuple(_document(node) for node in found if _CAP.fullmatch(str(node.tag))),
        others=tuple(str(node.tag) for node in found if not _CAP.fullmatch(str(node.tag))),
    )


def _envelope(alert: Alert, addresses: Sequence[tuple[str, str]]) -> etree._Element:
    root = etree.Element(_name("EDXLDistribution"), nsmap={"de": NAMESPACE})
    for field, text in _head(alert):
        _add(root, field, text)
    for scheme, value in addresses:
        address = _add(root, "explicitAddress")
        _add(address, "explicitAddressScheme", scheme)
        _add(address, "explicitAddressValue", value)
    for area in dict.fromkeys(area for info in alert.infos for area in info.areas):
        _target(root, area)
    _content(_add(root, "contentObject"), alert)
    return root


def _head(alert: Alert) -> Iterator[tuple[str, str]]:
    """The fields of the envelope in the order of its schema."""
    yield "distributionID", alert.identifier
    yield "senderID", alert.sender
    yield "dateTimeSent", stamp(alert.sent)
    yield "distributionStatus", alert.status.value
    yield "distributionType", _TYPES[alert.message_type]
    yield "combinedConfidentiality", _confidentiality(alert)
    for info in alert.infos[:1]:
        yield "language", info.language
    for earlier in alert.references:
        yield "distributionReference", f"{earlier.identifier},{earlier.sender},{stamp(earlier.sent)}"


def _confidentiality(alert: Alert) -> str:
    if alert.scope is Scope.PUBLIC:
        return OPEN
    return alert.restriction or "For its addressees alone"


def _target(root: etree._Element, area: Area) -> None:
    """An area by its shapes, written as CAP writes them; one that has none is told by the alert alone."""
    if not (area.circles or area.polygons):
        return
    target = _add(root, "targetArea")
    for latitude, longitude, radius in area.circles:
        _add(target, "circle", f"{latitude:f},{longitude:f} {radius:f}")
    for ring in area.polygons:
        _add(target, "polygon", " ".join(f"{latitude:f},{longitude:f}" for latitude, longitude in ring))


def _content(content: etree._Element, alert: Alert) -> None:
    for info in alert.infos[:1]:
        _add(content, "contentDescription", info.headline or info.event)
    if alert.incidents:
        _add(content, "incidentID", alert.incidents)
    inside = _add(_add(content, "xmlContent"), "embeddedXMLContent")
    inside.append(etree.Comment(_PLACE[4:-3].decode()))


def _embeddable(xml: bytes, where: str) -> bytes:
    """The bytes of a document without the declaration, which stands at the beginning of a file alone."""
    info: Any = parse_xml(xml, where=where).getroottree().docinfo
    if info.doctype or (info.encoding or "UTF-8").upper() not in _PLAIN or not _is_utf8(xml):
        text = "only UTF-8 without a document type can stand inside another document; write it so"
        raise BadInput(text, where=where, reason="not_embeddable")
    return _DECLARATION.sub(b"", xml).strip()


def _is_utf8(data: bytes) -> bool:
    """UTF-16 has zero bytes, which XML in UTF-8 never has."""
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False


def _contents(root: etree._Element) -> Iterator[etree._Element]:
    for node in root.iterfind(f"{_name('contentObject')}/*"):
        if node.tag == _name("nonXMLContent"):
            yield node
        elif node.tag == _name("xmlContent"):
            yield from node.iterfind(f"{_name('embeddedXMLContent')}/*")


def _document(node: etree._Element) -> bytes:
    """An element as a document of its own: a copy has the name spaces it declares or uses, and no others."""
    alone = copy.deepcopy(node)
    alone.tail = None
    return etree.tostring(alone, encoding="UTF-8")


def _said(root: etree._Element, field: str) -> str:
    return (root.findtext(_name(field)) or "").strip()


def _add(parent: etree._Element, field: str, text: str = "") -> etree._Element:
    node = etree.SubElement(parent, _name(field))
    node.text = text or None
    return node


def _name(field: str) -> str:
    return f"{{{NAMESPACE}}}{field}"
