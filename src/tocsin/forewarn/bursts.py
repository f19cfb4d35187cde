"""When a stream of reports runs high: the automaton of bursts.

J. Kleinberg, "Bursty and hierarchical structure in streams", Data Mining and Knowledge Discovery 7, 2003
(at KDD 2002), section 4: of all reports of a step a share is on the matter, and the stream is in a state 0
to k - 1. State i expects the overall share times `ratio` to the i-th power; to rise by one state costs
`reluctance` times the logarithm of the number of steps, to fall costs nothing. The path of states that
costs least, found by A. J. Viterbi's algorithm, tells the bursts. It looks at the whole stretch at once, so
it describes what was and does not say today whether today is one: for that there are the detectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.series import Series

# A share of one would make any step with another report impossible.
HIGHEST_SHARE = 0.9999


@dataclass(frozen=True, slots=True)
class Burst:
    """A stretch in which the stream was in this state or a higher one.

    `first` and `last` are the days on which its first and last step begin; `weight` is how much less it costs
    to be in this state than in the one below; `reason` is one plain sentence.
    """

    first: date
    last: date
    state: int
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class Bursts:
    """The state of every step, the share that each state expects, and the bursts, by start and state."""

    path: tuple[int, ...]
    shares: tuple[float, ...]
    bursts: tuple[Burst, ...]


def bursts(series: Series, *, states: int = 2, ratio: float = 2.0, reluctance: float = 1.0) -> Bursts:
    """The bursts of a stream: its counts are on the matter, its exposures are all reports of each step.

    `BadInput` where there are no exposures, where a count is above its exposure or none is on the matter, and
    where there are fewer than two states, `ratio` is not above 1 or `reluctance` is negative.

    >>> all_reports = [100] * 9
    >>> stream = Series("FR/attack", date(2015, 11, 9), [2, 1, 2, 2, 20, 25, 18, 2, 1], exposures=all_reports)
    >>> found = bursts(stream)
    >>> found.path, found.bursts[0].first.isoformat(), round(found.bursts[0].weight, 1)
    ((0, 0, 0, 0, 1, 1, 1, 0, 0), '2015-11-13', 21.8)
    """
    if series.exposures is None:
        text = "give all reports of each step as exposures, for bursts are of a share"
        raise BadInput(text, where=series.id, reason="exposures")
    if states < 2 or not ratio > 1 or not reluctance >= 0:
        text = f"no bursts with {states} states, ratio {ratio} and reluctance {reluctance}"
        raise BadInput(text, where=series.id, reason="settings")
    shares = _shares(series, series.exposures, states, ratio)
    costs = state_costs(series.counts, series.exposures, shares)
    path = cheapest_path(costs, reluctance * float(np.log(len(costs))))
    return Bursts(tuple(path), tuple(shares.tolist()), _stretches(series, costs, path, shares))


def _shares(series: Series, totals: NDArray[np.float64], states: int, ratio: float) -> NDArray[np.float64]:
    above = series.counts > totals
    if above.any():
        day = series.step.after(series.first, int(above.argmax())).isoformat()
        raise BadInput(f"more reports on the matter than there are on {day}", where=series.id, reason="count")
    share = float(series.counts.sum() / totals.sum())
    if share == 0:
        raise BadInput("no report is on the matter", where=series.id, reason="empty")
    shares: NDArray[np.float64] = np.minimum(share * ratio ** np.arange(states), HIGHEST_SHARE)
    return shares


def state_costs(
    counts: NDArray[np.int64], totals: NDArray[np.float64], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Minus the log chance of each step's count in each state, (T, states), but for what all states share.

    >>> state_costs(np.array([1]), np.array([2.0]), np.array([0.5])).round(3).tolist()
    [[1.386]]
    """
    rest = (totals - counts)[:, None]
    costs: NDArray[np.float64] = -(counts[:, None] * np.log(shares) + rest * np.log1p(-shares))
    return costs


def cheapest_path(costs: NDArray[np.float64], rise: float) -> list[int]:
    """The cheapest path of states from state 0, where to rise by one costs `rise`; the lower one of equals.

    >>> cheapest_path(np.array([[0.0, 9.0], [5.0, 0.0], [5.0, 0.0], [0.0, 9.0]]), 3.0)
    [0, 1, 1, 0]
    """
    states = np.arange(costs.shape[1])
    climb = rise * np.maximum(states[None, :] - states[:, None], 0)
    total, came = climb[0] + costs[0], []
    for cost in costs[1:]:
        through = total[:, None] + climb
        came.append(through.argmin(axis=0))
        total = through.min(axis=0) + cost
    path = [int(total.argmin())]
    for before in reversed(came):
        path.append(int(before[path[-1]]))
    return path[::-1]


def _stretches(
    series: Series, costs: NDArray[np.float64], path: Sequence[int], shares: NDArray[np.float64]
) -> tuple[Burst, ...]:
    found = []
    for state in range(1, costs.shape[1]):
        high = np.array([0, *(at >= state for at in path), 0], dtype=np.int64)
        turns = np.flatnonzero(np.diff(high)).reshape(-1, 2)
        found += [_burst(series, costs, state, int(start), int(stop), shares) for start, stop in turns]
    return tuple(sorted(found, key=lambda burst: (burst.first, burst.state)))


def _burst(
    series: Series, costs: NDArray[np.float64], state: int, start: int, stop: int, shares: NDArray[np.float64]
) -> Burst:
    first, last = (series.step.after(series.first, at) for at in (start, stop - 1))
    weight = float((costs[start:stop, state - 1] - costs[start:stop, state]).sum())
    exposures = series.exposures
    total = float(exposures[start:stop].sum()) if exposures is not None else 0.0
    count = int(series.counts[start:stop].sum())
    reason = (
        f"From {first} to {last}, {count} of {total:.0f} reports are on the matter, "
        f"{100 * count / total:.1f} in a hundred, where {100 * shares[0]:.1f} are usual."
    )
    return Burst(first, last, state, weight, reason)
