"""When things change: an alert that is out is updated, or ended, by a new message in one act."""

from collections.abc import Mapping
from typing import Any

from tocsin.base import MessageType
from tocsin_server.ledger.services import act
from tocsin_server.notify import drafting, selectors
from tocsin_server.notify.models import Alert
from tocsin_server.notify.services.approving import answer_for, go_out
from tocsin_server.notify.services.drafting import follow, follower
from tocsin_server.notify.services.rows import acting
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer


def update(alert_id: int, viewer: Viewer, *, alone: str = "", **words: Any) -> Alert:
    """Publish a new version of an alert: it says what the last one said but for `words`, and refers to it.

    Where a second person must confirm, `follow` drafts it instead; `alone` is as for `publish`.
    """
    return _out_at_once(alert_id, viewer, MessageType.UPDATE, words, "", alone)


def cancel(alert_id: int, viewer: Viewer, reason: str, *, alone: str = "", **words: Any) -> Alert:
    """Publish that an alert no longer holds, and why."""
    words = drafting.ending(selectors.record(selectors.alert(alert_id, viewer)), reason) | words
    return _out_at_once(alert_id, viewer, MessageType.CANCEL, words, reason, alone)


def follow_with_end(alert_id: int, viewer: Viewer, reason: str, **words: Any) -> Alert:
    """A draft of the message that is to end an alert, for a second person to confirm."""
    words = drafting.ending(selectors.record(selectors.alert(alert_id, viewer)), reason) | words
    return follow(alert_id, viewer, MessageType.CANCEL, note=reason, **words)


def _out_at_once(
    alert_id: int, viewer: Viewer, kind: MessageType, words: Mapping[str, Any], note: str, alone: str
) -> Alert:
    action = "notify.updated" if kind is MessageType.UPDATE else "notify.cancelled"
    with act(acting(alert_id, viewer), action) as entry:
        row = follower(alert_id, viewer, kind, note, words)
        require(viewer, Permission.PUBLISH_ALERT, row.unit)
        answer_for(row, viewer, alone, entry)
        go_out(row, viewer.label, entry)
        entry.subject = f"alert:{row.pk}"
    return row
