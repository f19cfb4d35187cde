"""Who there is to work, how many are needed when and where, and what nobody may be asked to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from tocsin.errors import BadInput
from tocsin.protect.patrols.shifts import Shift

_NIGHT_ENDS = time(5)
_NIGHT_WORK = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Team:
    """A team that works shifts together, by what it is called on duty: nothing is held of a person.

    `home` is the district it is sent to where there is a choice; `absent` are the stretches (start, end) in
    which it cannot work: leave, training, or a shift worked already with the rest after it.
    """

    id: str
    skills: frozenset[str] = frozenset()
    home: str = ""
    absent: tuple[tuple[datetime, datetime], ...] = ()

    def __post_init__(self) -> None:
        for start, end in self.absent:
            if start.tzinfo is None or end.tzinfo is None:
                raise BadInput(f"its absence from {start} needs a zone", where=self.id, reason="zone")
            if end.astimezone(UTC) <= start.astimezone(UTC):
                text = f"its absence from {start} ends before it starts"
                raise BadInput(text, where=self.id, reason="order")

    def is_there(self, start: datetime, end: datetime) -> bool:
        """Whether it could work from one moment to another."""
        return all(end <= gone.astimezone(UTC) or back.astimezone(UTC) <= start for gone, back in self.absent)


@dataclass(frozen=True, slots=True)
class Need:
    """So many teams in a shift, in a district and with a skill, where these are named."""

    shift: Shift
    teams: int
    district: str = ""
    skill: str = ""

    def __post_init__(self) -> None:
        if self.teams < 0:
            raise BadInput(f"{self.teams} is no number of teams", where=self.shift.name, reason="teams")


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every team: at most so many shifts in a calendar week (ISO 8601, by the day on which a
    shift starts) and so long a rest between two.

    Eleven hours are what the European Union's Directive 2003/88/EC asks for at least (article 3). With
    `reserve` teams beyond the need may be put on duty, in reserve, where that makes shifts more even.
    """

    most_shifts: int = 5
    rest: timedelta = timedelta(hours=11)
    reserve: bool = False

    def __post_init__(self) -> None:
        if self.most_shifts < 0 or self.rest < timedelta(0):
            text = f"{self.most_shifts} shifts a week and {self.rest} of rest: neither may be below nothing"
            raise BadInput(text, where="rules", reason="rules")


def is_night(shift: Shift) -> bool:
    """Whether three hours or more of it lie between midnight and five, by the clock of the place (after
    Directive 2003/88/EC, article 2).

    >>> from zoneinfo import ZoneInfo
    >>> begins = [datetime(2015, 11, 14, hour, tzinfo=ZoneInfo("Asia/Shanghai")) for hour in (6, 16, 22)]
    >>> [is_night(Shift(begin, begin + timedelta(hours=9))) for begin in begins]
    [False, False, True]
    """
    start = shift.start.replace(tzinfo=None)
    end = shift.end.astimezone(shift.start.tzinfo).replace(tzinfo=None)
    asleep = timedelta(0)
    for days in range((end.date() - start.date()).days + 1):
        midnight = datetime.combine(start.date() + timedelta(days), time())
        five = datetime.combine(midnight, _NIGHT_ENDS)
        asleep += max(timedelta(0), min(end, five) - max(start, midnight))
    return asleep >= _NIGHT_WORK


def check_ids(teams: Sequence[Team]) -> None:
    """Refuse two teams with one name."""
    seen: set[str] = set()
    for team in teams:
        if team.id in seen:
            raise BadInput("this team is named twice", where=team.id, reason="twice")
        seen.add(team.id)
