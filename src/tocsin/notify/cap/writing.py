"""An alert as CAP 1.2 XML, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import cast

from lxml import etree

from tocsin.base import Alert, Area, Info, Resource
from tocsin.errors import BadInput
from tocsin.notify.cap import schemas
from tocsin.notify.check import problems
from tocsin.notify.problem import Rule
from tocsin.notify.profiles import TOCSIN, Profile
from tocsin.notify.times import stamp
from tocsin.notify.vocabulary import NAMESPACE


def write(alert: Alert, *, profiles: Sequence[Profile] = (TOCSIN,)) -> bytes:
    """The alert as UTF-8 XML that keeps the schema of CAP 1.2, the rules the schema misses, and the profiles.

    Unless told otherwise, that is Tocsin's own profile; with none, only what the standard forbids is refused.
    White space around texts is no part of them and is not written. `BadInput` names the first element that is
    wrong, the rule as its `reason`, how to mend it, and how many more there are (`problems` lists all).

    >>> from datetime import timezone
    >>> from tocsin.base import AlertStatus, MessageType, Reference, Scope
    >>> sent = datetime(2015, 11, 14, 4, tzinfo=timezone.utc)
    >>> first = Reference("duty@centre.example", "urn:oid:2.49.0.1.156.0.2015.7", sent.replace(hour=3))
    >>> cancel = Alert(identifier="urn:oid:2.49.0.1.156.0.2015.8", sender="duty@centre.example", sent=sent,
    ...                status=AlertStatus.ACTUAL, message_type=MessageType.CANCEL, scope=Scope.PUBLIC,
    ...                references=(first,))
    >>> print(write(cancel).decode().splitlines()[8].strip())
    <references>duty@centre.example,urn:oid:2.49.0.1.156.0.2015.7,2015-11-14T03:00:00-00:00</references>
    """
    found = problems(alert, profiles)
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise BadInput(found[0].message + more, where=found[0].path, reason=found[0].rule)
    root = element(alert)
    if not schemas.accepts(root):
        raise BadInput(schemas.faults(root)[0][1], where="alert", reason=Rule.SCHEMA)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _node(name: str, *fields: tuple[str, Iterable[str | etree._Element]]) -> etree._Element:
    """An element with its children in the order given; empty texts make no child."""
    node = _new(name)
    for field, values in fields:
        for value in values:
            if not isinstance(value, str):
                node.append(value)
            elif text := value.strip():
                etree.SubElement(node, f"{{{NAMESPACE}}}{field}").text = text
    return node


def element(alert: Alert) -> etree._Element:
    """The `alert` element of an alert that has been checked."""
    return _node(
        "alert",
        ("identifier", [alert.identifier]),
        ("sender", [alert.sender]),
        ("sent", [stamp(alert.sent)]),
        ("status", [alert.status.value]),
        ("msgType", [alert.message_type.value]),
        ("source", [alert.source]),
        ("scope", [alert.scope.value]),
        ("restriction", [alert.restriction]),
        ("addresses", [" ".join(_grouped(address) for address in alert.addresses)]),
        ("code", alert.codes),
        ("note", [alert.note]),
        ("references", [" ".join(f"{r.sender},{r.identifier},{stamp(r.sent)}" for r in alert.references)]),
        ("incidents", [alert.incidents]),
        ("info", [_info(info) for info in alert.infos]),
    )


def _info(info: Info) -> etree._Element:
    return _node(
        "info",
        ("language", [info.language]),
        ("category", info.category),
        ("event", [info.event]),
        ("responseType", info.response),
        ("urgency", [info.urgency]),
        ("severity", [info.severity]),
        ("certainty", [info.certainty]),
        ("audience", [info.audience]),
        ("eventCode", _pairs("eventCode", info.event_codes)),
        ("effective", _times(info.effective)),
        ("onset", _times(info.onset)),
        ("expires", _times(info.expires)),
        ("senderName", [info.sender_name]),
        ("headline", [info.headline]),
        ("description", [info.description]),
        ("instruction", [info.instruction]),
        ("web", [info.web]),
        ("contact", [info.contact]),
        ("parameter", _pairs("parameter", info.parameters)),
        ("resource", [_resource(resource) for resource in info.resources]),
        ("area", [_area(area) for area in info.areas]),
    )


def _resource(resource: Resource) -> etree._Element:
    return _node(
        "resource",
        ("resourceDesc", [resource.description]),
        ("mimeType", [resource.mime_type]),
        ("size", [] if resource.size is None else [str(resource.size)]),
        ("uri", [resource.uri]),
        ("derefUri", [resource.content]),
        ("digest", [resource.digest]),
    )


def _area(area: Area) -> etree._Element:
    return _node(
        "area",
        ("areaDesc", [area.description]),
        ("polygon", [" ".join(_point(point) for point in ring) for ring in area.polygons]),
        ("circle", [f"{_point(circle[:2])} {_number(circle[2])}" for circle in area.circles]),
        ("geocode", _pairs("geocode", area.geocodes)),
        ("altitude", [] if area.altitude is None else [_number(area.altitude)]),
        ("ceiling", [] if area.ceiling is None else [_number(area.ceiling)]),
    )


def _pairs(name: str, pairs: Sequence[tuple[str, str]]) -> list[etree._Element]:
    return [_node(name, ("valueName", [key]), ("value", [_value(value)])) for key, value in pairs]


def _value(text: str) -> etree._Element:
    """Unlike other elements, a value is there even where it is empty."""
    node = _new("value")
    node.text = text.strip()
    return node


def _new(name: str) -> etree._Element:
    # The stubs of lxml do not know that None stands for the default namespace.
    return etree.Element(f"{{{NAMESPACE}}}{name}", nsmap=cast("dict[str, str]", {None: NAMESPACE}))


def _times(time: datetime | None) -> list[str]:
    return [] if time is None else [stamp(time)]


def _grouped(address: str) -> str:
    return f'"{address}"' if len(address.split()) > 1 else address.strip()


def _point(point: Sequence[float]) -> str:
    return f"{_number(point[0])},{_number(point[1])}"


def _number(number: float) -> str:
    """All digits of a number and no exponent, which readers of coordinates do not expect."""
    return format(Decimal(repr(float(number))), "f")
