"""False-discovery control: how small p must be where many series are tested at once.

Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate: a practical and powerful approach to
multiple testing", Journal of the Royal Statistical Society B 57, 1995. A thousand quiet series tested at 0.01
give ten alarms a step by chance alone; the rule asks that of the alarms passed on, no more than a share
`rate` be such chance on average. It holds for independent series, and for those that rise together
(Y. Benjamini and D. Yekutieli, Annals of Statistics 29, 2001), as a country and its divisions do.

The p of a count is discrete: P(X >= x) takes few values where little is expected, and it is at or below any
limit no more often than the limit says. So on sparse counts the rule is stricter than its rate, not laxer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def discovery_limit(p: ArrayLike, rate: float) -> float:
    """The largest p to pass on, -1 where none is small enough. NaN stands for no p and is not counted.

    `p` holds the chance of each of m tests; the k-th smallest passes where it is at most k / m of `rate`,
    and with it all that are smaller.

    >>> discovery_limit([0.001, 0.02, 0.04, 0.6], 0.05)
    0.02
    >>> discovery_limit([0.03, 0.2], 0.05)
    -1.0
    """
    given = np.asarray(p, dtype=np.float64).ravel()
    ordered = np.sort(given[~np.isnan(given)])
    line = rate * np.arange(1, len(ordered) + 1) / max(len(ordered), 1)
    passed = np.flatnonzero(ordered <= line)
    return float(ordered[passed[-1]]) if len(passed) else -1.0
