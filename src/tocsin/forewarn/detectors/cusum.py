"""CUSUM: does the excess over the mean, added up day after day, reach a limit?

The approximate CUSUM for counts of G. Rossi, L. Lampugnani and M. Marchi, "An approximate CUSUM procedure for
surveillance of health events", Statistics in Medicine 18, 1999: a Poisson count x of mean m is made nearly
normal by z = (x - 3 m + 2 sqrt(x m)) / (2 sqrt(m)); the sum S = max(0, S + z - k) is held against h. It hears
a small lasting rise that no single day gives away. See `charts` for the baseline and the window.

`reference` k = 0.5 waits for a rise by one standard deviation. `threshold` h was set on Poisson and negative
binomial series without outbreak (`python benchmarks/quality/charts.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.forewarn.detectors.charts import Before, ControlChart


@dataclass(frozen=True, slots=True)
class Cusum(ControlChart):
    """One-sided CUSUM of the last `window` steps, standardised by the `baseline` steps before them.

    >>> from datetime import date
    >>> from tocsin.forewarn import Series
    >>> counts = [0, 1] * 14 + [1] * 7 + [2] * 7
    >>> decision = Cusum("cusum", threshold=5.0).test(Series("FR/attack", date(2015, 10, 1), counts),
    ...                                              date(2015, 11, 11))
    >>> decision.outcome.value, round(decision.explanation.statistic, 1)
    ('alarm', 9.9)
    """

    reference: float = 0.5

    def add_up(
        self, before: Before, recent: Sequence[NDArray[np.int64]]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The bound solves z = h + k - S for the last count; a count of none never is above it."""
        mean = before.mean / before.dispersion
        root = np.sqrt(mean)
        before_last = statistic = np.zeros_like(mean)
        for counts in recent:
            count = counts / before.dispersion
            z = (count - 3 * mean + 2 * np.sqrt(count * mean)) / (2 * root)
            before_last, statistic = statistic, np.maximum(statistic + (z - self.reference), 0.0)
        allowed = self.threshold + self.reference - before_last
        lowest = np.maximum(np.sqrt(np.maximum(4 * mean + 2 * allowed * root, 0.0)) - root, 0.0)
        return before.dispersion * lowest * lowest, statistic
