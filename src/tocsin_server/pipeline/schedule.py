"""What the calendar asks for: polls of feeds and of other authorities, what became late, orders for units
that joined, a nightly scan.

Keys hold the time slot, so any number of workers may ask at once and each piece of work is written down once.
"""

from datetime import UTC, datetime, time, timedelta

from tocsin_server import clock
from tocsin_server.collect import selectors as collect
from tocsin_server.extract import grades
from tocsin_server.jobs import selectors as jobs
from tocsin_server.jobs.services import URGENT, enqueue
from tocsin_server.ledger import selectors as ledger
from tocsin_server.level import selectors as level
from tocsin_server.notify import selectors as notify
from tocsin_server.notify.subscriptions import UNCONFIRMED_FOR
from tocsin_server.protect.selectors import patrols
from tocsin_server.protect.services import planning, reporting

ESCALATE_EVERY = timedelta(seconds=15)
"""How long, by the site's clock, what became late waits at most before it goes up."""

LISTEN_EVERY = timedelta(minutes=1)
"""How soon an authority is asked again whose job was given up."""

GRADE_EVERY = timedelta(seconds=10)
"""How long grades lag behind what they rest on: a night's reports are graded together."""

ORDERS_EVERY = timedelta(hours=1)
"""How often orders are held against what the levels ask for even if nothing happened that changes it."""

TREE_ACTS = ("units.unit_added", "units.unit_moved")
"""Acts after which a unit may lack orders, or have some that nobody asks it for."""

PATROL_ACTS = (
    "level.raised", "level.meeting_decided", "level.ended", "protect.floors_set", "protect.plan_made",
)  # fmt: skip
"""Acts after which patrols may be asked for more, or less, than they are planned for."""

FORGET_EVERY = timedelta(hours=1)
"""How often those are forgotten who asked for alerts and did not confirm it in time."""

SCAN_AT = time(0, 10, tzinfo=UTC)
"""When the day before is complete enough to be tested."""


def enqueue_due() -> int:
    """Write down all work that is due by now; the number of pieces that are new."""
    now = clock.now()
    one_by_one = (_escalation(now), _orders(now), _scan(now), _grades(now), _unconfirmed(now))
    return sum(_polls(now)) + sum(_listening(now)) + sum(one_by_one) + _patrols(now) + sum(_patrolled(now))


def _polls(now: datetime) -> list[bool]:
    """One job a feed. The slot lets a feed whose job was given up be polled again at its next turn."""
    return [
        enqueue("poll", _poll_key(feed, due, _slot(now, timedelta(minutes=minutes))), {"feed": feed})
        for feed, due, minutes in collect.due_feeds(now)
    ]


def _listening(now: datetime) -> list[bool]:
    """One job an authority, as for feeds of reports."""
    return [
        enqueue("listen", f"listen:{authority}:{due}:{_slot(now, LISTEN_EVERY)}", {"authority": authority})
        for authority, due in notify.due_authorities(now)
    ]


def _poll_key(feed: str, due: datetime | None, slot: int) -> str:
    return f"poll:{feed}:{due.isoformat() if due else 'now'}:{slot}"


def _slot(now: datetime, span: timedelta) -> int:
    return int(now.timestamp() // span.total_seconds())


def _escalation(now: datetime) -> bool:
    """One job for each short stretch of time at whose end something is late that has not gone up."""
    return level.any_overdue() and enqueue("escalate", f"escalate:{_slot(now, ESCALATE_EVERY)}")


def _orders(now: datetime) -> bool:
    """One job when the tree changed or a level lapsed while another is in force, and one an hour in any case.

    None while one waits, which will see all of it: loading ten thousand units is not to ask for as many.
    """
    if not level.any_in_force() or jobs.is_fresh("orders"):
        return False
    tree = max(ledger.last(action) for action in TREE_ACTS)
    lapse = level.last_lapse(now)
    key = f"orders:{_slot(now, ORDERS_EVERY)}:{tree}:{lapse.isoformat() if lapse else 'none'}"
    return enqueue("orders", key)


def _patrols(now: datetime) -> bool:
    """One job when a level, or what levels ask of patrols, changed while a plan is in force."""
    if not patrols.plans_in_force(now).exists():
        return False
    acts = max(ledger.last(action) for action in PATROL_ACTS)
    lapse = level.last_lapse(now)
    key = f"{planning.ANEW}:{acts}:{lapse.isoformat() if lapse else 'none'}"
    return enqueue(planning.ANEW, key, priority=URGENT)


def _patrolled(now: datetime) -> list[bool]:
    """One job for each shift that is over."""
    return [reporting.ask_for_answer(unit, f"end:{shift}") for unit, shift in patrols.untold(now)]


def _scan(now: datetime) -> bool:
    if now.timetz() < SCAN_AT:
        return False
    until = (now - timedelta(days=1)).date()
    return enqueue("scan", f"scan:{until}", {"until": until.isoformat()})


def _grades(now: datetime) -> bool:
    """One job while anything is to be graded; none while one waits, which will see all of it."""
    if jobs.is_fresh("grade") or not grades.any_due(now):
        return False
    return enqueue("grade", f"grade:{_slot(now, GRADE_EVERY)}")


def _unconfirmed(now: datetime) -> bool:
    lapsed = notify.unconfirmed_since(now - UNCONFIRMED_FOR)
    return lapsed and enqueue("unconfirmed", f"unconfirmed:{_slot(now, FORGET_EVERY)}")
