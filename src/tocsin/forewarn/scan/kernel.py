"""The search itself, in machine code: once over what happened, many times over what chance makes of it.

Both sums that the expected count is made of, cases in the circle and cases in the span of days, stay as they
are when days are dealt anew. For a given count the likelihood ratio falls as the expected count rises, so of
all cylinders that hold n cases only the one with the smallest product (cases in the circle x cases in the
span) can be the most likely cluster. The search therefore keeps the smallest product for each n, in whole
numbers, and takes logarithms once for each n at the end. A most likely cylinder also begins and ends with a
case, in space as in days: anything wider expects more and holds no more. So only cylinders with a case at
their edge are looked at, and the work grows with the cases that could be in a cluster, not with sites x days.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tocsin.base.kernels import compiled
from tocsin.forewarn.scan.circles import Circles, Cylinders
from tocsin.forewarn.scan.events import Events

NOTHING = np.iinfo(np.int64).max


class Frame(NamedTuple):
    """What no replicate changes: the circles, the days, and which cases can be in a cluster.

    `day` are the days of the `moved` cases that come first: with clusters that end on the last day, those of
    the last days, otherwise all. `until[d]` is how many cases fell before day d. A span begins at
    most `longest` - 1 days before it ends, and ends on `earliest_end` or later.
    """

    start: NDArray[np.int64]
    member: NDArray[np.int32]
    holds: NDArray[np.int64]
    back: NDArray[np.int64]
    around: NDArray[np.int32]
    day: NDArray[np.int32]
    until: NDArray[np.int64]
    longest: int
    earliest_end: int
    cases: int


class Work(NamedTuple):
    """What one search writes on; every array is left as it was found, but for `least` and `found`.

    `first[s]` is the first moved case at site s and `after[k]` the next one of the same site, -1 for none;
    `daily` counts the cases of one circle by day. `least[n]` is the smallest product that n cases have, and
    `found[n]` where: entry, first and last day.
    """

    first: NDArray[np.int32]
    after: NDArray[np.int32]
    daily: NDArray[np.int32]
    listed: NDArray[np.bool_]
    centres: NDArray[np.int32]
    least: NDArray[np.int64]
    found: NDArray[np.int64]


def frame(events: Events, circles: Circles, cylinders: Cylinders) -> Frame:
    """The arrays that the search reads."""
    until = np.concatenate([[0], np.cumsum(events.daily())]).astype(np.int64)
    earliest_end = 0 if cylinders.past else events.days - 1
    longest = min(cylinders.days, events.days)
    moved = events.cases - int(until[max(0, earliest_end - longest + 1)])
    return Frame(
        circles.start,
        circles.member,
        circles.holds,
        circles.back,
        circles.around,
        events.day[:moved],
        until,
        longest,
        earliest_end,
        events.cases,
    )


def work(frame: Frame) -> Work:
    """Empty arrays for one search after another."""
    sites, moved = len(frame.start) - 1, len(frame.day)
    return Work(
        first=np.full(sites, -1, np.int32),
        after=np.full(moved, -1, np.int32),
        daily=np.zeros(len(frame.until) - 1, np.int32),
        listed=np.zeros(sites, np.bool_),
        centres=np.zeros(sites, np.int32),
        least=np.full(moved + 1, NOTHING, np.int64),
        found=np.zeros((moved + 1, 3), np.int64),
    )


@compiled
def log_likelihood_ratio(count: int, product: int, cases: int) -> float:
    """Log of how much likelier `count` cases are in a cluster than by chance; 0 where no more than expected.

    `product` is cases in the circle x cases in the span, `product` / `cases` the expected count (Kulldorff
    and others 2005). Whole numbers go in, so equal clusters have equal figures to the last bit.

    >>> round(log_likelihood_ratio(4, 10 * 13, 194), 4)
    3.8454
    """
    if count * cases <= product:
        return 0.0
    inside = count * math.log(count * cases / product)
    if count == cases:
        return inside
    return inside + (cases - count) * math.log((cases - count) * cases / (cases * cases - product))


# Written into its caller, for handing over the arrays would cost more than the work itself.
@njit(inline="always")
def _spans(frame: Frame, work: Work, entry: int, day: int) -> None:
    """Look at the spans of one circle that hold a given day, on which it has a case."""
    tail = 0
    for end in range(day + 1, frame.earliest_end):
        tail += work.daily[end]
    for end in range(max(day, frame.earliest_end), min(day + frame.longest, len(work.daily))):
        if end > day:
            tail += work.daily[end]
        if work.daily[end] == 0 and end > frame.earliest_end:
            continue
        count = tail
        for begin in range(day, max(end - frame.longest, -1), -1):
            if work.daily[begin] == 0:
                continue
            count += work.daily[begin]
            product = frame.holds[entry] * (frame.until[end + 1] - frame.until[begin])
            if product < work.least[count]:
                work.least[count] = product
                work.found[count, 0], work.found[count, 1], work.found[count, 2] = entry, begin, end


@njit(inline="always")
def _new_spans(frame: Frame, work: Work, entry: int, latest: int) -> None:
    """Look at the spans of one circle that hold a case of the site that came in last."""
    if frame.earliest_end > 0:
        # All spans end on the last day: one that holds any of the new cases holds the latest of them.
        _spans(frame, work, entry, latest)
        return
    case = work.first[frame.member[entry]]
    while case >= 0:
        _spans(frame, work, entry, frame.day[case])
        case = work.after[case]


@compiled
def _circles(frame: Frame, work: Work, centre: int) -> int:
    """Grow the circle around one centre and look at its spans as it takes in cases; how many it took in.

    Of sites equally far all but the last are looked at with too few cases, for the cases that such a circle
    holds are those of all of them: that is never the best, and does no harm.
    """
    taken = 0
    for entry in range(frame.start[centre], frame.start[centre + 1]):
        latest = -1
        case = work.first[frame.member[entry]]
        while case >= 0:
            work.daily[frame.day[case]] += 1
            latest = max(latest, frame.day[case])
            taken += 1
            case = work.after[case]
        if latest >= 0:
            _new_spans(frame, work, entry, latest)
    for entry in range(frame.start[centre], frame.start[centre + 1]):
        case = work.first[frame.member[entry]]
        while case >= 0:
            work.daily[frame.day[case]] = 0
            case = work.after[case]
    return taken


@compiled
def _lay(frame: Frame, work: Work, site: NDArray[np.int32]) -> int:
    """Put the moved cases at their sites; how many centres have one near them, listed in `work.centres`."""
    listed = 0
    for case in range(len(frame.day)):
        at = site[case]
        if work.first[at] < 0:
            for entry in range(frame.back[at], frame.back[at + 1]):
                centre = frame.around[entry]
                if not work.listed[centre]:
                    work.listed[centre] = True
                    work.centres[listed] = centre
                    listed += 1
        work.after[case] = work.first[at]
        work.first[at] = case
    return listed


@compiled
def _lift(frame: Frame, work: Work, site: NDArray[np.int32], listed: int) -> None:
    """Take the cases away again."""
    for case in range(len(frame.day)):
        work.first[site[case]] = -1
    for at in range(listed):
        work.listed[work.centres[at]] = False


@compiled
def _best(frame: Frame, work: Work, taken: int) -> tuple[float, int]:
    """The largest log likelihood ratio of up to `taken` cases, and its count; `work.least` is emptied."""
    best, which = 0.0, 0
    for count in range(1, taken + 1):
        if work.least[count] != NOTHING:
            ratio = log_likelihood_ratio(count, work.least[count], frame.cases)
            if ratio > best:
                best, which = ratio, count
            work.least[count] = NOTHING
    return best, which


@compiled
def of_each_centre(
    frame: Frame, work: Work, site: NDArray[np.int32]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The most likely cylinder around each centre, as things happened.

    Two arrays with a row for each centre: log likelihood ratios, 0 for none; and count, entry, first and last
    day.
    """
    ratios = np.zeros(len(frame.start) - 1)
    cylinders = np.zeros((len(frame.start) - 1, 4), np.int64)
    listed = _lay(frame, work, site)
    for at in range(listed):
        centre = work.centres[at]
        ratios[centre], count = _best(frame, work, _circles(frame, work, centre))
        cylinders[centre, 0] = count
        cylinders[centre, 1:] = work.found[count]
    _lift(frame, work, site, listed)
    return ratios, cylinders


@compiled
def of_replicates(
    frame: Frame, work: Work, site: NDArray[np.int32], uniforms: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The largest log likelihood ratio of each replicate: days dealt anew among the cases, then searched.

    `site` (all cases) is shuffled in place, by R. Durstenfeld's way (Communications of the ACM 7, 1964)
    with one number from [0, 1) of each row of `uniforms` (replicates, moved cases) for each case that comes
    first.
    """
    largest = np.empty(len(uniforms))
    for replicate in range(len(uniforms)):
        for case in range(len(frame.day)):
            other = case + int(uniforms[replicate, case] * (len(site) - case))
            site[case], site[other] = site[other], site[case]
        listed, taken = _lay(frame, work, site), 0
        for at in range(listed):
            taken = max(taken, _circles(frame, work, work.centres[at]))
        largest[replicate], _ = _best(frame, work, taken)
        _lift(frame, work, site, listed)
    return largest
