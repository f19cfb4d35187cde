"""What a calendar program reads is what was written, whatever the words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tocsin.base.icalendar import Event, icalendar

START = datetime(2015, 11, 14, 22, tzinfo=ZoneInfo("Asia/Shanghai"))


def event(summary: str = "Night", **more: object) -> Event:
    return Event("7@tocsin", START, START, START + timedelta(hours=8), summary, **more)


def lines(data: bytes) -> list[str]:
    """The unfolded lines (RFC 5545, section 3.1)."""
    return data.decode().replace("\r\n ", "").split("\r\n")


def plain(text: str) -> str:
    """A TEXT value as a reader takes it (section 3.3.11)."""
    read, letters = "", iter(text)
    for letter in letters:
        escaped = next(letters) if letter == "\\" else ""
        read += {"n": "\n", "N": "\n"}.get(escaped, escaped) if escaped else letter
    return read


def test_times_are_told_in_utc() -> None:
    told = lines(icalendar([event()], "Test"))
    assert {"DTSTAMP:20151114T140000Z", "DTSTART:20151114T140000Z", "DTEND:20151114T220000Z"} < set(told)
    assert told[-2:] == ["END:VCALENDAR", ""]


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=200))
def test_no_line_is_longer_than_75_octets_and_no_word_is_changed(words: str) -> None:
    data = icalendar([event(f"At {words}")], "Test")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    summary = next(line for line in lines(data) if line.startswith("SUMMARY:"))
    assert plain(summary.removeprefix("SUMMARY:")) == f"At {words}"


def test_words_cannot_add_a_line_of_their_own() -> None:
    told = lines(icalendar([event("Night\r\nEND:VEVENT\x07", place="Gate")], "Test"))
    assert "SUMMARY:Night\\nEND:VEVENT" in told
    assert told.count("END:VEVENT") == 1


def test_a_file_without_events_is_a_calendar_all_the_same() -> None:
    assert lines(icalendar([], "Test"))[0::4] == ["BEGIN:VCALENDAR", "END:VCALENDAR"]


def test_what_is_called_off_is_cancelled_with_a_higher_sequence() -> None:
    told = lines(icalendar([event(cancelled=True, sequence=1, public=True)], "Test"))
    assert {"STATUS:CANCELLED", "SEQUENCE:1", "CLASS:PUBLIC"} < set(told)
