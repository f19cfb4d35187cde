"""How many series Farrington Flexible judges in a second of processor time, beside R and Python's own tools.

    python benchmarks/speed/farrington.py [--series 1000]

52 weeks of each series, then one week of each, as a nightly run does. The gates are 250 series of 52 weeks
a second and 200 times R, whose surveillance 1.20.3 did 2.79 of them (and 164 single weeks) on two cores
like these. Where `Rscript` with the package surveillance is there, R judges some of the same series in the
same run and must give the same thresholds; Debian installs both by `apt-get install r-base-core r-cran-
surveillance` (or, where it has no such package, R's own `install.packages("surveillance")`).

Peers in the same run: the very same model fitted twice by statsmodels' GLM, week after week, and the
forecasts of statsforecast, which is another question (what comes next, not what is unusual) asked of the
same counts.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import statsmodels.api as sm
import typer
from numpy.typing import NDArray
from statsforecast import StatsForecast
from statsforecast.models import AutoETS, SeasonalNaive

from tocsin.forewarn.detectors.farrington import FLEXIBLE, Farrington
from tocsin.forewarn.detectors.farrington.baseline import plan
from tocsin.forewarn.series import Panel, Step

OPTIONS = replace(FLEXIBLE, season=52.0)
DETECTOR = Farrington("farrington-flexible", Step.WEEK, OPTIONS)
HISTORY, WEEKS = 264, 52
R_YEARS, R_WEEKS = 2.79, 164.0
ASKED_FOR, TIMES_R = 250, 200
FEW = 4

IN_R = """
suppressMessages(library(surveillance))
counts <- as.matrix(read.csv("counts.csv", header = FALSE))
rows <- nrow(counts)
control <- list(range = (rows - 51):rows, b = 5, w = 3, noPeriods = 10, pastWeeksNotIncluded = 26,
                trend = TRUE, pThresholdTrend = 1, weightsThreshold = 2.58, alpha = 0.01, limit54 = c(0, 4),
                thresholdMethod = "nbPlugin", glmWarnings = FALSE)
began <- proc.time()
limits <- sapply(seq_len(ncol(counts)), function(series) {
  one <- sts(observed = counts[, series, drop = FALSE], frequency = 52, start = c(2004, 1))
  upperbound(farringtonFlexible(one, control = control))[, 1]
})
cat(sum((proc.time() - began)[c(1, 2)]), "\\n")
write.table(limits, "limits.csv", sep = ",", row.names = FALSE, col.names = FALSE)
"""


def draw(series: int) -> NDArray[np.int64]:
    """Weekly counts with season and trend, means from 0.5 to 100, variance up to five times the mean."""
    rng = np.random.default_rng(2013)
    weeks = np.arange(HISTORY + WEEKS)
    level, growth = rng.uniform(-0.7, 4.6, (series, 1)), rng.uniform(-0.002, 0.002, (series, 1))
    mean = np.exp(level + growth * weeks + 0.4 * np.cos(2 * np.pi * (weeks - 8) / 52))
    dispersion = rng.uniform(1.1, 5, (series, 1))
    return rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion)


def seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """Processor time of the best round."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def panel(counts: NDArray[np.int64]) -> Panel:
    """The counts as a panel of weeks."""
    return Panel(tuple(map(str, range(len(counts)))), date(2004, 1, 5), counts, step=Step.WEEK)


def by_statsmodels(counts: NDArray[np.int64], week: int) -> tuple[float, float]:
    """Expected count and dispersion of one week by statsmodels' GLM: fitted, weighed down, fitted again."""
    made = plan(OPTIONS, 5)
    design = np.column_stack([np.equal.outer(made.seasons, range(made.many)), made.offsets]).astype(float)
    past, weights = counts[week + made.offsets].astype(float), np.ones(len(made.offsets))
    for again in (True, False):
        fit = sm.GLM(past, design, family=sm.families.Poisson(), freq_weights=weights).fit(scale="X2")
        dispersion = max(float(fit.scale), 1.0)
        if again:
            leverage = fit.get_hat_matrix_diag(observed=False)
            spread = fit.mu ** (1 / 6) * np.sqrt(dispersion * (1 - leverage))
            residual = 1.5 * (past ** (2 / 3) - fit.mu ** (2 / 3)) / spread
            weights = np.where(residual > OPTIONS.downweight_above, residual**-2.0, 1.0)
            weights *= len(weights) / weights.sum()
    return float(np.exp(fit.params[0])), dispersion


def by_statsforecast(counts: NDArray[np.int64], model: AutoETS | SeasonalNaive) -> pd.DataFrame:
    """The next week of every series, with the upper limit of 98 %."""
    series, weeks = counts.shape
    long = pd.DataFrame(
        {
            "unique_id": np.repeat(np.arange(series), weeks),
            "ds": np.tile(np.arange(weeks), series),
            "y": counts.ravel().astype(float),
        }
    )
    return StatsForecast(models=[model], freq=1, n_jobs=1).forecast(df=long, h=1, level=[98])


def by_r(counts: NDArray[np.int64]) -> tuple[float, NDArray[np.float64]] | None:
    """Seconds that R takes for 52 weeks of these series, and its limits; None where there is no such R."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        np.savetxt(Path(folder, "counts.csv"), counts.T, fmt="%d", delimiter=",")
        ran = subprocess.run([rscript, "-e", IN_R], cwd=folder, capture_output=True, text=True, check=False)
        if ran.returncode:
            print(f"R is there, but: {ran.stderr.strip().splitlines()[-1]}")
            return None
        limits = np.loadtxt(Path(folder, "limits.csv"), delimiter=",").T
        return float(ran.stdout.split()[-1]), limits


def told(name: str, rate: float, unit: str, ours: float) -> None:
    """One line of the table."""
    print(f"{name:44} {rate:12,.2f} {unit}, ours {ours / rate:,.0f} times as many")


def main(series: Annotated[int, typer.Option(help="Series to judge.")] = 1000) -> None:
    """Judge, time, compare."""
    counts = draw(series)
    steps, last = range(HISTORY, HISTORY + WEEKS), range(HISTORY + WEEKS - 1, HISTORY + WEEKS)
    DETECTOR.scores(panel(counts[:2]), last)
    years = series / seconds(lambda: DETECTOR.scores(panel(counts), steps))
    weeks = series / seconds(lambda: DETECTOR.scores(panel(counts), last))
    print(f"{'Tocsin':44} {years:12,.0f} series of 52 weeks a second, {weeks:,.0f} single weeks")
    told("R surveillance 1.20.3, stored figure", R_YEARS, "series of 52 weeks", years)
    told("R surveillance 1.20.3, stored figure", R_WEEKS, "single weeks", weeks)
    r = by_r(counts[:FEW])
    if r is None:
        print("R with surveillance is not here: not timed in this run")
    else:
        told("R in this run", FEW / r[0], "series of 52 weeks", years)
        bounds = DETECTOR.scores(panel(counts[:FEW]), steps).bound
        print(f"  thresholds that differ: {(bounds != r[1]).sum()} of {bounds.size}")
    glm = seconds(lambda: [by_statsmodels(row, last.start) for row in counts[:FEW]], rounds=1)
    told("statsmodels GLM, the same model", FEW / glm, "single weeks", weeks)
    for name, model, many in (("SeasonalNaive", SeasonalNaive(52), series), ("AutoETS", AutoETS(), FEW)):
        took = seconds(lambda model=model, many=many: by_statsforecast(counts[:many], model), rounds=1)
        told(f"statsforecast {name}, next week", many / took, "single weeks", weeks)
    figures = ((years, ASKED_FOR, "series a second"), (years / R_YEARS, TIMES_R, "times R's stored figure"))
    for figure, asked_for, unit in figures:
        print(f"{figure:,.0f} {unit}, asked for {asked_for}: {'met' if figure >= asked_for else 'NOT MET'}")


if __name__ == "__main__":
    typer.run(main)
