"""The one chain: reports are read, their mentions fused, and the days they tell of tested."""

from collections.abc import Collection

from tocsin_server.extract import selectors as extracted
from tocsin_server.extract import services as extract
from tocsin_server.forewarn import services as forewarn
from tocsin_server.ledger.services import Actor


def process(report_ids: Collection[str], actor: Actor) -> None:
    """Take reports all the way to warnings.

    Each step is a transaction of its own and bears being repeated, so a worker that dies between two of them
    leaves nothing half done: the job runs again and finds its first steps made.
    """
    extract.read(sorted(report_ids), actor)
    extract.fuse(report_ids, actor)
    forewarn.catch_up(extracted.days_told(report_ids), actor)
