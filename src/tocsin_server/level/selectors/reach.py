"""What may be asked of reach: how units are told, what became of each message, and whom somebody must
call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from tocsin.errors import BadInput
from tocsin.level import UNANSWERED, OrderState
from tocsin_server import clock
from tocsin_server.bulk import batched
from tocsin_server.level.channels import CHANNELS, TELEPHONE
from tocsin_server.level.models import Contact, Declaration, Notice, Order
from tocsin_server.level.selectors.contents import cap_bytes
from tocsin_server.level.selectors.levels import declaration as visible_declaration
from tocsin_server.units import selectors as units
from tocsin_server.units.models import Unit
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import in_or_above


@dataclass(frozen=True, slots=True)
class CallDown:
    """A unit that somebody must call: its telephone contacts in order, why it is here, how many orders it has
    not answered, and by when the most pressing of them asks for it."""

    unit: Unit
    contacts: tuple[Contact, ...]
    why: str
    orders: int
    acknowledge_by: datetime


def contacts(viewer: Viewer, unit_id: str = "") -> QuerySet[Contact]:
    """How the units are reached that the viewer stands in or above, or one of them; in the order of the
    tree."""
    rows = Contact.objects.filter(in_or_above(viewer)).select_related("unit")
    if unit_id:
        rows = rows.filter(unit_id=unit_id)
    return rows.order_by("unit__path", "position", "pk")


def contact_ways() -> tuple[str, ...]:
    """The kinds of contact a unit may have."""
    return (*(channel.name for channel in CHANNELS if channel.addressed), TELEPHONE)


def notices(
    viewer: Viewer, *, declaration_id: Any = None, unit_id: str = "", state: str = ""
) -> QuerySet[Notice]:
    """What was written to the units that the viewer stands in or above, the latest first."""
    rows = Notice.objects.filter(in_or_above(viewer)).select_related("unit", "declaration", "meeting")
    if declaration_id:
        rows = rows.filter(declaration_id=declaration_id)
    if unit_id:
        rows = rows.filter(unit_id=unit_id)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-written", "-pk")


def cap_message(viewer: Viewer, declaration_id: Any, unit_id: str = "") -> bytes:
    """The orders of one unit under a declaration as CAP; without a unit, of the one the level stands over.

    `BadInput` where the viewer may not see the unit's orders, or it has none.
    """
    row = visible_declaration(declaration_id, viewer)
    unit = units.unit(unit_id) if unit_id else row.unit
    orders = Order.objects.filter(in_or_above(viewer), declaration=row, unit=unit)
    found = list(orders.exclude(state=OrderState.WITHDRAWN).select_related("measure"))
    if not found:
        raise BadInput(
            f"{unit.name} has no orders under it that you may see", where="unit", reason="no_orders"
        )
    return cap_bytes(row, unit, found)


def call_down(viewer: Viewer, declaration_id: Any) -> list[CallDown]:
    """The units that no channel has brought to answer, those with the most pressing deadline first.

    A unit is on the list when it has orders without an answer and nothing could be sent to it, all that was
    sent was refused or may not have arrived, or half of the time it has to answer has passed in silence.
    """
    row = visible_declaration(declaration_id, viewer)
    silent = _silent(viewer, row)
    reached = _reached(row)
    found = [(pk, why) for pk, asked in silent.items() if (why := _why(asked, reached.get(pk), row.exercise))]
    ids = [pk for pk, _ in found]
    names, telephones = _units(ids), _telephones(viewer)
    listed = [
        CallDown(names[pk], telephones.get(pk, ()), why, silent[pk].orders, silent[pk].acknowledge_by)
        for pk, why in found
    ]
    return sorted(listed, key=lambda each: (each.acknowledge_by, each.unit.path))


@dataclass(frozen=True, slots=True)
class _Silent:
    orders: int
    issued: datetime
    acknowledge_by: datetime


@dataclass(frozen=True, slots=True)
class _Reach:
    """Of the notices of orders to a unit: all, those that went wrong, and what the last of these said."""

    total: int
    failed: int
    error: str


def _silent(viewer: Viewer, declaration: Declaration) -> dict[str, _Silent]:
    orders = Order.objects.filter(in_or_above(viewer), declaration=declaration, state__in=UNANSWERED)
    counted = (
        orders.order_by().values_list("unit_id").annotate(Count("pk"), Min("issued"), Min("acknowledge_by"))
    )
    return {unit: _Silent(count, issued, by) for unit, count, issued, by in counted}


def _reached(declaration: Declaration) -> dict[str, _Reach]:
    rows = Notice.objects.filter(declaration=declaration, kind="orders").order_by()
    totals = dict(rows.values_list("unit_id").annotate(Count("pk")))
    wrong = rows.exclude(error="")
    failed = {
        unit: (count, error)
        for unit, count, error in wrong.values_list("unit_id").annotate(Count("pk"), Max("error"))
    }
    return {unit: _Reach(total, *failed.get(unit, (0, ""))) for unit, total in totals.items()}


def _why(asked: _Silent, reach: _Reach | None, exercise: bool) -> str:
    if reach is None and not exercise:
        return "No channel reaches it: it has no address for mail, web hook or SMS."
    if reach and reach.failed == reach.total:
        return (
            f"Nothing is known to have arrived: {reach.error}"
            if reach.error
            else "Nothing is known to have arrived."
        )
    if clock.now() >= asked.issued + (asked.acknowledge_by - asked.issued) / 2:
        return "Nothing was heard from it in half of its time to answer."
    return ""


def _units(ids: list[str]) -> Mapping[str, Unit]:
    """Units by id, asked for in pieces that a database takes."""
    return {pk: unit for some in batched(ids) for pk, unit in Unit.objects.in_bulk(some).items()}


def _telephones(viewer: Viewer) -> dict[str, tuple[Contact, ...]]:
    found: dict[str, tuple[Contact, ...]] = {}
    for row in Contact.objects.filter(in_or_above(viewer), channel=TELEPHONE).order_by("position", "pk"):
        found[row.unit_id] = (*found.get(row.unit_id, ()), row)
    return found
