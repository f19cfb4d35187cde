"""What goes up: orders not answered in time, not done in time, or that cannot be done; each once for each
cause.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, QuerySet

from tocsin.errors import BadInput
from tocsin.level import Cause
from tocsin_server import bulk, clock
from tocsin_server.bulk import batched
from tocsin_server.ledger.services import Actor, act
from tocsin_server.level import selectors
from tocsin_server.level.models import Escalation, Order
from tocsin_server.level.services import tallies
from tocsin_server.level.services.issuing import LOCK
from tocsin_server.level.services.reaching import notify_escalation
from tocsin_server.locks import one_at_a_time
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
            one_at_a_time(LOCK)
            found = _send_up_overdue(uppers)
            entry.subject, entry.data = "orders", _told(found, uppers)
            if not any(found.values()):
                entry.cancel()
        went_up += sum(map(len, found.values()))
    return went_up


def send_up(rows: Sequence[Order], cause: Cause, at: datetime) -> None:
    """Send orders up in the caller's transaction, each but once for a cause, and tell the units above."""
    if not rows:
        return
    numbers = [row.pk for row in rows]
    known = Escalation.objects.filter(order__in=numbers, cause=cause.value)
    gone = set(known.values_list("order_id", flat=True))
    above = selectors.uppers({row.unit_id for row in rows})
    _write({row.pk: above[row.unit_id] for row in rows if row.pk not in gone}, cause, at)
    _tell(sorted(set(above.values())), at)


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


def _send_up_overdue(uppers: Sequence[str]) -> dict[Cause, list[int]]:
    """Mark what is overdue below these units as late, and send up what has not gone up for that before: an
    order that was late, then taken up, may be late once more. The orders that went up, by cause."""
    now, found, changes = clock.now(), dict[Cause, list[int]](), tallies.Changes()
    above = selectors.uppers_below(uppers)
    for cause, column in LATE.items():
        rows = _locked(selectors.overdue(cause, now), cause, uppers)
        for some in batched([pk for pk, *_ in rows]):
            Order.objects.filter(pk__in=some).update(**{column: True})
        for _, declaration, unit, _ in rows:
            changes.late((declaration, unit), column)
        up = {pk: above[unit] for pk, _, unit, gone in rows if not gone}
        _write(up, cause, now)
        found[cause] = list(up)
    changes.write(now)
    _tell(uppers, now)
    return found


def _locked(
    overdue: "QuerySet[Order]", cause: Cause, uppers: Sequence[str]
) -> list[tuple[int, UUID, str, bool]]:
    """The overdue orders below these units, locked."""
    gone = Exists(Escalation.objects.filter(order=OuterRef("pk"), cause=cause.value))
    rows = overdue.filter(unit__in=selectors.below(uppers)).select_for_update().order_by("pk")
    return list(rows.values_list("pk", "declaration_id", "unit_id", gone))


def _write(up: Mapping[int, str], cause: Cause, at: datetime) -> None:
    """Write down what goes up, and where to."""
    columns = ("order_id", "cause", "to_id", "at", "seen_by")
    bulk.insert(Escalation, columns, ((pk, cause.value, upper, at, "") for pk, upper in up.items()))


def _tell(uppers: Sequence[str], at: datetime) -> None:
    """One notice for each unit and declaration: it says what stands when it is sent, so one order leads to
    it.
    """
    new = Escalation.objects.filter(to__in=uppers, seen=None, at=at)
    firsts = new.order_by().values("to", "order__declaration").annotate(first=Min("pk"))
    rows = Escalation.objects.filter(pk__in=[row["first"] for row in firsts]).order_by("to", "pk")
    for upper, some in groupby(rows.select_related("order__declaration"), key=attrgetter("to_id")):
        notify_escalation(upper, list(some))


def _told(found: Mapping[Cause, list[int]], uppers: Sequence[str]) -> dict[str, object]:
    counts = {cause.value: len(numbers) for cause, numbers in found.items() if numbers}
    orders = [number for numbers in found.values() for number in numbers]
    named = {"orders": orders} if len(orders) <= NAMED else {}
    return {**counts, "to": uppers if len(uppers) <= NAMED else len(uppers), **named}
