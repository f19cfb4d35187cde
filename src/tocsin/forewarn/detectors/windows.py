"""What detectors share that judge a step by a fixed number of steps just before it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.protocol import Detector, Scores
from tocsin.forewarn.series import Panel, Series

CELLS = 1 << 18
"""Counts that are judged at a time: what a kernel needs beside its result stays within a few megabytes."""

Kernel = Callable[[NDArray[np.int64]], Scores]
"""Counts (S, history + D) to the scores of the last D steps, every row and step by itself."""


def require_made_for(detector: Detector, given: Series | Panel) -> None:
    """`BadInput` where the counts are of a step or measure that the detector is not made for."""
    name = given.id if isinstance(given, Series) else "panel"
    if given.step not in detector.steps:
        made_for = " or ".join(sorted(detector.steps))
        text = f"{detector.name} is made for counts by {made_for}, not by {given.step}"
        raise BadInput(text, where=name, reason="step")
    if given.measure is not detector.measure:
        text = f"{detector.name} takes {detector.measure}, not {given.measure}"
        raise BadInput(text, where=name, reason="measure")


def require_steps(panel: Panel, steps: range) -> None:
    """`BadInput` unless the steps follow one on another and the panel has them."""
    length = panel.counts.shape[1]
    if steps.step != 1 or not 0 <= steps.start <= steps.stop <= length:
        text = f"{steps} are not steps that follow one on another within the {length} there are"
        raise BadInput(text, where="panel", reason="steps")


def rolling_sums(values: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """Sums over every `width` steps running (the last axis), exact because they are sums of integers.

    >>> rolling_sums(np.array([1, 2, 3, 4]), 2).tolist()
    [3, 5, 7]
    """
    sums: NDArray[np.int64] = np.concatenate(
        [np.zeros_like(values[..., :1]), values.cumsum(axis=-1)], axis=-1
    )
    ends, starts = sums[..., width:], sums[..., :-width]
    return ends - starts


def so_far(observed: int, told: float) -> str:
    """How a sentence begins: the count, or where more of it is to come, what there is of it and will be.

    >>> so_far(7, 1.0), so_far(3, 0.42)
    ('7 incidents; ', '3 incidents told so far, 42 % of likely 7 in the end; by then ')
    """
    noun = "incident" if observed == 1 else "incidents"
    if told == 1.0:
        return f"{observed} {noun}; "
    in_the_end = f"{100 * told:.0f} % of likely {observed / told:.0f} in the end"
    return f"{observed} {noun} told so far, {in_the_end}; by then "


def unknown(rows: int, columns: int) -> Scores:
    """Scores of a detector that can judge none of these steps."""
    expected, bound, statistic, p = (np.full((rows, columns), np.nan) for _ in range(4))
    return Scores(expected, bound, statistic, p)


def windowed(detector: Detector, panel: Panel, steps: range, kernel: Kernel) -> Scores:
    """The scores of a panel by a kernel that is given some rows at a time, so that memory stays bounded.

    Steps with fewer than `detector.history` before them are left unknown.
    """
    require_made_for(detector, panel)
    require_steps(panel, steps)
    rows = len(panel.counts)
    scores = unknown(rows, len(steps))
    first = max(steps.start, detector.history)
    if first >= steps.stop:
        return scores
    counts = panel.counts[:, first - detector.history : steps.stop]
    at_a_time = max(CELLS // counts.shape[1], 1)
    for row in range(0, rows, at_a_time):
        part = slice(row, row + at_a_time)
        judged = kernel(counts[part])
        for name in Scores.__slots__:
            getattr(scores, name)[part, first - steps.start :] = getattr(judged, name)
    return scores
