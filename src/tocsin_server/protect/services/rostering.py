"""Which teams are on duty in which shift: rest is kept, work is shared, and a roster given out stays where it
can."""

from collections.abc import Sequence
from datetime import timedelta

from tocsin.errors import BadInput
from tocsin.protect.patrols import Shift
from tocsin.protect.rosters import Duty, Need, Roster, Rules, Team, roster, shortages
from tocsin_server.protect.models import PlanShift
from tocsin_server.protect.models import Team as TeamRow

OnDuty = list[list[int]]
"""For each shift the numbers of the teams on duty."""


def refuse_short(teams: Sequence[TeamRow], shifts: Sequence[Shift], number: int, rules: Rules) -> None:
    """`BadInput` with the number that is short, where counting shows that there can be no roster."""
    there, needs = [_team(one, ()) for one in teams], [Need(shift, number) for shift in shifts]
    short = shortages(there, needs, rules) if there and number and shifts else ()
    if short:
        raise BadInput("; ".join(one.text for one in short[:3]), where="teams", reason="too_few_teams")


def rostered(
    unit_id: str, teams: Sequence[TeamRow], shifts: Sequence[Shift], number: int, rules: Rules
) -> OnDuty:
    """So many of a unit's teams for each shift; `BadInput` with the number that is short.

    A team that works just before rests first. Duties that an earlier plan gave out in the same shifts are
    left to the teams that have them, as far as can be.
    """
    given = list(
        PlanShift.objects.filter(
            plan__unit=unit_id, dropped=False, start__lt=shifts[-1].end, end__gt=shifts[0].start - rules.rest
        )
    )
    worked = [one for one in given if one.start < shifts[0].start]
    there = [_team(team, [one for one in worked if team.pk in one.on_duty], rules.rest) for team in teams]
    found = roster(there, [Need(shift, number) for shift in shifts], rules, before=_before(given, shifts))
    by_start: dict[object, list[int]] = {}
    for duty in found.duties:
        by_start.setdefault(duty.shift.start, []).append(int(duty.team))
    return [by_start.get(shift.start, []) for shift in shifts]


def _team(row: TeamRow, worked: Sequence[PlanShift], rest: timedelta = timedelta(0)) -> Team:
    absent = tuple((one.start, one.end + rest) for one in worked)
    return Team(str(row.pk), frozenset(row.skills), absent=absent)


def _before(given: Sequence[PlanShift], shifts: Sequence[Shift]) -> Roster | None:
    """The duties already given out in these very shifts."""
    same = {(one.start, one.end): one.on_duty for one in given}
    duties = tuple(
        Duty(shift, str(team)) for shift in shifts for team in same.get((shift.start, shift.end), ())
    )
    return Roster(duties, 0, 0, proven=False) if duties else None
