"""Whether a detector sounds as often on one weekday as on another where nothing is unusual.

    python benchmarks/quality/weekday.py [--series 250] [--seed 7]

The eight signals of services open all week (`daily_scenarios.py`), without outbreaks and without public
holidays, which fall on weekdays of their own. Weekends have up to seven times a working day's counts. The
figure is the highest over the lowest share of days with an alarm by weekday; the gate is 1.5. EARS C2, with
its three standard deviations, is the peer of the same run.
"""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from daily_scenarios import SIGNALS, TESTED, simulate
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from tocsin.forewarn.detectors import NB_EWMA
from tocsin.forewarn.detectors.ears import Ears
from tocsin.forewarn.protocol import Detector
from tocsin.forewarn.series import Panel

MONDAY = date(2010, 1, 4)
MOST = 1.5
DETECTORS: dict[str, Detector] = {
    "NB-EWMA": NB_EWMA,
    "EARS C2": Ears("ears-c2", lag=2, poisson_floor=False),
}


def alarms_by_weekday(panel: Panel, detector: Detector) -> NDArray[np.int64]:
    """How many of the days tested have an alarm, for each weekday."""
    alarms = panel.counts[:, TESTED.start : TESTED.stop] > detector.scores(panel, TESTED).bound
    days = np.resize(np.arange(TESTED.start, TESTED.start + 7) % 7, len(TESTED))
    return np.bincount(days, weights=alarms.sum(axis=0), minlength=7).astype(np.int64)


def main(series: Annotated[int, typer.Option(help="Series of each signal.")] = 250, seed: int = 7) -> None:
    """Print the shares and the gate."""
    console = Console()
    alarms = {name: np.zeros(7, dtype=np.int64) for name in DETECTORS}
    open_all_week = [replace(signal, surge=0) for signal in SIGNALS if signal.open_days == 7]
    for signal in track(open_all_week, console=console):
        rng = np.random.default_rng((seed, signal.number))
        made = simulate(signal, series, 0, rng, holidays=False)
        panel = Panel(tuple(map(str, range(series))), MONDAY, made.counts)
        for name, detector in DETECTORS.items():
            alarms[name] += alarms_by_weekday(panel, detector)
    days = len(open_all_week) * series * len(TESTED) / 7
    weekdays = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    table = Table("alarms, per cent of days", *weekdays, "highest / lowest")
    for name, found in alarms.items():
        ratio = found.max() / max(found.min(), 1)
        table.add_row(name, *(f"{100 * count / days:.2f}" for count in found), f"{ratio:.2f}")
    console.print(table)
    met = alarms["NB-EWMA"].max() <= MOST * alarms["NB-EWMA"].min()
    console.print(f"asked for: at most {MOST}: {'met' if met else 'not met'}")
    raise typer.Exit(not met)


if __name__ == "__main__":
    typer.run(main)
