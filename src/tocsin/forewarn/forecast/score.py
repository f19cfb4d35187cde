"""How good a forecast was: the continuous ranked probability score, by scoringrules.

A module of its own, because scoringrules takes seconds to import and a forecast does not need it.
"""

import numpy as np
import scoringrules
from numpy.typing import ArrayLike, NDArray

from tocsin.errors import BadInput


def crps(samples: ArrayLike, observed: ArrayLike) -> NDArray[np.float64]:
    """The score of each of S forecasts, in the unit of the counts; less is better.

    `samples` (S, N) are equally likely counts, `observed` (S,) what came. A single sample scores its distance
    (T. Gneiting and A. E. Raftery, JASA 102, 2007, section 4.2; the form for a whole distribution, not for a
    draw from one). `BadInput` where the shapes do not fit.

    >>> crps([[0, 0, 3, 5], [2, 2, 2, 2]], [4, 5]).tolist()
    [1.375, 3.0]
    """
    rows, truth = np.asarray(samples, dtype=np.float64), np.asarray(observed, dtype=np.float64)
    if rows.ndim != 2 or truth.shape != rows.shape[:1] or not rows.size:
        text = f"one row of samples for each count observed, not {rows.shape} for {truth.shape}"
        raise BadInput(text, where="crps", reason="shape")
    found: NDArray[np.float64] = np.asarray(scoringrules.crps_ensemble(truth, rows, estimator="qd"))
    return found
