"""What the calendar asks for: polls of feeds that are due, orders for units that joined, a nightly scan.

Keys hold the time slot, so any number of workers may ask at once and each piece of work is written down once.
"""

from datetime import UTC, datetime, time, timedelta

from tocsin_server import clock
from tocsin_server.collect import selectors as collect
from tocsin_server.jobs.services import enqueue
from tocsin_server.level import selectors as level

ORDERS_EVERY = 10
"""Minutes in which a unit that joins gets the orders in force."""

SCAN_AT = time(0, 10, tzinfo=UTC)
"""When the day before is complete enough to be tested."""


def enqueue_due() -> int:
    """Write down all work that is due by now; the number of pieces that are new."""
    now = clock.now()
    return sum(_polls(now)) + _orders(now) + _scan(now)


def _polls(now: datetime) -> list[bool]:
    """One job a feed. The slot lets a feed whose job was given up be polled again at its next turn."""
    return [
        enqueue(
            "poll", f"poll:{feed}:{due.isoformat() if due else 'now'}:{_slot(now, minutes)}", {"feed": feed}
        )
        for feed, due, minutes in collect.due_feeds(now)
    ]


def _slot(now: datetime, minutes: int) -> int:
    return int(now.timestamp() // (minutes * 60))


def _orders(now: datetime) -> bool:
    """One job for each stretch of minutes in which a level is in force somewhere."""
    return level.any_in_force() and enqueue("orders", f"orders:{_slot(now, ORDERS_EVERY)}")


def _scan(now: datetime) -> bool:
    if now.timetz() < SCAN_AT:
        return False
    until = (now - timedelta(days=1)).date()
    return enqueue("scan", f"scan:{until}", {"until": until.isoformat()})
