"""Which message identifier an alert is broadcast under (3GPP TS 23.041, section 9.4.1.2.2).

Telephones decide by it whether to sound, and whether their owner may silence it. What is no Actual alert to
the public never gets an identifier of a live warning, whatever else it says.
"""

from __future__ import annotations

from enum import StrEnum

from tocsin.base import Alert, AlertStatus, Info, MessageType, Scope
from tocsin.errors import NotAllowed

NATIONAL = 4370
CHILD = 4379
MONTHLY_TEST = 4380
EXERCISE = 4381
PUBLIC_SAFETY = 4396
LOCAL_TEST = 4398
GEOFENCING_TRIGGER = 4400

NOT_LIVE = frozenset({MONTHLY_TEST, EXERCISE, LOCAL_TEST, 4393, 4394, 4399})
"""Identifiers under which telephones show nothing unless their owner asked for tests."""

_ADDITIONAL = 13
"""How far the identifier for a further language is from the first's, for 4370 to 4382; 4397 follows 4396."""

_BY_WORDS = {
    (severity, urgency, certainty): 4371 + place
    for place, (severity, urgency, certainty) in enumerate(
        (severity, urgency, certainty)
        for severity in ("Extreme", "Severe")
        for urgency in ("Immediate", "Expected")
        for certainty in ("Observed", "Likely")
    )
}


class Handling(StrEnum):
    """How an alert is to be handled where its words alone do not say: what a CAP alert's `WEAHandling`
    parameter may hold (the first three in IPAWS; the other two ours). A person chooses it, never a rule."""

    THREAT = "Imminent Threat"
    SAFETY = "Public Safety"
    LOCAL_TEST = "WEA Test"
    CHILD = "Child Abduction"
    NATIONAL = "National Alert"


_HANDLED = {
    Handling.SAFETY: PUBLIC_SAFETY,
    Handling.LOCAL_TEST: LOCAL_TEST,
    Handling.CHILD: CHILD,
    Handling.NATIONAL: NATIONAL,
}


def identifier(alert: Alert, info: Info, *, primary: str, handling: Handling | None = None) -> int:
    """The message identifier of one info block.

    `primary` is the language tag of those whom the first identifiers are for; every other language gets the
    one for additional languages. `handling` overrides the alert's `WEAHandling` parameter. `NotAllowed` says
    why something is not broadcast: it is not public, a draft, or not grave, urgent and certain enough.

    >>> from datetime import datetime, timezone
    >>> info = Info(language="es", category=("Met",), event="Inundación", urgency="Immediate",
    ...             severity="Extreme", certainty="Observed")
    >>> alert = Alert(identifier="1", sender="a", sent=datetime(2015, 11, 14, tzinfo=timezone.utc),
    ...               status=AlertStatus.ACTUAL, message_type=MessageType.ALERT, scope=Scope.PUBLIC)
    >>> identifier(alert, info, primary="es"), identifier(alert, info, primary="en")
    (4371, 4384)
    """
    found = _first(alert, info, handling or handling_of(info))
    return found if same_language(info.language, primary) else additional(found)


def additional(identifier: int) -> int:
    """The identifier for a further language that goes with one for the first.

    >>> additional(4370), additional(4381), additional(4396)
    (4383, 4394, 4397)
    """
    return identifier + (1 if identifier >= PUBLIC_SAFETY else _ADDITIONAL)


def same_language(one: str, other: str) -> bool:
    """Whether two language tags are of one language, whatever the country.

    >>> same_language("en-US", "en"), same_language("pt", "es")
    (True, False)
    """
    return one.split("-")[0].lower() == other.split("-")[0].lower()


def handling_of(info: Info) -> Handling | None:
    """What the `WEAHandling` parameter of an info block asks for, None if it has none that is known."""
    for name, value in info.parameters:
        if name == "WEAHandling" and value in Handling._value2member_map_:
            return Handling(value)
    return None


def _first(alert: Alert, info: Info, handling: Handling | None) -> int:
    admit(alert)
    if alert.status is AlertStatus.EXERCISE:
        return EXERCISE
    if alert.status is AlertStatus.TEST:
        return LOCAL_TEST if handling is Handling.LOCAL_TEST else MONTHLY_TEST
    if handling in _HANDLED:
        return _HANDLED[handling]
    words = (info.severity, info.urgency, info.certainty)
    if words not in _BY_WORDS:
        raise NotAllowed(_too_slight(info))
    return _BY_WORDS[words]


def admit(alert: Alert) -> None:
    """`NotAllowed` for what is never broadcast: not public, a draft, an answer between systems."""
    if alert.scope is not Scope.PUBLIC:
        raise NotAllowed(f"a {alert.scope} alert is not broadcast: cell broadcast reaches everyone")
    if alert.status not in (AlertStatus.ACTUAL, AlertStatus.EXERCISE, AlertStatus.TEST):
        raise NotAllowed(f"a {alert.status} message is not broadcast")
    if alert.message_type in (MessageType.ACK, MessageType.ERROR):
        raise NotAllowed(f"a message of type {alert.message_type} is not broadcast")


def _too_slight(info: Info) -> str:
    faults = [
        f"{name} is {word}, not {' or '.join(wanted)}"
        for name, word, wanted in (
            ("severity", info.severity, ("Extreme", "Severe")),
            ("urgency", info.urgency, ("Immediate", "Expected")),
            ("certainty", info.certainty, ("Observed", "Likely")),
        )
        if word not in wanted
    ]
    return f"it is not broadcast: {'; '.join(faults)}. If it is to be, handle it as Public Safety"
