"""Copies: which new report repeats an earlier one.

Each process keeps an index of the last days and tops it up with what others have stored since, so that taking
in a document costs what is new in it and not what is stored. All of this happens under the lock of ingestion.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tocsin.collect import DuplicateIndex
from tocsin_server.collect import selectors

WINDOW = timedelta(days=3)
"""How far apart in time a dispatch and its copy are looked for; wires are reprinted within hours."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What of a report is compared; `number` counts all reports in the order in which they came."""

    id: str
    number: int
    moment: datetime
    signature: bytes


@dataclass(slots=True, eq=False)
class _Known:
    """The index of one owner's reports since a moment, up to an arrival.

    `unsettled` while it holds reports of a transaction that is not committed: if that is rolled back, the
    index knows reports that never were, and is thrown away.
    """

    since: datetime
    index: DuplicateIndex
    number: int = 0
    unsettled: bool = False

    def add(self, arrival: Arrival) -> str | None:
        self.number = max(self.number, arrival.number)
        return self.index.add_signature(arrival.id, arrival.moment, arrival.signature)


_known: dict[tuple[str, str], _Known] = {}


def copies(unit_id: str, tlp: str, arrived: Sequence[Arrival]) -> dict[str, str]:
    """For each of these new reports that repeats another, new or stored, the id of the one it repeats.

    Only reports of the same unit and label are compared: a copy must not tell that a hidden report exists.
    """
    if not arrived:
        return {}
    found = _found(unit_id, tlp, arrived)
    stored = set(found.values()) - {arrival.id for arrival in arrived}
    if not selectors.are_stored(stored):
        # Reports were removed behind this process's back: only the table knows what there is.
        _known.pop((unit_id, tlp), None)
        found = _found(unit_id, tlp, arrived)
    return found


def _found(unit_id: str, tlp: str, arrived: Sequence[Arrival]) -> dict[str, str]:
    known = _up_to_date(unit_id, tlp, arrived)
    known.unsettled = True
    transaction.on_commit(lambda: _settle(known))
    found = ((arrival.id, known.add(arrival)) for arrival in arrived)
    return {id: original for id, original in found if original}


def _up_to_date(unit_id: str, tlp: str, arrived: Sequence[Arrival]) -> _Known:
    moments = [arrival.moment for arrival in arrived]
    first, last = min(moments) - WINDOW, max(moments) + WINDOW
    known = _known.get((unit_id, tlp))
    if selectors.has_later(last, unit_id=unit_id, tlp=tlp):
        # Late news: the index of these days has forgotten those, so they are looked up for this once.
        known = _Known(first, DuplicateIndex(WINDOW))
    elif not (known and known.since <= first and not known.unsettled and known.number < arrived[0].number):
        known = _known[unit_id, tlp] = _Known(first - WINDOW, DuplicateIndex(WINDOW))
    for row in selectors.signatures(known.since, last, known.number, unit_id=unit_id, tlp=tlp):
        known.add(Arrival(*row))
    return known


def _settle(known: _Known) -> None:
    known.unsettled = False
