"""Events as an iCalendar file (RFC 5545), for the calendars that people have already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_STAMP = "%Y%m%dT%H%M%SZ"
_MOST_OCTETS = 75


@dataclass(frozen=True, slots=True)
class Event:
    """One entry from `start` to `end`; `told` is when this was said of it. All times have their zone.

    `uid` names the entry the same each time, so that a calendar that takes the file again changes the entry
    it has; of two files the one with the higher `sequence` holds.
    """

    uid: str
    told: datetime
    start: datetime
    end: datetime
    summary: str
    place: str = ""
    description: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False
    public: bool = False


def icalendar(events: Iterable[Event], product: str) -> bytes:
    """The events as a file in UTC; `product` is the part of Tocsin that writes it.

    >>> hours = [datetime(2015, 11, 14, hour, tzinfo=UTC) for hour in (0, 6, 14)]
    >>> file = icalendar([Event("7@tocsin", *hours, "Team 7: Opera; Station")], "Rosters")
    >>> [line for line in file.decode().splitlines() if line.startswith(("UID", "DTSTART", "SUMMARY"))]
    ['UID:7@tocsin', 'DTSTART:20151114T060000Z', 'SUMMARY:Team 7: Opera\\\\; Station']
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Tocsin//{product}//EN",
        "CALSCALE:GREGORIAN",
        *(line for event in events for line in _lines(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _lines(event: Event) -> list[str]:
    words = {"SUMMARY": event.summary, "LOCATION": event.place, "DESCRIPTION": event.description}
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_stamp(event.told)}",
        f"DTSTART:{_stamp(event.start)}",
        f"DTEND:{_stamp(event.end)}",
        f"SEQUENCE:{event.sequence}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        f"CLASS:{'PUBLIC' if event.public else 'CONFIDENTIAL'}",
        *(f"{name}:{_text(text)}" for name, text in words.items() if text),
        *([f"URL:{event.url}"] if event.url else []),
        "END:VEVENT",
    ]


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
