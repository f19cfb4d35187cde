"""A unit's orders as a CAP 1.2 message of restricted scope, for systems that speak nothing else."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.base import Alert, AlertStatus, Area, Info, MessageType, Scope
from tocsin.errors import BadInput
from tocsin.notify import cap, problems
from tocsin_server.level.channels.content import Asked, Content

SEVERITY = {1: "Minor", 2: "Moderate", 3: "Severe"}
"""How severe a step of preparedness is in CAP's words; what is above is extreme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What stands around the words: whose declaration, to which unit, at which step, since when."""

    declaration: str
    unit: str
    sender: str
    sent: datetime
    step: int
    exercise: bool


def message(envelope: Envelope, contents: Sequence[Content]) -> bytes:
    """The message: one info for each language; `BadInput` names all that CAP would refuse of it.

    It stands for itself and refers to no earlier one, since nobody keeps a record of which were read; what
    belongs to the same declaration shares its `incidents`.
    """
    infos = tuple(_info(content, envelope.step) for content in contents)
    alert = Alert(
        identifier=identifier(envelope.declaration, envelope.unit, repr(infos)),
        sender=envelope.sender,
        sent=_whole(envelope.sent),
        status=AlertStatus.EXERCISE if envelope.exercise else AlertStatus.ACTUAL,
        message_type=MessageType.ALERT,
        scope=Scope.RESTRICTED,
        restriction=f"TLP:{contents[0].tlp}. For {contents[0].unit_name} and the units above it.",
        incidents=envelope.declaration,
        infos=infos,
    )
    if faults := problems(alert):
        text = "; ".join(map(str, faults))
        raise BadInput(f"it cannot be written as CAP: {text}", where="cap", reason="cap")
    return cap.write(alert)


def identifier(declaration: str, unit: str, words: str) -> str:
    """The same for the same orders whenever it is asked for, another once they read otherwise: an OID from a
    UUID (ITU-T X.667, arc 2.25).

    >>> identifier("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "cn", "1. Lock the gate")
    'urn:oid:2.25.109949405937640983413971975827321816030'
    """
    return f"urn:oid:2.25.{uuid.uuid5(uuid.UUID(declaration), f'{unit} {words}').int}"


def _info(content: Content, step: int) -> Info:
    return Info(
        language=content.language,
        category=("Security", "Safety"),
        event=content.level,
        urgency="Expected",
        severity=SEVERITY.get(step, "Extreme"),
        certainty="Unknown",
        expires=_whole(content.ends) if content.ends else None,
        headline=f"{content.level}: {content.unit_name}",
        description=content.reason,
        instruction="\n\n".join(map(_instruction, content.asked)),
        response=("Execute",) if content.asked else ("Monitor",),
        sender_name=content.owner,
        web=content.link,
        parameters=tuple((f"order {each.number}", _deadlines(each)) for each in content.asked),
        areas=(Area(description=content.unit_name, geocodes=(("tocsin unit", content.unit),)),),
    )


def _instruction(asked: Asked) -> str:
    return f"{asked.number}. {asked.title}\n{asked.text}"


def _deadlines(asked: Asked) -> str:
    known, done = _whole(asked.acknowledge_by).isoformat(), _whole(asked.do_by).isoformat()
    return f"acknowledge by {known}, carry out by {done}"


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)
