"""That the score is right: published forecasts of the ViEWS challenge score what they are known to score.

    python benchmarks/quality/crps_peers.py

Reads `../shared/data/warning/views2023` (country-months of 2018 to 2021; test data, not shipped). Prints the
mean CRPS of three forecasts published with the challenge beside the known figure of two of them; exits with 1
where one is more than 0.01 away.
"""

import sys
from pathlib import Path

import pandas as pd
from views import DATA, YEARS, yearly_truth

from tocsin.forewarn.forecast.score import crps

KNOWN = {
    "bm_cm_bootstrap_expanded": (23.49, 22.07, 21.27, 36.05),
    "bm_cm_last_historical_poisson_expanded": (20.04, 9.64, 13.70, 37.13),
    "bodentien_rueter_cm_nbinom_test_window": (None, None, None, None),
}


def score(forecast: str, year: int) -> float:
    """The mean CRPS over all countries and months of a year."""
    path = Path(DATA / "views2023" / f"{forecast}_{year}.parquet")
    samples = pd.read_parquet(path)["outcome"].unstack("draw")
    truth = yearly_truth(year).stack().reindex(samples.index)
    return float(crps(samples, truth).mean())


def main() -> None:
    """Score, compare, print."""
    if not DATA.exists():
        sys.exit("the ViEWS data are absent: nothing to measure")
    worst = 0.0
    for forecast, known in KNOWN.items():
        for year, figure in zip(YEARS, known, strict=True):
            ours = score(forecast, year)
            if figure is None:
                print(f"{forecast:40} {year}  {ours:6.2f}")
            else:
                worst = max(worst, abs(ours - figure))
                print(f"{forecast:40} {year}  {ours:6.2f}  known {figure:6.2f}")
    print(f"largest difference {worst:.3f}, allowed 0.01")
    sys.exit(worst > 0.01)


if __name__ == "__main__":
    main()
