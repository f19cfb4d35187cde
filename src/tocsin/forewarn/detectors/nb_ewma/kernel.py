"""What the days before it lead one to expect of a day, and of the week that ends with it; compiled.

Two filters run through the days of a window in order, as far as they are known. The first learns how busy
each weekday is. With that in hand the second says of every day what was to be expected of it, learns from how
far off that was, and at last says what to expect of the last day.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tocsin.base.kernels import compiled
from tocsin.forewarn.detectors.nb_ewma.tail import highest_usual, tail

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Settings = tuple[float, int, int, float, float]
"""Share of a day's weight that it keeps a day later; guard; window; faith in even weekdays; alpha."""

WEEK = 7
WARM_UP = 7
"""Days that are known before the filter says what it expects of a day."""
TRUST = 5 * WEEK
"""Days after which the first filter, which begins without knowing weekdays, dares to cut a count."""
PRIOR = 0.5
"""Shape of the level's gamma prior: for Poisson counts the one that Jeffreys' rule gives."""
PRIOR_DAYS = 14.0
"""Days without overdispersion that are believed in before any is seen."""

# The columns of what is noted of each day: what it counts as; how busy it should be beside the level; what
# was expected of it and of the week that ends with it, and the squared relative doubts about both.
KEPT, SHARE, MEAN, WEEK_MEAN, DOUBT, WEEK_DOUBT = range(6)
NOTES = 6
# What is told of a day: mean and variance expected, bound, chance and its -log10; then what the bound is made
# of: the bound of the day alone, and the week's count, mean and bound.
EXPECTED, VARIANCE, BOUND, CHANCE, SURPRISE, DAY_BOUND, WEEK_COUNT, WEEK_EXPECTED, WEEK_BOUND = range(9)
FIGURES = 9
SMALLEST = 1e-300


@compiled
def ceiling(mean: float, dispersion: float) -> float:
    """What a higher count is cut to: three deviations above the mean on the scale of square roots.

    >>> ceiling(4.0, 1.0)
    12.0
    """
    root = math.sqrt(mean) + 1.5 * math.sqrt(max(dispersion, 1.0))
    return float(math.floor(root * root))


@compiled
def _size(mean: float, variance: float) -> float:
    """The size of the negative binomial of this mean and variance."""
    return mean * mean / (variance - mean)


@compiled
def _of_week(values: Floats, day: int) -> float:
    """The sum of the seven values that end with that of a day."""
    total = 0.0
    for other in range(day - WEEK + 1, day + 1):
        total += values[other]
    return total


@compiled
def _variance(mean: float, doubt: float, noise: float, drift: float) -> float:
    """Of a count so much noisier than a Poisson count, about a mean in doubt that drifts."""
    return noise * mean * (1.0 + mean * doubt) + drift * mean * mean


@compiled
def _error(observed: float, mean: float, doubt: float) -> float:
    """The squared error of a forecast over what a Poisson count about so doubtful a mean would have."""
    off = observed - mean
    return off * off / (mean * (1.0 + mean * doubt))


@compiled
def _noise_and_drift(
    seen: float, error: float, reach: float, gap: float, gap_reach: float
) -> tuple[float, float]:
    """How much noisier than a Poisson count days are, and the squared relative drift of the level.

    The noise of days is independent and the drift is not, so that weeks, with seven times the mean, tell them
    apart: a squared error is on average noise + drift * reach, where reach is about the mean, for days as for
    weeks. `gap` and `gap_reach` are by how much those of weeks are above those of days, summed so that weeks
    of many counts do not outweigh the others.
    """
    drift = 0.0
    if gap_reach > 0.0:
        drift = max(gap / gap_reach, 0.0)
    return max((error - drift * reach) / seen, 1.0), drift


@compiled
def _kept(count: float, mean: float, dispersion: float) -> float:
    """A count, or where it is far above what was expected, what it is cut to."""
    return min(count, ceiling(mean, dispersion)) if count > mean else count


@compiled
def weekday_counts(
    counts: Counts, exposures: Floats, weekday: int, keep: float, faith: float
) -> tuple[Floats, Floats]:
    """Counts by weekday (0 is Monday), and what they would be if all were alike.

    The window begins on `weekday`. Both begin with `faith`, so that their ratio, how busy a weekday is,
    begins with 1 and leaves it as counts are seen.
    """
    found, alike = np.full(WEEK, faith), np.full(WEEK, faith)
    count, exposed, seen, error = 0.0, 0.0, PRIOR_DAYS, PRIOR_DAYS
    at = weekday
    for day in range(len(counts)):
        kept, share = float(counts[day]), exposures[day] * found[at] / alike[at]
        if day >= WARM_UP:
            level = (PRIOR + count) / exposed
            mean, doubt = level * share, 1.0 / (PRIOR + count) + 1.0 / found[at]
            if day >= TRUST:
                kept = _kept(kept, mean, error / seen)
            seen += 1.0
            error += _error(kept, mean, doubt)
            found[at] += kept
            alike[at] += level * exposures[day]
        count, exposed = keep * count + kept, keep * exposed + share
        at = at + 1 if at < WEEK - 1 else 0
    return found, alike


@compiled
def forecast(
    counts: Counts, exposures: Floats, weekday: int, settings: Settings, notes: Floats
) -> tuple[float, float]:
    """The noise of days and the drift of the level, see `_noise_and_drift`; writes the notes.

    The window begins on `weekday`. The counts of its last day and of the guard before it are not looked at.
    """
    keep, guard = settings[0], settings[1]
    last = len(counts) - guard - 1
    found, alike = weekday_counts(counts[:last], exposures[:last], weekday, keep, settings[3])
    count, exposed, reach, gap, gap_reach = 0.0, 0.0, 0.0, 0.0, 0.0
    seen, error = PRIOR_DAYS, PRIOR_DAYS
    at = weekday
    for day in range(len(counts)):
        notes[day, SHARE] = exposures[day] * found[at] / alike[at]
        notes[day, DOUBT] = 1.0 / found[at]
        notes[day, MEAN] = notes[day, KEPT] = 0.0
        at = at + 1 if at < WEEK - 1 else 0
    for day in range(guard + 1, len(counts)):
        known = day - guard - 1
        note, kept = notes[known], float(counts[known])
        if note[MEAN] > 0.0:
            kept = _kept(kept, note[MEAN], error / seen)
            note[KEPT] = kept
            seen += 1.0
            day_error = _error(kept, note[MEAN], note[DOUBT])
            day_reach = note[MEAN] / (1.0 + note[MEAN] * note[DOUBT])
            week_error = _error(_of_week(notes[:, KEPT], known), note[WEEK_MEAN], note[WEEK_DOUBT])
            week_reach = note[WEEK_MEAN] / (1.0 + note[WEEK_MEAN] * note[WEEK_DOUBT])
            error += day_error
            reach += day_reach
            gap += (week_error - day_error) / (1.0 + note[WEEK_MEAN])
            gap_reach += (week_reach - day_reach) / (1.0 + note[WEEK_MEAN])
        note[KEPT] = kept
        count, exposed = keep * count + kept, keep * exposed + note[SHARE]
        if known >= WARM_UP - 1:
            _expect(notes, day, count, exposed)
    return _noise_and_drift(seen, error, reach, gap, gap_reach)


@compiled
def _expect(notes: Floats, day: int, count: float, exposed: float) -> None:
    """Note what is expected of a day and its week by so many counts in so long a time, both discounted."""
    note, level = notes[day], (PRIOR + count) / exposed
    note[MEAN] = level * note[SHARE]
    note[WEEK_MEAN] = level * _of_week(notes[:, SHARE], day)
    note[WEEK_DOUBT] = 1.0 / (PRIOR + count)
    note[DOUBT] += note[WEEK_DOUBT]


@compiled
def judge(
    counts: Counts, exposures: Floats, weekday: int, settings: Settings, notes: Floats, figures: Floats
) -> None:
    """Judge the last day of a window that begins on `weekday`; writes the notes and the figures."""
    noise, drift = forecast(counts, exposures, weekday, settings, notes)
    note, level = notes[-1], settings[4] / 2.0
    mean, week_mean, observed = note[MEAN], note[WEEK_MEAN], float(counts[-1])
    before = 0.0
    for day in range(len(counts) - WEEK, len(counts) - 1):
        before += _kept(float(counts[day]), notes[day, MEAN], noise + drift * notes[day, MEAN])
    variance = _variance(mean, note[DOUBT], noise, drift)
    day_size = _size(mean, variance)
    day_bound, p = highest_usual(mean, day_size, level), tail(observed, mean, day_size)
    week_bound = np.inf
    if settings[1] >= WEEK - 1:
        week_size = _size(week_mean, _variance(week_mean, note[WEEK_DOUBT], noise, drift))
        week_bound = highest_usual(week_mean, week_size, level)
        if observed > 0.0:
            p = min(p, tail(before + observed, week_mean, week_size))
    figures[EXPECTED], figures[VARIANCE], figures[CHANCE] = mean, variance, min(2.0 * p, 1.0)
    figures[SURPRISE] = -math.log10(max(figures[CHANCE], SMALLEST))
    figures[BOUND] = max(min(day_bound, week_bound - before), 0.0)
    figures[DAY_BOUND], figures[WEEK_BOUND] = day_bound, week_bound
    figures[WEEK_COUNT], figures[WEEK_EXPECTED] = before + observed, week_mean


@compiled
def judge_many(
    counts: Counts, exposures: Floats, weekday: int, start: int, settings: Settings, figures: Floats
) -> None:
    """Judge the days from number `start` on of every series, each by its own window.

    `counts` and `exposures` (S, T), the first day on `weekday`; `figures` (FIGURES, S, T - start) is written.
    """
    window = settings[2]
    notes, found = np.empty((window + 1, NOTES)), np.empty(FIGURES)
    for row in range(counts.shape[0]):
        for day in range(start, counts.shape[1]):
            first = max(0, day - window)
            judge(
                counts[row, first : day + 1], exposures[row, first : day + 1], (weekday + first) % WEEK,
                settings, notes[: day + 1 - first], found,
            )  # fmt: skip
            figures[:, row, day - start] = found
