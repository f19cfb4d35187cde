"""Daily series with and without outbreaks, after the sixteen signals of a published comparison.

The shapes are those of A. Noufaily, R. A. Morbey, F. J. Colón-González, A. J. Elliot, G. E. Smith, I. R. Lake
and N. McCarthy, "Comparison of statistical algorithms for daily syndromic surveillance aberration detection",
Bioinformatics 35, 2019: log-linear means with a season of 52 weeks and a pattern of weekdays, negative
binomial noise of variance `dispersion` times the mean, seven years of 364 days, sixteen signals (numbered as
there, there is no second). Eight are of services that close at weekends. In the last 49 weeks each series has
one outbreak: a Poisson number of cases, on average `size` standard deviations a day for a week's days, spread
over days after its start by a lognormal curve. On public holidays services double or, where they close, stop
and make up for half of it the day after. Code, random numbers and calendar are ours, so are the holidays, on
fixed days of the year; figures agree with the publication's in kind and not in the digit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

YEARS, YEAR = 7, 364
DAYS = YEARS * YEAR
TESTED = range(DAYS - 49 * 7, DAYS)
_HOLIDAYS = (0, 95, 98, 126, 147, 239, 358, 359)


@dataclass(frozen=True)
class Signal:
    """The mean of a signal, exp(level + trend + season + week), and how its counts vary."""

    number: int
    open_days: int
    seasons: int
    weeks: int
    level: float
    season: tuple[float, float]
    week: tuple[float, float]
    shift: int
    dispersion: float = 1.0
    trend: float = 0.0
    scale: float = 1.0
    surge: float = 0.0
    surge_from: int = 0

    def means(self) -> NDArray[np.float64]:
        """The mean of each open day of the seven years, before scaling."""
        days = np.arange(1, YEARS * 52 * self.open_days + 1) + self.shift
        total = self.level + self.trend * days
        for harmonics, (cosine, sine), period in (
            (self.seasons, self.season, 52 * self.open_days),
            (self.weeks, self.week, self.open_days),
        ):
            for harmonic in range(1, harmonics + 1):
                angle = 2 * np.pi * harmonic * days / period
                total = total + cosine * np.cos(angle) + sine * np.sin(angle)
        return np.exp(total)


SIGNALS = (
    Signal(1, 7, 1, 2, 6.0, (0.2, 0.2), (0.5, 0.4), 29, dispersion=2),
    Signal(3, 7, 1, 2, 0.5, (1.5, 1.4), (0.5, 0.4), -167),
    Signal(4, 7, 0, 2, 5.5, (0, 0), (0.3, 0.25), 1),
    Signal(5, 7, 0, 2, 2.0, (0, 0), (0.3, 0.25), 1),
    Signal(6, 5, 1, 1, 6.0, (0.3, 2.0), (0.3, 0.5), -50, dispersion=1.5, scale=10, surge=240),
    Signal(7, 5, 1, 1, 1.0, (0.1, 2.0), (0.05, 0.05), -50, surge=150),
    Signal(8, 5, 0, 1, 6.0, (0, 0), (0.6, 0.9), 0, dispersion=1.5, trend=0.0001, scale=10),
    Signal(9, 5, 1, 1, 3.0, (1.5, 0.1), (0.2, 0.3), -150),
    Signal(10, 5, 1, 1, 3.0, (0.2, 0.1), (0.05, 0.15), -200),
    Signal(11, 5, 1, 1, 5.0, (0.2, 0.1), (0.05, 0.1), 0),
    Signal(12, 5, 2, 1, 0.5, (0.4, 0), (0.05, 0.15), 0),
    Signal(13, 5, 1, 1, 9.0, (0.5, 0.2), (0.2, 0.5), 0, scale=100),
    Signal(14, 7, 1, 2, 2.0, (0.8, 0.8), (0.8, 0.4), 57, dispersion=4, trend=0.0005),
    Signal(15, 7, 4, 1, 0.05, (0.01, 0.01), (1.8, 0.1), -85),
    Signal(16, 7, 1, 2, 3.0, (0.8, 0.6), (0.8, 0.4), 29, dispersion=4, surge=450, surge_from=210),
    Signal(17, 7, 0, 2, 6.0, (0, 0), (0.8, 0.4), 1, dispersion=4),
)  # fmt: skip


@dataclass(frozen=True)
class Simulated:
    """Series of one signal, one row each: counts, and which of them are an outbreak's."""

    counts: NDArray[np.int64]
    extra: NDArray[np.int64]


def simulate(
    signal: Signal, series: int, size: float, rng: np.random.Generator, *, holidays: bool = True
) -> Simulated:
    """So many series of a signal, each with one outbreak in its last 49 weeks, or none where `size` is 0."""
    means = signal.means()
    shape = (series, len(means))
    base = _noise(np.broadcast_to(means, shape), signal.dispersion, rng) / signal.scale
    extra = np.zeros(shape)
    for row in range(series):
        if signal.surge:
            for year in range(YEARS):
                start = year * 52 * signal.open_days + signal.surge_from + int(rng.integers(0, 20))
                base[row] += _outbreak(signal, start, signal.surge, 50, rng)
        if size:
            start = int(rng.integers(len(means) - 49 * signal.open_days, len(means)))
            extra[row] = _outbreak(signal, start, size, 4, rng)
    total = _holidays(signal, base + extra) if holidays else base + extra
    counts, extra = (np.rint(_calendar(signal, values)).astype(np.int64) for values in (total, extra))
    return Simulated(counts, extra)


def _noise(means: NDArray[np.float64], dispersion: float, rng: np.random.Generator) -> NDArray[np.float64]:
    if dispersion == 1:
        return rng.poisson(means).astype(np.float64)
    return rng.negative_binomial(means / (dispersion - 1), 1 / dispersion).astype(np.float64)


def _outbreak(
    signal: Signal, start: int, size: float, days: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Cases of an outbreak by open day; `days` is how many days one unit of the lognormal curve takes."""
    means = signal.means()
    cases = 0
    while cases < 2:
        cases = int(rng.poisson(size * signal.open_days * np.sqrt(means[start] * signal.dispersion)))
    when = start + np.floor(days * rng.lognormal(0.0, 0.5, cases)).astype(int)
    found = np.bincount(when[when < len(means)], minlength=len(means)).astype(np.float64)
    return found * _busy(signal)[np.arange(len(means)) % signal.open_days]


def _busy(signal: Signal) -> NDArray[np.float64]:
    """How many of the cases show themselves by weekday: more at weekends, or on the Monday after."""
    return np.array([1.5, 1.1, 1, 1, 1.1] if signal.open_days == 5 else [1, 1, 1, 1, 1, 2, 2])


def _holidays(signal: Signal, total: NDArray[np.float64]) -> NDArray[np.float64]:
    changed = total.copy()
    for year in range(YEARS):
        for day in _HOLIDAYS:
            week, weekday = divmod(year * YEAR + day, 7)
            if signal.open_days == 7:
                changed[:, week * 7 + weekday] *= 2
            elif weekday < 5:
                changed[:, week * 5 + weekday] = 0
                changed[:, week * 5 + weekday + 1] *= 1.5
    return changed


def _calendar(signal: Signal, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Seven days a week, with nothing on the days when a service is closed."""
    if signal.open_days == 7:
        return values
    weeks = values.reshape(len(values), -1, 5)
    return np.pad(weeks, ((0, 0), (0, 0), (0, 2))).reshape(len(values), -1)
