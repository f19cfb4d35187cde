"""Identifiers of alerts under the arc of a registered alerting authority.

2.49.0.1 is the arc of alert messages; 2.49.0.1.<country>.<organisation> belongs to one authority of the WMO
Register of Alerting Authorities. (2.49.0.0 is the arc in which the authorities themselves are registered.)
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from tocsin.errors import BadInput

_AUTHORITY = re.compile(r"2\.49\.0\.1(\.(0|[1-9]\d*)){2,}")


def identifier(authority: str, number: int, sent: datetime) -> str:
    """The identifier of the `number`-th message of an authority in the (UTC) year of `sent`.

    `number` makes it unique, so whoever calls this never gives one twice in a year, after a restart either;
    the time of sending does not, as twenty alerts can go out in one second. `BadInput` for another arc, a
    number below 1, a time without a zone.

    >>> identifier("2.49.0.1.156.0", 7, datetime(2015, 11, 14, 4, tzinfo=UTC))
    'urn:oid:2.49.0.1.156.0.2015.7'
    """
    if authority.startswith("2.49.0.0"):
        text = "2.49.0.0 is where authorities are registered; messages are under 2.49.0.1"
        raise BadInput(text, where=authority, reason="authority")
    if not _AUTHORITY.fullmatch(authority):
        text = "not the arc of an authority, which is 2.49.0.1.<country number>.<organisation number>"
        raise BadInput(text, where=authority, reason="authority")
    if number < 1:
        raise BadInput(f"messages are numbered from 1, not {number}", where="number", reason="number")
    if sent.utcoffset() is None:
        raise BadInput("the time has no zone; give the offset from UTC", where="sent", reason="time-form")
    return f"urn:oid:{authority}.{sent.astimezone(UTC).year}.{number}"
