"""Finding the alert that an act is about, and holding it until the act is done."""

from tocsin.base import MessageType
from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.ledger.services import Actor
from tocsin_server.notify import selectors
from tocsin_server.notify.models import Alert, AlertState
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

OPEN = (AlertState.DRAFT, AlertState.PROPOSED, AlertState.SCHEDULED)
"""What has not gone out and still may."""


def acting(alert_id: int, viewer: Viewer) -> Actor:
    """The viewer, acting for the unit that an alert is of: there its ledger is read."""
    return viewer.acting_for(selectors.alert(alert_id, viewer).unit_id)


def locked(alert_id: int, viewer: Viewer) -> Alert:
    """The alert, which nobody else changes until the transaction ends."""
    rows = visible(Alert.objects.select_for_update(of=("self",)).select_related("unit"), viewer)
    if row := rows.filter(pk=alert_id).first():
        return row
    raise BadInput("there is no such alert", where=f"alert {alert_id}", reason="unknown_alert")


def refuse_unless_standing(row: Alert) -> None:
    """Pass if the alert is out and the last of its line, so that it can be updated or cancelled."""
    if row.state != AlertState.PUBLISHED:
        raise Conflict("It was never published; change the draft instead.")
    if row.message_type == MessageType.CANCEL:
        raise Conflict("It is a cancellation; publish a new alert instead.")
    if later := row.followers.filter(state=AlertState.PUBLISHED).first():
        done = "updated" if later.message_type == MessageType.UPDATE else "cancelled"
        raise Conflict(f"It was {done} by {later.identifier}; go on from that one.")
    if row.expires <= clock.now():
        raise Conflict("It has lapsed; publish a new alert instead.")


def refuse_unless_open(row: Alert) -> None:
    """Pass if the alert has not gone out and still may."""
    if row.state == AlertState.PUBLISHED:
        raise Conflict("It is published and can no longer be changed; publish an update instead.")
    if row.state == AlertState.DISCARDED:
        raise Conflict("It was discarded; duplicate it to go on from it.")


def back_to_draft(row: Alert) -> str:
    """Take a proposal or a planned publication back: what it was before."""
    was, row.state = row.state, AlertState.DRAFT
    row.proposed, row.proposed_by, row.proposal, row.publish_at = None, "", "", None
    return was
