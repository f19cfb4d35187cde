"""Raising, ending and acknowledging: who orders what, and who knows of it."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tocsin.base import TLP, Level
from tocsin.base import Declaration as Declared
from tocsin.base import Order as Ordered
from tocsin.errors import BadInput, Conflict
from tocsin.level import cascade, get_plan, get_scheme
from tocsin_server import clock
from tocsin_server.extract import selectors as extracted
from tocsin_server.forewarn import selectors as warned
from tocsin_server.ledger.services import Actor, act
from tocsin_server.level import selectors
from tocsin_server.level.models import Declaration, Order, OrderState
from tocsin_server.locks import one_at_a_time
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

PLAN = "standard"
LONGEST = timedelta(days=366)
"""No level is declared for longer; whoever needs it longer decides again."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What raising a level would set in motion: numbers of units and orders, and units by kind."""

    units: int
    orders: int
    by_kind: dict[str, int]


def preview(*, scheme: str, rank: int, unit_id: str) -> Preview:
    """Count what `raise_level` would order, without ordering it."""
    _raisable(scheme, rank)
    now, tree = clock.now(), selectors.tree()
    trial = Declared(
        id="preview", scheme=scheme, rank=rank, unit=unit_id, basis="-", owner="-", reason="-",
        starts=now, ends=now + LONGEST,
    )  # fmt: skip
    ordered = cascade(trial, tree, get_plan(PLAN))
    kinds = Counter(tree.unit(unit).kind.value for unit in {order.unit for order in ordered})
    return Preview(kinds.total(), len(ordered), dict(sorted(kinds.items())))


def raise_level(
    viewer: Viewer,
    *,
    key: str,
    scheme: str,
    rank: int,
    unit_id: str,
    basis: str,
    owner: str,
    reason: str,
    ends: datetime,
    warning_ids: Collection[int] = (),
    incident_ids: Collection[str] = (),
) -> Declaration:
    """Put a level in force over a unit and all below it, and give every order that follows, at once.

    `key` names this one decision: raising again with it returns the declaration that stands. Errors:
    `BadInput` naming the field, `NotAllowed`, `Conflict` where the key stands for another decision.
    """
    unit = units.unit(unit_id)
    require(viewer, Permission.RAISE_LEVEL, unit)
    level, plan = _raisable(scheme, rank), get_plan(PLAN)
    with act(viewer.acting_for(unit_id), "level.raised") as entry:
        one_at_a_time("level.raise")
        if standing := Declaration.objects.filter(key=key).first():
            entry.cancel()
            return _same(standing, scheme, rank, unit_id)
        row = Declaration(
            key=key, scheme=scheme, rank=rank, word=level.word, unit=unit, tlp=TLP.AMBER,
            basis=basis, owner=owner, reason=reason, plan=f"{plan.id} {plan.version}",
            starts=clock.now(), ends=_end(ends),
        )  # fmt: skip
        ordered = cascade(selectors.declared(row), selectors.tree(), plan)
        row.save(force_insert=True)
        row.warnings.set(warned.named(warning_ids, viewer))
        row.incidents.set(extracted.named(incident_ids, viewer))
        Order.objects.bulk_create([_row(row, order) for order in ordered], batch_size=500)
        entry.subject = f"declaration:{row.pk}"
        entry.data = {
            "scheme": scheme, "rank": rank, "unit": unit_id, "ends": ends, "orders": len(ordered),
            "basis": basis, "owner": owner, "reason": reason,
        }  # fmt: skip
    return row


def complete_orders(actor: Actor) -> int:
    """Give the orders that are missing: a unit that joined, or moved, under a level in force gets its own."""
    with act(actor, "level.completed") as entry:
        one_at_a_time("level.raise")
        missing = [order for row in selectors.live() for order in _missing(row)]
        Order.objects.bulk_create(missing, batch_size=500)
        entry.subject, entry.data = "orders", {"orders": [order.key for order in missing]}
        if not missing:
            entry.cancel()
    return len(missing)


def end_level(declaration_id: Any, viewer: Viewer, reason: str) -> Declaration:
    """End a level before its time; its open orders need no answer any more."""
    if not reason.strip():
        raise BadInput("say why the level ends early", where="reason")
    with act(viewer.actor, "level.ended") as entry:
        row = selectors.declaration(declaration_id, viewer)
        require(viewer, Permission.RAISE_LEVEL, row.unit)
        if not selectors.live().filter(pk=row.pk).update(ended=clock.now()):
            raise Conflict(f"{row.word} over {row.unit.name} is no longer in force.")
        entry.subject = f"declaration:{row.pk}"
        entry.data = {"unit": row.unit_id, "reason": reason}
        row.refresh_from_db()
    return row


def acknowledge(
    viewer: Viewer, unit_id: str, order_keys: Collection[str] | None = None, note: str = ""
) -> tuple[str, ...]:
    """Say for a unit that it knows its orders: the given ones, or all that are open; the keys that are new.

    Saying it twice changes nothing: the first answer stands. `NotAllowed` for whoever does not answer for the
    unit, `BadInput` for an order that was not given to it, `Conflict` where the level has ended.
    """
    require(viewer, Permission.ACKNOWLEDGE, units.unit(unit_id))
    return _acknowledge(viewer, unit_id, order_keys, note)


def acknowledge_for(viewer: Viewer, unit_id: str, note: str) -> tuple[str, ...]:
    """Take down that a unit without a network knows all its open orders; `note` says how it answered.

    As `acknowledge`, but for a duty officer of the unit or of one above it, whose name stands in the record.
    """
    if not note.strip():
        raise BadInput("say how the unit answered, for example by telephone", where="note")
    require(viewer, Permission.ANSWER_FOR, units.unit(unit_id))
    return _acknowledge(viewer, unit_id, None, note)


def _acknowledge(
    viewer: Viewer, unit_id: str, order_keys: Collection[str] | None, note: str
) -> tuple[str, ...]:
    with act(viewer.acting_for(unit_id), "level.acknowledged") as entry:
        given = Order.objects.select_for_update().filter(unit=unit_id, declaration__in=selectors.live())
        keys = _open(given, unit_id, order_keys)
        # The condition counts, not the look before it: two officers may answer at the same moment.
        given.filter(key__in=keys, state=OrderState.ISSUED).update(
            state=OrderState.ACKNOWLEDGED,
            acknowledged=clock.now(),
            acknowledged_by=viewer.label,
            note=note,
        )
        entry.subject = f"unit:{unit_id}"
        entry.data = {"orders": keys, "note": note}
        if not keys:
            entry.cancel()
    return tuple(keys)


def _raisable(scheme: str, rank: int) -> Level:
    if scheme != selectors.SCHEME:
        raise BadInput(f"this site uses the scheme {selectors.SCHEME!r}, not {scheme!r}", where="scheme")
    level = get_scheme(scheme).level(rank)
    if rank == 1:
        raise BadInput(f"{level.word} is the calmest level and holds where none is raised", where="rank")
    return level


def _end(ends: datetime) -> datetime:
    if ends.tzinfo is None:
        raise BadInput("say in which time zone, as in 2015-11-21T09:00+08:00", where="ends")
    if ends > clock.now() + LONGEST:
        raise BadInput(f"no level is raised for more than {LONGEST.days} days", where="ends")
    return ends


def _missing(declaration: Declaration) -> list[Order]:
    """The orders that follow from a declaration by the tree as it is now, and were not given yet."""
    plan = get_plan(declaration.plan.partition(" ")[0])
    ordered = cascade(selectors.declared(declaration), selectors.tree(), plan, issued=clock.now())
    given = set(declaration.orders.values_list("key", flat=True))
    return [_row(declaration, order) for order in ordered if order.key not in given]


def _same(row: Declaration, scheme: str, rank: int, unit_id: str) -> Declaration:
    if (row.scheme, row.rank, row.unit_id) != (scheme, rank, unit_id):
        raise Conflict(f"The key {row.key!r} already stands for {row.word} over {row.unit.name}.")
    return row


def _row(declaration: Declaration, order: Ordered) -> Order:
    return Order(
        key=order.key,
        declaration=declaration,
        unit_id=order.unit,
        measure=order.measure,
        title=order.title,
        text=order.text,
        issued=order.issued,
        acknowledge_by=order.acknowledge_by,
    )


def _open(given: Iterable[Order], unit_id: str, keys: Collection[str] | None) -> list[str]:
    """The keys among `keys` (None for all) that still wait for an answer."""
    states = {order.key: order.state for order in given}
    for key in keys or ():
        if key not in states:
            _refuse(key, unit_id)
    return sorted(
        k for k, state in states.items() if state == OrderState.ISSUED and (keys is None or k in keys)
    )


def _refuse(key: str, unit_id: str) -> None:
    if Order.objects.filter(key=key, unit_id=unit_id).exists():
        raise Conflict(f"The level that order {key} rests on has ended; it needs no answer.")
    raise BadInput(f"it was not given to {unit_id}", where=f"order {key}", reason="other_unit")
