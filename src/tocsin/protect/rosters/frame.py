"""What a roster must fit into, worked out once: which team could work which shift, which shifts exclude
another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.protect.patrols.shifts import Shift
from tocsin.protect.rosters.needs import Need, Rules, Team, check_ids, is_night

Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]
Cell = tuple[int, int]
"""A team and a shift, by number."""

MOST_CELLS = 200_000
"""Teams times shifts that one roster takes."""


@dataclass(frozen=True, eq=False)
class Frame:
    """Teams (t), the shifts (s) in which some are needed in order of time, and the skills (k) that are asked
    for, "" where any team will do."""

    teams: tuple[Team, ...]
    shifts: tuple[Shift, ...]
    skills: tuple[str, ...]
    needs: tuple[Need, ...]
    rules: Rules

    @classmethod
    def of(cls, teams: Sequence[Team], needs: Sequence[Need], rules: Rules) -> Frame:
        """Sort what was given; `BadInput` for none, two teams with one name, and more than a roster takes."""
        check_ids(teams)
        wanted = tuple(need for need in needs if need.teams)
        shifts = {span_of(need.shift): need.shift for need in wanted}
        if not teams or not shifts:
            raise BadInput("there must be a team, and a shift that needs one", where="roster", reason="empty")
        if len(teams) * len(shifts) > MOST_CELLS:
            text = (
                f"{len(teams):,} teams and {len(shifts):,} shifts are more than one roster takes: divide "
                "them by district or week"
            )
            raise BadInput(text, where="roster", reason="too_many")
        skills = tuple(sorted({need.skill for need in wanted}))
        return cls(tuple(teams), tuple(shifts[span] for span in sorted(shifts)), skills, wanted, rules)

    @cached_property
    def asked(self) -> Counts:
        """(k, s): how many teams with each skill each shift asks for, all districts together."""
        asked = np.zeros((len(self.skills), len(self.shifts)), np.int64)
        column = {span_of(shift): at for at, shift in enumerate(self.shifts)}
        for need in self.needs:
            asked[self.skills.index(need.skill), column[span_of(need.shift)]] += need.teams
        return asked

    @cached_property
    def able(self) -> Flags:
        """(t, k): whether each team has each skill."""
        return np.array([[not skill or skill in team.skills for skill in self.skills] for team in self.teams])

    @cached_property
    def open(self) -> Flags:
        """(t, s): whether each team is there in each shift and of use in it."""
        there = np.array([[team.is_there(*span) for span in self.spans] for team in self.teams])
        useful = (self.able.astype(np.int64) @ self.asked) > 0
        return there & (useful | self.rules.reserve)

    @cached_property
    def spans(self) -> tuple[tuple[datetime, datetime], ...]:
        """Start and end of each shift in UTC."""
        return tuple(span_of(shift) for shift in self.shifts)

    @cached_property
    def weeks(self) -> tuple[tuple[int, ...], ...]:
        """The shifts of each calendar week."""
        weeks: dict[tuple[int, int], list[int]] = {}
        for at, shift in enumerate(self.shifts):
            year, week, _ = shift.start.isocalendar()
            weeks.setdefault((year, week), []).append(at)
        return tuple(tuple(some) for some in weeks.values())

    @cached_property
    def nights(self) -> tuple[int, ...]:
        """The shifts that are nights."""
        return tuple(at for at, shift in enumerate(self.shifts) if is_night(shift))

    @cached_property
    def exclusive(self) -> tuple[tuple[int, ...], ...]:
        """Sets of shifts of which one team can work one at most: those that are not over, with the rest after
        them, when one of them begins. Each two shifts too close to one another are in one of the sets."""
        rested = [end + self.rules.rest for _, end in self.spans]
        sets = [
            tuple(at for at in range(last + 1) if begins < rested[at])
            for last, (begins, _) in enumerate(self.spans)
        ]
        return tuple(
            one for one, after in zip(sets, [*sets[1:], ()], strict=True) if not set(one) <= set(after)
        )

    def excused(self, among: Sequence[int]) -> list[int]:
        """How many fewer of these shifts each team could work than the one that could work most."""
        could = [self.most(team, among) for team in range(len(self.teams))]
        return [max(could) - one for one in could]

    def most(self, team: int, among: Sequence[int]) -> int:
        """How many of these shifts, in order, one team could work: that which is over first, again and again,
        never more in a week than the rules allow."""
        total, some = 0, set(among)
        for week in self.weeks:
            free, worked = datetime.min.replace(tzinfo=UTC), 0
            mine = [self.spans[at] for at in week if at in some and self.open[team, at]]
            for start, end in sorted(mine, key=lambda span: span[1]):
                if start >= free:
                    free, worked = end + self.rules.rest, worked + 1
            total += min(worked, self.rules.most_shifts)
        return total


def span_of(shift: Shift) -> tuple[datetime, datetime]:
    """Start and end in UTC: Python counts hours between two times of one zone by the clock on the wall."""
    return shift.start.astimezone(UTC), shift.end.astimezone(UTC)
