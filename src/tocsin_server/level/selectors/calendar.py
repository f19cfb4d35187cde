"""A meeting as an iCalendar file, for the calendars of those who come."""

from tocsin.base import TLP
from tocsin.base.icalendar import Event, icalendar
from tocsin_server.level.models import Meeting
from tocsin_server.level.selectors.meetings import told_outside


def calendar(row: Meeting, address: str) -> bytes:
    """One event in UTC with a stable identifier, so that taking it again changes the entry that is there.

    `address` is the page of the meeting. Of what is AMBER+STRICT or RED it holds that and the time alone.
    """
    told = told_outside(row)
    event = Event(
        f"{row.pk}@tocsin",
        row.called_off or row.convened,
        row.starts,
        row.ends,
        ("EXERCISE: " if row.exercise else "") + told.title,
        place=told.place,
        description=told.agenda,
        url=address,
        sequence=int(row.called_off is not None),
        cancelled=row.called_off is not None,
        public=row.tlp == TLP.CLEAR,
    )
    return icalendar([event], "Meetings")
