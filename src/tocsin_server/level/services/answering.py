"""Answers: a unit says of its orders what it knows, does, has done or cannot do."""

from collections.abc import Collection, Iterable

from tocsin.errors import BadInput, Conflict
from tocsin.level import UNANSWERED, AnswerKind, OrderState, refuse_without_evidence, state_after
from tocsin.level import Answer as Said
from tocsin.level import Measure as CoreMeasure
from tocsin_server import clock
from tocsin_server.codec import decode
from tocsin_server.ledger.services import act
from tocsin_server.level import selectors
from tocsin_server.level.models import Answer, Order
from tocsin_server.level.services import tallies
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

ACKNOWLEDGED = Said(kind=AnswerKind.ACKNOWLEDGED)


def acknowledge(
    viewer: Viewer,
    unit_id: str,
    order_ids: Collection[int] | None = None,
    note: str = "",
    *,
    via: str = "console",
) -> tuple[int, ...]:
    """Say for a unit that it knows its orders: the given ones, or all that are open; those whose answer is new.

    Saying it twice changes nothing: the first answer stands. `NotAllowed` for whoever does not answer for the
    unit, `BadInput` for an order that was not given to it, `Conflict` where the level has ended.
    """
    require(viewer, Permission.ACKNOWLEDGE, units.unit(unit_id))
    return _answer(viewer, unit_id, order_ids, Said(kind=AnswerKind.ACKNOWLEDGED, text=note), via)


def acknowledge_for(viewer: Viewer, unit_id: str, note: str) -> tuple[int, ...]:
    """Take down that a unit without a network knows all its open orders; `note` says how it answered.

    As `acknowledge`, but for a duty officer of the unit or of one above it, whose name stands in the record.
    """
    if not note.strip():
        raise BadInput("say how the unit answered, for example by telephone", where="note")
    require(viewer, Permission.ANSWER_FOR, units.unit(unit_id))
    return _answer(viewer, unit_id, None, Said(kind=AnswerKind.ACKNOWLEDGED, text=note), "telephone")


def answer(
    viewer: Viewer, unit_id: str, order_ids: Collection[int], said: Said, *, via: str = "console"
) -> tuple[int, ...]:
    """Give one answer to some orders of a unit; those to which it tells something new. Errors as `acknowledge`."""
    require(viewer, Permission.ACKNOWLEDGE, units.unit(unit_id))
    return _answer(viewer, unit_id, order_ids, said, via)


def _answer(
    viewer: Viewer, unit_id: str, order_ids: Collection[int] | None, said: Said, via: str
) -> tuple[int, ...]:
    with act(viewer.acting_for(unit_id), f"level.{said.kind.value}") as entry:
        rows = _orders(unit_id, order_ids)
        new = [row for row in rows if _take(row, said, viewer, via)]
        entry.subject = f"unit:{unit_id}"
        entry.data = {"orders": [row.pk for row in new], "note": said.text, "via": via}
        if not new:
            entry.cancel()
    return tuple(row.pk for row in new)


def _orders(unit_id: str, order_ids: Collection[int] | None) -> Iterable[Order]:
    """The unit's live orders of these numbers, locked; all without an answer if None is named."""
    live = Order.objects.select_for_update(of=("self",)).select_related("measure").filter(unit=unit_id)
    live = live.filter(declaration__in=selectors.live()).order_by("pk")
    if order_ids is None:
        return list(live.filter(state__in=UNANSWERED))
    found = {row.pk: row for row in live.filter(pk__in=order_ids)}
    for number in order_ids:
        if number not in found:
            _refuse(number, unit_id)
    return found.values()


def _take(row: Order, said: Said, viewer: Viewer, via: str) -> bool:
    """Write one answer to one order down; False if it tells nothing new."""
    was = OrderState(row.state)
    after = state_after(was, said.kind)
    if after is None:
        return False
    refuse_without_evidence(said, decode(CoreMeasure, row.measure.data))
    now = clock.now()
    row.state, row.changed, row.answered = after.value, now, row.answered or now
    row.save(update_fields=["state", "changed", "answered"])
    Answer.objects.create(
        order=row, kind=said.kind.value, at=now, by=viewer.label, via=via, text=said.text,
        place=said.place, time=said.time,
    )  # fmt: skip
    tallies.moved(row, was.value, now)
    return True


def _refuse(order_id: int, unit_id: str) -> None:
    row = Order.objects.filter(pk=order_id, unit_id=unit_id).first()
    if row is None:
        raise BadInput(f"it was not given to {unit_id}", where=f"order {order_id}", reason="no_such_order")
    raise Conflict(f"The level that order {order_id} rests on has ended; it needs no answer.")
