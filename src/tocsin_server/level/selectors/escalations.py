"""What may be asked of what went up, and of what has to."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from tocsin.level import SETTLED, UNANSWERED, Cause, OrderState
from tocsin_server import clock
from tocsin_server.level.models import Escalation, Order
from tocsin_server.level.selectors.levels import live
from tocsin_server.units.models import Unit
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import in_or_above

UNDONE = frozenset(OrderState) - SETTLED - UNANSWERED
"""What may be late with being done: an order that nobody answered is late with that alone."""


def escalations(viewer: Viewer, *, unseen: bool = True, declaration_id: Any = None) -> QuerySet[Escalation]:
    """What went up to the viewer's units and those below, the latest first; `unseen`: what nobody took note
    of and a level in force still asks for.
    """
    rows = Escalation.objects.filter(in_or_above(viewer, "to")).select_related(
        "to", "order__unit", "order__measure", "order__declaration"
    )
    if unseen:
        rows = rows.filter(seen=None, order__declaration__in=live())
    if declaration_id:
        rows = rows.filter(order__declaration=declaration_id)
    return rows.order_by("-at", "-pk")


def overdue(cause: Cause, now: datetime) -> QuerySet[Order]:
    """The orders in force that must go up for this cause at an instant and are not marked as late with it.

    Stated as the indexes are, so that the few are found among the many. What was acknowledged, is in progress
    or was passed on has been answered.
    """
    orders = Order.objects.filter(declaration__in=live(now))
    if cause is Cause.UNANSWERED:
        return orders.filter(state__in=UNANSWERED, unanswered_late=False, acknowledge_by__lt=now)
    return orders.filter(state__in=UNDONE, answered__isnull=False, undone_late=False, do_by__lt=now)


def any_overdue() -> bool:
    """Whether anything must go up now."""
    now = clock.now()
    return any(overdue(cause, now).exists() for cause in (Cause.UNANSWERED, Cause.NOT_DONE))


def overdue_by_upper() -> dict[str, int]:
    """The units to which something must go up now, with how many orders."""
    now, found = clock.now(), dict[str, int]()
    for cause in (Cause.UNANSWERED, Cause.NOT_DONE):
        uppers = overdue(cause, now).order_by().values_list(Coalesce("unit__parent_id", "unit_id"))
        for upper, count in uppers.annotate(Count("pk")):
            found[upper] = found.get(upper, 0) + count
    return dict(sorted(found.items()))


def below(uppers: Collection[str]) -> QuerySet[Unit]:
    """The units whose orders go up to these: those directly below, and a root to itself."""
    return Unit.objects.filter(Q(parent__in=uppers) | Q(pk__in=uppers, parent=None))


def uppers_below(uppers: Collection[str]) -> dict[str, str]:
    """The same, each with the unit that its orders go up to."""
    return _uppers(below(uppers))


def uppers(unit_ids: Collection[str]) -> dict[str, str]:
    """The unit that the orders of each of these go up to."""
    return _uppers(Unit.objects.filter(pk__in=unit_ids))


def _uppers(units: QuerySet[Unit]) -> dict[str, str]:
    return {unit: parent or unit for unit, parent in units.values_list("pk", "parent_id")}
