"""How good forecasts of deaths by country and month are, beside the twelve months before and others.

    python benchmarks/quality/forecast.py [--choose]

Leads of 1 to 3 months from 60 origins, April 2016 to March 2021 (190 countries, `views2020`), and the ViEWS
years 2019 to 2021, forecast from the October before (191 countries, `views2023`). What is learned is learned
from months up to March 2016, and up to October 2018. Known figures of peers are printed beside those measured
here, so that one sees that the set-up is the same. Intervals: bootstrap of blocks of six origins, seed 2015.

--choose: the score of settings on months before all of these, from which ALPHA and SPREAD were chosen.
"""

import argparse
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from views import DATA, day, deaths, panel, yearly_truth
from views import before as months_before

from tocsin.forewarn.forecast import GRAVE, LEADS, Learned, learn
from tocsin.forewarn.forecast import forecast as report
from tocsin.forewarn.forecast.members import MONTHS, middles, moments, negative_binomial, pooled
from tocsin.forewarn.forecast.score import crps

ORIGINS = range(436, 496)
LEARNED_TO = 435
LEARNED_TO_YEARLY = 466
BLOCK, RESAMPLES, SEED = 6, 2000, 2015
KNOWN = {
    "last month": (14.87, 16.48, 17.91),
    "conflictology-12": (10.41, 11.04, 11.94),
    "EWMA-NB": (10.18, 11.09, 12.06),
}
KNOWN_YEARLY = {"zeros": (22.64, 21.89, 36.77), "conflictology-12": (9.22, 12.06, 27.63)}

Method = Callable[[NDArray[np.int64]], NDArray[np.int64]]


def ours(learned: Learned) -> Method:
    """The pooled forecast."""
    return lambda months: pooled(months, learned.share, learned.onset, learned.tail)


def peers(learned: Learned) -> dict[str, Method]:
    """Every method by name; each makes samples of twelve months."""
    return {
        "zeros": lambda months: np.zeros((len(months), 1), dtype=np.int64),
        "last month": lambda months: months[:, -1:],
        "conflictology-12": lambda months: months,
        "EWMA-NB": lambda months: pooled(months, 1.0),
        "pooled, no tail": lambda months: pooled(months, learned.share, learned.onset),
        "pooled": ours(learned),
    }


def by_lead(table: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
    """Mean CRPS of each method by lead and origin."""
    months = panel(table)
    found: dict[str, list[list[float]]] = {}
    for lead in LEADS:
        learned = learn(months, lead, day(LEARNED_TO))
        tail = "none" if learned.tail is None else f"{learned.tail:.2f}"
        print(f"lead {lead}: share {learned.share:.3f}, onset {learned.onset}, tail {tail}")
        for name, method in peers(learned).items():
            found.setdefault(name, []).append([score(table, origin, lead, method) for origin in ORIGINS])
    return {name: np.array(rows) for name, rows in found.items()}


def score(table: pd.DataFrame, origin: int, lead: int, method: Method) -> float:
    """The mean CRPS over countries of the forecast made at the end of a month."""
    months = table.loc[origin - MONTHS + 1 : origin].to_numpy(np.int64).T
    return float(crps(method(months), table.loc[origin + lead]).mean())


def shares_below(ours: NDArray[np.float64], peer: NDArray[np.float64]) -> tuple[float, float, float]:
    """By what share our mean score is below the peer's, and its 95 % interval over blocks of origins."""
    rng = np.random.default_rng(SEED)
    blocks = len(ours) // BLOCK
    drawn = rng.integers(0, blocks, (RESAMPLES, blocks))
    here, there = (one.reshape(blocks, BLOCK).sum(axis=1)[drawn].sum(axis=1) for one in (ours, peer))
    low, high = np.quantile(1 - here / there, [0.025, 0.975])
    return float(1 - ours.mean() / peer.mean()), float(low), float(high)


def print_leads(found: dict[str, NDArray[np.float64]]) -> bool:
    """The table of leads; whether the gates are met."""
    print("\nmean CRPS, leads 1, 2, 3 (known)")
    for name, rows in found.items():
        known = "/".join(f"{one:.2f}" for one in KNOWN.get(name, ()))
        print(f"  {name:18} {' '.join(f'{one:6.2f}' for one in rows.mean(axis=1))}  {known}")
    met = True
    for name, least in (("conflictology-12", 0.0), ("last month", 0.25)):
        for lead, row in zip(LEADS, found["pooled"], strict=True):
            share, low, high = shares_below(row, found[name][lead - 1])
            met &= share >= least
            print(f"  lead {lead}: {100 * share:5.1f} % below {name} ({100 * low:.1f} to {100 * high:.1f})")
    return met


def print_chances(table: pd.DataFrame) -> None:
    """How well the chance of a grave month, and the intervals, hold at each lead."""
    print(f"\nchance of at least {GRAVE}: Brier score (always the share of such months), and what came of it")
    for lead in LEADS:
        method = ours(learn(panel(table), lead, day(LEARNED_TO)))
        samples = np.concatenate([
            method(table.loc[origin - MONTHS + 1 : origin].to_numpy(np.int64).T) for origin in ORIGINS
        ])  # fmt: skip
        truth = np.concatenate([table.loc[origin + lead].to_numpy() for origin in ORIGINS])
        chance, grave = (samples >= GRAVE).mean(axis=1), truth >= GRAVE
        base = grave.mean() * (1 - grave.mean())
        print(f"  lead {lead}: {((chance - grave) ** 2).mean():.4f} ({base:.4f})", end=" ")
        for low, high in ((0, 0.02), (0.02, 0.1), (0.1, 0.3), (0.3, 0.7), (0.7, 0.9), (0.9, 1.01)):
            rows = (chance >= low) & (chance < high)
            print(f"| {chance[rows].mean():.3f}: {grave[rows].mean():.3f} of {rows.sum()}", end=" ")
        active = samples[:, 979] > 0
        inside = (truth >= samples[:, 100]) & (truth <= samples[:, 899])
        above = truth > samples[:, 989]
        print(f"\n    active: {100 * inside[active].mean():.1f} % within 8 in 10, "
              f"{100 * above[active].mean():.1f} % above the 99 % quantile")  # fmt: skip


def print_years(table: pd.DataFrame) -> bool:
    """The ViEWS years; whether conflictology-12 is beaten in each."""
    print("\nmean CRPS, years 2019, 2020, 2021, from the October before (known)")
    known_then = panel(table.loc[:LEARNED_TO_YEARLY])
    by_lead = {lead: learn(known_then, lead, day(LEARNED_TO_YEARLY)) for lead in range(3, 15)}
    rows: dict[str, list[float]] = {}
    for year in (2019, 2020, 2021):
        truth, months = yearly_truth(year), months_before(year)
        counts = months[truth.columns].to_numpy(np.int64).T
        for name in ("zeros", "conflictology-12", "EWMA-NB", "pooled"):
            scores = [crps(peers(by_lead[at + 3])[name](counts), truth.iloc[at]).mean() for at in range(12)]
            rows.setdefault(name, []).append(float(np.mean(scores)))
    for name, scores in rows.items():
        known = "/".join(f"{one:.2f}" for one in KNOWN_YEARLY.get(name, ()))
        print(f"  {name:18} {' '.join(f'{one:6.2f}' for one in scores)}  mean {np.mean(scores):.2f}  {known}")
    return all(a < b for a, b in zip(rows["pooled"], rows["conflictology-12"], strict=True))


def print_speed(table: pd.DataFrame) -> None:
    """Processor time of learning, and of all forecasts of one month."""
    months = panel(table)
    start = time.process_time()
    learned = [learn(months, lead, day(LEARNED_TO)) for lead in LEADS]
    between = time.process_time()
    made = report(months, learned, day(LEARNED_TO))
    end = time.process_time()
    print(f"\nlearning 3 leads from {months.counts.size:,} country-months {between - start:.2f} s, "
          f"{len(made)} forecasts {end - between:.2f} s of processor time")  # fmt: skip
    print(max(made, key=lambda one: 0.2 < one.chance < 0.5 and one.high).reason)


def choose(table: pd.DataFrame) -> None:
    """Mean CRPS of even mixes by setting, on every third origin from 1996 up to the last that may be seen."""
    for lead in (1, 3):
        origins = range(205, LEARNED_TO - lead + 1, 3)
        rows = np.concatenate([table.loc[at - MONTHS + 1 : at].to_numpy(np.int64).T for at in origins])
        truth = np.concatenate([table.loc[at + lead].to_numpy(float) for at in origins])
        active = rows.any(axis=1)
        rows, after = rows[active], truth[active]
        kept = np.sort(rows, axis=1)[:, (middles(60) * MONTHS).astype(int)]
        for alpha in (0.2, 0.3, 0.4, 0.5, 0.6):
            for spread in (1.0, 2.0, 3.0):
                drawn = negative_binomial(*moments(rows, alpha, spread), middles(60))
                mean = crps(np.hstack([kept, drawn]), after).sum() / len(truth)
                print(f"lead {lead} alpha {alpha} spread {spread}: {mean:.3f}")


def main() -> None:
    """Learn, forecast, score, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--choose", action="store_true")
    options = parser.parse_args()
    if not DATA.exists():
        sys.exit("the ViEWS data are absent: nothing to measure")
    table = deaths()
    if options.choose:
        return choose(table)
    met = print_leads(by_lead(table))
    print_chances(table)
    met &= print_years(table)
    print_speed(table)
    return sys.exit(not met)


if __name__ == "__main__":
    main()
