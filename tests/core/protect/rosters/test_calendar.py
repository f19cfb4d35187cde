"""A roster in people's calendars."""

from datetime import UTC, datetime

from tests.core.protect.rosters.weeks import needs, teams, week
from tocsin.protect.rosters import Duty, Need, Roster, Rules, Team, calendar, roster

TOLD = datetime(2015, 11, 14, 4, tzinfo=UTC)


def lines(data: bytes) -> list[str]:
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_a_team_gets_its_own_duties_in_utc() -> None:
    found = roster(teams(48), needs())
    told = lines(calendar(found, TOLD, team="Team 7"))
    assert told.count("BEGIN:VEVENT") == len(found.of("Team 7"))
    first = found.of("Team 7")[0]
    assert f"DTSTART:{first.shift.start.astimezone(UTC):%Y%m%dT%H%M%SZ}" in told
    assert f"SUMMARY:Team 7: {first.district}" in told
    assert told.count("DTSTAMP:20151114T040000Z") == len(found.of("Team 7"))


def test_a_duty_keeps_its_identifier_when_it_is_told_again() -> None:
    def identifiers(found: Roster, sequence: int) -> list[str]:
        return [line for line in lines(calendar(found, TOLD, sequence=sequence)) if line.startswith("UID:")]

    before, after = (Roster((Duty(week()[0], "Team 7", where),), 0, 0, True) for where in ("north", "south"))
    assert identifiers(before, 0) == identifiers(after, 1)
    assert len(set(identifiers(roster(teams(48), needs()), 0))) == 210


def test_reserve_and_skills_are_named() -> None:
    crew = [Team("A; first", frozenset(["dogs"])), Team("B")]
    found = roster(crew, [Need(week()[0], 1, "north", "dogs")], Rules(most_shifts=1, reserve=True))
    told = lines(calendar(found, TOLD))
    assert {"SUMMARY:A\\; first: north\\, dogs", "SUMMARY:B: reserve"} < set(told)
