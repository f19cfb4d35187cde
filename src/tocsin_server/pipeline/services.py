"""The one chain: reports are read, their mentions fused, and the days they tell of tested."""

from collections.abc import Collection
from datetime import timedelta

from tocsin_server import clock
from tocsin_server.extract import selectors as extracted
from tocsin_server.extract import services as extract
from tocsin_server.forewarn import services as forewarn
from tocsin_server.ledger.services import Actor

RECENT = timedelta(days=14)
"""A report of something longer ago is news to nobody on duty; it is counted, and raises no warning."""


def process(report_ids: Collection[str], actor: Actor) -> None:
    """Take reports all the way to warnings.

    Each step is a transaction of its own and bears being repeated, so a worker that dies between two of them
    leaves nothing half done: the job runs again and finds its first steps made.
    """
    extract.read(sorted(report_ids), actor)
    extract.fuse(report_ids, actor)
    today = clock.now().date()
    for day in extracted.days_told(report_ids):
        if today - RECENT <= day <= today + timedelta(days=1):
            forewarn.scan_day(day, actor)
