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
class Resource:
    """A file that goes with an alert: `size` in bytes, `content` base64 text, `digest` its SHA-1."""

    description: str
    mime_type: str
    size: int | None = None
    uri: str = ""
    content: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where: polygons are closed rings of (latitude, longitude) in degrees, circles (latitude, longitude,
    radius in km), geocodes (name of the code system, code), altitude and ceiling in feet above the sea.
    """

    description: str
    polygons: tuple[tuple[tuple[float, float], ...], ...] = ()
    circles: tuple[tuple[float, float, float], ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()
    altitude: float | None = None
    ceiling: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What, in one language; `category`, `urgency`, `severity`, `certainty`, `response` use CAP's words.

    Text that a message does not have is "". Only messages of others lack `expires`: Tocsin sends none so.
    """

    language: str
    category: tuple[str, ...]
    event: str
    urgency: str
    severity: str
    certainty: str
    expires: datetime | None = None
    headline: str = ""
    description: str = ""
    instruction: str = ""
    response: tuple[str, ...] = ()
    audience: str = ""
    sender_name: str = ""
    web: str = ""
    contact: str = ""
    effective: datetime | None = None
    onset: datetime | None = None
    event_codes: tuple[tuple[str, str], ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    resources: tuple[Resource, ...] = ()
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
    source: str = ""
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: str = ""

    @property
    def reference(self) -> Reference:
        """How a later message refers to this one."""
        return Reference(self.sender, self.identifier, self.sent)
