"""A public alert in the terms of the Common Alerting Protocol 1.2 (OASIS, July 2010)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AlertStatus(StrEnum):
    """CAP 1.2 section 3.2.1 `status`."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MessageType(StrEnum):
    """CAP 1.2 section 3.2.1 `msgType`."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class Scope(StrEnum):
    """CAP 1.2 section 3.2.1 `scope`."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message this one refers to: written `sender,identifier,sent`."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where: polygons are closed rings of (latitude, longitude) in degrees; circles are (latitude,
    longitude, radius in km)."""

    description: str
    polygons: tuple[tuple[tuple[float, float], ...], ...] = ()
    circles: tuple[tuple[float, float, float], ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What, in one language; `category`, `urgency`, `severity`, `certainty`, `response` use CAP's words."""

    language: str
    category: tuple[str, ...]
    event: str
    urgency: str
    severity: str
    certainty: str
    expires: datetime
    headline: str
    description: str
    instruction: str = ""
    response: tuple[str, ...] = ()
    sender_name: str = ""
    web: str = ""
    effective: datetime | None = None
    onset: datetime | None = None
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One CAP message."""

    identifier: str
    sender: str
    sent: datetime
    status: AlertStatus
    message_type: MessageType
    scope: Scope
    infos: tuple[Info, ...] = ()
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
