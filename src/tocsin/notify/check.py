"""Whether an alert keeps CAP 1.2 and the profiles asked for, its schema left aside.

CAP's schema lets pass a comma in an identifier, an Update that refers to nothing, a Restricted alert that
does not say to whom, an alert that lapsed before it was sent, an open or crossed polygon, an empty event;
this does not. What the standard leaves free but no reader should have to guess (until when, where) is advice,
unless a profile makes it a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

from tocsin.base import Alert, AlertStatus, Area, Info, MessageType, Reference, Resource, Scope
from tocsin.notify import vocabulary
from tocsin.notify.addresses import is_address, is_file
from tocsin.notify.geometry import circle_fault, ring_fault
from tocsin.notify.problem import Level, Problem, Rule
from tocsin.notify.profiles import TOCSIN, Profile
from tocsin.notify.writable import unwritable

MOST_POINTS = 100
"""Points of a polygon that every receiver takes: cell broadcast gateways (ATIS-0700010) refuse more."""

_NOT_IN_NAME = re.compile(r"[\s,<&]")
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")


def problems(alert: Alert, profiles: Sequence[Profile] = (TOCSIN,)) -> tuple[Problem, ...]:
    """Everything that forbids sending an alert, in the order of its elements; empty if it may be sent.

    Unless told otherwise, that is all that CAP 1.2 and Tocsin's own profile forbid.

    >>> from datetime import timezone
    >>> cancel = Alert(identifier="urn:oid:2.49.0.1.156.0.2015.7", sender="duty@centre.example",
    ...                sent=datetime(2015, 11, 14, 4, tzinfo=timezone.utc), status=AlertStatus.ACTUAL,
    ...                message_type=MessageType.CANCEL, scope=Scope.PUBLIC)
    >>> for problem in problems(cancel):
    ...     print(problem)
    alert/references: a Cancel must say which message it is about; name at least one
    """
    return tuple(found for found in review(alert, profiles) if found.level is Level.FORBIDS)


def review(alert: Alert, profiles: Sequence[Profile] = (TOCSIN,)) -> tuple[Problem, ...]:
    """Every problem of an alert that is to be sent: what forbids it and, apart by `level`, what is advised.

    >>> from datetime import timezone
    >>> test = Alert(identifier="1", sender="duty@centre.example", status=AlertStatus.TEST,
    ...              sent=datetime(2015, 11, 14, 4, tzinfo=timezone.utc), message_type=MessageType.ALERT,
    ...              scope=Scope.PUBLIC)
    >>> [(str(found.rule), str(found.level)) for found in review(test, profiles=())]
    [('info-missing', 'advises')]
    """
    return (*unwritable(alert), *content(alert, profiles))


def content(alert: Alert, profiles: Sequence[Profile] = ()) -> Iterator[Problem]:
    """The same of an alert that was read, and so can be written; one by one, for there may be very many."""
    raised = frozenset[str]().union(*(profile.forbids for profile in profiles))
    theirs = (profile.problems(alert) for profile in profiles)
    for each in chain(head(alert), blocks(alert.infos, alert.sent), *theirs):
        yield replace(each, level=Level.FORBIDS) if each.rule in raised else each


def head(alert: Alert) -> Iterator[Problem]:
    """The problems of an alert outside its info blocks."""
    yield from _name("alert/identifier", alert.identifier, Rule.IDENTIFIER)
    yield from _name("alert/sender", alert.sender, Rule.SENDER)
    yield from _audience(alert)
    yield from _note(alert)
    yield from _references(alert)
    if not alert.infos and alert.message_type in (MessageType.ALERT, MessageType.UPDATE):
        yield _advice("alert/info", Rule.INFO_MISSING, "it says nothing; add at least one info block")


def blocks(infos: Iterable[Info], sent: datetime | None) -> Iterator[Problem]:
    """The problems of the info blocks of an alert sent at that time."""
    for number, info in enumerate(infos, 1):
        yield from _info(f"alert/info[{number}]", info, sent)


def _advice(path: str, rule: Rule, message: str) -> Problem:
    return Problem(path, rule, message, level=Level.ADVISES)


def _audience(alert: Alert) -> Iterator[Problem]:
    if alert.scope is Scope.RESTRICTED and not alert.restriction.strip():
        text = "a Restricted alert must say who may have it; fill in the restriction"
        yield Problem("alert/restriction", Rule.RESTRICTION_MISSING, text)
    if alert.scope is Scope.PRIVATE and not any(address.strip() for address in alert.addresses):
        text = "a Private alert must say to whom it goes; name at least one address"
        yield Problem("alert/addresses", Rule.ADDRESSES_MISSING, text)


def _note(alert: Alert) -> Iterator[Problem]:
    if alert.note.strip():
        return
    if alert.status is AlertStatus.EXERCISE:
        text = "an Exercise should say which one it belongs to; name it in the note"
        yield _advice("alert/note", Rule.NOTE_MISSING, text)
    if alert.message_type is MessageType.ERROR:
        text = "an Error should say why the message was rejected; explain it in the note"
        yield _advice("alert/note", Rule.NOTE_MISSING, text)


def _references(alert: Alert) -> Iterator[Problem]:
    path = "alert/references"
    if not alert.references and alert.message_type is not MessageType.ALERT:
        kind = alert.message_type.value
        article = "an" if kind[0] in "AEU" else "a"
        text = f"{article} {kind} must say which message it is about; name at least one"
        yield Problem(path, Rule.REFERENCES_MISSING, text)
    for reference in alert.references:
        yield from _name(path, reference.sender, Rule.REFERENCE)
        yield from _name(path, reference.identifier, Rule.REFERENCE)
        yield from _backwards(path, reference, alert)


def _backwards(path: str, reference: Reference, alert: Alert) -> Iterator[Problem]:
    if reference == alert.reference:
        yield Problem(path, Rule.REFERENCE, "it refers to itself; name an earlier message")
    elif _later(reference.sent, alert.sent):
        later = f"{reference.identifier} was sent at {reference.sent.isoformat()}, after this one"
        yield Problem(path, Rule.REFERENCE, f"{later}; name an earlier message")


def _info(path: str, info: Info, sent: datetime | None) -> Iterator[Problem]:
    if not _LANGUAGE.fullmatch(info.language):
        text = f"{info.language!r} is not a language tag; write one such as en or zh-CN"
        yield Problem(f"{path}/language", Rule.LANGUAGE, text)
    yield from _words(path, info)
    if not info.event.strip():
        yield _empty(f"{path}/event")
    yield from _pairs(path, "eventCode", info.event_codes)
    yield from _times(path, info, sent)
    if info.web and not is_address(info.web):
        text = f"{info.web!r} is not a whole web address; begin it with https://"
        yield Problem(f"{path}/web", Rule.ADDRESS, text)
    yield from _pairs(path, "parameter", info.parameters)
    for number, resource in enumerate(info.resources, 1):
        yield from _resource(f"{path}/resource[{number}]", resource)
    if not info.areas:
        yield _advice(f"{path}/area", Rule.AREA_MISSING, "it does not say where; add at least one area")
    for number, area in enumerate(info.areas, 1):
        yield from _area(f"{path}/area[{number}]", area)


def _words(path: str, info: Info) -> Iterator[Problem]:
    if not info.category:
        yield Problem(f"{path}/category", Rule.EMPTY, "it is missing; choose at least one category")
    for name, words, known in (
        ("category", info.category, vocabulary.CATEGORIES),
        ("responseType", info.response, vocabulary.RESPONSES),
        ("urgency", (info.urgency,), vocabulary.URGENCIES),
        ("severity", (info.severity,), vocabulary.SEVERITIES),
        ("certainty", (info.certainty,), vocabulary.CERTAINTIES),
    ):
        for word in words:
            if word not in known:
                yield _unknown(f"{path}/{name}", word, known)


def _unknown(path: str, word: str, known: Sequence[str]) -> Problem:
    choice = f"choose one of {', '.join(known)}"
    if word:
        return Problem(path, Rule.WORD, f"{word!r} is none of CAP's words here; {choice}")
    return Problem(path, Rule.EMPTY, f"it is missing or empty; {choice}")


def _times(path: str, info: Info, sent: datetime | None) -> Iterator[Problem]:
    expires = info.expires
    if expires is None:
        text = "it does not say until when it holds; give the time at which it lapses"
        yield _advice(f"{path}/expires", Rule.EXPIRES_MISSING, text)
        return
    if sent and not _later(expires, sent) and _comparable(expires, sent):
        text = f"it would lapse at {expires.isoformat()}, no later than it is sent; give a later time"
        yield Problem(f"{path}/expires", Rule.EXPIRES_SENT, text)
    if info.effective and _later(info.effective, expires):
        text = f"it would lapse at {expires.isoformat()}, before it takes effect; give a later time"
        yield _advice(f"{path}/expires", Rule.EXPIRES_EFFECTIVE, text)
    if info.onset and _later(info.onset, expires):
        text = f"it would lapse at {expires.isoformat()}, before its event begins; give a later time"
        yield _advice(f"{path}/expires", Rule.EXPIRES_ONSET, text)


def _resource(path: str, resource: Resource) -> Iterator[Problem]:
    if not resource.description.strip():
        yield _empty(f"{path}/resourceDesc")
    if not resource.mime_type.strip():
        yield _empty(f"{path}/mimeType")
    if resource.size is not None and resource.size < 0:
        text = f"{resource.size} is not a number of bytes; give the size of the file"
        yield Problem(f"{path}/size", Rule.NUMBER, text)
    if resource.uri and not (is_address(resource.uri) or is_file(resource.uri)):
        text = f"{resource.uri!r} is no address; percent-encode what is not plain ASCII"
        yield Problem(f"{path}/uri", Rule.ADDRESS, text)


def _area(path: str, area: Area) -> Iterator[Problem]:
    if not area.description.strip():
        yield _empty(f"{path}/areaDesc")
    if not (area.polygons or area.circles or area.geocodes):
        text = "it is described in words alone; add a polygon, circle or geocode"
        yield _advice(path, Rule.AREA_SHAPELESS, text)
    for number, ring in enumerate(area.polygons, 1):
        if fault := ring_fault(ring):
            yield Problem(f"{path}/polygon[{number}]", *fault)
        if len(ring) > MOST_POINTS and not (fault and fault[0] is not Rule.POLYGON_CROSSED):
            text = f"it has {len(ring)} points; simplify it to {MOST_POINTS}, which every receiver takes"
            yield _advice(f"{path}/polygon[{number}]", Rule.POLYGON_LONG, text)
    for number, circle in enumerate(area.circles, 1):
        if fault := circle_fault(*circle):
            yield Problem(f"{path}/circle[{number}]", *fault)
    yield from _pairs(path, "geocode", area.geocodes)
    if area.ceiling is not None and area.altitude is None:
        text = "a ceiling needs the altitude it is above; give that too"
        yield Problem(f"{path}/ceiling", Rule.CEILING, text)


def _name(path: str, name: str, rule: Rule) -> Iterator[Problem]:
    if not name.strip():
        yield Problem(path, rule, "it is missing or empty; fill it in")
    elif _NOT_IN_NAME.search(name):
        text = f"{name!r} has a space, comma, < or &; use letters, digits, dots, hyphens, colons and @"
        yield Problem(path, rule, text)


def _empty(path: str) -> Problem:
    return Problem(path, Rule.EMPTY, "it is missing or empty; fill it in")


def _pairs(path: str, name: str, pairs: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    for number, (key, _) in enumerate(pairs, 1):
        if not key.strip():
            yield _empty(f"{path}/{name}[{number}]/valueName")


def _comparable(one: datetime, other: datetime) -> bool:
    """A time without a zone cannot be held against one with; `unwritable` complains of it."""
    return one.utcoffset() is not None and other.utcoffset() is not None


def _later(one: datetime, other: datetime) -> bool:
    return _comparable(one, other) and one > other
