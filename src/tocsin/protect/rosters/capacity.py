"""Is there a roster at all? Counted before a solver looks for one, which may look for minutes and not say.

What is counted here is necessary, not enough: a roster may still be impossible where every count holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import numpy as np

from tocsin.protect.rosters.frame import Counts, Frame
from tocsin.protect.rosters.needs import Need, Rules, Team


class Lack(StrEnum):
    """Where too few teams are."""

    SHIFT = "shift"
    """In one shift."""
    REST = "rest"
    """In shifts so close that no team may work two of them."""
    WEEK = "week"
    """Over a week, by how many shifts each team may work in it."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """`asked` teams are needed and `there` can come, each shift counted; with `skill` where it is named."""

    lack: Lack
    asked: int
    there: int
    text: str
    skill: str = ""


def shortages(teams: Sequence[Team], needs: Sequence[Need], rules: Rules) -> tuple[Shortage, ...]:
    """Every count that shows there can be no roster, single shifts first; none where nothing is found.

    >>> from datetime import date, time
    >>> from tocsin.protect.patrols.shifts import shifts
    >>> week = shifts(date(2015, 11, 16), 7, [time(6), time(14), time(22)], "Asia/Shanghai")
    >>> [one] = shortages([Team(str(n)) for n in range(40)], [Need(shift, 10) for shift in week], Rules())
    >>> one.text
    'the 21 shifts from 2015-11-16 06:00: 210 teams are needed and 200 can come (210 > 200; 5 shifts a week)'
    """
    return counted(Frame.of(teams, needs, rules))


def counted(frame: Frame) -> tuple[Shortage, ...]:
    """The shortages of what is sorted already."""
    skills = [skill for skill in frame.skills if skill]
    return tuple(
        shortage
        for look in (_in_a_shift, _without_rest, _in_a_week)
        for skill in ["", *skills]
        for shortage in look(frame, skill)
    )


def _in_a_shift(frame: Frame, skill: str) -> Iterator[Shortage]:
    asked, able = _of_skill(frame, skill)
    there = frame.open[able].sum(axis=0)
    for at in np.flatnonzero(asked > there):
        yield _short(Lack.SHIFT, skill, asked[at], there[at], frame.shifts[at].name)


def _without_rest(frame: Frame, skill: str) -> Iterator[Shortage]:
    asked, able = _of_skill(frame, skill)
    hours = frame.rules.rest / timedelta(hours=1)
    for close in frame.exclusive:
        some = list(close)
        wanted, there = asked[some].sum(), frame.open[np.ix_(able, some)].any(axis=1).sum()
        if len(some) > 1 and wanted > there:
            names = ", ".join(frame.shifts[at].name for at in some)
            why = f"{hours:g} hours of rest between two"
            yield _short(Lack.REST, skill, wanted, there, names, why)


def _in_a_week(frame: Frame, skill: str) -> Iterator[Shortage]:
    asked, able = _of_skill(frame, skill)
    for week in frame.weeks:
        wanted, there = asked[list(week)].sum(), sum(frame.most(team, week) for team in able)
        if wanted > there:
            where = f"the {_count(len(week), 'shift')} from {frame.shifts[week[0]].name}"
            why = f"{_count(frame.rules.most_shifts, 'shift')} a week"
            yield _short(Lack.WEEK, skill, wanted, there, where, why)


def _of_skill(frame: Frame, skill: str) -> tuple[Counts, list[int]]:
    """What is asked for in each shift, and which teams may come for it; all of both without a skill."""
    if not skill:
        return frame.asked.sum(axis=0), list(range(len(frame.teams)))
    at = frame.skills.index(skill)
    return frame.asked[at], np.flatnonzero(frame.able[:, at]).tolist()


def _short(
    lack: Lack, skill: str, asked: np.int64, there: np.int64 | int, where: str, why: str = ""
) -> Shortage:
    teams = _count(int(asked), "team") + (f" with {skill}" if skill else "")
    numbers = f"{asked} > {there}; {why}" if why else f"{asked} > {there}"
    text = f"{where}: {teams} {'is' if asked == 1 else 'are'} needed and {there} can come ({numbers})"
    return Shortage(lack, int(asked), int(there), text, skill)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
