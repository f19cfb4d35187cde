"""EWMA: is the weighted mean of the last days, the newest counting most, above what it varies by?

The control chart for counts of C. M. Borror, C. W. Champ and S. E. Rigdon, "Poisson EWMA control charts",
Journal of Quality Technology 30, 1998: Z = w x + (1 - w) Z, begun at the mean m, is held against
m + A sqrt(m w (1 - (1 - w)^(2 n)) / (2 - w)) after n steps. Ours adds to that variance what is not known
about m: it is itself the mean of so many counts. See `charts` for the baseline and the window.

`weight` 0.2 remembers about nine steps. `threshold` A was set on Poisson and negative binomial series without
outbreak (`python benchmarks/quality/charts.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.forewarn.detectors.charts import Before, ControlChart


@dataclass(frozen=True, slots=True)
class Ewma(ControlChart):
    """EWMA of the last `window` steps, begun at the mean of the `baseline` steps before them.

    >>> from datetime import date
    >>> from tocsin.forewarn import Series
    >>> counts = [0, 1] * 14 + [1] * 7 + [2] * 7
    >>> decision = Ewma("ewma", threshold=3.0).test(Series("FR/attack", date(2015, 10, 1), counts),
    ...                                            date(2015, 11, 11))
    >>> decision.outcome.value, round(decision.explanation.statistic, 1)
    ('alarm', 4.7)
    """

    weight: float = 0.2

    def add_up(
        self, before: Before, recent: Sequence[NDArray[np.int64]]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The bound is the last count that brings Z to its limit; a count of none never is above it."""
        kept = 1 - self.weight
        before_last = smoothed = before.mean
        remembered, squares = 0.0, 0.0
        for counts in recent:
            before_last, smoothed = smoothed, self.weight * counts + kept * smoothed
            remembered = kept * remembered + self.weight
            squares = kept * kept * squares + self.weight * self.weight
        share = squares + remembered * remembered / self.baseline
        spread = np.sqrt(before.mean * before.dispersion * share)
        limit = before.mean + self.threshold * spread
        bound = np.maximum((limit - kept * before_last) / self.weight, 0.0)
        return bound, (smoothed - before.mean) / spread
