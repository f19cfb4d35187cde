"""A roster as an iCalendar file, for the calendars of those who work it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from tocsin.base.icalendar import Event, icalendar
from tocsin.protect.rosters.roster import Duty, Roster


def calendar(roster: Roster, told: datetime, *, team: str = "", sequence: int = 0) -> bytes:
    """Each duty as an event, of one `team` or of all; `told` is when the roster was given out.

    A duty keeps its identifier, so that a later file with a higher `sequence` changes the entries of an
    earlier one.

    >>> from datetime import date, time
    >>> from tocsin.protect.patrols.shifts import shifts
    >>> [shift] = shifts(date(2015, 11, 14), 1, [time(6)], "Asia/Shanghai")
    >>> found = Roster((Duty(shift, "Team 7", "north"),), 0, 0, True)
    >>> calendar(found, shift.start).decode().splitlines()[12:14]
    ['SUMMARY:Team 7: north', 'LOCATION:north']
    """
    duties = roster.of(team) if team else roster.duties
    return icalendar((_event(duty, told, sequence) for duty in duties), "Rosters")


def _event(duty: Duty, told: datetime, sequence: int) -> Event:
    start = duty.shift.start.astimezone(UTC)
    where = ", ".join(part for part in (duty.district, duty.skill) if part)
    what = "reserve" if duty.reserve else where
    return Event(
        f"{uuid5(NAMESPACE_URL, f'tocsin:duty:{start:%Y%m%dT%H%M%SZ}:{duty.team}')}@tocsin",
        told,
        duty.shift.start,
        duty.shift.end,
        f"{duty.team}: {what}" if what else duty.team,
        place=duty.district,
        sequence=sequence,
    )
