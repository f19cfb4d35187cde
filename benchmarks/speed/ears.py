"""How many series of 52 weeks EARS judges in a second of processor time, beside pandas and R.

    python benchmarks/speed/ears.py

The figure asked for is 20,000 series a second; R surveillance 1.20.3 did 94 on the same kind of machine. The
peer of the same run computes what C2 needs with pandas' own moving mean and standard deviation.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.forewarn.detectors import EARS_C1, EARS_C2, EARS_C3
from tocsin.forewarn.series import Panel, Step

SERIES, WEEKS, HISTORY, ASKED_FOR, R = 100_000, 52, 11, 20_000, 94


def seconds(work: Callable[[], object]) -> float:
    """Processor time of the best of three runs."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def by_pandas(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """The C2 bound of every week, without our floor."""
    moving = pd.DataFrame(counts.T).rolling(7)
    bound = (moving.mean() + 3 * moving.std()).shift(3)
    return bound.to_numpy().T[:, HISTORY:]


def main() -> None:
    counts = np.random.default_rng(2015).poisson(1.5, (SERIES, HISTORY + WEEKS))
    panel = Panel(tuple(map(str, range(SERIES))), date(2015, 1, 5), counts, step=Step.WEEK)
    steps = range(HISTORY, HISTORY + WEEKS)
    peer = SERIES / seconds(lambda: by_pandas(counts))
    print(f"{'pandas (C2)':12} {peer:10,.0f} series/s")
    for detector in (EARS_C1, EARS_C2, EARS_C3):
        rate = SERIES / seconds(lambda judge=detector: judge.scores(panel, steps))
        print(
            f"{detector.name:12} {rate:10,.0f} series/s, {rate / peer:.1f} x pandas, {rate / R:,.0f} x R, "
            f"asked for {ASKED_FOR:,}: {'met' if rate >= ASKED_FOR else 'NOT MET'}"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MB, of which counts {counts.nbytes / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
