"""CAP XML as an alert: what other bodies send, with its small faults.

Versions 1.0 to 1.2 are read by the names of their elements. White space, an odd order of elements and times
in another form are taken and noted; what cannot be taken into the record is listed as lost, never dropped in
silence. A signature is about the bytes, not the record: whoever verifies it keeps the bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from lxml import etree

from tocsin.base import Alert, AlertStatus, Area, Info, MessageType, Reference, Resource, Scope
from tocsin.base.xml import parse_xml
from tocsin.errors import BadInput
from tocsin.notify import vocabulary
from tocsin.notify.cap import texts, versions
from tocsin.notify.cap.tree import Faults, Node, order
from tocsin.notify.problem import Problem, Rule
from tocsin.notify.times import parse_stamp

_ALERT = order(vocabulary.ALERT)
_INFO = order(vocabulary.INFO)
_RESOURCE = order(vocabulary.RESOURCE)
_AREA = order(vocabulary.AREA)
_PAIR = order(vocabulary.PAIR)
_NAMES, _VALUES = frozenset(order(("valueName",))), frozenset(order(("value",)))

_STATUSES = {word.value: word for word in AlertStatus}
_MESSAGE_TYPES = {word.value: word for word in MessageType}
_SCOPES = {word.value: word for word in Scope}

Word = TypeVar("Word")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document says: `alert` is None where its head cannot be read at all, `noted` are faults of form
    whose content was taken, `lost` those whose content was not."""

    alert: Alert | None
    noted: tuple[Problem, ...]
    lost: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one reading found; `infos` and `sent` are there even where the head cannot be read."""

    root: etree._Element
    alert: Alert | None
    infos: tuple[Info, ...]
    sent: datetime | None
    faults: Faults


def read(data: bytes, *, where: str = "alert") -> Alert:
    """The alert in a CAP document. `BadInput` names the element and line if any of it cannot be taken.

    Whether the alert keeps CAP's rules is another matter: see `validate`.

    >>> read(b"<alert><identifier> 7 </identifier></alert>")
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: alert: alert/sender (line 1): it is missing or empty; fill it in (and 4 more)
    """
    parsed = parse(data, where=where)
    if parsed.alert is None or parsed.lost:
        more = f" (and {len(parsed.lost) - 1} more)" if len(parsed.lost) > 1 else ""
        raise BadInput(f"{parsed.lost[0]}{more}", where=where, reason=parsed.lost[0].rule)
    return parsed.alert


def parse(data: bytes, *, where: str = "alert") -> Parsed:
    """As much of a CAP document as can be read, with every fault named by element and line.

    `BadInput` only where there is no CAP in it at all: not XML, or another kind of XML.

    >>> parse(b"<alert><identifier> 7 </identifier></alert>").alert is None
    True
    """
    found = reading(versions.alert_element(parse_xml(data, where=where), where=where))
    return Parsed(found.alert, tuple(found.faults.noted), tuple(found.faults.lost))


def reading(root: etree._Element) -> Reading:
    """What an `alert` element says, in one pass over its children."""
    faults = Faults(root)
    versions.note(root, faults)
    node = Node(root, _ALERT, faults)
    identifier, sender = _name(node, "identifier", Rule.IDENTIFIER), _name(node, "sender", Rule.SENDER)
    sent = _time(node, "sent") if _required(node, "sent") else None
    status = _word(node, "status", _STATUSES)
    message_type = _word(node, "msgType", _MESSAGE_TYPES)
    scope = _word(node, "scope", _SCOPES)
    infos = tuple([_info(info) for info in node.nodes("info", _INFO)])
    alert = None
    if identifier and sender and sent and status and message_type and scope:
        alert = Alert(
            identifier=identifier,
            sender=sender,
            sent=sent,
            status=status,
            message_type=message_type,
            source=node.one("source"),
            scope=scope,
            restriction=node.one("restriction"),
            addresses=texts.addresses(node.one("addresses")),
            codes=tuple([code for code in node.all("code") if code]),
            note=node.one("note"),
            references=_references(node),
            incidents=node.one("incidents"),
            infos=infos,
        )
    return Reading(root, alert, infos, sent, faults)


def _info(node: Node) -> Info:
    return Info(
        language=node.one("language") or "en-US",
        category=node.words("category"),
        event=node.one("event"),
        response=node.words("responseType"),
        urgency=node.word("urgency"),
        severity=node.word("severity"),
        certainty=versions.certainty(node),
        audience=node.one("audience"),
        event_codes=_pairs(node, "eventCode"),
        effective=_time(node, "effective"),
        onset=_time(node, "onset"),
        expires=_time(node, "expires"),
        sender_name=node.one("senderName"),
        headline=node.one("headline"),
        description=node.one("description"),
        instruction=node.one("instruction"),
        web=node.one("web"),
        contact=node.one("contact"),
        parameters=_pairs(node, "parameter"),
        resources=tuple([_resource(each) for each in node.nodes("resource", _RESOURCE)]),
        areas=tuple([_area(each) for each in node.nodes("area", _AREA)]),
    )


def _resource(node: Node) -> Resource:
    return Resource(
        description=node.one("resourceDesc"),
        mime_type=node.one("mimeType"),
        size=node.value("size", Rule.NUMBER, texts.whole_number),
        uri=node.one("uri"),
        content=node.one("derefUri"),
        digest=node.one("digest"),
    )


def _area(node: Node) -> Area:
    return Area(
        description=node.one("areaDesc"),
        polygons=_rings(node),
        circles=node.each("circle", Rule.CIRCLE, texts.circle),
        geocodes=_pairs(node, "geocode"),
        altitude=node.value("altitude", Rule.NUMBER, texts.number),
        ceiling=node.value("ceiling", Rule.NUMBER, texts.number),
    )


def _rings(node: Node) -> tuple[texts.Ring, ...]:
    found = node.texts.get("polygon")
    if found is None:
        return ()
    rings = []
    for number, raw in enumerate(found):
        text = raw.strip()
        ring = texts.ring(text) or _loose_ring(node, number, text)
        if ring is not None:
            rings.append(ring)
    return tuple(rings)


def _loose_ring(node: Node, number: int, text: str) -> texts.Ring | None:
    element = node.child("polygon", number)
    try:
        ring = texts.loose_ring(text)
    except ValueError as error:
        node.faults.lose_whole(element, Rule.POLYGON_TEXT, str(error))
        return None
    note = "it is not written as points with spaces between; write them as 48.86,2.35"
    node.faults.note(element, Rule.POLYGON_TEXT, note)
    return ring


def _pairs(node: Node, name: str) -> tuple[tuple[str, str], ...]:
    found = node.groups.get(name)
    return tuple([_pair(child, node.faults) for child in found]) if found else ()


def _pair(element: etree._Element, faults: Faults) -> tuple[str, str]:
    """There are more pairs than all else in an alert, so the common form is taken at a glance."""
    if len(element) == 2:
        name, value = element
        if name.tag in _NAMES and value.tag in _VALUES and not len(name) and not len(value):
            return (name.text or "").strip(), (value.text or "").strip()
    if not len(element):
        return versions.pair(element, faults)
    node = Node(element, _PAIR, faults)
    if "value" not in node.text:
        faults.note(element, Rule.EMPTY, "it is missing; add it, empty if need be", "value")
    return node.one("valueName"), node.one("value")


def _time(node: Node, name: str) -> datetime | None:
    text = node.one(name)
    if not text:
        return None
    time, complaint = parse_stamp(text)
    if complaint:
        tell = node.faults.note if time else node.faults.lose
        tell(node.child(name), Rule.TIME_FORM, complaint)
    return time


def _word(node: Node, name: str, words: Mapping[str, Word]) -> Word | None:
    text = _required(node, name)
    if not text:
        return None
    word = words.get(node.word(name))
    if word is None:
        message = f"{text!r} is none of CAP's words here; choose one of {', '.join(words)}"
        node.faults.lose(node.child(name), Rule.WORD, message)
    return word


def _name(node: Node, name: str, rule: Rule) -> str:
    text = _required(node, name, rule)
    if text and text != node.text[name]:
        node.faults.note(node.child(name), rule, "it has white space around it; leave that out")
    return text


def _required(node: Node, name: str, rule: Rule = Rule.EMPTY) -> str:
    text = node.one(name)
    if not text:
        there = name in node.text
        element, missing = (node.child(name), "") if there else (node.element, name)
        node.faults.lose(element, rule, "it is missing or empty; fill it in", missing)
    return text


def _references(node: Node) -> tuple[Reference, ...]:
    return node.value("references", Rule.REFERENCE, texts.references) or ()
