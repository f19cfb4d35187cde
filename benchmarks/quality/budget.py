"""How many warnings a week a thousand quiet series raise, and what false-discovery control costs.

    python -m benchmarks.quality.budget [--seeds 5]

By week: the 42 scenarios of Noufaily and others (2013) without outbreaks, 24 of each, so 1,008 series, the
last 49 of 624 weeks, Farrington Flexible at alpha 0.01. By day: 1,000 negative-binomial series of 0.05 to 20
a day, quieter at weekends, 70 days after a year of history, NB-EWMA. Nothing is unusual in any, so each
warning is false. The peer is the same detector without the rules, in the same run; asked for is at most one
warning a week after false-discovery control at 0.05. Each figure goes through `tocsin.forewarn.backtest`, as
a user's would. Nothing was fitted on these seeds.

What it costs: twenty of the weekly series get an outbreak in the last week, of 5 or 10 standard deviations;
the share of them that sounds without the rules and with them.
"""

from __future__ import annotations

import statistics
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.quality.noufaily import LENGTH, TESTED, draw
from tocsin.forewarn.backtest import Settled, backtest
from tocsin.forewarn.decide import Rules
from tocsin.forewarn.series import Step

EACH, DAYS, HISTORY, OUTBREAKS = 24, 70, 365, 20
BEGIN = date(2004, 1, 5)
RAW = Rules(minimum_count=0, discovery_rate=None, cool_down=0)
CONTROLLED = Rules(minimum_count=0, discovery_rate=0.05, cool_down=0)
STANDARD = Rules()
LIMIT = 1.0


def settled(counts: NDArray[np.int64], step: Step) -> Settled:
    """Counts as a history."""
    return Settled(tuple(map(str, range(len(counts)))), BEGIN, step, counts.astype(np.int32))


def a_week(history: Settled, method: str, steps: range, rules: Rules) -> float:
    """Warnings a week over these steps."""
    first, last = (history.step.after(history.first, at) for at in (steps.start, steps.stop - 1))
    return backtest(history, method, first=first, last=last, rules=rules).warnings_a_week


def daily(rng: np.random.Generator) -> NDArray[np.int64]:
    """A thousand quiet places: levels from 0.05 to 20 a day, weekends at 0.6 of it, variance 1.5 times."""
    days = np.arange(HISTORY + DAYS)
    level = np.geomspace(0.05, 20, 1000)[:, None]
    mean = level * np.where(days % 7 >= 5, 0.6, 1.0)
    return rng.negative_binomial(mean / 0.5, 1 / 1.5)


def found(rng: np.random.Generator, size: float) -> tuple[float, float]:
    """The share of outbreaks in the last week that sound, without the rules and with them."""
    drawn = draw(rng, EACH)
    counts, last = drawn.counts.copy(), LENGTH - 1
    hit = rng.choice(len(counts), OUTBREAKS, replace=False)
    usual = np.sqrt(drawn.means[hit, last] * drawn.dispersion[hit])
    counts[hit, last] += np.maximum(rng.poisson(size * usual), 2)
    history = settled(counts, Step.WEEK)
    names = {str(row) for row in hit}
    shares = []
    for rules in (RAW, CONTROLLED):
        report = backtest(history, "farrington-flexible", first=history.last, rules=rules)
        shares.append(len(names & {one.series for one in report.warnings}) / OUTBREAKS)
    return shares[0], shares[1]


def told(name: str, rows: list[list[float]]) -> None:
    """One line a set of rules: the mean over the seeds, the lowest and highest, the ratio to the peer."""
    raw = statistics.mean(row[0] for row in rows)
    for at, rules in enumerate(("without rules", "false-discovery control", "standard rules")):
        values = [row[at] for row in rows]
        mean = statistics.mean(values)
        verdict = "" if at == 0 else f"; asked for at most {LIMIT:g}: {'met' if mean <= LIMIT else 'NOT MET'}"
        print(
            f"{name}, {rules}: {mean:.2f} a week (seeds {min(values):.2f} to {max(values):.2f}), "
            f"{mean / raw:.3f} of the raw{verdict}"
        )


def main(seeds: Annotated[int, typer.Option(min=1)] = 5) -> None:
    """Draw, replay, print."""
    weekly, by_day = [], []
    for seed in range(1, seeds + 1):
        rng = np.random.default_rng(seed)
        quiet = settled(draw(rng, EACH).counts, Step.WEEK)
        days = settled(daily(rng), Step.DAY)
        tested = range(HISTORY, HISTORY + DAYS)
        weekly.append(
            [a_week(quiet, "farrington-flexible", TESTED, rules) for rules in (RAW, CONTROLLED, STANDARD)]
        )
        by_day.append([a_week(days, "nb-ewma", tested, rules) for rules in (RAW, CONTROLLED, STANDARD)])
    told("1,008 weekly series", weekly)
    told("1,000 daily series", by_day)
    for size in (5, 10):
        shares = [found(np.random.default_rng(100 + seed), size) for seed in range(seeds)]
        before, after = (statistics.mean(each) for each in zip(*shares, strict=True))
        print(
            f"outbreaks of {size} sd in 20 of 1,008 series: {before:.2f} sound, {after:.2f} after control, "
            f"{after / before:.2f} of them"
        )


if __name__ == "__main__":
    typer.run(main)
