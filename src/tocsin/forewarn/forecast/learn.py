"""How far to trust each of the two members, and what follows on quiet: learned from earlier months by CRPS.

The continuous ranked probability score of a mix of two distributions is a quadratic of the share of one of
them (T. Gneiting and A. E. Raftery, "Strictly proper scoring rules, prediction, and estimation", JASA 102,
2007, eq. 21), so the share with the least mean score needs no search.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.forecast.members import BODY, MONTHS, SAMPLES, middles, moments, negative_binomial
from tocsin.forewarn.series import Panel, Step

# A share learned from fewer months would be the luck of one war or one peace.
FEWEST_ORIGINS = 24
QUANTILES = 50
CHUNK = 4096
FEWEST_BEYOND = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What earlier months teach about forecasts `lead` months ahead.

    `share` is that of the negative binomial; `onset` the counts above 0 among the 1,000 middle quantiles of
    what followed on twelve months of nothing, in any series; `tail` the exponent of the power law of what
    goes beyond the 97 % quantile; `last` the latest month looked at, None where nothing was learned.
    """

    lead: int
    share: float = 0.5
    onset: tuple[int, ...] = ()
    tail: float | None = None
    last: date | None = None


ELSEWHERE: Mapping[int, Learned] = MappingProxyType(
    {
        1: Learned(lead=1, share=0.598, onset=(1, 3, 12, 62), tail=1.28),
        2: Learned(lead=2, share=0.540, onset=(1, 3, 9, 29, 105), tail=1.22),
        3: Learned(lead=3, share=0.469, onset=(1, 3, 6, 16, 40, 175), tail=1.19),
    }
)
"""What the deaths of 190 countries in the months up to March 2016 teach, by lead: for deaths where there are
too few months to learn from. `python benchmarks/quality/forecast.py` learns and prints it."""


def learn(panel: Panel, lead: int, last: date) -> Learned:
    """The share with the least CRPS over all forecasts for months up to that of `last`; none later is seen.

    `BadInput` where the series are not monthly or too short.

    >>> calm_then_steady = np.tile([0] * 30 + [5] * 30, (2, 1))
    >>> panel = Panel(("AA/attack", "BB/attack"), date(2010, 1, 1), calm_then_steady, step=Step.MONTH)
    >>> learned = learn(panel, 1, date(2014, 12, 1))
    >>> round(learned.share, 2), len(learned.onset), learned.last
    (0.44, 53, datetime.date(2014, 12, 1))
    """
    length = months_until(panel, last)
    origins = length - (MONTHS - 1) - lead
    if lead < 1 or origins < FEWEST_ORIGINS:
        needed = FEWEST_ORIGINS + MONTHS - 1 + lead
        text = f"needs a lead of at least 1 and {needed} months up to {last.isoformat()}, not {length}"
        raise BadInput(text, where="learn", reason="too_short")
    counts = panel.counts[:, :length]
    before = sliding_window_view(counts, MONTHS, axis=1)[:, :origins].reshape(-1, MONTHS)
    after = counts[:, MONTHS - 1 + lead :].reshape(-1)
    active = before.any(axis=1)
    share = _least(_terms(before[active], after[active]))
    return Learned(
        lead=lead, share=share, onset=_onset(after[~active]),
        tail=_tail(before[active], after[active], share), last=Step.MONTH.after(panel.first, length - 1),
    )  # fmt: skip


def months_until(panel: Panel, last: date) -> int:
    """How many months the panel has up to that of `last`; `BadInput` where it does not reach it."""
    if panel.step is not Step.MONTH:
        raise BadInput(f"a forecast needs months, not {panel.step}s", where="panel", reason="step")
    length = Step.MONTH.between(panel.first, last) + 1
    if not 1 <= length <= panel.counts.shape[1]:
        end = Step.MONTH.after(panel.first, panel.counts.shape[1] - 1)
        text = f"{last.isoformat()} is outside {panel.first.isoformat()} to {end.isoformat()}"
        raise BadInput(text, where="panel", reason="day")
    return length


def _onset(followed: NDArray[np.int64]) -> tuple[int, ...]:
    if not followed.size:
        return ()
    quantiles = np.sort(followed)[(middles(SAMPLES) * followed.size).astype(np.intp)]
    return tuple(quantiles[quantiles > 0].tolist())


def _members(
    before: NDArray[np.int64], after: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]]:
    """The twelve months in order, quantiles of the negative binomial, the outcome; some rows at a time."""
    for start in range(0, len(before), CHUNK):
        rows = before[start : start + CHUNK]
        drawn = negative_binomial(*moments(rows), middles(QUANTILES))
        yield np.sort(rows, axis=1).astype(float), drawn, after[start : start + CHUNK, None].astype(float)


def _terms(before: NDArray[np.int64], after: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sums over all cases of the distances that the score of a mix is made of."""
    sums = np.zeros(5)
    for kept, drawn, truth in _members(before, after):
        across = sum(np.abs(kept[:, [at]] - drawn).mean(axis=1).sum() for at in range(MONTHS)) / MONTHS
        sums += [
            np.abs(kept - truth).mean(axis=1).sum(), np.abs(drawn - truth).mean(axis=1).sum(),
            _within(kept).sum(), across, _within(drawn).sum(),
        ]  # fmt: skip
    return sums


def _tail(before: NDArray[np.int64], after: NDArray[np.int64], share: float) -> float | None:
    """The likeliest exponent (Clauset and others, 2007, the continuous case) of outcomes beyond the body."""
    weights = np.repeat([(1 - share) / MONTHS, share / QUANTILES], [MONTHS, QUANTILES])
    beyond: list[float] = []
    for kept, drawn, truth in _members(before, after):
        both = np.hstack([kept, drawn])
        order = both.argsort(axis=1, kind="stable")
        at = (weights[order].cumsum(axis=1) < BODY).sum(axis=1, keepdims=True)
        start = np.take_along_axis(both, np.take_along_axis(order, at, axis=1), axis=1)
        beyond += np.log((truth + 1) / (start + 1))[truth > start].tolist()
    return len(beyond) / sum(beyond) if len(beyond) >= FEWEST_BEYOND else None


def _within(ordered: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean distance between two of each row's values, which ascend."""
    n = ordered.shape[1]
    found: NDArray[np.float64] = ordered @ (2 * np.arange(n) - n + 1.0) * (2 / n**2)
    return found


def _least(terms: NDArray[np.float64]) -> float:
    """Where (1-w) a + w b - ((1-w)^2 aa + 2 w (1-w) ab + w^2 bb) / 2 is least, for w from 0 to 1."""
    a, b, aa, ab, bb = terms
    curve = 2 * ab - aa - bb
    if curve <= 0:
        return Learned(lead=1).share
    return float(np.clip((a - b - aa + ab) / curve, 0.0, 1.0))
