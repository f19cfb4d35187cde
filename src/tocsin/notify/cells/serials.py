"""Serial numbers: the first alert of a chain gives the message code, later ones raise the update number.

Both follow from the alerts alone, so that nobody has to keep count: two machines, or one after a restart,
reckon the same. The price is that two chains have the same message code with odds of 1 to 1,024; a centre
that sees two on the air under one message identifier gives one of them another code.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import replace

from tocsin.base import Alert, Reference
from tocsin.notify.cells.records import Scope, Serial

CODES = 1024
UPDATES = 16


def chain(alert: Alert, earlier: Iterable[Alert] = ()) -> tuple[Reference, ...]:
    """All that a message follows, the oldest first: what its references name and, as far as these are among
    `earlier`, what those name.

    >>> from datetime import datetime, timezone
    >>> from tocsin.base import AlertStatus, MessageType, Scope
    >>> at = datetime(2015, 11, 14, 4, tzinfo=timezone.utc)
    >>> def message(name, *references):
    ...     return Alert(identifier=name, sender="x", sent=at, status=AlertStatus.ACTUAL,
    ...                  message_type=MessageType.UPDATE, scope=Scope.PUBLIC, references=references)
    >>> first = message("a")
    >>> second = message("b", first.reference)
    >>> [old.identifier for old in chain(message("c", second.reference), [first, second])]
    ['a', 'b']
    """
    known = {old.reference: old for old in earlier}
    found: set[Reference] = set()
    waiting = list(alert.references)
    while waiting:
        reference = waiting.pop()
        if reference not in found and reference != alert.reference:
            found.add(reference)
            waiting += known[reference].references if reference in known else ()
    return tuple(sorted(found, key=_age))


def serial(alert: Alert, before: tuple[Reference, ...], scope: Scope = Scope.NETWORK) -> Serial:
    """The serial number of an alert that follows those `before`, as `chain` orders them."""
    first = before[0] if before else alert.reference
    code = zlib.crc32(f"{first.sender},{first.identifier}".encode()) % CODES
    return Serial(code, len(before) % UPDATES, scope)


def of_block(serial: Serial, place: int) -> Serial:
    """The serial number of the info block at a place: each has a message code of its own, as two may have the
    same message identifier. They lie as far apart as can be: the bits of the place, turned round, are added.

    >>> [of_block(Serial(7, 1), place).code for place in range(4)]
    [7, 519, 263, 775]
    """
    apart = int(f"{place % CODES:010b}"[::-1], 2)
    return replace(serial, code=(serial.code + apart) % CODES)


def _age(reference: Reference) -> tuple[float, str, str]:
    """By instant, then name; a time without a zone counts as the oldest."""
    moment = reference.sent.timestamp() if reference.sent.utcoffset() is not None else 0.0
    return moment, reference.identifier, reference.sender
