"""A meeting as an iCalendar file (RFC 5545), for the calendars of those who come."""

from datetime import UTC, datetime

from tocsin.base import TLP
from tocsin_server.level.models import Meeting
from tocsin_server.level.selectors.meetings import told_outside

_STAMP = "%Y%m%dT%H%M%SZ"
_MOST_OCTETS = 75


def calendar(row: Meeting, address: str) -> bytes:
    """One event in UTC with a stable identifier, so that taking it again changes the entry that is there.

    `address` is the page of the meeting. Of what is AMBER+STRICT or RED it holds that and the time alone.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tocsin//Meetings//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"UID:{row.pk}@tocsin",
        f"DTSTAMP:{_stamp(row.called_off or row.convened)}",
        f"DTSTART:{_stamp(row.starts)}",
        f"DTEND:{_stamp(row.ends)}",
        f"SEQUENCE:{int(row.called_off is not None)}",
        f"STATUS:{'CANCELLED' if row.called_off else 'CONFIRMED'}",
        f"CLASS:{'PUBLIC' if row.tlp == TLP.CLEAR else 'CONFIDENTIAL'}",
        *_words(row),
        f"URL:{address}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _words(row: Meeting) -> list[str]:
    told = told_outside(row)
    drill = "EXERCISE: " if row.exercise else ""
    words = {"SUMMARY": drill + told.title, "LOCATION": told.place, "DESCRIPTION": told.agenda}
    return [f"{name}:{_text(text)}" for name, text in words.items() if text]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_STAMP)


def _text(words: str) -> str:
    """Words as a TEXT value, in which four signs are escaped (section 3.3.11)."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = "\\n".join(escaped.splitlines())
    return "".join(letter for letter in lines if letter.isprintable())


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, no letter cut apart, the later ones indented (section 3.1)."""
    folded, octets = "", 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > _MOST_OCTETS:
            folded, octets = f"{folded}\r\n ", 1
        folded, octets = folded + letter, octets + size
    return folded
