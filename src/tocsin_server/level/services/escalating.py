"""What goes up: orders not answered in time, not done in time, or that cannot be done; each once for each
cause.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet

from tocsin.errors import BadInput
from tocsin.level import Cause
from tocsin_server import clock
from tocsin_server.ledger.services import Actor, act
from tocsin_server.level import selectors
from tocsin_server.level.models import Declaration, Escalation, Order
from tocsin_server.level.services import tallies
from tocsin_server.level.services.issuing import LOCK, batched
from tocsin_server.level.services.reaching import notify_escalation
from tocsin_server.locks import one_at_a_time, shared
from tocsin_server.units.models import Unit
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

AT_ONCE = 4000
"""Orders that go up in one transaction, unless one unit alone gets more."""

NAMED = 50
"""At most so many orders are named in the ledger; of more, their number."""

LATE = {Cause.UNANSWERED: "unanswered_late", Cause.NOT_DONE: "undone_late"}


def escalate(actor: Actor) -> int:
    """Send up all that is past a deadline and has not gone up for that yet; how many orders went up.

    A unit hears of all that came up to it in one notice, written in the transaction that sent it up.
    """
    went_up = 0
    for uppers in _shares(selectors.overdue_by_upper()):
        with act(actor, "level.escalated") as entry:
            one_at_a_time("level.escalate")
            shared(LOCK)
            found = _send_up_overdue(uppers)
            entry.subject, entry.data = "orders", _told(found, uppers)
            if not found:
                entry.cancel()
        went_up += len(found)
    return went_up


def send_up(rows: Sequence[Order], cause: Cause, at: datetime) -> None:
    """Send orders up in the caller's transaction, each but once for a cause, and tell the units above."""
    if not rows:
        return
    above = dict(Unit.objects.filter(pk__in={row.unit_id for row in rows}).values_list("pk", "parent_id"))
    went_up = _write([(row, above[row.unit_id] or row.unit_id) for row in rows], cause, at)
    _tell(went_up)


def take_note(viewer: Viewer, escalation_ids: Collection[int]) -> int:
    """Say that a unit's duty officer knows what went up to it; how many were new. Twice is the same as once.

    `BadInput` for what the viewer may not see, `NotAllowed` for whoever is no duty officer there or above.
    """
    rows = {row.pk: row for row in selectors.escalations(viewer, unseen=False).filter(pk__in=escalation_ids)}
    for number in escalation_ids:
        if number not in rows:
            raise BadInput(
                "nothing of that number went up", where=f"escalation {number}", reason="unknown_escalation"
            )
    for row in rows.values():
        require(viewer, Permission.ANSWER_FOR, row.to)
    with act(viewer.actor, "level.noted") as entry:
        unseen = Escalation.objects.select_for_update().filter(pk__in=rows, seen=None).order_by("pk")
        new = list(unseen.values_list("pk", flat=True))
        Escalation.objects.filter(pk__in=new).update(seen=clock.now(), seen_by=viewer.label)
        entry.subject, entry.data = "escalations", {"escalations": new}
        if not new:
            entry.cancel()
    return len(new)


def _shares(counts: dict[str, int]) -> Iterator[list[str]]:
    """The units to which something goes up, in shares of some thousand orders."""
    share, size = list[str](), 0
    for unit, count in counts.items():
        if share and size + count > AT_ONCE:
            yield share
            share, size = [], 0
        share.append(unit)
        size += count
    if share:
        yield share


def _send_up_overdue(uppers: Collection[str]) -> list[Escalation]:
    now, found, changes = clock.now(), list[Escalation](), tallies.Changes()
    for cause, column in LATE.items():
        rows = _locked(selectors.overdue(cause, now), uppers)
        for some in batched([row for row, _ in rows], 500):
            Order.objects.filter(pk__in=[row.pk for row in some]).update(**{column: True})
        for row, _ in rows:
            changes.late((row.declaration_id, row.unit_id), column)
        found += _write(rows, cause, now)
    changes.write(now)
    _tell(found)
    return found


def _locked(overdue: QuerySet[Order], uppers: Collection[str]) -> list[tuple[Order, str]]:
    """The overdue orders of the units below, locked, each with the unit it goes up to."""
    rows = overdue.filter(selectors.goes_up_to(uppers)).select_for_update(of=("self",)).order_by("pk")
    found = list(rows.select_related("unit").only("declaration", "unit", "unit__parent"))
    declarations = Declaration.objects.in_bulk({row.declaration_id for row in found})
    for row in found:
        row.declaration = declarations[row.declaration_id]
    return [(row, row.unit.parent_id or row.unit_id) for row in found]


def _write(rows: Sequence[tuple[Order, str]], cause: Cause, at: datetime) -> list[Escalation]:
    """Write down what goes up and has not for this cause: one that was late, then answered, may be late
    again.
    """
    known: set[int] = set()
    for some in batched([row.pk for row, _ in rows], 500):
        gone = Escalation.objects.filter(order__in=some, cause=cause.value)
        known.update(gone.values_list("order_id", flat=True))
    new = [
        Escalation(order=row, cause=cause.value, to_id=upper, at=at)
        for row, upper in rows
        if row.pk not in known
    ]
    return Escalation.objects.bulk_create(new, batch_size=500)


def _tell(went_up: Sequence[Escalation]) -> None:
    by_upper: dict[str, list[Escalation]] = {}
    for each in went_up:
        by_upper.setdefault(each.to_id, []).append(each)
    for upper, some in sorted(by_upper.items()):
        notify_escalation(upper, some)


def _told(found: Sequence[Escalation], uppers: Collection[str]) -> dict[str, object]:
    counts: dict[str, object] = dict(Counter(each.cause for each in found))
    named = {"orders": [each.order_id for each in found]} if len(found) <= NAMED else {}
    return {**counts, "to": sorted(uppers) if len(uppers) <= NAMED else len(uppers), **named}
