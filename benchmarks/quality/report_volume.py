"""What holding counts against the number of reports costs and saves.

    python benchmarks/quality/report_volume.py [--series 500] [--seed 7]

Simulated places with one incident a day (quieter at weekends), and sites with 30 or 300 other reports a day
that waver more than chance. Seven stories of the last two weeks: nothing; twice the reports and twice the
incidents (new feeds); twice the reports that tell the same again; half the reports and half the incidents
(feeds that died); and a true rise to four incidents a day, by itself, under reports that the same event
raises by half, and under twice the reports that tell the same again. The figure is the share of places with
an alarm in those two weeks: NB-EWMA on the counts, and on the counts held against the reports. "Held back" is
what the service keeps to be looked at: an alarm on the counts that more reports explain.
"""

import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from tocsin.forewarn.detectors import NB_EWMA
from tocsin.forewarn.series import Panel

DAYS, TOLD = 200, 14
MONDAY = date(2015, 4, 27)
WEEK = np.array([1.1, 1.1, 1.1, 1.1, 1.1, 0.75, 0.75])
WAVERING = 20.0
"""Size of the negative binomial that reports a day come from: a deviation of 22 per cent beyond chance."""


@dataclass(frozen=True, slots=True)
class Story:
    """By how much reports and incidents are multiplied in the last two weeks."""

    name: str
    reports: float
    incidents: float


STORIES = (
    Story("nothing", 1, 1),
    Story("new feeds: twice the reports, twice the incidents", 2, 2),
    Story("twice the reports, the same incidents", 2, 1),
    Story("feeds died: half the reports, half the incidents", 0.5, 0.5),
    Story("a true rise, four times", 1, 4),
    Story("a true rise, four times; reports by half more", 1.5, 4),
    Story("a true rise, four times; twice the reports", 2, 4),
    Story("a true rise, four times; half the reports tell half", 0.5, 2),
)


def panel_of(story: Story, series: int, reports: float, rng: np.random.Generator) -> Panel:
    """Places with their counts, held against a site's reports."""
    day = np.resize(WEEK, DAYS)
    more, higher = np.ones(DAYS), np.ones(DAYS)
    more[-TOLD:], higher[-TOLD:] = story.reports, story.incidents
    mean = reports * day * more
    told = rng.negative_binomial(WAVERING, WAVERING / (WAVERING + mean), (series, DAYS))
    counts = rng.poisson(day * higher, (series, DAYS))
    names = tuple(map(str, range(series)))
    return Panel(names, MONDAY, counts, exposures=np.maximum(told, 1).astype(np.float64))


def alarms(panel: Panel) -> NDArray[np.bool_]:
    """Which places have an alarm in the last two weeks."""
    days = range(DAYS - TOLD, DAYS)
    sounds: NDArray[np.bool_] = panel.counts[:, -TOLD:] > NB_EWMA.scores(panel, days).bound
    return sounds.any(axis=1)


def main(series: Annotated[int, typer.Option(help="Places of each story.")] = 500, seed: int = 7) -> None:
    """Print the shares."""
    table = Table(
        "places with an alarm, per cent", "reports a day", "counts", "held against reports", "held back"
    )
    for story in STORIES:
        for reports in (30, 300):
            panel = panel_of(story, series, reports, np.random.default_rng(seed))
            plain, held = alarms(replace(panel, exposures=None)), alarms(panel)
            shares = (plain.mean(), held.mean(), (plain & ~held).mean())
            table.add_row(story.name, str(reports), *(f"{100 * share:.0f}" for share in shares))
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
