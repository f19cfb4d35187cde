"""Meetings: units are convened, say whether they come, and it is recorded who was there."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from tocsin.base import TLP
from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.ledger.services import act
from tocsin_server.level import selectors
from tocsin_server.level.models import Attendance, Declaration, Invitation, Meeting
from tocsin_server.level.services.reaching import notify_meeting
from tocsin_server.locks import one_at_a_time
from tocsin_server.units import selectors as units
from tocsin_server.units.models import Unit
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

LONGEST = timedelta(hours=24)
"""What lasts longer is several meetings, each with its own record of who was there."""

REPLIES = (Attendance.ACCEPTED, Attendance.DECLINED)


def convene(
    viewer: Viewer,
    *,
    key: str,
    unit_id: str,
    title: str,
    agenda: str,
    place: str,
    starts: datetime,
    ends: datetime,
    unit_ids: Collection[str],
    tlp: str = TLP.AMBER.value,
    declaration_id: Any = None,
    exercise: bool = False,
) -> Meeting:
    """Call units below `unit_id` together, and tell them. Again with the same `key` is the same meeting.

    `declaration_id` is the level that it is about. Errors: `BadInput` names the field; `NotAllowed` but for a
    duty officer of the convening unit or above; `Conflict` where the key stands for another meeting."""
    unit = units.unit(unit_id)
    require(viewer, Permission.CONVENE, unit)
    with act(viewer.acting_for(unit_id), "level.meeting_convened") as entry:
        one_at_a_time("level.meeting")
        if standing := Meeting.objects.filter(key=key).select_related("unit").first():
            entry.cancel()
            return _same(standing, unit_id, title, exercise)
        now = clock.now()
        row = Meeting.objects.create(
            key=key, unit=unit, tlp=label(tlp), title=said(title, "title", "say what the meeting is about"),
            agenda=agenda.strip(), place=place.strip(), exercise=exercise, convened=now,
            convened_by=viewer.label, declaration=_about(viewer, declaration_id, exercise),
            **_span(starts, ends, now),
        )  # fmt: skip
        invited = _invited(unit, unit_ids)
        Invitation.objects.bulk_create(Invitation(meeting=row, unit_id=each) for each in invited)
        notify_meeting(row, invited, "Invitation to a meeting")
        entry.subject = f"meeting:{row.pk}"
        entry.data = {
            "title": row.title, "starts": row.starts, "ends": row.ends, "units": invited, "tlp": row.tlp,
            "exercise": exercise, "declaration": row.declaration_id,
        }  # fmt: skip
    return row


def call_off(viewer: Viewer, meeting_id: Any, reason: str) -> Meeting:
    """Let a meeting not take place, and tell those invited why. Twice is the same as once."""
    reason = said(reason, "reason", "say why it is called off")
    with act(viewer.actor, "level.meeting_called_off") as entry:
        row = held(viewer, meeting_id)
        if row.called_off:
            entry.cancel()
            return row
        if row.ends <= clock.now():
            raise Conflict(f"{row.title} is over; what took place is not called off.")
        row.called_off, row.minutes = clock.now(), f"Called off: {reason}"
        row.save(update_fields=["called_off", "minutes"])
        entry.subject, entry.data = f"meeting:{row.pk}", {"reason": reason}
        notify_meeting(row, row.invitations.values_list("unit", flat=True), "Meeting called off")
    return row


def reply(viewer: Viewer, meeting_id: Any, unit_id: str, attendance: str, who: str = "") -> Invitation:
    """Say for an invited unit whether it comes, and which office speaks for it; its last word holds."""
    unit = units.unit(unit_id)
    require(viewer, Permission.ATTEND, unit)
    if attendance not in REPLIES:
        raise BadInput(f"say {' or '.join(REPLIES)}, not {attendance!r}", where="attendance")
    if attendance == Attendance.ACCEPTED:
        who = said(who, "who", "say which office will speak for the unit")
    with act(viewer.acting_for(unit_id), "level.meeting_answered") as entry:
        row = selectors.meeting(meeting_id, viewer)
        refuse_called_off(row)
        invitation = _open_invitation(row, unit)
        if (invitation.attendance, invitation.who) == (attendance, who.strip()):
            entry.cancel()
            return invitation
        _put(invitation, attendance, who, viewer)
        entry.subject = f"meeting:{row.pk}"
        entry.data = {"unit": unit_id, "attendance": attendance, "who": invitation.who}
    return invitation


def record_attendance(viewer: Viewer, meeting_id: Any, present: Mapping[str, str]) -> Meeting:
    """Write down which of the invited units were there; all others were absent.

    `present` gives each with the office that spoke, "" leaving what it said before.
    It may be corrected: the ledger keeps every version.
    """
    with act(viewer.actor, "level.meeting_attended") as entry:
        row = held(viewer, meeting_id)
        refuse_called_off(row)
        refuse_early(row, "attendance is recorded")
        invitations = list(row.invitations.select_for_update())
        if strangers := sorted(set(present) - {each.unit_id for each in invitations}):
            raise BadInput(f"not invited: {', '.join(strangers)}", where="present", reason="not_invited")
        for each in invitations:
            was_there = each.unit_id in present
            state = Attendance.ATTENDED if was_there else Attendance.ABSENT
            _put(each, state, present.get(each.unit_id) or each.who, viewer)
        entry.subject, entry.data = f"meeting:{row.pk}", {"present": sorted(present)}
    return row


def write_minutes(viewer: Viewer, meeting_id: Any, text: str) -> Meeting:
    """Keep what was said; the ledger holds the SHA-256 of each version, so that none is changed unseen."""
    text = said(text, "minutes", "the minutes are empty")
    with act(viewer.actor, "level.meeting_minuted") as entry:
        row = held(viewer, meeting_id)
        refuse_called_off(row)
        refuse_early(row, "there is anything to write down")
        if row.minutes == text:
            entry.cancel()
            return row
        row.minutes = text
        row.save(update_fields=["minutes"])
        entry.subject, entry.data = f"meeting:{row.pk}", {"sha256": sha256(text.encode()).hexdigest()}
    return row


def held(viewer: Viewer, meeting_id: Any) -> Meeting:
    """The meeting, locked, for somebody who may hold it."""
    row = selectors.meeting(meeting_id, viewer)
    require(viewer, Permission.CONVENE, row.unit)
    return (
        Meeting.objects.select_for_update(of=("self",)).select_related("unit", "declaration").get(pk=row.pk)
    )


def said(text: str, where: str, otherwise: str) -> str:
    """A text that may not be empty, without the space around it."""
    if not text.strip():
        raise BadInput(otherwise, where=where)
    return text.strip()


def label(tlp: str) -> str:
    """A TLP label by its value."""
    if tlp not in set(TLP):
        raise BadInput(f"{tlp!r} is not one of {', '.join(TLP)}", where="tlp")
    return TLP(tlp).value


def refuse_called_off(row: Meeting) -> None:
    """Pass unless the meeting was called off."""
    if row.called_off:
        raise Conflict(f"{row.title} was called off.")


def refuse_early(row: Meeting, what: str) -> None:
    """Pass once the meeting has begun."""
    if clock.now() < row.starts:
        raise Conflict(f"{row.title} has not begun; wait until it has before {what}.")


def _put(invitation: Invitation, attendance: str, who: str, viewer: Viewer) -> None:
    invitation.attendance, invitation.who = attendance, who.strip()
    invitation.changed, invitation.changed_by = clock.now(), viewer.label
    invitation.save(update_fields=["attendance", "who", "changed", "changed_by"])


def _open_invitation(row: Meeting, unit: Unit) -> Invitation:
    """The unit's invitation, locked, as long as it may still answer."""
    found = row.invitations.select_for_update().filter(unit=unit).first()
    if found is None:
        raise BadInput(f"{unit.name} is not invited", where="unit", reason="not_invited")
    if found.attendance in (Attendance.ATTENDED, Attendance.ABSENT) or row.ends <= clock.now():
        raise Conflict(f"{row.title} is over; who was there is recorded by whoever convened it.")
    return found


def _invited(unit: Unit, unit_ids: Collection[str]) -> list[str]:
    wanted = set(unit_ids)
    if not wanted:
        raise BadInput("say which units are to come", where="units")
    found = set(selectors.invitable(unit).filter(pk__in=wanted).values_list("pk", flat=True))
    if stray := sorted(wanted - found):
        raise BadInput(f"not below {unit.name}: {', '.join(stray)}", where="units", reason="unit")
    return sorted(found)


def _span(starts: datetime, ends: datetime, now: datetime) -> dict[str, datetime]:
    for moment, where in ((starts, "starts"), (ends, "ends")):
        if moment.tzinfo is None:
            raise BadInput("say in which time zone, as in 2015-11-15T09:00+08:00", where=where)
    if starts < now.replace(second=0, microsecond=0):
        raise BadInput(f"{starts.isoformat()} is past", where="starts", reason="start_in_past")
    if not starts < ends <= starts + LONGEST:
        raise BadInput("it must end after it starts, and within 24 hours", where="ends", reason="span")
    return {"starts": starts, "ends": ends}


def _about(viewer: Viewer, declaration_id: Any, exercise: bool) -> Declaration | None:
    if not declaration_id:
        return None
    row = selectors.declaration(declaration_id, viewer)
    if row.exercise != exercise:
        text = "an exercise meets about an exercise, and a real meeting about a real level"
        raise BadInput(text, where="declaration", reason="exercise")
    return row


def _same(row: Meeting, unit_id: str, title: str, exercise: bool) -> Meeting:
    if (row.unit_id, row.title, row.exercise) != (unit_id, title.strip(), exercise):
        raise Conflict(f"The key {row.key!r} already stands for {row.title}, convened by {row.unit.name}.")
    return row
