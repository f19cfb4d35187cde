"""Decisions of a meeting: each becomes a measure of the convening unit, and so an order to units it names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tocsin.base import UnitKind, VenueKind
from tocsin.errors import BadInput, Conflict
from tocsin.level import Area, OrderState
from tocsin.level import Measure as CoreMeasure
from tocsin.level.plans import refuse_spans
from tocsin_server import clock
from tocsin_server.codec import encode
from tocsin_server.ledger.services import act
from tocsin_server.level import selectors
from tocsin_server.level.models import Decision, Declaration, Measure, Meeting
from tocsin_server.level.services import issuing
from tocsin_server.level.services.meetings import held, refuse_called_off, refuse_early, said
from tocsin_server.locks import one_at_a_time
from tocsin_server.units import selectors as units
from tocsin_server.units.models import Unit
from tocsin_server.units.viewer import Viewer

ANY_STEP = 1
"""A decision is bound to its level, whatever preparedness that asks for."""


@dataclass(frozen=True, slots=True)
class DecisionPreview:
    """What a decision would set in motion: one order for each unit under a level, by these deadlines."""

    declaration: Declaration
    units: tuple[Unit, ...]
    acknowledge_by: datetime
    do_by: datetime
    capped: bool
    """Whether a deadline is brought forward to the end of the level."""


def preview_decision(
    viewer: Viewer,
    meeting_id: Any,
    *,
    unit_ids: Collection[str],
    acknowledge: timedelta,
    do: timedelta,
    declaration_id: Any,
) -> DecisionPreview:
    """What `decide` would order, without ordering it. Errors as there."""
    row = selectors.meeting(meeting_id, viewer)
    declaration = _in_force(row, declaration_id, viewer)
    named = _named(row, declaration, unit_ids)
    refuse_spans(acknowledge, do)
    first, last = clock.now() + acknowledge, clock.now() + do
    ends = declaration.ends
    return DecisionPreview(declaration, tuple(named), min(first, ends), min(last, ends), last > ends)


def decide(
    viewer: Viewer,
    meeting_id: Any,
    *,
    title: str,
    text: str,
    area: str,
    unit_ids: Collection[str],
    acknowledge: timedelta,
    do: timedelta,
    basis: str,
    owner: str,
    declaration_id: Any,
) -> Decision:
    """Record what a meeting decided and order it of the units named, in one transaction.

    The orders stand under a level in force that covers these units and lapse with it, or with the last level
    that takes its place; an exercise decides under an exercise alone. Deciding the same again is the same
    decision.

    Errors: `BadInput` names the field; `NotAllowed` but for a duty officer of the convening unit or above;
    `Conflict` before the meeting has begun, once it is called off, and where the level is not in force.
    """
    with act(viewer.actor, "level.meeting_decided") as entry:
        one_at_a_time(issuing.LOCK)
        row = held(viewer, meeting_id)
        refuse_called_off(row)
        refuse_early(row, "it decides anything")
        declaration = _in_force(row, declaration_id, viewer)
        named = _named(row, declaration, unit_ids)
        refuse_spans(acknowledge, do)
        measure = _measure(
            row, declaration, named, title=title, text=text, area=area, spans=(acknowledge, do),
            basis=basis, owner=owner,
        )  # fmt: skip
        if standing := _standing(row, declaration, measure, named):
            entry.cancel()
            return standing
        decision = _written(row, declaration, measure, named, viewer)
        _order(declaration, measure.id, named)
        entry.subject = f"meeting:{row.pk}"
        entry.data = {
            "decision": decision.pk, "measure": measure.id, "units": [unit.pk for unit in named],
            "declaration": declaration.pk, "basis": basis, "owner": owner,
        }  # fmt: skip
    return decision


def _order(declaration: Declaration, slug: str, named: list[Unit]) -> None:
    """Give the orders that follow: one to each unit named, or nothing at all is decided."""
    issuing.complete_all()
    orders = declaration.orders.filter(measure__slug=slug).exclude(state=OrderState.WITHDRAWN)
    if set(orders.values_list("unit", flat=True)) != {unit.pk for unit in named}:
        raise Conflict("Not every unit named can be ordered this under the level; nothing was decided.")


def _written(
    row: Meeting, declaration: Declaration, measure: CoreMeasure, named: list[Unit], viewer: Viewer
) -> Decision:
    now = clock.now()
    added = Measure.objects.create(
        unit=row.unit, only=sorted(unit.pk for unit in named), slug=measure.id, data=encode(measure),
        added=now, added_by=viewer.label,
    )  # fmt: skip
    return Decision.objects.create(
        meeting=row, text=measure.text["en"], declaration=declaration, measure=added, at=now, by=viewer.label
    )


def _standing(
    row: Meeting, declaration: Declaration, measure: CoreMeasure, named: list[Unit]
) -> Decision | None:
    """The same decision, if it was taken already and not taken back."""
    earlier = row.decisions.filter(declaration=declaration, text=measure.text["en"], measure__dropped=None)
    only = sorted(unit.pk for unit in named)
    for each in earlier.select_related("measure"):
        if each.measure and (each.measure.only, each.measure.data["title"]) == (only, dict(measure.title)):
            return each
    return None


def _measure(
    row: Meeting,
    declaration: Declaration,
    named: list[Unit],
    *,
    title: str,
    text: str,
    area: str,
    spans: tuple[timedelta, timedelta],
    basis: str,
    owner: str,
) -> CoreMeasure:
    declared = selectors.declared(declaration)
    return CoreMeasure(
        id=f"meeting-{row.pk.hex}-{row.decisions.count() + 1}",
        area=_area(area),
        title={"en": said(title, "title", "say in a few words what is to be done")},
        text={"en": said(text, "text", "say what was decided")},
        step=ANY_STEP,
        kinds=frozenset(UnitKind(unit.kind) for unit in named),
        basis=said(basis, "basis", "name the law or rule it rests on"),
        owner=said(owner, "owner", "name the office answerable for it"),
        acknowledge=spans[0],
        do=spans[1],
        threats=declared.threats,
        venues=declared.venues,
    )


def _in_force(row: Meeting, declaration_id: Any, viewer: Viewer) -> Declaration:
    """The level to order under: in force, and real or an exercise as the meeting is."""
    if not declaration_id:
        text = "choose the level it is ordered under; if none is in force, raise one first"
        raise BadInput(text, where="declaration", reason="no_declaration")
    declaration = selectors.declaration(declaration_id, viewer)
    if declaration.exercise != row.exercise:
        text = "an exercise decides under an exercise, and a real meeting under a real level"
        raise BadInput(text, where="declaration", reason="exercise")
    if not selectors.live().filter(pk=declaration.pk).exists():
        raise Conflict(f"{declaration} is not in force; choose a level that is, or raise one first.")
    return declaration


def _named(row: Meeting, declaration: Declaration, unit_ids: Collection[str]) -> list[Unit]:
    """The units named, all of them at or below the convening unit and covered by the level."""
    if not unit_ids:
        raise BadInput("say which units are to do it", where="units")
    found = {unit.pk: unit for unit in units.subtree(row.unit).filter(pk__in=set(unit_ids))}
    if stray := sorted(set(unit_ids) - found.keys()):
        raise BadInput(f"not below {row.unit.name}: {', '.join(stray)}", where="units", reason="unit")
    venues = {VenueKind(kind).value for kind in declaration.venues}
    bare = [
        unit.name
        for unit in found.values()
        if not unit.path.startswith(declaration.unit.path)
        or (unit.kind == UnitKind.VENUE and venues and unit.venue not in venues)
    ]
    if bare:
        text = f"{declaration} does not cover {', '.join(sorted(bare))}; raise a level over them first"
        raise BadInput(text, where="units", reason="not_covered")
    return [found[pk] for pk in sorted(found)]


def _area(area: str) -> Area:
    if area not in set(Area):
        raise BadInput(f"{area!r} is not one of {', '.join(Area)}", where="area")
    return Area(area)
