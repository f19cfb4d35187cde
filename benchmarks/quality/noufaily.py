"""False alarms and outbreaks found on the 42 scenarios of Noufaily and others (2013).

    python benchmarks/quality/noufaily.py [--replicates 100]

Table I of A. Noufaily et al., Statistics in Medicine 32, 2013: seven levels of counts, with and without
trend, with none, one or two yearly waves; 624 weeks, the last 49 tested with five years of history.
Outbreaks as there: the number of cases is Poisson with k standard deviations of the week's count as its
mean, at least two; cases come after the outbreak's start by a lognormal time (0, 0.5). Four outbreaks in
the years before the test weeks, one in them. Counts are drawn anew by our own seed, none of it was fitted
on.

Farrington Flexible at alpha 0.01. The 5-in-4 rule is told apart, as the paper does. The figures asked for,
and those measured before with another program, are those of the reference; the original method of 1996 is
the peer of the same run.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from tocsin.forewarn.detectors.farrington import FLEXIBLE, ORIGINAL, Farrington, Options
from tocsin.forewarn.series import Panel, Step

SEED, LENGTH = 2013, 624
TESTED = range(575, 624)
PAST, CURRENT = range(312, 574), range(575, 620)
LEVELS = (
    (0.1, 0.0025, 0.6, 0.6, 1.5),
    (-2.0, 0.005, 0.1, 0.3, 2.0),
    (1.5, 0.003, 0.2, -0.4, 1.0),
    (0.5, 0.002, 0.5, 0.5, 5.0),
    (2.5, 0.001, 1.0, 0.1, 3.0),
    (3.75, 0.001, 0.1, -0.1, 1.1),
    (5.0, 0.0001, 0.05, 0.01, 1.2),
)
"""Level, growth a week, size of the waves by cosine and sine, variance over mean."""


@dataclass(frozen=True)
class Drawn:
    """Counts (S, weeks), the means and the variance over mean that they were drawn with."""

    counts: NDArray[np.int64]
    means: NDArray[np.float64]
    dispersion: NDArray[np.float64]


def scenarios() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The 42 means (42, weeks) and dispersions."""
    weeks = np.arange(1, LENGTH + 1)
    means, dispersions = [], []
    for level, growth, cosine, sine, dispersion in LEVELS:
        for trend in (0, 1):
            for waves in (0, 1, 2):
                turns = [2 * np.pi * wave * weeks / 52 for wave in range(1, waves + 1)]
                season = sum(cosine * np.cos(turn) + sine * np.sin(turn) for turn in turns)
                means.append(np.exp(level + trend * growth * weeks + season))
                dispersions.append(dispersion)
    return np.array(means), np.array(dispersions)


def draw(rng: np.random.Generator, replicates: int) -> Drawn:
    """So many series of each scenario, without outbreaks."""
    means, dispersions = (np.repeat(figures, replicates, axis=0) for figures in scenarios())
    plain = dispersions == 1
    counts = np.empty(means.shape, dtype=np.int64)
    counts[plain] = rng.poisson(means[plain])
    spread = dispersions[~plain, None]
    counts[~plain] = rng.negative_binomial(means[~plain] / (spread - 1), 1 / spread)
    return Drawn(counts, means, dispersions)


def with_outbreaks(
    rng: np.random.Generator, drawn: Drawn, weeks: range, size: float, many: int
) -> tuple[Drawn, NDArray[np.bool_]]:
    """The same with so many outbreaks a series that start in these weeks, and the weeks they add cases to."""
    counts, touched = drawn.counts.copy(), np.zeros(drawn.counts.shape, dtype=np.bool_)
    for row in range(len(counts)):
        for start in rng.choice(weeks, many, replace=False):
            usual = np.sqrt(drawn.means[row, start] * drawn.dispersion[row])
            cases = 0
            while cases < 2:
                cases = int(rng.poisson(size * usual))
            when = start + np.floor(rng.lognormal(0, 0.5, cases)).astype(int)
            when = when[when < LENGTH]
            np.add.at(counts[row], when, 1)
            touched[row, when] = True
    return replace(drawn, counts=counts), touched


def alarms(options: Options, counts: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of the weeks tested are above the bound, and which sound with the 5-in-4 rule too."""
    detector = Farrington("farrington", Step.WEEK, replace(options, season=52.0))
    panel = Panel(tuple(map(str, range(len(counts)))), date(2004, 1, 5), counts, step=Step.WEEK)
    above = counts[:, TESTED.start : TESTED.stop] > detector.scores(panel, TESTED).bound
    sums = counts.cumsum(axis=1)
    recent = sums[:, TESTED.start : TESTED.stop] - sums[:, TESTED.start - 4 : TESTED.stop - 4]
    return above, above & (recent >= options.least_cases)


def verdict(figure: float, low: float, high: float) -> str:
    """Whether a figure is within what is asked for."""
    return f"asked for {low:g} to {high:g}: {'met' if low <= figure <= high else 'NOT MET'}"


def false_alarms(drawn: Drawn) -> None:
    """Per cent of weeks without outbreaks that sound, over all and in the worst scenario."""
    for name, options in (("flexible", FLEXIBLE), ("original", ORIGINAL)):
        above, sounding = alarms(options, drawn.counts)
        worst, best = (100 * pick(above.reshape(42, -1).mean(axis=1)) for pick in (np.max, np.min))
        overall = 100 * above.mean()
        print(
            f"false alarms, {name}: {overall:.2f} % ({100 * sounding.mean():.2f} % with 5-in-4), scenarios "
            f"{best:.2f} to {worst:.2f} %"
        )
        if options is FLEXIBLE:
            print(f"  overall (before: 1.33) {verdict(overall, 0.8, 1.6)}")
            print(f"  worst (before: 2.8) {verdict(worst, 0, 3.5)}")


def detection(rng: np.random.Generator, past: Drawn, size: int, asked_for: float, before: float) -> None:
    """Outbreaks found, and weeks without one that stay quiet, with past outbreaks in the baseline."""
    current, touched = with_outbreaks(rng, past, CURRENT, size, 1)
    hit = touched[:, TESTED.start : TESTED.stop]
    for name, options in (("flexible", FLEXIBLE), ("original", ORIGINAL)):
        above, _ = alarms(options, current.counts)
        found = (above & hit).any(axis=1).mean()
        quiet = 1 - above[~hit].mean()
        at_once = above[np.arange(len(above)), hit.argmax(axis=1)].mean()
        print(
            f"outbreaks of size {size}, {name}: found {found:.3f} ({at_once:.3f} in their first week), "
            f"specificity {quiet:.4f}"
        )
        if options is FLEXIBLE:
            print(f"  found (before: {before}) {verdict(found, asked_for, 1)}")
            print(f"  specificity (before: .991) {verdict(quiet, 0.988, 1)}")


def main(replicates: Annotated[int, typer.Option(help="Series of each scenario.")] = 100) -> None:
    """Draw, judge, count."""
    rng = np.random.default_rng(SEED)
    drawn = draw(rng, replicates)
    false_alarms(drawn)
    past, _ = with_outbreaks(rng, drawn, PAST, 5, 4)
    detection(rng, past, 10, 0.90, 0.924)
    detection(rng, past, 5, 0.40, 0.435)


if __name__ == "__main__":
    typer.run(main)
