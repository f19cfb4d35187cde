"""A briefing: what early warning has to tell of the last hours, to be read and printed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from tocsin_server.forewarn.models import Warning
from tocsin_server.forewarn.selectors.warnings import BY_SURPRISE, EVERYTHING, ORDERS, Filters, listed
from tocsin_server.units.viewer import Viewer

MOST = 40
"""Warnings that a briefing holds; nobody reads more, and it says how many it leaves out."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """What was raised from `since` until `until` and stands, the most surprising first, `left_out` of it not
    among the `warnings`; what was withdrawn in that time; and how much each rule held back."""

    since: datetime
    until: datetime
    warnings: tuple[Warning, ...]
    left_out: int
    withdrawn: tuple[Warning, ...]
    held: tuple[tuple[str, int], ...]

    @property
    def raised(self) -> int:
        """How many warnings were raised in that time and stand."""
        return len(self.warnings) + self.left_out

    @property
    def held_back(self) -> int:
        """How many alarms were held back in that time."""
        return sum(count for _, count in self.held)


def briefing(viewer: Viewer, until: datetime, hours: int, *, most: int = MOST) -> Briefing:
    """The briefing of the hours up to a moment, as far as a viewer may see it."""
    since = until - timedelta(hours=hours)
    period = (since, until)
    rows = listed(viewer, Filters(sort=BY_SURPRISE)).filter(raised__range=period)
    withdrawn = listed(viewer, EVERYTHING).filter(withdrawn__range=period).order_by(*ORDERS[BY_SURPRISE])
    held = listed(viewer, Filters(held=True)).filter(raised__range=period).order_by()
    rules = held.values_list("held").annotate(count=Count("pk")).order_by("-count", "held")
    return Briefing(
        since,
        until,
        tuple(rows.select_related("counted")[:most]),
        max(rows.count() - most, 0),
        tuple(withdrawn[:most]),
        tuple(rules),
    )
