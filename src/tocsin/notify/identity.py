"""Identifiers of alerts under the arc of a registered alerting authority.

2.49.0.1 is the arc of alert messages; 2.49.0.1.<country>.<organisation> belongs to one authority of the WMO
Register of Alerting Authorities. (2.49.0.0 is the arc in which the authorities themselves are registered.)
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from tocsin.errors import BadInput

SERIALS = 2**63
"""How many serials there are: of 10,000 alerts in one second two have the same with odds of 1 to 180 billion,
and readers that keep a component of an object identifier in 64 bits can keep it."""

_AUTHORITY = re.compile(r"2\.49\.0\.1(\.(0|[1-9]\d*)){2,}", re.ASCII)


def identifier(authority: str, serial: int, sent: datetime) -> str:
    """The identifier of a message: the authority's arc, the second of `sent` in UTC, and a serial.

    `serial`, a number from 0 to 2**63 - 1 drawn at random by the caller, makes it unique; the time does not,
    as twenty alerts can go out in one second. Nobody has to be asked for the next number, so neither many
    publishers at once nor a restart can give one twice. `BadInput` for another arc, a serial out of range, a
    time without a zone.

    >>> identifier("2.49.0.1.156.0", 7046029254386353131, datetime(2015, 11, 14, 4, 5, 6, tzinfo=UTC))
    'urn:oid:2.49.0.1.156.0.2015.11.14.4.5.6.7046029254386353131'
    """
    if not 0 <= serial < SERIALS:
        raise BadInput(f"{serial} is not from 0 to 2**63 - 1", where="serial", reason="serial")
    if sent.utcoffset() is None:
        raise BadInput("the time has no zone; give the offset from UTC", where="sent", reason="time-form")
    second = ".".join(str(part) for part in sent.astimezone(UTC).timetuple()[:6])
    return f"urn:oid:{check_authority(authority)}.{second}.{serial}"


def check_authority(authority: str) -> str:
    """The arc, if it is one under which an authority names its messages; else `BadInput`.

    >>> check_authority("2.49.0.0.156.0")
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: 2.49.0.0.156.0: authorities are registered here; their messages are under 2.49.0.1
    """
    if authority.startswith("2.49.0.0"):
        text = "authorities are registered here; their messages are under 2.49.0.1"
        raise BadInput(text, where=authority, reason="authority")
    if not _AUTHORITY.fullmatch(authority):
        text = "not the arc of an authority, which is 2.49.0.1.<country number>.<organisation number>"
        raise BadInput(text, where=authority, reason="authority")
    return authority
