"""`tocsin warn nowcast FILE`: what late counts will be when all is told."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tocsin.cli.messages import printable, say
from tocsin.cli.warn import settings
from tocsin.cli.warn.groups import with_options
from tocsin.errors import BadInput
from tocsin.forewarn.backtest import AsOf
from tocsin.forewarn.nowcast import Nowcast, Triangle
from tocsin.forewarn.nowcast import nowcast as estimate
from tocsin.forewarn.nowcast.late import Lateness
from tocsin.forewarn.outlook import draw_outlook, outlook_at
from tocsin.forewarn.tabular import Options
from tocsin.forewarn.tabular.triangles import read_triangles

CHANCES = (0.05, 0.25, 0.5, 0.75, 0.95)

TriangleFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE.csv",
        help="A reporting triangle: a date and a column for each delay (0, 1, 2); or events or counts with a "
        "column known.",
    ),
]
AsOfDay = Annotated[
    date | None, settings.day_option("--now", help="The last step looked at, by what was told by its end.")
]
Delays = Annotated[
    int | None,
    typer.Option(min=2, metavar="N", help="Steps until all is told, else as the table has them."),
]
Drawn = Annotated[str, typer.Option("--series", metavar="NAME", help="The series to draw, else the first.")]


@dataclass(frozen=True, slots=True)
class Found:
    """The nowcasts of a table, and what could not be nowcast, in sentences."""

    nowcasts: tuple[Nowcast, ...]
    notes: tuple[str, ...]


@with_options(options=settings.table)
def nowcast(
    file: TriangleFile,
    *,
    now: AsOfDay = None,
    delays: Delays = None,
    plot: settings.Plot = None,
    series: Drawn = "",
    options: Options,
    as_json: settings.AsJson = False,
) -> None:
    """Tell what counts that are still coming in will be, with intervals, by how earlier ones grew.

    [bold]Examples[/bold]

    tocsin warn nowcast triangle.csv

    tocsin warn nowcast events.csv --now 2015-11-13 --json
    """
    found = _estimates(_triangles(file, options, now, delays), now, str(file))
    if plot:
        settings.write(plot, draw_outlook(outlook_at(_named(found.nowcasts, series))))
    if as_json:
        typer.echo(json.dumps(_record(found), ensure_ascii=False, indent=1))
        return
    for note in found.notes:
        say(f"note: {note}", "dim")
    Console(file=sys.stdout, highlight=False).print(_table(found.nowcasts))


def _triangles(file: Path, options: Options, now: date | None, delays: int | None) -> Sequence[Triangle]:
    """The triangles of a file, or those that follow from when its counts or events became known."""
    if (given := read_triangles(file, options)) is not None:
        if delays is not None:
            raise BadInput("the columns of a triangle say how many there are", where="--delays")
        return given
    history = settings.read(file, options).history
    if not isinstance(history, AsOf):
        text = "it does not say when each count became known: name that column known, or give a triangle"
        raise BadInput(text, where=str(file), reason="columns", line=1)
    last = now or history.last
    if not history.first <= last <= history.last:
        span = f"{history.first.isoformat()} to {history.last.isoformat()}"
        raise BadInput(f"{last.isoformat()} is outside {span}", where="--now", reason="day")
    late = Lateness(history)
    wide = delays or max(late.longest(last), 2)
    return [late.triangle(name, last, wide) for name in late.begun(last)]


def _estimates(triangles: Sequence[Triangle], now: date | None, where: str) -> Found:
    nowcasts: list[Nowcast] = []
    refused: list[BadInput] = []
    for one in triangles:
        last = now or one.step.after(one.first, len(one.changes) - 1)
        try:
            nowcasts.append(estimate(one, last))
        except BadInput as error:
            refused.append(error)
    if not nowcasts:
        raise refused[0] if refused else BadInput("there is no series in it", where=where, reason="empty")
    return Found(tuple(nowcasts), tuple(f"left out: {error}" for error in refused))


def _named(nowcasts: Sequence[Nowcast], name: str) -> Nowcast:
    for one in nowcasts:
        if name in ("", one.series.id):
            return one
    raise BadInput("there is no such series that can be nowcast", where=name, reason="series")


def _table(nowcasts: Sequence[Nowcast]) -> Table:
    """One row for each step that is not told in full."""
    when = {"day": "Day", "week": "Week of", "month": "Month of"}[nowcasts[0].series.step]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("Series", when, "Told", "Will be", "9 times in 10"):
        table.add_column(name, justify="left" if name in {"Series", when} else "right", no_wrap=name == when)
    for one in nowcasts:
        for row in _steps(one):
            told, expected = f"{row['told']:,}", f"{row['expected']:,}"
            cells = one.series.id, row["day"], told, expected, f"{row['low']:,} to {row['high']:,}"
            table.add_row(*(Text(printable(cell)) for cell in cells))
    return table


def _steps(one: Nowcast) -> list[dict[str, Any]]:
    series = one.series
    return [
        {
            "day": series.step.after(series.first, at).isoformat(),
            "told": int(one.reported[at]),
            "expected": int(series.counts[at]),
            "low": int(one.low[at]),
            "high": int(one.high[at]),
            "quantiles": dict(zip(map(str, CHANCES), _quantiles(one, at - one.complete), strict=True)),
        }
        for at in range(one.complete, len(series.counts))
    ]


def _quantiles(one: Nowcast, row: int) -> list[int]:
    return [round(found) for found in np.interp(CHANCES, one.chances, one.quantiles[row]).tolist()]


def _record(found: Found) -> dict[str, Any]:
    return {
        "step": found.nowcasts[0].series.step.value,
        "notes": list(found.notes),
        "series": [
            {
                "series": one.series.id,
                "told_in_full": one.complete,
                "reason": one.reason,
                "steps": _steps(one),
            }
            for one in found.nowcasts
        ],
    }
