"""CAP XML as an alert: what other bodies send, with its small faults.

Versions 1.0 to 1.2 are read by the names of their elements. White space, an odd order of elements and times
in another form are taken and noted; what cannot be taken into the record is listed as lost, never dropped in
silence. A signature is about the bytes, not the record: whoever verifies it keeps the bytes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar, cast

from lxml import etree

from tocsin.base import Alert, AlertStatus, Area, Info, MessageType, Reference, Resource, Scope
from tocsin.base.xml import parse_xml
from tocsin.errors import BadInput
from tocsin.notify import vocabulary
from tocsin.notify.problem import Problem, Rule
from tocsin.notify.times import parse_stamp

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_ADDRESS = re.compile(r'"([^"]*)"|(\S+)')
_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"

Word = TypeVar("Word", bound=StrEnum)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document says: `alert` is None where its head cannot be read at all, `noted` are faults of form
    whose content was taken, `lost` those whose content was not."""

    alert: Alert | None
    noted: tuple[Problem, ...]
    lost: tuple[Problem, ...]


def read(data: bytes, *, where: str = "alert") -> Alert:
    """The alert in a CAP document. `BadInput` names the element and line if any of it cannot be taken.

    Whether the alert keeps CAP's rules is another matter: see `problems`.

    >>> read(b"<alert><identifier> 7 </identifier></alert>")
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: alert: alert/sender (line 1): it is missing or empty (and 4 more)
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
    root = parse_xml(data, where=where)
    if not isinstance(root.tag, str) or etree.QName(root).localname != "alert":
        raise BadInput(f"this is not a CAP alert: its root is <{root.tag}>", where=where, reason="not_cap")
    faults = _Faults()
    alert = _alert(_Node(root, "alert", faults, vocabulary.ALERT))
    return Parsed(alert, tuple(faults.noted), tuple(faults.lost))


@dataclass(slots=True)
class _Faults:
    noted: list[Problem] = field(default_factory=list)
    lost: list[Problem] = field(default_factory=list)


class _Node:
    """One element and its children by name; `order` are the names CAP allows, in CAP's order."""

    def __init__(self, element: etree._Element, path: str, faults: _Faults, order: Sequence[str]) -> None:
        self.element = element
        self.path = path
        self.faults = faults
        self.children: dict[str, list[etree._Element]] = {}
        latest = 0
        for child in element.iterchildren("*"):
            name = etree.QName(child).localname
            if child.tag == _SIGNATURE:
                continue
            if name not in order:
                self.lose(child, name, Rule.ELEMENT, "CAP has no such element here")
                continue
            if order.index(name) < latest:
                text = f"it stands after <{order[latest]}>, where the schema does not allow it"
                self._note(child, name, Rule.ELEMENT, text)
            latest = max(latest, order.index(name))
            self.children.setdefault(name, []).append(child)

    def lose(self, element: etree._Element, name: str, rule: Rule, text: str) -> None:
        self.faults.lost.append(self._problem(element, name, rule, text))

    def _note(self, element: etree._Element, name: str, rule: Rule, text: str) -> None:
        self.faults.noted.append(self._problem(element, name, rule, text))

    def _problem(self, element: etree._Element, name: str, rule: Rule, text: str) -> Problem:
        line = cast("int | None", element.sourceline)
        return Problem(f"{self.path}/{name}", rule, text, line or 0)

    def text(self, name: str) -> str:
        """The text of the one child of that name, "" without one."""
        found = self.children.get(name, [])
        for extra in found[1:]:
            self.lose(extra, name, Rule.ELEMENT, "it stands there more than once; only the first was read")
        return _text(found[0]) if found else ""

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(_text(child) for child in self.children.get(name, []))

    def nodes(self, name: str, order: Sequence[str]) -> list[_Node]:
        found = self.children.get(name, [])
        return [
            _Node(child, f"{self.path}/{name}[{number}]", self.faults, order)
            for number, child in enumerate(found, 1)
        ]

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        nodes = self.nodes(name, vocabulary.PAIR)
        return tuple((node.text("valueName"), node.text("value")) for node in nodes)

    def each(self, name: str, rule: Rule, convert: Callable[[str], Value]) -> tuple[Value, ...]:
        """Every child of that name as a value; one that `convert` refuses by ValueError is lost."""
        values = []
        for child in self.children.get(name, []):
            try:
                values.append(convert(_text(child)))
            except ValueError as error:
                self.lose(child, name, rule, str(error))
        return tuple(values)

    def number(self, name: str) -> float | None:
        return next(iter(self.each(name, Rule.NUMBER, _number)), None) if self.text(name) else None

    def time(self, name: str) -> datetime | None:
        text = self.text(name)
        if not text:
            return None
        element = self.children[name][0]
        time, complaint = parse_stamp(text)
        if time is None:
            self.lose(element, name, Rule.TIME_FORM, complaint)
        elif complaint:
            self._note(element, name, Rule.TIME_FORM, complaint)
        return time

    def word(self, name: str, words: type[Word]) -> Word | None:
        text = self.required(name)
        if not text or text in set(words):
            return words(text) if text else None
        self.lose(self.children[name][0], name, Rule.WORD, f"{text!r} is not one of {', '.join(words)}")
        return None

    def required(self, name: str) -> str:
        text = self.text(name)
        if not text:
            self.lose(self.element, name, Rule.EMPTY, "it is missing or empty")
        return text


def _alert(node: _Node) -> Alert | None:
    identifier, sender = node.required("identifier"), node.required("sender")
    sent = node.time("sent") if node.required("sent") else None
    status = node.word("status", AlertStatus)
    message_type = node.word("msgType", MessageType)
    scope = node.word("scope", Scope)
    infos = tuple(_info(info) for info in node.nodes("info", vocabulary.INFO))
    references = tuple(
        reference for found in node.each("references", Rule.REFERENCE, _references) for reference in found
    )
    if not (identifier and sender and sent and status and message_type and scope):
        return None
    return Alert(
        identifier=identifier,
        sender=sender,
        sent=sent,
        status=status,
        message_type=message_type,
        source=node.text("source"),
        scope=scope,
        restriction=node.text("restriction"),
        addresses=_addresses(node.text("addresses")),
        codes=node.texts("code"),
        note=node.text("note"),
        references=references,
        incidents=node.text("incidents"),
        infos=infos,
    )


def _info(node: _Node) -> Info:
    return Info(
        language=node.text("language") or "en-US",
        category=node.texts("category"),
        event=node.text("event"),
        response=node.texts("responseType"),
        urgency=node.text("urgency"),
        severity=node.text("severity"),
        certainty=node.text("certainty"),
        audience=node.text("audience"),
        event_codes=node.pairs("eventCode"),
        effective=node.time("effective"),
        onset=node.time("onset"),
        expires=node.time("expires"),
        sender_name=node.text("senderName"),
        headline=node.text("headline"),
        description=node.text("description"),
        instruction=node.text("instruction"),
        web=node.text("web"),
        contact=node.text("contact"),
        parameters=node.pairs("parameter"),
        resources=tuple(_resource(each) for each in node.nodes("resource", vocabulary.RESOURCE)),
        areas=tuple(_area(each) for each in node.nodes("area", vocabulary.AREA)),
    )


def _resource(node: _Node) -> Resource:
    return Resource(
        description=node.text("resourceDesc"),
        mime_type=node.text("mimeType"),
        size=next(iter(node.each("size", Rule.NUMBER, int)), None) if node.text("size") else None,
        uri=node.text("uri"),
        content=node.text("derefUri"),
        digest=node.text("digest"),
    )


def _area(node: _Node) -> Area:
    return Area(
        description=node.text("areaDesc"),
        polygons=node.each("polygon", Rule.COORDINATES, _ring),
        circles=node.each("circle", Rule.COORDINATES, _circle),
        geocodes=node.pairs("geocode"),
        altitude=node.number("altitude"),
        ceiling=node.number("ceiling"),
    )


def _text(element: etree._Element) -> str:
    if len(element) == 0:
        return (element.text or "").strip()
    return "".join(str(part) for part in element.itertext()).strip()


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        raise ValueError(f"{text[:40]!r} is not a number")
    return float(text)


def _ring(text: str) -> tuple[tuple[float, float], ...]:
    return tuple(_point(point) for point in _joined(text).split())


def _circle(text: str) -> tuple[float, float, float]:
    parts = _joined(text).split()
    if len(parts) != 2:
        raise ValueError(f"{text[:40]!r} is not a point and a radius, as in 48.86,2.35 10")
    return (*_point(parts[0]), _number(parts[1]))


def _joined(text: str) -> str:
    return re.sub(r"\s*,\s*", ",", text)


def _point(text: str) -> tuple[float, float]:
    parts = text.split(",")
    if len(parts) != 2:
        raise ValueError(f"{text[:40]!r} is not latitude,longitude")
    return _number(parts[0]), _number(parts[1])


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(grouped or plain for grouped, plain in _ADDRESS.findall(text))


def _references(text: str) -> tuple[Reference, ...]:
    return tuple(_reference(word) for word in text.split())


def _reference(text: str) -> Reference:
    parts = text.split(",")
    sent = parse_stamp(parts[2])[0] if len(parts) == 3 else None
    if sent is None:
        raise ValueError(f"{text[:120]!r} is not sender,identifier,sent")
    return Reference(parts[0], parts[1], sent)
