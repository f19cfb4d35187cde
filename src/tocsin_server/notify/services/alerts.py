"""Alerts: drafted, published once under an identifier of their own, delivered once to each recipient."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from tocsin.base import TLP, AlertStatus, MessageType, Scope
from tocsin.base import Alert as AlertRecord
from tocsin.errors import BadInput, Conflict
from tocsin.notify import cap, identifier
from tocsin_server import clock
from tocsin_server.codec import encode
from tocsin_server.jobs.services import enqueue
from tocsin_server.ledger.services import act
from tocsin_server.level import selectors as levels
from tocsin_server.notify import drafting, selectors
from tocsin_server.notify.channels import CHANNELS, admit, get_channel
from tocsin_server.notify.models import Alert, AlertState, Counter, Delivery, DeliveryState
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
        _fill(row, alert)
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
        _fill(row, drafting.checked(drafting.worded(selectors.record(row), words)))
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
        _send(row, replace(selectors.record(row), sent=drafting.whole_second(clock.now())))
        entry.subject, entry.data = f"alert:{row.pk}", _told(row)
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
        _send(row, drafting.worded(alert, words))
        entry.subject = f"alert:{row.pk}"
        entry.data = {**_told(row), "follows": earlier.identifier}
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


def _fill(row: Alert, alert: AlertRecord) -> None:
    """The columns that lists and filters need, from the record."""
    info = alert.infos[0]
    row.status, row.message_type = alert.status, alert.message_type
    row.event, row.headline, row.severity = info.event, info.headline, info.severity
    row.expires = info.expires or alert.sent
    row.data = encode(alert)


def _send(row: Alert, alert: AlertRecord) -> None:
    """Give the identifier, fix the bytes, and write down every delivery, all in the caller's transaction."""
    number = _next_number(alert.sent)
    alert = replace(
        alert,
        identifier=identifier(settings.TOCSIN_AUTHORITY_OID, number, alert.sent),
        sender=settings.TOCSIN_SENDER,
    )
    _fill(row, drafting.checked(alert))
    row.identifier, row.sent, row.state = alert.identifier, alert.sent, AlertState.PUBLISHED
    row.xml = cap.write(alert)
    row.tlp = _label(alert)
    row.save()
    _hand_over(row, alert)


def _next_number(sent: datetime) -> int:
    """The next number of the year; the row stays locked, so that no other alert gets it."""
    arc = f"{settings.TOCSIN_AUTHORITY_OID}.{sent.astimezone(UTC).year}"
    Counter.objects.get_or_create(pk=arc)
    counter = Counter.objects.select_for_update().get(pk=arc)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _label(alert: AlertRecord) -> TLP:
    """Who may see a published alert: a public one everyone, an exercise all units, the rest its own line."""
    if alert.scope is not Scope.PUBLIC:
        return TLP.AMBER
    return TLP.CLEAR if alert.status is AlertStatus.ACTUAL else TLP.GREEN


def _hand_over(row: Alert, alert: AlertRecord) -> None:
    """One delivery for each channel and recipient; the feed is part of publishing, the rest is work."""
    for name, recipient in _routes(row, alert):
        channel = get_channel(name)
        admit(channel, alert)
        delivery = Delivery(alert=row, channel=name, recipient=recipient)
        if name == "feed":
            channel.deliver(alert, bytes(row.xml), recipient)
            delivery.state, delivery.attempts, delivery.sent = DeliveryState.SENT, 1, clock.now()
        delivery.save()
        if name != "feed":
            enqueue(f"deliver.{name}", f"deliver:{delivery.pk}:0", {"delivery": delivery.pk})


def _routes(row: Alert, alert: AlertRecord) -> list[tuple[str, str]]:
    """Where an alert goes: the real thing by live channels, everything else to the rehearsal folder alone."""
    if alert.status is not AlertStatus.ACTUAL:
        return [(channel.name, channel.name) for channel in CHANNELS if not channel.live]
    own = [("feed", "feed")] if alert.scope is Scope.PUBLIC else []
    standing = selectors.recipients_of(row).values_list("channel", "address").distinct()
    return [*own, *standing]


def _told(row: Alert) -> dict[str, Any]:
    return {
        "identifier": row.identifier,
        "status": row.status,
        "headline": row.headline,
        "expires": row.expires,
        "deliveries": row.deliveries.count(),
    }
