"""What of an alert XML cannot carry or CAP cannot write: found in records made by hand, never in files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from tocsin.base import Alert, Area, Info
from tocsin.notify.problem import Problem, Rule
from tocsin.notify.times import unwritable as unwritable_time

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def unwritable(alert: Alert) -> Iterator[Problem]:
    """The problems that keep an alert from being written at all, in the order of its elements.

    >>> from datetime import datetime
    >>> from tocsin.base import AlertStatus, MessageType, Scope
    >>> alert = Alert(identifier="7", sender="duty@centre.example", sent=datetime(2015, 11, 14),
    ...               status=AlertStatus.TEST, message_type=MessageType.ALERT, scope=Scope.PUBLIC)
    >>> [str(problem) for problem in unwritable(alert)]
    ['alert/sent: 2015-11-14 00:00:00: it has no time zone; give the offset from UTC']
    """
    path = "alert"
    yield from _texts(path, (("identifier", alert.identifier), ("sender", alert.sender)))
    yield from _time(f"{path}/sent", alert.sent)
    yield from _texts(
        path, (("source", alert.source), ("restriction", alert.restriction), ("note", alert.note))
    )
    for address in alert.addresses:
        yield from _address(f"{path}/addresses", address)
    for code in alert.codes:
        if not code.strip():
            yield Problem(f"{path}/code", Rule.EMPTY, "one of them is empty; fill it in or leave it out")
    yield from _texts(path, (("incidents", alert.incidents), *(("code", code) for code in alert.codes)))
    for reference in alert.references:
        yield from _texts(path, (("references", reference.sender), ("references", reference.identifier)))
        yield from _time(f"{path}/references", reference.sent)
    for number, info in enumerate(alert.infos, 1):
        yield from _info(f"{path}/info[{number}]", info)


def _info(path: str, info: Info) -> Iterator[Problem]:
    yield from _texts(path, (("event", info.event), ("audience", info.audience)))
    yield from _pairs(f"{path}/eventCode", info.event_codes)
    for name, time in (("effective", info.effective), ("onset", info.onset), ("expires", info.expires)):
        if time is not None:
            yield from _time(f"{path}/{name}", time)
    yield from _texts(
        path,
        (
            ("senderName", info.sender_name),
            ("headline", info.headline),
            ("description", info.description),
            ("instruction", info.instruction),
            ("contact", info.contact),
        ),
    )
    yield from _pairs(f"{path}/parameter", info.parameters)
    for number, each in enumerate(info.resources, 1):
        texts = (("resourceDesc", each.description), ("mimeType", each.mime_type))
        more = (("derefUri", each.content), ("digest", each.digest))
        yield from _texts(f"{path}/resource[{number}]", (*texts, *more))
    for number, area in enumerate(info.areas, 1):
        yield from _area(f"{path}/area[{number}]", area)


def _area(path: str, area: Area) -> Iterator[Problem]:
    yield from _text(f"{path}/areaDesc", area.description)
    yield from _pairs(f"{path}/geocode", area.geocodes)
    for name, height in (("altitude", area.altitude), ("ceiling", area.ceiling)):
        if height is not None and not abs(height) < float("inf"):
            yield Problem(f"{path}/{name}", Rule.NUMBER, f"{height} is not a height; give it in feet")


def _address(path: str, address: str) -> Iterator[Problem]:
    if not address.strip():
        yield Problem(path, Rule.EMPTY, "one of them is empty; fill it in or leave it out")
    if '"' in address:
        text = f"{address!r} has a quotation mark, which CAP uses to group; leave it out"
        yield Problem(path, Rule.CHARACTERS, text)
    yield from _text(path, address)


def _texts(path: str, fields: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    for name, text in fields:
        yield from _text(f"{path}/{name}", text)


def _text(path: str, text: str) -> Iterator[Problem]:
    if found := _NOT_XML.search(text):
        message = f"character U+{ord(found[0]):04X} at position {found.start() + 1} cannot be sent; delete it"
        yield Problem(path, Rule.CHARACTERS, message)


def _pairs(path: str, pairs: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    for number, (name, value) in enumerate(pairs, 1):
        yield from _texts(f"{path}[{number}]", (("valueName", name), ("value", value)))


def _time(path: str, time: datetime) -> Iterator[Problem]:
    if problem := unwritable_time(time):
        yield Problem(path, Rule.TIME_FORM, f"{time}: {problem}")
