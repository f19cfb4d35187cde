"""Gates: who is asked to stop is drawn by lot, from the seed and the count alone.

Nothing here takes anything about whoever comes; a tap says only that somebody did.
"""

import secrets
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import IntegrityError

from tocsin.errors import BadInput, Conflict
from tocsin.protect.draws import Gate as CoreGate
from tocsin.protect.draws import Seed, commitment
from tocsin_server import clock
from tocsin_server.ledger.services import act
from tocsin_server.protect.models import Gate
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

LONGEST = 100
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a tap said: whether to stop, and how many have come and were stopped so far."""

    stops: bool
    came: int
    stopped: int


def open_gate(viewer: Viewer, unit_id: str, name: str, percent: Decimal) -> Gate:
    """Open a gate at which this share of those who come is asked to stop; the seed's fingerprint goes to the
    ledger before anybody comes."""
    require(viewer, Permission.PATROL, units.unit(unit_id))
    name = name.strip()
    if not name or len(name) > LONGEST or not name.isprintable():
        raise BadInput(f"give the gate a name of at most {LONGEST} letters", where="name")
    if not 0 <= percent <= 100:
        raise BadInput(f"{percent} is not from 0 to 100 %", where="percent", reason="rate")
    seed = Seed(secrets.token_bytes(32))
    try:
        with act(viewer.acting_for(unit_id), "protect.gate_opened") as entry:
            row = Gate.objects.create(
                unit_id=unit_id, name=name, percent=percent.quantize(CENT), seed=seed.text,
                commitment=commitment(seed), opened=clock.now(), opened_by=viewer.label,
            )  # fmt: skip
            entry.subject = f"gate:{row.pk}"
            entry.data = {"name": name, "percent": str(row.percent), "commitment": row.commitment}
    except IntegrityError:
        raise Conflict(f"The gate {name} is open already.") from None
    return row


def next_at_gate(viewer: Viewer, gate_id: int, key: str) -> Drawn:
    """Somebody comes: whether to ask them to stop. `key` is the tap's own; the same one again gets the same
    answer and counts once."""
    if not key or len(key) > 36:
        raise BadInput("a tap has a key of 1 to 36 letters", where="key", reason="key")
    with act(viewer.actor, "protect.gate_drew") as entry:
        row = _open(viewer, gate_id)
        if key == row.last_key:
            entry.cancel()
        else:
            row.last_stops = core_gate(row).stops(row.came)
            row.came, row.stopped, row.last_key = row.came + 1, row.stopped + row.last_stops, key
            row.save(update_fields=["last_stops", "came", "stopped", "last_key"])
        entry.subject, entry.data = f"gate:{row.pk}", {"count": row.came, "stops": row.last_stops}
    return Drawn(row.last_stops, row.came, row.stopped)


def close_gate(viewer: Viewer, gate_id: int) -> Gate:
    """Close a gate; its seed is told from now on, so that anybody can repeat every draw."""
    with act(viewer.actor, "protect.gate_closed") as entry:
        row = _open(viewer, gate_id)
        row.closed = clock.now()
        row.save(update_fields=["closed"])
        entry.subject = f"gate:{row.pk}"
        entry.data = {"came": row.came, "stopped": row.stopped, "seed": row.seed}
    return row


def core_gate(row: Gate) -> CoreGate:
    """A gate as the core knows it."""
    return CoreGate(row.name, Fraction(row.percent) / 100, Seed.parse(row.seed))


def _open(viewer: Viewer, gate_id: int) -> Gate:
    """An open gate, locked."""
    row = Gate.objects.select_for_update().filter(pk=gate_id).first()
    if row is None:
        raise BadInput("there is no such gate", where=f"gate {gate_id}", reason="unknown_gate")
    require(viewer, Permission.PATROL, row.unit)
    if row.closed:
        raise Conflict(f"The gate {row.name} is closed.")
    return row
