"""Who works when and where: every need filled, every rule kept, and the burden shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from scipy.optimize import linear_sum_assignment

from tocsin.errors import BadInput
from tocsin.protect.patrols.shifts import Shift
from tocsin.protect.rosters.capacity import counted
from tocsin.protect.rosters.frame import Cell, Counts, Flags, Frame, span_of
from tocsin.protect.rosters.needs import Need, Rules, Team
from tocsin.protect.rosters.turns import in_turn

EFFORT = 5.0
"""How long CP-SAT looks by default, in its own seconds; one takes about two on an ordinary processor."""
_NAMED = 3
_MOVED, _UNABLE = 1e3, 1e6


@dataclass(frozen=True, slots=True)
class Duty:
    """A team's shift: in a district and for a skill where one was asked for, or in reserve."""

    shift: Shift
    team: str
    district: str = ""
    skill: str = ""
    reserve: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """All duties, by shift and team. One team has at most `spread` shifts and `nights` nights more than
    another, those that are away excused; with `proven` there is no roster that spreads either better."""

    duties: tuple[Duty, ...]
    spread: int
    nights: int
    proven: bool

    def of(self, team: str) -> tuple[Duty, ...]:
        """What one team works."""
        return tuple(duty for duty in self.duties if duty.team == team)


Held = Mapping[Cell, Duty]
"""The duties given out before, by number of team and shift."""


def roster(
    teams: Sequence[Team],
    needs: Sequence[Need],
    rules: Rules | None = None,
    *,
    before: Roster | None = None,
    now: datetime | None = None,
    seed: int = 0,
    effort: float = EFFORT,
) -> Roster:
    """Find who works when: shifts spread over the teams as evenly as can be, then nights; teams go to their
    home district where that is possible. The same comes out for the same input and seed.

    Where a roster was given out `before`, as few of its duties are taken from a team as can be: people have
    made their plans. That goes before all else; shifts that have begun by `now` stay as they were.

    `BadInput` says which number is short where there can be no roster: at once where counting shows it
    (reason `too_few_teams`), after the solver's proof otherwise (`infeasible`); and `undecided` where within
    `effort` it found neither a roster nor a proof.

    >>> from datetime import date, time
    >>> from tocsin.protect.patrols.shifts import shifts
    >>> week = shifts(date(2015, 11, 16), 7, [time(6), time(18)], "Asia/Shanghai")
    >>> found = roster([Team("A"), Team("B"), Team("C")], [Need(shift, 1) for shift in week])
    >>> len(found.duties), found.spread, found.nights, len({duty.team for duty in found.duties[:2]})
    (14, 1, 1, 2)
    """
    frame = Frame.of(teams, needs, rules or Rules())
    short = counted(frame)
    if short:
        raise BadInput(_listed([one.text for one in short]), where="roster", reason="too_few_teams")
    held = _held(frame, before)
    if (kept := _as_it_was(frame, held)) is not None:
        return _filled(frame, kept, held, proven=True)
    turns = None if frame.rules.reserve or held else in_turn(frame)
    if turns is not None and _spreads(frame, turns) == _least(frame):
        return _filled(frame, turns, held, proven=True)
    from tocsin.protect.rosters.model import evened  # costly to import, and turns mostly do

    begun = sum(start <= now for start, _ in frame.spans) if now and held else 0
    answer = evened(frame, held, begun, seed, effort)
    found = [work for work in (answer.work, turns) if work is not None]
    if not found:
        raise _none_found(frame, answer.proven, seed, effort)
    best = min(found, key=lambda work: _spreads(frame, work))
    return _filled(frame, best, held, proven=answer.proven)


def _held(frame: Frame, before: Roster | None) -> Held:
    """What was given out before and can be kept."""
    team_at = {team.id: at for at, team in enumerate(frame.teams)}
    shift_at = {span: at for at, span in enumerate(frame.spans)}
    cells = {
        (team_at.get(duty.team, -1), shift_at.get(span_of(duty.shift), -1)): duty
        for duty in (before.duties if before else ())
    }
    return {cell: duty for cell, duty in cells.items() if min(cell) >= 0 and frame.open[cell]}


def _as_it_was(frame: Frame, held: Held) -> Flags | None:
    """What was given out before, where it still fills every need and keeps every rule."""
    if not held or frame.rules.reserve or frame.skills != ("",):
        return None
    work = np.zeros_like(frame.open)
    work[tuple(np.array(list(held)).T)] = True
    filled = np.array_equal(work.sum(axis=0), frame.asked[0])
    rested = all(work[:, list(some)].sum(axis=1).max() <= 1 for some in frame.exclusive)
    few = all(work[:, list(week)].sum(axis=1).max() <= frame.rules.most_shifts for week in frame.weeks)
    return work if filled and rested and few else None


def _filled(frame: Frame, work: Flags, held: Held, *, proven: bool) -> Roster:
    duties = (duty for at in range(len(frame.shifts)) for duty in _placed(frame, work[:, at], held, at))
    return Roster(tuple(duties), *_spreads(frame, work), proven)


def _spreads(frame: Frame, work: Flags) -> tuple[int, int]:
    """How many more shifts, and how many more nights, one team works than another."""
    return _spread(frame, work, range(len(frame.shifts))), _spread(frame, work, frame.nights)


def _least(frame: Frame) -> tuple[int, int]:
    """What no roster without reserve goes below: 1 where the places do not divide by the teams, or 0."""
    return _uneven(frame, range(len(frame.shifts))), _uneven(frame, frame.nights)


def _uneven(frame: Frame, among: Sequence[int]) -> int:
    places = int(frame.asked[:, list(among)].sum())
    return int(places % len(frame.teams) > 0 and not any(frame.excused(among)))


def _none_found(frame: Frame, proven: bool, seed: int, effort: float) -> BadInput:
    """Why there is no roster, told by how near one can come to it."""
    if not proven:
        text = (
            f"no roster was found and none was shown to be impossible within an effort of {effort:g}: allow "
            "more, or make the roster smaller"
        )
        return BadInput(text, where="roster", reason="undecided")
    from tocsin.protect.rosters.model import unfilled  # loaded already

    nearest = unfilled(frame, seed, effort)
    if nearest.missing is None:
        return BadInput("no roster keeps all rules", where="roster", reason="infeasible")
    gaps = [
        f"{frame.shifts[at].name} {nearest.missing[skill, at]} of {frame.asked[skill, at]} teams"
        + (f" with {frame.skills[skill]}" if frame.skills[skill] else "")
        for at, skill in np.argwhere(nearest.missing.T > 0).tolist()
    ]
    count = "at least" if nearest.proven else "as far as was found"
    empty, places = nearest.missing.sum(), frame.asked.sum()
    text = f"no roster keeps all rules; {count} {empty} of {places} places stay empty: {_listed(gaps)}"
    return BadInput(text, where="roster", reason="infeasible")


def _placed(frame: Frame, works: Flags, held: Held, at: int) -> list[Duty]:
    """Which team in a shift goes where: as many as can be where they were told, then to their home."""
    shift = frame.shifts[at]
    places = [need for need in frame.needs if need.shift == shift for _ in range(need.teams)]
    numbers = np.flatnonzero(works).tolist()
    on_duty = [frame.teams[team] for team in numbers]
    told = [held.get((team, at)) for team in numbers]
    chosen = _chosen(on_duty, told, places)
    return [
        Duty(shift, team.id, places[chosen[number]].district, places[chosen[number]].skill)
        if number in chosen
        else Duty(shift, team.id, reserve=True)
        for number, team in enumerate(on_duty)
    ]


def _chosen(on_duty: Sequence[Team], told: Sequence[Duty | None], places: Sequence[Need]) -> dict[int, int]:
    """For each team, by its turn, its place; where all places are alike and just enough, any will do."""
    if len(on_duty) == len(places) and len({(place.district, place.skill) for place in places}) == 1:
        return {number: number for number in range(len(places))}
    cost = [[_unfit(team, duty, place) for place in places] for team, duty in zip(on_duty, told, strict=True)]
    return dict(zip(*(side.tolist() for side in linear_sum_assignment(np.array(cost))), strict=True))


def _unfit(team: Team, told: Duty | None, place: Need) -> float:
    if place.skill and place.skill not in team.skills:
        return _UNABLE
    moved = told is not None and (told.district, told.skill) != (place.district, place.skill)
    away = bool(team.home and place.district) and team.home != place.district
    return _MOVED * moved + away


def _spread(frame: Frame, work: Flags, among: Sequence[int]) -> int:
    if not among:
        return 0
    worked: Counts = work[:, list(among)].sum(axis=1)
    return int(worked.max() - (worked + frame.excused(among)).min())


def _listed(texts: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    more = f"; and {len(texts) - _NAMED} more" if len(texts) > _NAMED else ""
    return "; ".join(texts[:_NAMED]) + more
