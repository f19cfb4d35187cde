"""Letting an alert go out: by one person or, where the site asks for it, two; now or at a chosen moment."""

import hashlib
import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.conf import settings

from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin_server import clock
from tocsin_server.jobs.services import enqueue
from tocsin_server.ledger.services import Actor, Draft, act
from tocsin_server.notify import drafting, selectors
from tocsin_server.notify.models import Alert, AlertState
from tocsin_server.notify.services.publishing import send, told
from tocsin_server.notify.services.rows import (
    acting,
    back_to_draft,
    locked,
    refuse_unless_open,
    refuse_unless_standing,
)
from tocsin_server.notify.services.signing import check_signing
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

log = logging.getLogger("tocsin.security")

AHEAD = timedelta(days=366)
"""No alert is planned for later than this."""

LATE = timedelta(minutes=15)
"""A moment missed by no more than this, as when no worker ran, is made good; what is later is set aside."""

URGENT = 0
JOB = "publish"


def publish(alert_id: int, viewer: Viewer, *, alone: str = "") -> Alert:
    """Send a draft out under the next identifier; publishing what is published changes nothing.

    Where the site asks for a second person (`takes_two`), one person publishes only with `alone`, a written
    reason why nobody else could be asked; that is told by its own act in the ledger and shown until somebody
    else has reviewed it. `NotAllowed` says so; `Forbidden` tells all that CAP forbids.
    """
    with act(acting(alert_id, viewer), "notify.published") as entry:
        row = locked(alert_id, viewer)
        require(viewer, Permission.PUBLISH_ALERT, row.unit)
        if row.state == AlertState.PUBLISHED:
            entry.cancel()
            return row
        refuse_unless_open(row)
        answer_for(row, viewer, alone, entry)
        go_out(row, viewer.label, entry)
    return row


def propose(alert_id: int, viewer: Viewer, *, publish_at: datetime | None = None) -> Alert:
    """Put a draft before a second person, to go out once confirmed, or at a moment after that.

    Proposing it again changes nothing. `Forbidden` tells all that CAP forbids.
    """
    with act(acting(alert_id, viewer), "notify.proposed") as entry:
        row = locked(alert_id, viewer)
        require(viewer, Permission.DRAFT_ALERT, row.unit)
        refuse_unless_open(row)
        if row.state == AlertState.PROPOSED and row.publish_at == publish_at:
            entry.cancel()
            return row
        back_to_draft(row)
        row.publish_at = _moment(publish_at) if publish_at else None
        _refuse_unfit(row)
        row.state, row.proposed, row.proposed_by = AlertState.PROPOSED, clock.now(), viewer.label
        row.returned = row.returned_by = ""
        row.proposal = digest(row)
        row.save()
        _tell(entry, row)
    return row


def confirm(alert_id: int, viewer: Viewer, proposal: str) -> Alert:
    """A second person lets go out, now or at the moment proposed, what another has proposed.

    `proposal` is the digest of what that person was shown: if the words have changed since, it is refused.
    `NotAllowed` for the one who proposed it, and for tokens. Confirming twice changes nothing.
    """
    with act(acting(alert_id, viewer), "notify.published") as entry:
        row = locked(alert_id, viewer)
        require(viewer, Permission.PUBLISH_ALERT, row.unit)
        if row.proposal == proposal and row.state in (AlertState.PUBLISHED, AlertState.SCHEDULED):
            entry.cancel()
            return row
        _refuse_own(row, viewer, proposal)
        if row.publish_at and row.publish_at > clock.now():
            _plan(row, row.publish_at, viewer, entry)
        else:
            go_out(row, viewer.label, entry)
        entry.data["proposed_by"] = row.proposed_by
        entry.data["proposal"] = row.proposal
    return row


def send_back(alert_id: int, viewer: Viewer, reason: str) -> Alert:
    """A second person, or the one who proposed it, makes a proposal a draft again, and says why."""
    if not reason.strip():
        raise BadInput("say what is to be changed", where="reason")
    with act(acting(alert_id, viewer), "notify.sent_back") as entry:
        row = locked(alert_id, viewer)
        own = viewer.label == row.proposed_by
        require(viewer, Permission.DRAFT_ALERT if own else Permission.PUBLISH_ALERT, row.unit)
        if row.state != AlertState.PROPOSED:
            raise Conflict("It does not wait for a second person.")
        back_to_draft(row)
        row.returned, row.returned_by = reason.strip(), viewer.label
        row.save()
        entry.subject, entry.data = f"alert:{row.pk}", {"reason": row.returned}
    return row


def review(alert_id: int, viewer: Viewer, note: str) -> Alert:
    """Another person has looked into why an alert went out by one person alone."""
    if not note.strip():
        raise BadInput("say what you found", where="note")
    with act(acting(alert_id, viewer), "notify.reviewed") as entry:
        row = locked(alert_id, viewer)
        require(viewer, Permission.PUBLISH_ALERT, row.unit)
        if not row.alone or row.reviewed:
            raise Conflict("There is nothing to review.")
        _refuse_unless_other(viewer, row.published_by, "review it", "published")
        row.reviewed, row.reviewed_by = clock.now(), viewer.label
        row.save(update_fields=["reviewed", "reviewed_by"])
        entry.subject = f"alert:{row.pk}"
        entry.data = {"note": note.strip(), "published_by": row.published_by}
    return row


def schedule(alert_id: int, viewer: Viewer, publish_at: datetime) -> Alert:
    """Let a draft go out by itself at a moment; it holds as long from then on as was meant."""
    with act(acting(alert_id, viewer), "notify.scheduled") as entry:
        row = locked(alert_id, viewer)
        require(viewer, Permission.PUBLISH_ALERT, row.unit)
        refuse_unless_open(row)
        if selectors.takes_two(row.status):
            raise NotAllowed(
                "It takes a second person: propose it with this moment, and let another confirm it."
            )
        if row.state == AlertState.SCHEDULED and row.publish_at == publish_at:
            entry.cancel()
            return row
        back_to_draft(row)
        row.publish_at = _moment(publish_at)
        _refuse_unfit(row)
        _plan(row, row.publish_at, viewer, entry)
    return row


def unschedule(alert_id: int, viewer: Viewer) -> Alert:
    """Keep a planned alert from going out: it is a draft again."""
    with act(acting(alert_id, viewer), "notify.unscheduled") as entry:
        row = locked(alert_id, viewer)
        require(viewer, Permission.DRAFT_ALERT, row.unit)
        if row.state != AlertState.SCHEDULED:
            raise Conflict("It is not planned.")
        entry.subject, entry.data = f"alert:{row.pk}", {"publish_at": row.publish_at}
        back_to_draft(row)
        row.save()
    return row


def publish_due(alert_id: int, publish_at: str) -> None:
    """Publish what was planned for this moment; the work of the clock.

    Nothing happens if it is no longer planned for it. What is missed by more than `LATE`, or may not go out
    as things now stand, becomes a draft again, with the reason on it.
    """
    unit_id = Alert.objects.values_list("unit_id", flat=True).get(pk=alert_id)
    with act(Actor(SCHEDULER, unit_id), "notify.published") as entry:
        row = Alert.objects.select_for_update(of=("self",)).select_related("unit").get(pk=alert_id)
        planned = row.publish_at
        if row.state != AlertState.SCHEDULED or planned is None or planned.isoformat() != publish_at:
            entry.cancel()
            return
        if trouble := _trouble(row, planned):
            _set_aside(row, trouble, entry)
            return
        go_out(row, row.published_by, entry)
        entry.data["publish_at"] = planned


SCHEDULER = "system:scheduler"


def answer_for(row: Alert, viewer: Viewer, alone: str, entry: Draft) -> None:
    """Pass if one person may let it out; where it takes two, only with a reason, which is told loudly."""
    if not selectors.takes_two(row.status):
        return
    if not alone.strip():
        raise NotAllowed("It takes a second person: propose it, and let another duty officer confirm it.")
    if not settings.TOCSIN_ALERT_ALONE:
        raise NotAllowed("This site never lets an alert out by one person alone: propose it.")
    if viewer.person_id is None:
        raise NotAllowed("A token cannot answer for it alone: a person must publish it.")
    row.alone = alone.strip()
    entry.action = "notify.published_alone"
    log.warning("%s published alert %s without a second person", viewer.label, row.pk)


def go_out(row: Alert, by: str, entry: Draft) -> None:
    """Send the alert, its times set to now, in the caller's transaction."""
    now = clock.now()
    alert = selectors.record(row)
    sent = drafting.whole_second(now)
    if row.follows_id:
        earlier = Alert.objects.select_for_update().get(pk=row.follows_id)
        refuse_unless_standing(earlier)
        sent = drafting.after(selectors.record(earlier).sent, now)
    if row.publish_at:
        alert = drafting.later(alert, now - row.publish_at)
    row.published_by, row.returned, row.returned_by = by, "", ""
    send(row, replace(alert, sent=sent))
    entry.subject = f"alert:{row.pk}"
    entry.data = {**entry.data, **told(row)}
    if row.follows_id:
        entry.data["follows"] = earlier.identifier
    if row.alone:
        entry.data["alone"] = row.alone


def digest(row: Alert) -> str:
    """A fingerprint of all that goes out: the words, the channels, the moment."""
    said = {"data": row.data, "channels": row.channels, "unit": row.unit_id, "at": _iso(row.publish_at)}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _refuse_own(row: Alert, viewer: Viewer, proposal: str) -> None:
    """Pass if this person may confirm just what was proposed."""
    if row.state != AlertState.PROPOSED:
        raise Conflict("It does not wait for a second person.")
    _refuse_unless_other(viewer, row.proposed_by, "confirm it", "proposed")
    if not proposal == row.proposal == digest(row):
        raise Conflict("It has changed since you were shown it; look at it again.")


def _refuse_unless_other(viewer: Viewer, first: str, what: str, did: str) -> None:
    if viewer.person_id is None:
        raise NotAllowed(f"A second person must {what}, not a token.")
    if viewer.label == first:
        raise NotAllowed(f"Somebody else must {what}: you {did} it yourself.")


def _refuse_unfit(row: Alert) -> None:
    """Refuse what could not go out now, or at its moment."""
    if row.follows is not None:
        refuse_unless_standing(row.follows)
    start = drafting.whole_second(row.publish_at or clock.now())
    drafting.checked(replace(selectors.record(row), sent=start))
    check_signing(start)


def _moment(publish_at: datetime) -> datetime:
    now = clock.now()
    if publish_at.tzinfo is None:
        raise BadInput("say in which time zone, as in 2015-11-15T12:00+08:00", where="publish_at")
    if publish_at <= now:
        raise BadInput(f"{publish_at.isoformat()} is past; publish it now instead", where="publish_at")
    if publish_at > now + AHEAD:
        raise BadInput(f"it is more than {AHEAD.days} days ahead", where="publish_at", reason="too_long")
    return publish_at.astimezone(UTC)


def _plan(row: Alert, publish_at: datetime, viewer: Viewer, entry: Draft) -> None:
    row.state, row.publish_at, row.published_by = AlertState.SCHEDULED, publish_at, viewer.label
    row.returned = row.returned_by = ""
    row.save()
    at = publish_at.isoformat()
    # A key holds the moment of planning too: a plan that was taken back and made again is another one.
    key = f"publish:{row.pk}:{at}:{clock.now().isoformat()}"
    enqueue(JOB, key, {"alert": row.pk, "at": at}, run_at=publish_at, priority=URGENT)
    entry.action = "notify.scheduled"
    _tell(entry, row)


def _trouble(row: Alert, planned: datetime) -> str:
    """Why a planned alert may not go out any more, "" if it may."""
    late = clock.now() - planned
    if late > LATE:
        minutes = int(late.total_seconds() // 60)
        return f"Its moment, {_iso(drafting.whole_second(planned))}, was missed by {minutes} minutes."
    try:
        _refuse_unfit(row)
    except (BadInput, Conflict) as error:
        return f"It could not go out as planned: {error}"
    return ""


def _set_aside(row: Alert, trouble: str, entry: Draft) -> None:
    back_to_draft(row)
    row.published_by, row.returned, row.returned_by = "", trouble, SCHEDULER
    row.save()
    entry.action, entry.subject, entry.data = "notify.set_aside", f"alert:{row.pk}", {"reason": trouble}
    log.warning("alert %s was not published: %s", row.pk, trouble)


def _tell(entry: Draft, row: Alert) -> None:
    entry.subject = f"alert:{row.pk}"
    entry.data = {
        **entry.data,
        "headline": row.headline,
        "status": row.status,
        "proposal": row.proposal,
        "publish_at": row.publish_at,
    }
