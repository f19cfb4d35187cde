"""Alerts: drafted, published once under an identifier of their own, delivered once to each recipient."""

from dataclasses import replace
from typing import Any

from tocsin.base import TLP, AlertStatus, MessageType, Scope
from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.ledger.services import act
from tocsin_server.level import selectors as levels
from tocsin_server.notify import drafting, selectors
from tocsin_server.notify.models import Alert, AlertState
from tocsin_server.notify.services.publishing import fill, send, told
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible


def draft(
    viewer: Viewer,
    *,
    unit_id: str,
    status: str = AlertStatus.ACTUAL,
    scope: str = Scope.PUBLIC,
    restriction: str = "",
    declaration_id: Any = None,
    **words: Any,
) -> Alert:
    """An alert ready to be published, and seen by nobody outside until it is.

    `words` are what it says (see `drafting.worded`). Errors: `BadInput` that tells all that CAP would refuse.
    """
    unit = units.unit(unit_id)
    require(viewer, Permission.DRAFT_ALERT, unit)
    with act(viewer.acting_for(unit_id), "notify.drafted") as entry:
        empty = drafting.blank(unit.name, status, scope, restriction, clock.now())
        alert = drafting.checked(drafting.worded(empty, words))
        row = Alert(unit=unit, tlp=TLP.AMBER, drafted=clock.now(), drafted_by=viewer.label)
        if declaration_id:
            row.declaration = levels.declaration(declaration_id, viewer)
        fill(row, alert)
        row.save()
        entry.subject = f"alert:{row.pk}"
        entry.data = {"event": row.event, "headline": row.headline, "status": row.status}
    return row


def revise(alert_id: int, viewer: Viewer, **words: Any) -> Alert:
    """Change the words of a draft."""
    with act(viewer.actor, "notify.revised") as entry:
        row = _locked(alert_id, viewer)
        require(viewer, Permission.DRAFT_ALERT, row.unit)
        if row.state != AlertState.DRAFT:
            raise Conflict("It is published and can no longer be changed; publish an update instead.")
        fill(row, drafting.checked(drafting.worded(selectors.record(row), words)))
        row.save()
        entry.subject = f"alert:{row.pk}"
        entry.data = {"changed": sorted(words)}
    return row


def publish(alert_id: int, viewer: Viewer) -> Alert:
    """Send a draft out under the next identifier; publishing what is published changes nothing."""
    with act(viewer.actor, "notify.published") as entry:
        row = _locked(alert_id, viewer)
        require(viewer, Permission.PUBLISH_ALERT, row.unit)
        if row.state == AlertState.PUBLISHED:
            entry.cancel()
            return row
        send(row, replace(selectors.record(row), sent=drafting.whole_second(clock.now())))
        entry.subject, entry.data = f"alert:{row.pk}", told(row)
    return row


def update(alert_id: int, viewer: Viewer, **words: Any) -> Alert:
    """Publish a new version of an alert: it says what the last one said but for `words`, and refers to it."""
    return _follow(alert_id, viewer, MessageType.UPDATE, words, "")


def cancel(alert_id: int, viewer: Viewer, reason: str) -> Alert:
    """Publish that an alert no longer holds, and why."""
    if not reason.strip():
        raise BadInput("say why the alert ends", where="reason")
    words = {"description": reason, "instruction": "", "response": ["AllClear"]}
    return _follow(alert_id, viewer, MessageType.CANCEL, words, reason)


def _follow(alert_id: int, viewer: Viewer, kind: MessageType, words: dict[str, Any], note: str) -> Alert:
    action = "notify.updated" if kind is MessageType.UPDATE else "notify.cancelled"
    with act(viewer.actor, action) as entry:
        earlier = _locked(alert_id, viewer)
        require(viewer, Permission.PUBLISH_ALERT, earlier.unit)
        _refuse_unless_standing(earlier)
        alert = drafting.successor(selectors.record(earlier), kind, clock.now(), note)
        row = Alert(
            unit=earlier.unit,
            tlp=earlier.tlp,
            follows=earlier,
            declaration=earlier.declaration,
            drafted=clock.now(),
            drafted_by=viewer.label,
        )
        send(row, drafting.worded(alert, words))
        entry.subject = f"alert:{row.pk}"
        entry.data = {**told(row), "follows": earlier.identifier}
    return row


def _refuse_unless_standing(row: Alert) -> None:
    if row.state != AlertState.PUBLISHED:
        raise Conflict("It was never published; change the draft instead.")
    if row.message_type == MessageType.CANCEL:
        raise Conflict("It is a cancellation; publish a new alert instead.")
    if later := row.followers.filter(state=AlertState.PUBLISHED).first():
        done = "updated" if later.message_type == MessageType.UPDATE else "cancelled"
        raise Conflict(f"It was {done} by {later.identifier}; go on from that one.")
    if row.expires <= clock.now():
        raise Conflict("It has lapsed; publish a new alert instead.")


def _locked(alert_id: int, viewer: Viewer) -> Alert:
    rows = visible(Alert.objects.select_for_update(of=("self",)).select_related("unit"), viewer)
    if row := rows.filter(pk=alert_id).first():
        return row
    raise BadInput("there is no such alert", where=f"alert {alert_id}", reason="unknown_alert")
