"""Writing: an alert is drafted, changed, copied, brought in from a file, discarded. Nothing leaves."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tocsin.base import TLP, AlertStatus, MessageType, Scope
from tocsin.base import Alert as AlertRecord
from tocsin.errors import BadInput, Conflict
from tocsin.notify import Problem, cap
from tocsin_server import clock
from tocsin_server.ledger.services import Draft, act
from tocsin_server.level import selectors as levels
from tocsin_server.notify import checking, drafting, selectors
from tocsin_server.notify.channels import get_channel
from tocsin_server.notify.models import Alert, AlertState
from tocsin_server.notify.services.publishing import fill
from tocsin_server.notify.services.rows import (
    acting,
    back_to_draft,
    locked,
    refuse_unless_open,
    refuse_unless_standing,
)
from tocsin_server.units import selectors as units
from tocsin_server.units.models import Unit
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer


def check(
    viewer: Viewer,
    *,
    unit_id: str,
    channels: list[str] | None = None,
    declaration_id: Any = None,  # noqa: ARG001 - taken so that what is checked is what is drafted
    **rest: Any,
) -> tuple[Problem, ...]:
    """All that would be wrong with an alert that `draft` would make of the same, without keeping it."""
    unit = units.unit(unit_id)
    require(viewer, Permission.DRAFT_ALERT, unit)
    _chosen(channels or [])
    return checking.found(_begun(unit, viewer, **rest), selectors.home(unit))


def draft(
    viewer: Viewer,
    *,
    unit_id: str,
    declaration_id: Any = None,
    channels: list[str] | None = None,
    **rest: Any,
) -> Alert:
    """An alert to be looked over and published, seen by nobody outside until it is.

    `rest` are `status`, `scope` and `restriction`; `template_id`, the template it starts from, and `blanks`,
    what fills its blanks; and what it says, as `drafting.worded` takes it. What CAP forbids is kept and shown
    (`selectors.problems`), and refused on publishing; what cannot even be kept is refused here.
    """
    unit = units.unit(unit_id)
    require(viewer, Permission.DRAFT_ALERT, unit)
    with act(viewer.acting_for(unit_id), "notify.drafted") as entry:
        row = _new(unit, viewer, _begun(unit, viewer, **rest), entry)
        row.channels = _chosen(channels or [])
        if declaration_id:
            row.declaration = levels.declaration(declaration_id, viewer)
        row.save()
    return row


def _begun(
    unit: Unit,
    viewer: Viewer,
    *,
    status: str = AlertStatus.ACTUAL,
    scope: str = Scope.PUBLIC,
    restriction: str = "",
    template_id: int | None = None,
    blanks: Mapping[str, str] | None = None,
    **words: Any,
) -> AlertRecord:
    """The alert that these words make, from a template or from nothing."""
    start = drafting.blank(unit.name, status, scope, restriction, clock.now())
    if template_id is not None:
        template = selectors.template(template_id, viewer)
        start = replace(start, infos=selectors.starting_words(template, unit, blanks or {}))
    return drafting.worded(start, words)


def revise(alert_id: int, viewer: Viewer, *, channels: list[str] | None = None, **words: Any) -> Alert:
    """Change the words of a draft. One that was proposed or planned is a draft again: what a second person
    confirms, or the clock publishes, is exactly what was shown to them."""
    with act(acting(alert_id, viewer), "notify.revised") as entry:
        row = locked(alert_id, viewer)
        require(viewer, Permission.DRAFT_ALERT, row.unit)
        refuse_unless_open(row)
        fill(row, drafting.worded(selectors.record(row), words))
        if channels is not None:
            row.channels = _chosen(channels)
        was = back_to_draft(row)
        row.save()
        entry.subject = f"alert:{row.pk}"
        entry.data = {"changed": sorted(words), **({"was": was} if was != AlertState.DRAFT else {})}
    return row


def discard(alert_id: int, viewer: Viewer) -> Alert:
    """Put a draft away for good; it stays to be read."""
    with act(acting(alert_id, viewer), "notify.discarded") as entry:
        row = locked(alert_id, viewer)
        require(viewer, Permission.DRAFT_ALERT, row.unit)
        if row.state == AlertState.DISCARDED:
            entry.cancel()
            return row
        if row.state == AlertState.PUBLISHED:
            raise Conflict("It is published and cannot be discarded; cancel it instead.")
        was = back_to_draft(row)
        row.state = AlertState.DISCARDED
        row.save()
        entry.subject, entry.data = f"alert:{row.pk}", {"headline": row.headline, "was": was}
    return row


def duplicate(alert_id: int, viewer: Viewer) -> Alert:
    """A new draft that says the same, refers to nothing, and holds as long from now as the other did."""
    with act(acting(alert_id, viewer), "notify.drafted") as entry:
        source = selectors.alert(alert_id, viewer)
        require(viewer, Permission.DRAFT_ALERT, source.unit)
        alert = drafting.anew(selectors.record(source), source.unit.name, clock.now())
        row = _new(source.unit, viewer, alert, entry)
        row.channels = source.channels
        row.save()
        entry.data["from"] = source.pk
    return row


def follow(alert_id: int, viewer: Viewer, kind: MessageType, *, note: str = "", **words: Any) -> Alert:
    """A draft of the message that is to update or cancel an alert; it says the same but for `words`."""
    with act(acting(alert_id, viewer), "notify.drafted") as entry:
        row = follower(alert_id, viewer, kind, note, words)
        require(viewer, Permission.DRAFT_ALERT, row.unit)
        row.save()
        _tell(entry, row)
    return row


def follower(alert_id: int, viewer: Viewer, kind: MessageType, note: str, words: Mapping[str, Any]) -> Alert:
    """The row of such a message, not saved."""
    earlier = locked(alert_id, viewer)
    refuse_unless_standing(earlier)
    words = dict(words)
    channels = words.pop("channels", None)
    alert = drafting.successor(selectors.record(earlier), kind, clock.now(), note)
    row = Alert(
        unit=earlier.unit,
        tlp=TLP.AMBER,
        follows=earlier,
        declaration=earlier.declaration,
        channels=earlier.channels if channels is None else _chosen(channels),
        drafted=clock.now(),
        drafted_by=viewer.label,
    )
    fill(row, drafting.worded(alert, words))
    return row


def import_cap(viewer: Viewer, data: bytes, *, unit_id: str, status: str = AlertStatus.ACTUAL) -> Alert:
    """A CAP file's words as a draft of our own: its identifier, sender, time and references stay behind.

    `BadInput` names the element, and its line, that cannot be taken.
    """
    unit = units.unit(unit_id)
    require(viewer, Permission.DRAFT_ALERT, unit)
    with act(viewer.acting_for(unit_id), "notify.imported") as entry:
        read = cap.read(data, where="file")
        if not read.infos:
            raise BadInput(
                "it has no info block, so there is nothing to take", where="file", reason="info-missing"
            )
        blank = drafting.blank(unit.name, status, Scope.PUBLIC, "", clock.now())
        taken = replace(read, status=blank.status, scope=blank.scope, restriction="", addresses=())
        kept = replace(drafting.anew(taken, unit.name, clock.now()), infos=_as_said(read, unit))
        row = _new(unit, viewer, drafting.worded(kept, {"languages": _own_words(kept)}), entry)
        row.save()
        entry.data |= {"identifier": read.identifier, "sender": read.sender}
    return row


def _as_said(read: AlertRecord, unit: Unit) -> tuple[Any, ...]:
    """The blocks with their own times: when it lapses is what the file says, past or not."""
    return tuple(replace(info, sender_name=unit.name) for info in read.infos)


def _own_words(alert: AlertRecord) -> list[dict[str, str]]:
    """Its texts given once more, so that those too long to be kept are refused by name."""
    return [
        {"language": info.language, "event": info.event, "headline": info.headline} for info in alert.infos
    ]


def _new(unit: Unit, viewer: Viewer, alert: AlertRecord, entry: Draft) -> Alert:
    """A row of a new draft, saved, and told to the ledger."""
    row = Alert(unit=unit, tlp=TLP.AMBER, drafted=clock.now(), drafted_by=viewer.label)
    fill(row, alert)
    row.save()
    _tell(entry, row)
    return row


def _tell(entry: Draft, row: Alert) -> None:
    entry.subject = f"alert:{row.pk}"
    entry.data = {"event": row.event, "headline": row.headline, "status": row.status}
    if row.follows_id:
        entry.data |= {"kind": row.message_type, "follows": row.follows_id}


def _chosen(names: list[str]) -> list[str]:
    """Channels by name, each once; `BadInput` for one there is not."""
    return [get_channel(name).name for name in dict.fromkeys(names)]
