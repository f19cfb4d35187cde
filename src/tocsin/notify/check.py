"""Whether an alert may be sent: all that CAP 1.2 forbids, and three rules of ours.

CAP's schema lets pass a comma in an identifier, an Update that refers to nothing, a Restricted alert that
does not say to whom, an alert that lapsed before it was sent, an open or crossed polygon, an empty event;
this does not. Our own: an alert or update says something (`info`), where (`area`) and until when (`expires`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from tocsin.base import Alert, Area, Info, MessageType, Reference, Resource, Scope
from tocsin.notify import vocabulary
from tocsin.notify.geometry import circle_fault, ring_fault
from tocsin.notify.problem import Problem, Rule
from tocsin.notify.times import unwritable

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_NAME = re.compile(r"[\s,<&]")
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
# RFC 3986: what an address, or a file named beside the alert, may be written in.
_MARKS = r"[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-Fa-f]{2}"
_ADDRESS = re.compile(rf"[a-zA-Z][a-zA-Z0-9+.-]*:(?:{_MARKS}|[:?])+(?:#(?:{_MARKS}|[:?])*)?")
_FILE = re.compile(rf"(?:{_MARKS})+")


def problems(alert: Alert) -> tuple[Problem, ...]:
    """Everything that forbids sending an alert, in the order of its elements; empty if it may be sent.

    >>> from datetime import timezone
    >>> from tocsin.base import AlertStatus
    >>> cancel = Alert(identifier="urn:oid:2.49.0.1.156.0.2015.7", sender="duty@centre.example",
    ...                sent=datetime(2015, 11, 14, 4, tzinfo=timezone.utc), status=AlertStatus.ACTUAL,
    ...                message_type=MessageType.CANCEL, scope=Scope.PUBLIC)
    >>> for problem in problems(cancel):
    ...     print(problem)
    alert/references: a Cancel must say which message it is about; name at least one
    """
    return tuple(_alert(alert))


def _alert(alert: Alert) -> Iterator[Problem]:
    path = "alert"
    yield from _name(f"{path}/identifier", alert.identifier)
    yield from _name(f"{path}/sender", alert.sender)
    yield from _time(f"{path}/sent", alert.sent)
    yield from _texts(
        path, (("source", alert.source), ("restriction", alert.restriction), ("note", alert.note))
    )
    yield from _texts(path, (("incidents", alert.incidents), *(("code", code) for code in alert.codes)))
    yield from _audience(alert)
    yield from _references(alert)
    if not alert.infos and alert.message_type in (MessageType.ALERT, MessageType.UPDATE):
        yield Problem(f"{path}/info", Rule.INFO_MISSING, "it says nothing; add at least one info block")
    for number, info in enumerate(alert.infos, 1):
        yield from _info(f"{path}/info[{number}]", info, alert)


def _audience(alert: Alert) -> Iterator[Problem]:
    if alert.scope is Scope.RESTRICTED and not alert.restriction.strip():
        text = "a Restricted alert must say who may have it; fill in the restriction"
        yield Problem("alert/restriction", Rule.RESTRICTION_MISSING, text)
    if alert.scope is Scope.PRIVATE and not alert.addresses:
        text = "a Private alert must say to whom it goes; name at least one address"
        yield Problem("alert/addresses", Rule.ADDRESSES_MISSING, text)
    for address in alert.addresses:
        yield from _required("alert/addresses", address)
        if '"' in address:
            text = f"{address!r} has a quotation mark, which CAP uses to group; leave it out"
            yield Problem("alert/addresses", Rule.CHARACTERS, text)


def _references(alert: Alert) -> Iterator[Problem]:
    path = "alert/references"
    if not alert.references and alert.message_type is not MessageType.ALERT:
        kind = alert.message_type.value
        article = "an" if kind[0] in "AEU" else "a"
        text = f"{article} {kind} must say which message it is about; name at least one"
        yield Problem(path, Rule.REFERENCES_MISSING, text)
    for reference in alert.references:
        yield from _name(path, reference.sender)
        yield from _name(path, reference.identifier)
        yield from _time(path, reference.sent)
        yield from _backwards(path, reference, alert)


def _backwards(path: str, reference: Reference, alert: Alert) -> Iterator[Problem]:
    if reference == alert.reference:
        yield Problem(path, Rule.REFERENCE, "it refers to itself; name an earlier message")
    elif _later(reference.sent, alert.sent):
        later = f"{reference.identifier} was sent at {reference.sent.isoformat()}, after this one"
        yield Problem(path, Rule.REFERENCE, f"{later}; name an earlier message")


def _info(path: str, info: Info, alert: Alert) -> Iterator[Problem]:
    if not _LANGUAGE.fullmatch(info.language):
        text = f"{info.language!r} is not a language tag such as en or zh-CN"
        yield Problem(f"{path}/language", Rule.LANGUAGE, text)
    if not info.category:
        yield Problem(f"{path}/category", Rule.EMPTY, "it is missing; choose at least one category")
    yield from _words(f"{path}/category", info.category, vocabulary.CATEGORIES)
    yield from _required(f"{path}/event", info.event)
    yield from _words(f"{path}/responseType", info.response, vocabulary.RESPONSES)
    yield from _words(f"{path}/urgency", [info.urgency], vocabulary.URGENCIES)
    yield from _words(f"{path}/severity", [info.severity], vocabulary.SEVERITIES)
    yield from _words(f"{path}/certainty", [info.certainty], vocabulary.CERTAINTIES)
    yield from _pairs(f"{path}/eventCode", info.event_codes)
    yield from _times(path, info, alert)
    yield from _texts(
        path,
        (
            ("audience", info.audience),
            ("senderName", info.sender_name),
            ("headline", info.headline),
            ("description", info.description),
            ("instruction", info.instruction),
            ("contact", info.contact),
        ),
    )
    yield from _web(f"{path}/web", info.web)
    yield from _pairs(f"{path}/parameter", info.parameters)
    for number, resource in enumerate(info.resources, 1):
        yield from _resource(f"{path}/resource[{number}]", resource)
    if not info.areas:
        yield Problem(f"{path}/area", Rule.AREA_MISSING, "it does not say where; add at least one area")
    for number, area in enumerate(info.areas, 1):
        yield from _area(f"{path}/area[{number}]", area)


def _times(path: str, info: Info, alert: Alert) -> Iterator[Problem]:
    for name, time in (("effective", info.effective), ("onset", info.onset), ("expires", info.expires)):
        if time is not None:
            yield from _time(f"{path}/{name}", time)
    if info.expires is None:
        text = "it does not say until when it holds; give the time at which it lapses"
        yield Problem(f"{path}/expires", Rule.EXPIRES_MISSING, text)
        return
    for name, start in (("sent", alert.sent), ("effective", info.effective), ("onset", info.onset)):
        if start is not None and not _later(info.expires, start) and _comparable(info.expires, start):
            text = f"it would lapse at {info.expires.isoformat()}, no later than {name}; give a later time"
            yield Problem(f"{path}/expires", Rule.TIME_ORDER, text)


def _resource(path: str, resource: Resource) -> Iterator[Problem]:
    yield from _required(f"{path}/resourceDesc", resource.description)
    yield from _required(f"{path}/mimeType", resource.mime_type)
    if resource.size is not None and resource.size < 0:
        yield Problem(f"{path}/size", Rule.NUMBER, f"{resource.size} is not a number of bytes")
    if resource.uri and not (_ADDRESS.fullmatch(resource.uri) or _FILE.fullmatch(resource.uri)):
        text = f"{resource.uri!r} is no address; percent-encode what is not plain ASCII"
        yield Problem(f"{path}/uri", Rule.ADDRESS, text)
    yield from _texts(path, (("derefUri", resource.content), ("digest", resource.digest)))


def _area(path: str, area: Area) -> Iterator[Problem]:
    yield from _required(f"{path}/areaDesc", area.description)
    for number, ring in enumerate(area.polygons, 1):
        if fault := ring_fault(ring):
            yield Problem(f"{path}/polygon[{number}]", *fault)
    for number, circle in enumerate(area.circles, 1):
        if fault := circle_fault(*circle):
            yield Problem(f"{path}/circle[{number}]", *fault)
    yield from _pairs(f"{path}/geocode", area.geocodes)
    for name, height in (("altitude", area.altitude), ("ceiling", area.ceiling)):
        if height is not None and not abs(height) < float("inf"):
            yield Problem(f"{path}/{name}", Rule.NUMBER, f"{height} is not a height in feet")
    if area.ceiling is not None and area.altitude is None:
        text = "a ceiling needs the altitude it is above; give that too"
        yield Problem(f"{path}/ceiling", Rule.CEILING, text)


def _name(path: str, name: str) -> Iterator[Problem]:
    yield from _required(path, name)
    if _NOT_IN_NAME.search(name):
        text = f"{name!r} has a space, comma, < or &; use letters, digits, dots, hyphens, colons and @"
        yield Problem(path, Rule.NAME, text)


def _required(path: str, text: str) -> Iterator[Problem]:
    if not text.strip():
        yield Problem(path, Rule.EMPTY, "it is empty; fill it in")
    yield from _text(path, text)


def _texts(path: str, fields: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    for name, text in fields:
        yield from _text(f"{path}/{name}", text)


def _text(path: str, text: str) -> Iterator[Problem]:
    if found := _NOT_XML.search(text):
        message = f"character U+{ord(found[0]):04X} at position {found.start() + 1} cannot be sent; delete it"
        yield Problem(path, Rule.CHARACTERS, message)


def _words(path: str, words: Sequence[str], known: Sequence[str]) -> Iterator[Problem]:
    for word in words:
        if word not in known:
            yield Problem(path, Rule.WORD, f"{word!r} is not one of {', '.join(known)}")


def _pairs(path: str, pairs: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    for number, (name, value) in enumerate(pairs, 1):
        yield from _required(f"{path}[{number}]/valueName", name)
        yield from _text(f"{path}[{number}]/value", value)


def _web(path: str, address: str) -> Iterator[Problem]:
    if address and not _ADDRESS.fullmatch(address):
        text = f"{address!r} is not a whole web address; begin it with https://"
        yield Problem(path, Rule.ADDRESS, text)


def _time(path: str, time: datetime) -> Iterator[Problem]:
    if problem := unwritable(time):
        yield Problem(path, Rule.TIME_FORM, f"{time}: {problem}")


def _comparable(one: datetime, other: datetime) -> bool:
    """A time without a zone cannot be held against one with; `_time` has complained of it already."""
    return one.utcoffset() is not None and other.utcoffset() is not None


def _later(one: datetime, other: datetime) -> bool:
    return _comparable(one, other) and one > other
