"""What the two kinds of feed say alike of a message."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from lxml import etree

from tocsin.base import Alert, AlertStatus, Info, MessageType
from tocsin.base.xml import parse_xml
from tocsin.errors import BadInput

LARGEST = 35_000
"""Bytes of a message that is put into the feed whole; a larger one is only linked, so that a page of 20 with
all that stands around them stays below 900,000."""

_TITLE, _SUMMARY, _RELATED = 300, 500, 10


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


def told_in(infos: Sequence[Info], language: str) -> Info | None:
    """The block in a language ("fr" finds fr-CA too), else the first; None where there is none.

    >>> told_in((), "fr") is None
    True
    """
    wanted = language.partition("-")[0].lower()
    same = (info for info in infos if wanted and info.language.partition("-")[0].lower() == wanted)
    return next(same, infos[0] if infos else None)


def title(alert: Alert, info: Info | None) -> str:
    """The headline; what is not the real thing says so first, for readers show nothing else in a list."""
    if info is None:
        words = f"{alert.message_type.value} {alert.identifier}"
    else:
        ended = "Cancelled: " if alert.message_type is MessageType.CANCEL else ""
        words = ended + (info.headline.strip() or info.event)
    said = words if alert.status is AlertStatus.ACTUAL else f"{alert.status.value}: {words}"
    return _cut(said, _TITLE)


def summary(info: Info | None) -> str:
    """What happened, or the beginning of it."""
    return _cut(info.description.strip(), _SUMMARY) if info else ""


def author(alert: Alert, info: Info | None) -> str:
    """Who sent it, by name where it tells one."""
    return _cut((info.sender_name if info else "") or alert.sender, _TITLE)


def categories(alert: Alert) -> list[str]:
    """CAP's categories of all its blocks."""
    return list(dict.fromkeys(word for info in alert.infos for word in info.category))


def related(alert: Alert) -> list[str]:
    """The messages it refers to, the latest of them: the whole list stands in the message."""
    return [reference.identifier for reference in alert.references[-_RELATED:]]


def embedded(document: bytes, where: str) -> etree._Element | None:
    """The message to put into the feed; None where it is so large that a link must do."""
    root = parse_xml(document, where=where)
    return root if len(document) <= LARGEST else None


def with_zone(time: datetime) -> datetime:
    """The time, if one can tell when it is; else `BadInput`."""
    if time.utcoffset() is None:
        raise BadInput("the time has no zone; give the offset from UTC", where=str(time), reason="time-form")
    return time


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
