"""How near nowcasts come to the full count, beside the raw count and a chain ladder.

    python benchmarks/quality/nowcast.py

Weekly triangles of the RESPINOW hub (`../shared/data/warning/respinow`; test data, not shipped): influenza
(counts), severe respiratory infections (grossed up), visits to doctors (grossed up, revised down as often as
up). Delay 0 is the first report of a week, 1 what is known a week later. The method was made on weeks up to
June 2024 (influenza), February and May 2025 (the others); the weeks from the dates in `SETS` on, which come
after, are scored here. The score is the weighted interval score, of the median and the intervals that hold
5, 8, 9 and 9.5 in 10; that of a single number is its distance. Chain ladder: what is told times the mean
growth of the last twelve weeks told in full, with a Poisson distribution of what is still to come.

Exits with 1 where the score of influenza at delay 0 is above 60 % of the raw count's, or its 90 % intervals
hold fewer than 80 or more than 97 in 100.
"""

import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import scoringrules
from numpy.typing import NDArray
from scipy.stats import poisson

from tocsin.forewarn.nowcast import Triangle, nowcast
from tocsin.forewarn.series import Step

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "warning" / "respinow"
SETS = {
    "survstat-influenza": date(2024, 7, 1),
    "icosari-sari": date(2025, 7, 1),
    "agi-are": date(2025, 7, 1),
}
CHANCES = np.array([0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975])
LADDER = 12
MOST, LEAST_HELD, MOST_HELD = 0.60, 0.80, 0.97


def triangles(name: str) -> Iterator[tuple[str, Triangle]]:
    """Each series of a set, by country, age group or state."""
    table = pd.read_csv(DATA / f"reporting_triangle-{name}-preprocessed.csv", parse_dates=["date"])
    columns = [column for column in table if column.startswith("value_")]
    for (place, age), rows in table.groupby(["location", "age_group"]):
        group = "age groups" if age != "00+" else "country" if place == "DE" else "states"
        first = rows["date"].iloc[0].date()
        yield group, Triangle(f"{place} {age}", first, rows[columns].to_numpy(float), step=Step.WEEK)


def score(quantiles: NDArray[np.float64], truth: float) -> float:
    """The weighted interval score: twice the mean pinball loss."""
    return 2 * float(scoringrules.quantile_score(truth, quantiles, CHANCES).mean())


def chain_ladder(known: NDArray[np.float64], delay: int, reported: float) -> NDArray[np.float64]:
    """Quantiles of the row with that delay by the mean growth of the last rows told in full."""
    full = known[: len(known) - known.shape[1] + 1][-LADDER:]
    growth = full.sum() / max(full[:, : delay + 1].sum(), 1.0)
    return np.asarray(reported + poisson.ppf(CHANCES, max(reported * (growth - 1), 0.0)), dtype=float)


def rows(name: str) -> Iterator[dict[str, object]]:
    """One row for each series, week and delay."""
    for group, triangle in triangles(name):
        delays = triangle.changes.shape[1]
        start = max(triangle.step.between(triangle.first, SETS[name]), delays)
        for at in range(start, len(triangle.changes)):
            as_of = triangle.step.after(triangle.first, at)
            found, known = nowcast(triangle, as_of), triangle.known(as_of)
            for delay in range(delays - 1):
                truth, told = triangle.changes[at - delay].sum(), float(found.reported[at - delay])
                if np.isnan(truth):
                    continue
                ours = np.interp(CHANCES, found.chances, found.quantiles[at - delay - found.complete])
                yield {
                    "group": group, "delay": delay, "raw": abs(truth - told), "ours": score(ours, truth),
                    "ladder": score(chain_ladder(known, delay, told), truth),
                    "held": found.low[at - delay] <= truth <= found.high[at - delay],
                    "share": told / truth if truth else np.nan,
                }  # fmt: skip


def main() -> None:
    """Nowcast, score, print."""
    if not DATA.exists():
        sys.exit("the reporting triangles are absent: nothing to measure")
    met, start = True, time.process_time()
    for name in SETS:
        table = pd.DataFrame(rows(name))
        print(f"\n{name}, from {SETS[name]}: score as a share of the raw count's (chain ladder's), 90 % hold")
        for (group, delay), part in [
            *((("all", delay), part) for delay, part in table.groupby("delay")),
            *table[table["delay"] == 0].groupby(["group", "delay"]),
        ]:
            raw = max(part["raw"].sum(), 1e-9)
            ours, ladder, held = part["ours"].sum() / raw, part["ladder"].sum() / raw, part["held"].mean()
            told = 100 * part["share"].median()
            print(f"  {group:10} delay {delay}: {100 * ours:5.1f} % ({100 * ladder:5.1f} %), "
                  f"{100 * held:.1f} % of {len(part)}; told by then {told:.0f} %")  # fmt: skip
            if (name, group, delay) == ("survstat-influenza", "all", 0):
                met = ours <= MOST and LEAST_HELD <= held <= MOST_HELD
    print(f"\n{time.process_time() - start:.0f} s of processor time")
    sys.exit(not met)


if __name__ == "__main__":
    main()
