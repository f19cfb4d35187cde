"""What the calendar asks for: polls of feeds that are due, and a nightly look at the last days.

Keys hold the time slot, so any number of workers may ask at once and each piece of work is written down once.
"""

from datetime import UTC, datetime, time, timedelta

from tocsin_server import clock
from tocsin_server.collect import selectors as collect
from tocsin_server.jobs.services import enqueue

SCAN_AT = time(0, 10, tzinfo=UTC)
"""When the day before is complete enough to be tested."""


def enqueue_due() -> int:
    """Write down all work that is due by now; the number of pieces that are new."""
    now = clock.now()
    return sum(_polls(now)) + _scan(now)


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


def _scan(now: datetime) -> bool:
    if now.timetz() < SCAN_AT:
        return False
    until = (now - timedelta(days=1)).date()
    return enqueue("scan", f"scan:{until}", {"until": until.isoformat()})
