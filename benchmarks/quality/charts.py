"""False alarms of the control charts on series without outbreak, and how soon they hear a lasting rise.

    python benchmarks/quality/charts.py

The thresholds were chosen on seed 1 (about one false alarm in a hundred steps over these series, Poisson and
negative binomial); what is printed is seed 2, beside EARS C2 (the peer) in the same run. A rise begins on a
known day and lasts: the share of series with an alarm in the 14 days before it, within 7 and 14 days of it,
and the median day of the first.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from tocsin.forewarn.detectors import CUSUM, EARS_C2, EWMA
from tocsin.forewarn.detectors.charts import ControlChart
from tocsin.forewarn.protocol import Detector
from tocsin.forewarn.series import Panel

SEED, SERIES, DAYS, RISE = 2, 400, 420, 14
MEANS, DISPERSIONS = (0.05, 0.2, 1.0, 5.0, 20.0), (1.0, 1.5, 3.0)


def draw(rng: np.random.Generator, mean: NDArray[np.float64], dispersion: float) -> NDArray[np.int64]:
    """Poisson counts, or negative binomial ones whose variance is so many times their mean."""
    if dispersion == 1.0:
        return rng.poisson(mean)
    size = mean / (dispersion - 1)
    return rng.negative_binomial(size, size / (size + mean))


def alarms(detector: Detector, counts: NDArray[np.int64], steps: range) -> NDArray[np.bool_]:
    """Which steps sound, minimum counts included."""
    panel = Panel(tuple(map(str, range(len(counts)))), date(2015, 1, 1), counts)
    above = counts[:, steps.start : steps.stop] > detector.scores(panel, steps).bound
    sums = np.cumsum(counts, axis=1)
    window = detector.window if isinstance(detector, ControlChart) else 1
    recent = sums[:, steps.start : steps.stop] - sums[:, steps.start - window : steps.stop - window]
    return above & (recent >= 3)


def false_alarms(detector: Detector) -> NDArray[np.float64]:
    """Per cent of steps that sound without cause, one row a dispersion, one column a mean."""
    rng = np.random.default_rng(SEED)
    steps = range(42, DAYS)
    rates = [
        100 * alarms(detector, draw(rng, np.full((SERIES, DAYS), mean), dispersion), steps).mean()
        for dispersion in DISPERSIONS
        for mean in MEANS
    ]
    return np.reshape(rates, (len(DISPERSIONS), len(MEANS)))


def heard(detector: Detector, mean: float, times: float) -> tuple[float, float, float, float]:
    """Share of series that sound in the 14 days before a rise, within 7 and 14 days of it, and the median
    day of the first alarm after it began (15: later)."""
    rng = np.random.default_rng(SEED)
    rates = np.full((4 * SERIES, 100 + RISE), float(mean))
    rates[:, 100:] *= times
    sounded = alarms(detector, draw(rng, rates, 1.5), range(100 - RISE, 100 + RISE))
    falsely, sounded = sounded[:, :RISE].any(axis=1).mean(), sounded[:, RISE:]
    first = np.where(sounded.any(axis=1), sounded.argmax(axis=1) + 1, RISE + 1)
    return float(falsely), float((first <= 7).mean()), float((first <= 14).mean()), float(np.median(first))


def main() -> None:
    print("per cent of days that sound without cause; columns: mean", *MEANS)
    for detector in (EARS_C2, CUSUM, EWMA):
        rates = false_alarms(detector)
        for dispersion, row in zip(DISPERSIONS, rates, strict=True):
            print(f"{detector.name:8} variance {dispersion:3} x mean ", *(f"{rate:5.2f}" for rate in row))
        print(f"{detector.name:8} overall {rates.mean():.2f}, highest {rates.max():.2f}")
    print("\na lasting rise (variance 1.5 x mean): sounded 14 days before; heard within 7, 14 days; first")
    for mean, times in ((0.5, 3), (1, 2), (2, 2), (5, 1.5)):
        for detector in (EARS_C2, CUSUM, EWMA):
            before, week, fortnight, median = heard(detector, mean, times)
            figures = f"{before:.2f}   {week:.2f} {fortnight:.2f} {median:4.0f}"
            print(f"{mean:3} a day x {times:3}  {detector.name:8} {figures}")


if __name__ == "__main__":
    main()
