"""A roster by turns: each shift goes to the rested teams that have worked least so far.

Where there are teams enough and few skills are asked for, nothing can be spread more evenly than this comes
out, and simple arithmetic shows it: a solver need not begin. Where a place stays empty, one must.
"""

from __future__ import annotations

import numpy as np

from tocsin.protect.rosters.frame import Flags, Frame


def in_turn(frame: Frame) -> Flags | None:
    """Who works when, (t, s); None where a place stays empty."""
    work = np.zeros_like(frame.open)
    for shift in range(len(frame.shifts)):
        waiting = _waiting(frame, work, shift)
        for skill in reversed(
            range(len(frame.skills))
        ):  # "" is the first: who has a skill is asked for it first
            asked = int(frame.asked[skill, shift])
            called = [team for team in waiting if frame.able[team, skill]][:asked]
            if len(called) < asked:
                return None
            work[called, shift] = True
            waiting = [team for team in waiting if team not in called]
    return work


def _waiting(frame: Frame, work: Flags, shift: int) -> list[int]:
    """The teams that may work a shift, those first that have worked least, then whose nights are fewest for a
    night, most for a day."""
    week = next(week for week in frame.weeks if shift in week)
    close = [at for some in frame.exclusive if shift in some for at in some]
    may = frame.open[:, shift] & ~work[:, close].any(axis=1)
    may &= work[:, list(week)].sum(axis=1) < frame.rules.most_shifts
    nights = work[:, list(frame.nights)].sum(axis=1)
    order = np.lexsort((nights if shift in frame.nights else -nights, work.sum(axis=1)))
    return [team for team in order.tolist() if may[team]]
